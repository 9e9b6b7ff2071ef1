"""Runs one written case from end to end in a fresh temporary database and tells how it came out."""

from __future__ import annotations

import tempfile
import time
from datetime import timedelta
from pathlib import Path

from crisis import __version__
from crisis.commands.desk import Desk
from crisis.jobs.case_close import close_rooms
from crisis.jobs.case_file import Case, Data
from crisis.jobs.case_result import Telling, drafts_of, engine, pairs_of
from crisis.jobs.case_run import Tell, feed
from crisis.store.database import Database, embedded_url
from crisis.store.schema import migrate
from crisis.store.unit_of_work import Work


def run_case(case: Case, tell: Tell | None = None) -> Data:
    """The result as `crisis-result/1`."""
    begun = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="crisis-case-") as folder:
        database = Database(embedded_url(Path(folder)))
        migrate(database)
        work = Work(database, Desk(case.org))
        try:
            course = feed(work, case, tell)
            closing = close_rooms(work, case, course)
            with work.reading() as conn:
                telling = Telling(conn, case)
                result = {"verdicts": telling.verdicts(), "rooms": telling.rooms()}
        finally:
            work.close()
    spent = timedelta(seconds=time.perf_counter() - begun)
    return {
        "format": "crisis-result/1",
        "case": case.id,
        "engine": engine(__version__, spent, case),
        **result,
        "drafts": drafts_of(course.drafts),
        "statement_pairs": pairs_of(case.pairs),
        "closing": closing,
        "refused": course.refused,
    }
