"""Plays the stream of a written case into a running console as a drill, faster than it happened.

Only what comes in is played: what people know, decide and say is theirs to do at the screens.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from crisis.jobs.case_file import Case, Data
from crisis.jobs.case_run import record_of
from crisis.store.intake import MENTIONS


@dataclass(frozen=True, slots=True)
class Played:
    """How many items were taken, known already, and refused (item → why)."""

    taken: int
    repeated: int
    refused: dict[str, str]


Send = Callable[[str, Data], Data]
"""(path of the API, record) → its answer; {"refused": why} where it was not taken."""


def play_case(
    case: Case, send: Send, *, run: str, speed: float, now: Callable[[], datetime], pause: Callable[[float], None],
    tell: Callable[[int, int], None] | None = None,
) -> Played:  # fmt: skip
    """Send every item when its time has come; `speed` story seconds pass in one, `run` keeps drills apart."""
    stream = sorted(case.stream, key=lambda row: row["at"])
    taken = repeated = 0
    refused: dict[str, str] = {}
    before: datetime | None = None
    for number, row in enumerate(stream, 1):
        if before is not None:
            pause((row["at"] - before).total_seconds() / speed)
        before = row["at"]
        record = drill_record(row, run, now())
        answer = send("mentions" if record["kind"] in MENTIONS else "complaints", record)
        if "refused" in answer:
            refused[row["id"]] = str(answer["refused"])
        elif answer.get("repeated"):
            repeated += 1
        else:
            taken += 1
        if tell is not None:
            tell(number, len(stream))
    return Played(taken, repeated, refused)


def drill_record(row: Data, run: str, at: datetime) -> Data:
    """The item as if it came in now; what was published before it keeps its head start. Times as ISO text."""
    record = record_of(row, row["at"])
    if "published_at" in record:
        record["published_at"] = (at - (row["at"] - record["published_at"])).isoformat()
    record |= {"received_at": at.isoformat(), "drill": True, "external_id": f"drill-{run}-{row['id']}"[:120]}
    return {name: value for name, value in record.items() if value is not None}
