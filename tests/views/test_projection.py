"""What leaves the house: personal data for nobody through events, blame for its readers, no typed words for the board."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sqlalchemy import String, select

from crisis.domain.people import ROLES
from crisis.store.base import column_class, metadata
from crisis.store.events import events
from crisis.views.envelope import envelope
from crisis.views.projection import READING, Audience, comes_and_goes, project
from crisis.views.room import snapshot
from tests.commands.cast import CRASH, THREAT, House
from tests.commands.scenarios_aftermath import record
from tests.commands.scenarios_voice import fact, published
from tests.views.plain_reading import fold, page

AUDIENCES = [Audience(role, lang) for role in ROLES for lang in ("zh", "en")]
TEXTS = ("customer_key", "customer_name", "contact", "demand", "person_concerned")


def canary(table: str, column: str) -> str:
    return f"canary-{table}-{column}"


def sent(house: House, audience: Audience) -> str:
    """Every byte that this audience could be sent: all envelopes of all streams and all snapshots."""
    with house.work.reading() as conn:
        streams = sorted(set(conn.scalars(select(events.c.stream))))
        told: list[Any] = [page(conn, stream, 0, 10_000, audience, "Asia/Shanghai") for stream in streams]
        rooms = [int(stream.partition(":")[2]) for stream in streams if stream.startswith("crisis:")]
        told += [snapshot(conn, room, audience, recent=10_000) for room in rooms]
    return json.dumps(told, ensure_ascii=False, default=str)


# --- personal data ---------------------------------------------------------------------------------------------


@pytest.mark.covers("T22")
def test_no_personal_data_leaves_with_an_event_whoever_listens(sqlite_house: House) -> None:
    house = sqlite_house
    record = {name: canary("intake", name) for name in TEXTS} | {"attrs": {"phone": canary("intake", "attrs")}}
    first = {**record, "text": f"{CRASH}{canary('intake', 'customer_name')}。" + "。" * 60 + canary("intake", "text")}
    second = {**record, "text": THREAT + "。" * 60 + canary("intake", "text"), "customer_key": "another"}
    house.do("intake.receive", "shop", records=[first, second])
    house.here("inquiries.log_inquiry", "he", outlet="晚报", question="？", reporter=canary("inquiries", "reporter"),
               contact=canary("inquiries", "contact"))  # fmt: skip
    kept = repr(house.ledger())
    personal = {
        canary(t.name, c.name) for t in metadata.sorted_tables for c in t.columns if column_class(c) == "personal"
    }
    planted = {word for word in personal if word in kept}
    assert planted >= {canary("intake", name) for name in (*TEXTS, "text", "attrs")}
    for audience in [*AUDIENCES, Audience("console", "zh")]:
        assert {word for word in planted if word in sent(house, audience)} == set(), audience


def test_no_personal_or_secret_column_is_in_any_stored_event(sqlite_house: House) -> None:
    kinds = {
        t.info["collection"]: {c.name for c in t.columns if column_class(c) in ("personal", "secret")}
        for t in metadata.sorted_tables
    }
    for stream in ("house", "desk", f"crisis:{sqlite_house.room}"):
        for event in sqlite_house.told(stream):
            for collection, rows in event.payload["rows"].items():
                assert not [name for row in rows.values() for name in row if name in kinds[collection]]


@pytest.mark.covers("T22")
def test_blame_is_read_by_its_readers_only(sqlite_house: House) -> None:
    record(sqlite_house, finding="canary-finding", person_name="canary-person", measures=["检讨 canary-measure"])
    readers = {a.role for a in AUDIENCES if "canary-" in sent(sqlite_house, a)}
    assert readers == {"lead", "legal"}


# --- the board -------------------------------------------------------------------------------------------------

# Names and words that are the summary itself, or are out in the world already.
SUMMARY_WORDS = {
    "crisis": {"title", "zone", "number", "primary_playbook", "level", "state"},
    "facts": {"key", "value", "unit", "scope", "status"},
    "statements": {"title", "kind", "lang", "state"},
    "inquiries": {"outlet", "state"},
    "publications": {"channel", "link", "by_name"},
    "items": {"person_name", "track", "state", "title_zh", "title_en"},
    "seats": {"role", "person_name"},
    "stages": {"by_name", "reason"},
    "levels": {"level", "by_name"},
    "duties": {"code", "duty_zh", "duty_en", "owed_by", "jurisdiction", "phrase_zh", "phrase_en", "done_by"},
    "approvals": {"role", "person_name"},
    "revisions": {"sha256"},
    "actions": {"type", "state"},
    "settlements": {"state"},
    "records": {"tier"},
    "reviews": {"archive_number"},
}


@pytest.mark.covers("T22")
@pytest.mark.parametrize("collection", READING)
def test_the_board_is_sent_no_column_of_typed_words_but_the_summary(collection: str) -> None:
    (table,) = [t for t in metadata.sorted_tables if t.info["collection"] == collection]
    typed = {c.name for c in table.columns if isinstance(c.type, String)}
    row = {c.name: "canary" if c.name in typed else 1 for c in table.columns} | {"may_publish": True}
    row |= {"status": "confirmed"} if collection == "facts" else {}
    seen = project(collection, row, Audience("executive", "zh")) or {}
    assert {name for name in seen if name in typed} == SUMMARY_WORDS.get(collection, set())


@pytest.mark.covers("T22")
def test_nothing_typed_into_a_whole_story_reaches_the_board(sqlite_house: House) -> None:
    house = sqlite_house
    house.here("crises.change_level", "lin", level="II", reason="canary-reason")
    house.here("crises.state_position", "lin", position="canary-position")
    house.here("log.add_entry", "su", entry="canary-entry")
    house.here("crises.correct_t0", "lin", t0=house.at.replace(hour=0), reason="canary-t0")
    known = fact(house, "canary-unreleased")
    house.here("facts.settle_fact", "lin", fact_id=known, status="confirmed", source="canary-source")
    house.here("checklist.add_item", "lin", title="canary-item", owner="SVC", evidence_wanted="canary-evidence")
    house.here("crises.find_responsibility", "lin", finding="company", basis="canary-basis")
    house.here("aftermath.write_review", "wu", summary="canary-summary", root_cause="canary-cause")
    house.here("aftermath.add_settlement", "su", label="canary-label")
    house.here("inquiries.log_inquiry", "he", outlet="晚报", question="canary-question", angle="canary-angle")
    record(house, finding="canary-finding")
    assert sent(house, Audience("lead", "zh")).count("canary-") > 20
    assert "canary-" not in sent(house, Audience("executive", "zh"))
    assert "canary-" not in sent(house, Audience("executive", "en"))


def test_the_board_hears_that_the_level_moved_with_the_rule_in_place_of_the_reason(sqlite_house: House) -> None:
    sqlite_house.here("crises.change_level", "lin", level="II", reason="内部说法")
    (event,) = sqlite_house.heard
    told = {role: envelope(event, Audience(role, "zh"))["sentence"] for role in ("lead", "executive")}
    assert told == {
        "lead": "级别由 IV级 一般 调整为 II级 重大：内部说法",
        "executive": "级别由 IV级 一般 调整为 II级 重大：人工上调",
    }


def test_a_released_fact_that_is_refuted_leaves_the_board(sqlite_house: House) -> None:
    board = Audience("executive", "zh")
    known = fact(sqlite_house)
    steps = []
    for values in ({"status": "confirmed", "may_publish": True}, {"status": "refuted"}):
        sqlite_house.here("facts.settle_fact", "lin", fact_id=known, **values)
        steps.append(envelope(sqlite_house.heard[-1], board)["data"]["facts"][str(known)])
    assert (steps[0]["value"], steps[1]) == ("3", None)
    assert comes_and_goes("facts", board)
    assert fold({"seq": 0, "facts": {"1": {"id": 1}}}, {"seq": 1, "data": {"facts": {"1": None}}}) == {
        "seq": 1,
        "facts": {},
    }


# --- numbers ---------------------------------------------------------------------------------------------------


@pytest.mark.covers("B")
@pytest.mark.parametrize("audience", AUDIENCES, ids=lambda a: f"{a.role}-{a.lang}")
def test_numbers_are_dense_for_everybody_whatever_is_hidden_from_them(sqlite_house: House, audience: Audience) -> None:
    published(sqlite_house)
    record(sqlite_house)
    with sqlite_house.work.reading() as conn:
        told = page(conn, f"crisis:{sqlite_house.room}", 0, 10_000, audience, "Asia/Shanghai")
    assert [e["seq"] for e in told] == list(range(1, len(told) + 1))
    hidden = [e for e in told if e["kind"] == "hidden"]
    assert bool(hidden) == (audience.role not in ("lead", "legal"))
    assert all(set(e) == {"stream", "seq", "kind", "at", "data"} for e in hidden)


@pytest.mark.parametrize("role", ["admin", "intake", "nobody"])
def test_whoever_may_read_no_room_is_sent_nothing_of_it(sqlite_house: House, role: str) -> None:
    published(sqlite_house)
    with sqlite_house.work.reading() as conn:
        seen = snapshot(conn, sqlite_house.room, Audience(role, "zh"))
        told = page(conn, f"crisis:{sqlite_house.room}", 0, 10_000, Audience(role, "zh"), "Asia/Shanghai")
    assert {key: rows for key, rows in seen.items() if rows} == {"seq": seen["seq"]}
    assert {e["kind"] for e in told} == {"hidden"}
    assert all(not e["data"] for e in told)


def test_every_collection_that_is_read_is_one_of_a_table() -> None:
    assert set(READING) <= {t.info["collection"] for t in metadata.sorted_tables}


def test_a_collection_without_a_row_of_the_matrix_cannot_leave() -> None:
    with pytest.raises(KeyError):
        project("sessions", {"id": 1}, Audience("lead", "zh"))
