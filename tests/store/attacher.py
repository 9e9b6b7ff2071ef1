"""A process that types entries with files until it is killed: `python -m tests.store.attacher URL LOG PERSON ROOM [KIND]`.

With a KIND it kills itself as soon as an event of that kind is committed and before anybody is told. Two threads; the line (`<op_id> <seq> <sha256>`) is written only after the wish was acknowledged.
"""

from __future__ import annotations

import hashlib
import itertools
import os
import signal
import sys
import threading
from typing import Any

from crisis.commands.attachments import add_entry_with
from crisis.domain.people import Actor
from crisis.store.database import Database
from crisis.store.events import Event
from crisis.store.unit_of_work import Work
from tests.commands.cast import START
from tests.commands.pictures import PDF


def letter(op_id: str) -> bytes:
    """Three pieces of bytes that no other wish has."""
    return PDF + hashlib.sha256(op_id.encode()).digest() * 20_000


def wish(work: Work, person: int, room: int, op_id: str) -> dict[str, Any]:
    lin = Actor(person, "林岚", "lead", "zh", START)
    files = [("来函.pdf", letter(op_id))]
    return add_entry_with(work, lin, crisis_id=room, entry="收到来函", files=files, op_id=op_id, at=START)


def main(url: str, log: str, person: int, room: int, fatal: str = "") -> None:
    work, out = Work(Database(url)), os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT)

    def die(told: list[Event]) -> None:
        if fatal in [event.kind for event in told]:
            os.kill(os.getpid(), signal.SIGKILL)

    work.listeners.append(die)

    def write(thread: int) -> None:
        for n in itertools.count():
            op_id = f"{os.getpid()}-{thread}-{n:06d}"
            told = wish(work, person, room, op_id)
            os.write(out, f"{op_id} {told['seq']} {hashlib.sha256(letter(op_id)).hexdigest()}\n".encode())

    threads = [threading.Thread(target=write, args=(t,)) for t in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]), *sys.argv[5:])
