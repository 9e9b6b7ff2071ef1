"""A process that types entries with files until it is killed: `python -m tests.store.attacher URL LOG PERSON ROOM [KIND]`.

With a KIND it kills itself as soon as an event of that kind is committed and before anybody is told. Two threads;
a line of LOG is `<op_id> <seq> <sha256>`.
"""

from __future__ import annotations

import hashlib
import os
import signal
import sys
from typing import Any

from crisis.commands.attachments import add_entry_with
from crisis.domain.people import Actor
from crisis.store.database import Database
from crisis.store.events import Event
from crisis.store.unit_of_work import Work
from tests.commands.cast import START
from tests.commands.pictures import PDF
from tests.store.until_killed import write_on


def letter(op_id: str) -> bytes:
    """Three pieces of bytes that no other wish has."""
    return PDF + hashlib.sha256(op_id.encode()).digest() * 20_000


def wish(work: Work, person: int, room: int, op_id: str) -> dict[str, Any]:
    lin = Actor(person, "林岚", "lead", "zh", START)
    files = [("来函.pdf", letter(op_id))]
    return add_entry_with(work, lin, crisis_id=room, entry="收到来函", files=files, op_id=op_id, at=START)


def main(url: str, log: str, person: int, room: int, fatal: str = "") -> None:
    work = Work(Database(url))

    def die(told: list[Event]) -> None:
        if fatal in [event.kind for event in told]:
            os.kill(os.getpid(), signal.SIGKILL)

    def attach(op_id: str) -> str:
        told = wish(work, person, room, op_id)
        return f"{told['seq']} {hashlib.sha256(letter(op_id)).hexdigest()}"

    work.listeners.append(die)
    write_on(log, 2, attach)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]), *sys.argv[5:])
