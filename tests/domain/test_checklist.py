"""Laying out, joining, merging and closing the items of a crisis."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import reduce

import pytest

from crisis.domain.checklist import anchor, columns, join, manual, of_columns, retime, tighten
from crisis.domain.errors import IllegalMove, Invalid
from crisis.domain.item import MOVES, Item, finish, period, reopen, skip, standing, start
from crisis.domain.playbook import Playbook, PlaybookItem, Words

T0 = datetime.fromisoformat("2026-03-04T10:00:00+08:00")
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)


def entry(ref: str, due: str, same_as: str | None = None, **other: object) -> PlaybookItem:
    words = Words(f"做{ref}", f"Do {ref}")
    base = PlaybookItem(ref, words, "LEAD", due, "internal", Words("记录", "note"), "SPE", "M6", same_as)
    return replace(base, **other)  # type: ignore[arg-type]


def book(code: str, *items: PlaybookItem) -> Playbook:
    return Playbook(code, 1, Words("预案", "Playbook"), items)


FIRST = book("PB-ONE", entry("ONE-01", "T+2h", "memo"), entry("ONE-02", "T+12h"), entry("ONE-03", "S+7d", "blame"))
SECOND = book(
    "PB-TWO",
    entry("TWO-01", "T+1h", "memo", owner="HR", principle="STD", prevents="M2", evidence=Words("签字记录", "signed note"), needs_visit=True),
    entry("TWO-02", "R+1d"),
    entry("TWO-03", "S+14d", "blame"),
)  # fmt: skip


def lay_out(books: list[Playbook], t0: datetime, opened_at: datetime) -> list[Item]:
    """The list of a room opened with these playbooks."""
    return reduce(lambda items, one: join(items, one, t0, opened_at), books, [])


def by_ref(items: list[Item], ref: str) -> Item:
    return next(item for item in items if ref in item.refs)


def test_items_are_due_from_exposure_and_not_from_opening() -> None:
    items = lay_out([FIRST], T0, T0 + 5 * MINUTE)
    assert [(item.refs, item.due_at, item.late_start) for item in items] == [
        (("ONE-01",), T0 + 2 * HOUR, False),
        (("ONE-02",), T0 + 12 * HOUR, False),
        (("ONE-03",), None, False),
    ]


def test_what_is_past_due_at_opening_starts_late() -> None:
    opened = T0 + 20 * HOUR
    items = lay_out([FIRST], T0, opened)
    assert [(item.due_at, item.late_start) for item in items[:2]] == [
        (opened + 30 * MINUTE, True),
        (opened + 3 * HOUR, True),
    ]


def test_items_of_the_same_meaning_become_one_with_the_earlier_due_and_everything_asked() -> None:
    items = lay_out([FIRST, SECOND], T0, T0)
    assert [item.refs for item in items] == [("ONE-01", "TWO-01"), ("ONE-02",), ("ONE-03", "TWO-03"), ("TWO-02",)]
    memo = items[0]
    assert (memo.due_at, memo.due_rule, memo.owners) == (T0 + HOUR, "T+1h", ("LEAD", "HR"))
    assert (memo.principles, memo.prevents) == (("SPE", "STD"), ("M6", "M2"))
    assert memo.evidence_needed == Words("签字记录", "signed note")
    assert (memo.needs_evidence, memo.needs_visit) == (True, True)
    assert items[2].due_rule == "S+7d"


def test_merging_does_not_depend_on_which_playbook_comes_first() -> None:
    one = by_ref(lay_out([FIRST, SECOND], T0, T0), "ONE-01")
    two = by_ref(lay_out([SECOND, FIRST], T0, T0), "ONE-01")
    assert (one.due_at, set(one.owners), set(one.refs), one.evidence_needed) == (
        two.due_at, set(two.owners), set(two.refs), two.evidence_needed,
    )  # fmt: skip


def test_items_of_one_concept_in_different_tracks_stay_apart() -> None:
    other = book("PB-TWO", entry("TWO-01", "T+1h", "memo", track="legal"))
    assert [item.refs for item in lay_out([FIRST, other], T0, T0)][-1] == ("TWO-01",)


def test_a_playbook_that_joins_later_starts_late_from_its_joining() -> None:
    joined = T0 + 30 * HOUR
    items = join(lay_out([FIRST], T0, T0), SECOND, T0, joined)
    memo = by_ref(items, "TWO-01")
    assert (memo.due_at, memo.late_start) == (T0 + 2 * HOUR, False), "the earlier due of the two holds"
    soon = by_ref(join(lay_out([FIRST], T0, T0), SECOND, T0, T0 + 80 * MINUTE), "ONE-01")
    assert (soon.due_at, soon.late_start, soon.added_at) == (T0 + 110 * MINUTE, True, T0 + 80 * MINUTE)
    alone = by_ref(join([], SECOND, T0, joined), "TWO-01")
    assert (alone.due_at, alone.late_start, alone.added_at) == (joined + 30 * MINUTE, True, joined)


def test_a_closed_item_takes_nothing_in() -> None:
    items = lay_out([FIRST], T0, T0)
    items[0] = finish(items[0])
    joined = join(items, SECOND, T0, T0 + HOUR)
    assert (joined[0].refs, joined[0].state) == (("ONE-01",), "done")
    assert by_ref(joined, "TWO-01").state == "open"


def test_joining_the_same_playbook_twice_changes_nothing() -> None:
    items = lay_out([FIRST, SECOND], T0, T0)
    assert join(items, SECOND, T0, T0 + HOUR) == items


def test_an_anchor_gives_dues_to_the_open_items_that_waited_for_it() -> None:
    items = lay_out([FIRST, SECOND], T0, T0)
    found = T0 + 40 * HOUR
    anchored = anchor(items, "R", found)
    assert by_ref(anchored, "TWO-02").due_at == found + 24 * HOUR
    assert by_ref(anchored, "ONE-03").due_at is None
    assert by_ref(anchor(anchored, "S", found), "ONE-03").due_at == found + 7 * 24 * HOUR


def test_a_corrected_t0_moves_open_items_and_only_to_earlier() -> None:
    items = lay_out([FIRST], T0, T0)
    items[0] = finish(items[0])
    earlier = retime(items, T0 - HOUR, T0)
    assert [item.due_at for item in earlier] == [T0 + 2 * HOUR, T0 + 11 * HOUR, None]
    assert retime(items, T0 + HOUR, T0) == items


def test_the_severity_limit_holds_where_it_is_earlier() -> None:
    items = lay_out([FIRST], T0, T0)
    assert tighten(items, "memo", HOUR, T0, T0)[0].due_at == T0 + HOUR
    assert tighten(items, "memo", 4 * HOUR, T0, T0) == items
    raised = tighten(items, "memo", HOUR, T0, T0 + 80 * MINUTE)[0]
    assert (raised.due_at, raised.late_start) == (T0 + 110 * MINUTE, True)


OPEN = lay_out([FIRST], T0, T0)[0]
CALLS: dict[str, Callable[[Item], Item]] = {
    "start": start,
    "finish": finish,
    "skip": lambda item: skip(item, "why"),
    "reopen": reopen,
}


@pytest.mark.parametrize("move", MOVES)
@pytest.mark.parametrize("state", ["open", "doing", "done", "skipped"])
def test_each_move_is_allowed_from_its_states_only(state: str, move: str) -> None:
    allowed, target = MOVES[move]
    item = replace(OPEN, state=state)
    if state in allowed:
        assert CALLS[move](item).state == target
    else:
        with pytest.raises(IllegalMove, match="item_move"):
            CALLS[move](item)


def test_done_without_evidence_is_refused_for_items_that_rest_on_proof() -> None:
    proof = replace(OPEN, principles=("STD",))
    with pytest.raises(IllegalMove, match="item_evidence"):
        finish(proof, "  ")
    assert finish(proof, " report 7 ").evidence == "report 7"
    assert finish(OPEN).state == "done"


@pytest.mark.covers("R2-44")
def test_a_phone_call_does_not_close_a_visit() -> None:
    visit = replace(OPEN, needs_visit=True)
    with pytest.raises(IllegalMove, match="item_visit"):
        finish(visit, "called, all fine")
    assert finish(visit, "met at home", visited=True).state == "done"


def test_skipping_needs_a_reason() -> None:
    with pytest.raises(Invalid, match="item_reason"):
        skip(OPEN, " ")
    assert skip(OPEN, " no customer named ").reason == "no customer named"


def test_an_endless_text_is_refused() -> None:
    with pytest.raises(Invalid, match="item_text"):
        finish(OPEN, "x" * 4001)


@pytest.mark.parametrize(
    ("minutes", "name"),
    [(0, "0-1"), (60, "0-1"), (61, "1-4"), (240, "1-4"), (1440, "4-24"), (2880, "24-48"), (2881, "later")],
)
@pytest.mark.covers("R2-37")
def test_an_item_lies_in_the_period_of_its_due(minutes: int, name: str) -> None:
    assert period(T0 + minutes * MINUTE, T0) == name


def test_an_item_without_a_due_comes_later() -> None:
    assert period(None, T0) == "later"


@pytest.mark.parametrize(
    ("state", "due_in", "name"),
    [
        ("open", -1, "overdue"),
        ("doing", -1, "overdue"),
        ("open", 0, "soon"),
        ("doing", 30, "soon"),
        ("doing", 31, "doing"),
        ("open", 31, "open"),
        ("done", -1, "done"),
        ("skipped", -1, "skipped"),
    ],
)
def test_an_item_stands_where_its_state_and_due_put_it(state: str, due_in: int, name: str) -> None:
    assert standing(state, T0 + due_in * MINUTE, T0, soon=30 * MINUTE) == name


def test_what_has_no_due_is_never_late() -> None:
    assert standing("open", None, T0, soon=30 * MINUTE) == "open"


def test_an_item_survives_its_columns() -> None:
    items = [*lay_out([FIRST, SECOND], T0, T0), manual(Words("补充", "Extra"), "media", "PR", T0 + HOUR, T0)]
    concepts = {"ONE-01": "memo", "TWO-01": "memo", "ONE-03": "blame", "TWO-03": "blame"}
    assert [of_columns(columns(item), concepts) for item in items] == items
    assert items[-1].origin == "manual"
