"""The demo story, a case sent to a console, and the console's own clock."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from crisis import config
from crisis.cli import demo
from crisis.commands.desk import Desk
from crisis.jobs.case_file import read_case
from crisis.jobs.case_play import play_case
from crisis.jobs.clockwork import Clockwork, save_desk, tick_rooms
from crisis.jobs.drill_play import Player
from crisis.jobs.drill_story import load_story
from crisis.store.checklist import items, stages
from crisis.store.crises import crises
from crisis.store.database import Database
from crisis.store.events import events
from crisis.store.intake import checkpoints, intake
from crisis.store.unit_of_work import Work
from crisis.store.voice import inquiries, statements

CASES = Path(__file__).parents[1] / "cases"
BEGIN = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


class Hours:
    """A clock that goes a step with every look."""

    def __init__(self) -> None:
        self.at = BEGIN

    def __call__(self) -> datetime:
        self.at += timedelta(seconds=5)
        return self.at


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> config.Settings:
    return config.read(str(tmp_path_factory.mktemp("var")))


@pytest.fixture(scope="module")
def played(settings: config.Settings) -> Iterator[Work]:
    """A console in which the whole story was played."""
    lines = demo.prepare(settings, "http://console")
    assert [line.split()[0] for line in lines[1:]] == list(load_story().people)
    work = Work(Database(settings.database), Desk(settings.org))
    Player(work, load_story(), pause=lambda seconds: False, now=Hours()).play()
    yield work
    work.close()


def one(work: Work, of: Any, **conditions: Any) -> Any:
    with work.reading() as conn:
        return conn.execute(select(of).where(*(of.c[k] == v for k, v in conditions.items()))).one()


def count(work: Work, of: Any, **conditions: Any) -> int:
    query = select(func.count()).select_from(of).where(*(of.c[k] == v for k, v in conditions.items()))
    with work.reading() as conn:
        return conn.scalar(query) or 0


def test_the_story_stands_as_a_drill_with_its_team_at_work(played: Work) -> None:
    room = one(played, crises)
    assert (room.drill, room.state, room.level) == (True, "open", "II")
    assert room.t0 < BEGIN
    assert count(played, items, crisis_id=room.id, state="done") >= 6
    assert one(played, statements).state == "published"
    assert one(played, inquiries).state == "answered"
    assert count(played, intake, drill=False) == 0


def test_no_step_of_the_story_is_refused(played: Work) -> None:
    acts = [step["do"] for step in load_story().live if step["do"] not in ("item", "draft", "fact", "approve")]
    told = {"confirm": "crisis.confirmed", "seat": "seat.taken", "position": "position.stated", "inquiry": "inquiry.logged",
            "check": "item.checked", "start": "item.started", "submit": "statement.submitted", "publish": "statement.published",
            "answer": "inquiry.answered", "finding": "responsibility.found"}  # fmt: skip
    for act, kind in told.items():
        extra = 1 if act == "seat" else 0  # who confirms takes the chair
        assert (act, count(played, events, kind=kind)) == (act, acts.count(act) + extra)
    assert count(played, events, kind="statement.approved") == 2


def test_a_story_is_not_played_twice_and_people_are_kept(settings: config.Settings, played: Work) -> None:
    before = count(played, intake)
    Player(played, load_story(), pause=lambda seconds: False, now=Hours()).play()
    assert count(played, intake) == before
    assert len(demo.prepare(settings, "http://console")) == 1


def test_time_alone_moves_a_room_to_its_next_stage(played: Work, tmp_path: Path) -> None:
    other = config.read(str(tmp_path))
    demo.prepare(other, "http://console")
    work = Work(Database(other.database), Desk(other.org))
    Player(work, load_story(), pause=lambda seconds: True, now=Hours()).play()
    room = one(work, crises)
    assert (room.state, room.stage) == ("draft", 2)
    assert tick_rooms(work, room.t0 + timedelta(hours=47, minutes=59)) == 1
    assert one(work, crises).stage == 2
    tick_rooms(work, room.t0 + timedelta(hours=49))
    assert one(work, crises).stage == 3
    assert one(work, stages, stage=3).from_at == room.t0 + timedelta(hours=48)
    work.close()


def test_the_desks_memory_is_kept_when_enough_came_in(played: Work) -> None:
    assert save_desk(played, BEGIN, least=10_000) is False
    assert save_desk(played, BEGIN, least=5) is True
    with played.reading() as conn:
        assert conn.scalar(select(checkpoints.c.upto)) == conn.scalar(select(func.max(intake.c.id)))
    assert save_desk(played, BEGIN, least=1) is False


def test_the_clockwork_stops_when_told(played: Work) -> None:
    clock = Clockwork(played, now=lambda: BEGIN + timedelta(hours=1), every=0.01).start()
    threading.Event().wait(0.05)
    clock.stop()
    assert [t.name for t in threading.enumerate() if t.name == "clockwork"] == []


def test_a_case_is_sent_in_order_as_a_drill_at_the_speed_asked_for() -> None:
    case = read_case(CASES / "dev-01.json")
    sent: list[tuple[str, dict[str, Any]]] = []
    waited: list[float] = []

    def send(path: str, record: dict[str, Any]) -> dict[str, Any]:
        sent.append((path, record))
        return {"refused": "422"} if len(sent) == 2 else {"repeated": len(sent) == 3}

    done = play_case(case, send, run="r1", speed=3600, now=lambda: BEGIN, pause=waited.append)
    assert (done.taken, done.repeated, done.refused) == (len(case.stream) - 2, 1, {case.stream[1]["id"]: "422"})
    assert {record["drill"] for _, record in sent} == {True}
    story = (case.stream[-1]["at"] - case.stream[0]["at"]).total_seconds()
    assert sum(waited) == pytest.approx(story / 3600)
    media = next(record for path, record in sent if record["kind"] == "media")
    assert BEGIN - datetime.fromisoformat(media["published_at"]) == timedelta(minutes=75)
    assert {path for path, record in sent if record["kind"] in ("media", "social", "media_inquiry")} == {"mentions"}
