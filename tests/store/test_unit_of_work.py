"""One act is one transaction: told or not done, done once, refused without a trace, and never sunk by a neighbour."""

from __future__ import annotations

import pytest

from crisis.domain.errors import Absent, Conflict, Invalid
from crisis.store.database import Database
from crisis.store.events import Event
from crisis.store.people import people, tokens
from crisis.store.unit_of_work import AlreadyDone, Op, SilentChange, Work
from tests.store.acts import AT, DESK, HE, LIN, UNDONE, failing, hang_up, note, token
from tests.store.test_events import in_parallel, numbers


def silent(work: Work) -> None:
    with work(LIN, "house", Op(None), AT) as change:
        hang_up(change, "told")
        change.insert(tokens, name="untold", scope="read", secret_hash="x", created_at=AT, expires_at=AT)


def written(work: Work) -> int:
    with work.reading() as conn:
        return len(conn.execute(tokens.select()).all())


def test_a_change_that_says_nothing_is_taken_back(work: Work) -> None:
    with pytest.raises(SilentChange):
        silent(work)
    assert (written(work), numbers(work.database, "house")) == (0, [])
    token(work, "told")
    assert (written(work), numbers(work.database, "house")) == (1, [1])


def test_an_unknown_kind_or_a_parameter_too_few_or_too_many_is_refused(work: Work) -> None:
    for kind, params, failure in (
        ("log.rumour", {"text": "x"}, KeyError),
        ("log.note", {"text": "x"}, TypeError),
        ("log.note", {"text": "x", "pinned": False, "colour": "red"}, TypeError),
    ):
        with pytest.raises(failure), work(LIN, DESK, Op(None), AT) as change:
            change.record(kind, **params)
    assert numbers(work.database) == []
    assert note(work, "still works")["seq"] == 1


def test_an_event_carries_the_rows_as_they_are_after_it_and_no_secret(work: Work) -> None:
    with work(LIN, "house", Op(None), AT) as change:
        row = hang_up(change, "shop")
        change.update(tokens, row.id, revoked_at=AT)
        change.record("token.revoked", name="shop")
    first, second = (event.payload["rows"]["tokens"][str(row.id)] for event in change.events)
    assert (first["revoked_at"], second["revoked_at"]) == (None, "2026-03-02T01:30:00Z")
    assert (first["version"], second["version"]) == (1, 2)
    assert "secret_hash" not in first


def test_a_stale_version_gives_back_both_texts(work: Work) -> None:
    row = token(work, "first")
    with work(LIN, "house", Op(None), AT) as change:
        change.update(tokens, row.id, 1, name="mine")
        change.record("token.revoked", name="mine")
    with pytest.raises(Conflict) as refused, work(HE, "house", Op(None), AT) as change:
        change.update(tokens, row.id, 1, name="yours")
    assert refused.value.params == {"version": 2, "mine": {"name": "yours"}, "theirs": {"name": "mine"}}


def test_a_conflict_keeps_secrets_to_itself(work: Work) -> None:
    row = token(work, "first")
    with pytest.raises(Conflict) as refused, work(HE, "house", Op(None), AT) as change:
        change.update(tokens, row.id, 9, secret_hash="y" * 64)
    assert refused.value.params["theirs"] == {}


@pytest.mark.parametrize("key", [999, -1, 2**31, 2**63, 2**80])
def test_a_row_that_is_not_there_is_absent_whatever_its_number(work: Work, key: int) -> None:
    with pytest.raises(Absent), work(LIN, "house", Op(None), AT) as change:
        change.get(people, key)
    with pytest.raises(Absent), work(LIN, "house", Op(None), AT) as change:
        change.update(tokens, key, name="x")


@pytest.mark.parametrize("version", [0, 2, 2**31, 2**63, 2**80])
def test_any_other_version_is_a_conflict(work: Work, version: int) -> None:
    row = token(work, "first")
    with pytest.raises(Conflict), work(LIN, "house", Op(None), AT) as change:
        change.update(tokens, row.id, version, name="x")


# --- the same wish twice ---------------------------------------------------------------------------------------


@pytest.mark.covers("A")
def test_a_repeated_wish_gets_its_first_answer_and_has_no_second_effect(work: Work) -> None:
    first = note(work, "once", op_id="op-number-1")
    with pytest.raises(AlreadyDone) as again:
        note(work, "once", op_id="op-number-1")
    assert again.value.answer == first == {"text": "once", "stream": DESK, "seq": 1}
    assert numbers(work.database) == [1]


def test_a_repeated_wish_gets_its_first_answer_after_the_house_was_closed(work: Work) -> None:
    first = note(work, "once", op_id="op-number-1")
    later = Work(Database(work.database.url))
    with pytest.raises(AlreadyDone) as again:
        note(later, "once", op_id="op-number-1")
    assert again.value.answer == first
    later.close()


def test_fifty_of_the_same_wish_at_once_have_one_effect_and_one_answer(work: Work) -> None:
    answered = in_parallel([lambda: note(work, "once", op_id="op-number-1")] * 50)
    answers = [a.answer if isinstance(a, AlreadyDone) else a for a in answered]
    assert answers == [{"text": "once", "stream": DESK, "seq": 1}] * 50
    assert sum(isinstance(a, AlreadyDone) for a in answered) == 49
    assert numbers(work.database) == [1]


def test_the_same_wish_in_two_processes_at_once_has_one_effect(database: Database) -> None:
    houses = [Work(Database(database.url)) for _ in range(3)]
    note(houses[0], "before")
    answered = in_parallel([lambda h=h: note(h, "once", op_id="op-number-1") for h in houses for _ in range(3)])
    done = [a for a in answered if isinstance(a, dict)]
    assert (len(done), numbers(database)) == (1, [1, 2])
    with pytest.raises(AlreadyDone) as again:
        note(houses[2], "once", op_id="op-number-1")
    assert again.value.answer == done[0]
    for house in houses:
        house.close()


def test_the_number_of_a_wish_cannot_be_used_for_another_wish(work: Work) -> None:
    note(work, "once", op_id="op-number-1", digest="one")
    with pytest.raises(Invalid) as refused:
        note(work, "another", op_id="op-number-1", digest="two")
    assert (refused.value.code, numbers(work.database)) == ("op_id.reused", [1])


def test_two_people_may_use_the_same_wish_number(work: Work) -> None:
    assert note(work, "mine", op_id="op-number-1", actor=LIN)["seq"] == 1
    assert note(work, "mine", op_id="op-number-1", actor=HE)["seq"] == 2


@pytest.mark.parametrize("op_id", ["", "short", "x" * 65])
def test_a_wish_number_of_the_wrong_length_is_refused(work: Work, op_id: str) -> None:
    with pytest.raises(Invalid):
        note(work, "once", op_id=op_id)
    assert numbers(work.database) == []


def test_a_wish_that_failed_may_be_sent_again_under_its_number(work: Work) -> None:
    with pytest.raises(ValueError):
        failing(work, "op-number-1")
    assert note(work, "now", op_id="op-number-1", actor=HE)["seq"] == 1


def test_a_listener_that_fails_costs_nobody_anything(work: Work) -> None:
    heard: list[Event] = []

    def broken(_: list[Event]) -> None:
        raise RuntimeError("socket server is gone")

    work.listeners += [broken, heard.extend]
    assert note(work, "said")["seq"] == 1
    assert [e.seq for e in heard] == [1]


def test_a_refused_act_is_not_heard_and_its_memory_is_taken_back(work: Work) -> None:
    heard: list[Event] = []
    UNDONE.clear()
    work.listeners.append(heard.extend)
    with pytest.raises(ValueError):
        failing(work)
    assert (heard, UNDONE) == ([], ["taken back"])
    note(work, "could have been heard")
    assert [e.seq for e in heard] == [1]
