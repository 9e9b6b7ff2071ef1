"""Trajectory: what moves a crisis between its four stages, and what does not."""

from __future__ import annotations

import dataclasses
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from crisis.domain.errors import IllegalMove, Invalid, NotAllowed, Refused
from crisis.domain.trajectory import (
    GROUNDS,
    Figures,
    History,
    Join,
    Move,
    advance,
    loudest_lately,
    peak,
    quiet,
    request,
    watch_over,
)

T0 = datetime(2030, 3, 4, 8, 0, tzinfo=UTC)


def hour(h: float) -> datetime:
    return T0 + timedelta(hours=h)


def run(at: datetime, figures: Figures, history: History = ()) -> History:
    while (move := advance(history, at, figures)) is not None:
        history = (*history, move)
    return history


def told(history: History) -> list[tuple[int | None, int, datetime, str]]:
    return [(m.before, m.stage, m.at, m.code) for m in history]


CALM = Figures(
    t0=T0, arrivals=tuple(hour(h) for h in (0, 1, 2, 3, 4)), remedy_agreed=hour(30), truth_published=hour(40)
)


@pytest.mark.covers("R2-28")
def test_a_watch_then_a_trigger_then_48_hours() -> None:
    figures = Figures(first_watch=hour(-100), t0=T0)
    assert told(run(hour(60), figures)) == [
        (None, 1, hour(-100), "first_watch"),
        (1, 2, T0, "first_trigger"),
        (2, 3, hour(48), "hours_48"),
    ]
    assert [m.stage for m in run(hour(47.9), figures)] == [1, 2]


def test_a_crisis_without_a_watch_begins_with_its_outbreak() -> None:
    assert told(run(hour(0), Figures(t0=T0, first_watch=T0))) == [(None, 2, T0, "first_trigger")]


def test_nothing_happens_before_its_time() -> None:
    assert run(hour(-101), Figures(first_watch=hour(-100), t0=T0)) == ()


@pytest.mark.parametrize(
    ("joins", "at", "code"),
    [
        (
            [Join(hour(0), "outlet", "A"), Join(hour(5), "outlet", "A"), Join(hour(9), "outlet", "B")],
            9,
            "second_outlet",
        ),
        ([Join(hour(7), "outlet", "A")], 7, "second_outlet"),
        ([Join(hour(2), "region", "north"), Join(hour(8), "region", "south")], 8, "second_region"),
        ([Join(hour(2), "region", "north"), Join(hour(8), "region", "north")], 48, "hours_48"),
        ([Join(hour(-3), "issue", "smoke"), Join(hour(6), "issue", "brakes")], 6, "second_issue"),
        ([Join(hour(-3), "outlet", "A"), Join(hour(60), "outlet", "B")], 48, "hours_48"),
    ],
)
def test_a_second_source_region_or_issue_is_spread(joins: list[Join], at: float, code: str) -> None:
    last = run(hour(70), Figures(t0=T0, joins=tuple(joins)))[-1]
    assert (last.stage, last.at, last.code) == (3, hour(at), code)


def test_the_report_that_opened_the_crisis_is_no_second_source_though_it_arrived_after_its_publication() -> None:
    joins = (Join(hour(1.25), "outlet", "A"), Join(hour(10), "outlet", "B"))
    last = run(hour(20), Figures(t0=T0, arrivals=(hour(1.25), hour(10)), joins=joins))[-1]
    assert (last.code, last.figures) == ("second_outlet", {"name": "B"})


def test_a_doubling_within_12_hours_is_spread_and_gives_its_figures() -> None:
    slow = [hour(13 + h) for h in range(3)]
    fast = [hour(25 + h / 2) for h in range(8)]
    last = run(hour(40), Figures(t0=T0, arrivals=tuple(slow + fast)))[-1]
    assert (last.code, last.at, last.figures) == ("volume_doubled", hour(27.5), {"earlier": 3, "later": 6})


def test_a_doubling_of_a_handful_is_chance() -> None:
    few = tuple(hour(h) for h in (13, 26, 27, 28))
    assert [m.stage for m in run(hour(40), Figures(t0=T0, arrivals=few))] == [2]


def test_a_new_trigger_after_subsiding_moves_back_to_spread() -> None:
    history: History = (Move(3, 4, hour(100), "subsided"),)
    figures = Figures(t0=T0, triggers=(hour(1), hour(100), hour(130)))
    assert advance(history, hour(129), figures) is None
    assert told(run(hour(131), figures, history))[1:] == [(4, 3, hour(130), "new_trigger")]


def test_the_lead_gets_stage_four_when_quiet_and_both_grounds_are_there() -> None:
    move = request(run(hour(90), CALM), hour(90), CALM, to=4, role="lead", reason="settled")
    assert (move.before, move.stage, move.code, move.figures, move.reason) == (
        3,
        4,
        "subsided",
        {"lately": 0, "peak": 5},
        "settled",
    )


def test_grounds_may_be_vouched_for_by_the_lead() -> None:
    figures = dataclasses.replace(CALM, remedy_agreed=None, truth_published=None)
    history = run(hour(90), figures)
    move = request(history, hour(90), figures, to=4, role="lead", grounds=["remedy_agreed", "truth_published"])
    assert move.stage == 4


@pytest.mark.parametrize(
    ("change", "role", "code", "error"),
    [
        ({}, "pr", "trajectory.lead_asks", NotAllowed),
        ({"remedy_agreed": None}, "lead", "trajectory.lacks_remedy_agreed", IllegalMove),
        ({"remedy_agreed": hour(91)}, "lead", "trajectory.lacks_remedy_agreed", IllegalMove),
        ({"truth_published": None}, "lead", "trajectory.lacks_truth_published", IllegalMove),
        ({"arrivals": (*CALM.arrivals, hour(60), hour(61))}, "lead", "trajectory.not_quiet", IllegalMove),
        ({"arrivals": (*CALM.arrivals, hour(88), hour(89))}, "lead", "trajectory.not_quiet", IllegalMove),
    ],
)
def test_a_request_for_stage_four_is_refused_with_what_is_lacking(
    change: dict[str, object], role: str, code: str, error: type[Refused]
) -> None:
    figures = dataclasses.replace(CALM, **change)  # type: ignore[arg-type]
    with pytest.raises(error) as refused:
        request(run(hour(90), figures), hour(90), figures, to=4, role=role)
    assert refused.value.code == code


def test_stage_four_may_follow_the_outbreak_directly_but_not_the_precursor() -> None:
    outbreak: History = (Move(None, 2, hour(40), "first_trigger"),)
    assert request(outbreak, hour(80), CALM, to=4, role="lead").before == 2
    with pytest.raises(IllegalMove):
        request((Move(None, 1, hour(0), "first_watch"),), hour(80), CALM, to=4, role="lead")


def test_stepping_back_needs_a_trigger_newer_than_the_stage_and_a_reason() -> None:
    history: History = (Move(2, 3, hour(48), "hours_48"),)
    old, new = Figures(t0=T0, triggers=(hour(47),)), Figures(t0=T0, triggers=(hour(50),))
    with pytest.raises(IllegalMove):
        request(history, hour(60), old, to=2, role="lead", reason="new victims")
    with pytest.raises(Invalid):
        request(history, hour(60), new, to=2, role="lead")
    assert request(history, hour(60), new, to=2, role="lead", reason="new victims").stage == 2


def test_quiet_is_a_fifth_of_the_peak_in_every_24_hours_of_the_last_48() -> None:
    busy = tuple(hour(h) for h in range(20))
    assert peak(busy, hour(100)) == 20
    assert not quiet(busy, hour(60))
    assert quiet(busy, hour(68))
    assert quiet((*busy, hour(70), hour(71), hour(72), hour(73)), hour(100))
    five = (*busy, hour(70), hour(71), hour(72), hour(73), hour(74))
    assert (loudest_lately(five, hour(100)), quiet(five, hour(100))) == (5, False)


def test_a_precursor_ends_settled_after_seven_quiet_days() -> None:
    history: History = (Move(None, 1, hour(0), "first_watch"),)
    assert watch_over(history, hour(168), hour(0), settled=True)
    assert not watch_over(history, hour(167), hour(0), settled=True)
    assert not watch_over(history, hour(168), hour(0), settled=False)


CASES = Path(__file__).parents[1] / "cases"
TOLERANCE = {1: 1, 2: 1, 3: 6, 4: 24}


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def figures_of(case: dict[str, Any], seen: str) -> Figures:
    """What a room would know of a written case, with times of arrival or of publication where there is one."""
    related = {v["item"] for v in case["expected"]["verdicts"]}
    outside = [i for i in case["stream"] if i["id"] in related and i["kind"] != "internal"]
    when = {i["id"]: moment(i.get(seen) or i["at"]) for i in outside}
    reports = [i for i in outside if i["kind"] == "media"]
    precursor = case["expected"]["precursor_at"]
    return Figures(
        t0=moment(case["expected"]["golden"]["t0"]),
        first_watch=moment(precursor) if precursor else None,
        arrivals=tuple(when.values()),
        joins=tuple(Join(when[i["id"]], "outlet", i["attrs"]["outlet"]) for i in reports),
    )


@pytest.mark.parametrize("seen", ["at", "published_at"])
@pytest.mark.parametrize("name", ["dev-01", "dev-02", "dev-03", "dev-04", "dev-05"])
def test_the_stages_of_the_written_cases_come_at_their_times(name: str, seen: str) -> None:
    case = json.loads((CASES / f"{name}.json").read_text("utf-8"))
    figures = figures_of(case, seen)
    wanted = case["expected"]["stages"]
    asked = next(moment(stage["from"]) for stage in wanted if stage["stage"] == 4)
    history = run(asked, figures)
    history = (*history, request(history, asked, figures, to=4, role="lead", grounds=GROUNDS))
    got = [(move.stage, move.at) for move in history]
    for stage in wanted:
        near = timedelta(hours=TOLERANCE[stage["stage"]])
        assert any(s == stage["stage"] and abs(at - moment(stage["from"])) <= near for s, at in got), stage
