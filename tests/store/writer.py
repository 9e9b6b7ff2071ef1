"""A process that writes notes until it is killed: `python -m tests.store.writer URL LOG`, four threads."""

from __future__ import annotations

import sys

from crisis.store.database import Database
from crisis.store.unit_of_work import Work
from tests.store.acts import note
from tests.store.until_killed import write_on


def main(url: str, log: str) -> None:
    work = Work(Database(url))
    write_on(log, 4, lambda op_id: str(note(work, "写" * 200, op_id=op_id)["seq"]))


if __name__ == "__main__":
    main(*sys.argv[1:])
