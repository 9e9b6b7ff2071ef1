"""A process that writes until it is killed: `python -m tests.store.writer URL LOG`, four threads, one line per answer.

The line (`<thread> <op_id> <seq>`) is written and flushed only after the act was acknowledged.
"""

from __future__ import annotations

import itertools
import os
import sys
import threading

from crisis.store.database import Database
from crisis.store.unit_of_work import Work
from tests.store.acts import note


def main(url: str, log: str) -> None:
    work, out = Work(Database(url)), os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT)

    def write(thread: int) -> None:
        for n in itertools.count():
            op_id = f"{os.getpid()}-{thread}-{n:06d}"
            answer = note(work, "写" * 200, op_id=op_id)
            os.write(out, f"{op_id} {answer['seq']}\n".encode())

    threads = [threading.Thread(target=write, args=(t,)) for t in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


if __name__ == "__main__":
    main(*sys.argv[1:])
