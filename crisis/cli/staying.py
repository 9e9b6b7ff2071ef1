"""gunicorn's threaded worker, whose threads stay a moment with whoever they have just answered.

Handing a kept-alive connection back to the polling thread, and out again, costs two changes of thread for each
request; a browser that asks again at once, or a program that works through a list, is spared them.
"""

from __future__ import annotations

import select
from typing import Any

from gunicorn.workers.gthread import ThreadWorker

STAYS_MS = 5


class StayingWorker(ThreadWorker):  # type: ignore[misc]
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
