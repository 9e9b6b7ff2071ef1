"""gunicorn's threaded worker: its threads stay a moment with whom they have just answered, and it says when it must end.

Handing a kept-alive connection back to the polling thread, and out again, costs two changes of thread for each
request; a browser that asks again at once, or a program that works through a list, is spared them.
"""

from __future__ import annotations

import select
from typing import Any

from gunicorn.workers.gthread import ThreadWorker

STAYS_MS = 5


class StayingWorker(ThreadWorker):  # type: ignore[misc]
    def handle_exit(self, sig: Any, frame: Any) -> None:
        """gunicorn tells `worker_int` of SIGINT and SIGQUIT only."""
        super().handle_exit(sig, frame)
        self.cfg.worker_int(self)

    def handle(self, conn: Any) -> Any:
        """As gunicorn's own: True while the connection is kept; what was read ahead is left to gunicorn."""
        kept = super().handle(conn)
        while kept is True and self.alive and not conn.parser.unreader.buf.getvalue() and _asks_again(conn.sock):
            kept = super().handle(conn)
        return kept


def _asks_again(sock: Any) -> bool:
    waiting = select.poll()
    waiting.register(sock, select.POLLIN)
    return bool(waiting.poll(STAYS_MS))
