"""`crisis playbooks check`: every error of playbook files with file, line and key."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from crisis.cli.say import WrongInput
from crisis.language.words import say
from crisis.playbooks import loader


def add(commands: Any) -> None:
    part = commands.add_parser("playbooks", help="playbooks").add_subparsers(required=True, metavar="ACTION")
    check = part.add_parser("check", help="name every error with file, line and key")
    check.add_argument("files", nargs="*", type=Path)
    check.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    for file in given.files:
        if not file.exists():
            raise WrongInput(f"{file}: no such file")
    problems = loader.check(given.files)
    for p in problems:
        print(f"{p.file}:{p.line}: {p.key}: {say(p.code, 'en', **p.params)}")
    return 1 if problems else 0
