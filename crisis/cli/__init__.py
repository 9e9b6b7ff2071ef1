"""The program `crisis`: each subcommand reads its arguments, makes one call and prints what came of it.

Exit codes: 0 done, 1 findings or refused, 2 wrong usage or unreadable input, 3 environment.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from crisis import __version__
from crisis.cli import accounts, cases, detect, intake, playbooks, record, serve, statement
from crisis.cli.say import WrongInput
from crisis.domain.errors import OutcomeUnknown, Refused, StorageFull
from crisis.language.words import known, say

PARTS = (serve, accounts, intake, cases, detect, statement, record, playbooks)


def parser() -> argparse.ArgumentParser:
    """All subcommands; each part adds its own."""
    top = argparse.ArgumentParser(prog="crisis", description=__doc__.splitlines()[0] if __doc__ else "")
    top.add_argument("--version", action="version", version=f"crisis {__version__}")
    top.add_argument("--quiet", action="store_true", help="no progress")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for part in PARTS:
        part.add(commands)
    return top


def main(argv: Sequence[str] | None = None) -> int:
    """Run one subcommand and give its exit code."""
    given = parser().parse_args(argv)
    try:
        return int(given.run(given))
    except WrongInput as failure:
        print(f"crisis: {failure}", file=sys.stderr)
        return 2
    except (StorageFull, OutcomeUnknown) as failure:
        print(f"crisis: {told(failure)}", file=sys.stderr)
        return 3
    except Refused as failure:
        print(f"crisis: {told(failure)}", file=sys.stderr)
        return 1
    except OSError as failure:
        print(f"crisis: {failure.strerror or failure}", file=sys.stderr)
        return 3


def told(failure: Refused) -> str:
    """The refusal as one English line; the terminal speaks English, the console the reader's language."""
    for key in (f"error.{failure.code}", failure.code):
        if known(key):
            return say(key, "en", **{"what": "", "field": "", "limit": "", **failure.params})
    return failure.code
