"""The listener as a whole: restarts, order, floods, bounds."""

from __future__ import annotations

import json
from dataclasses import replace

from crisis.detection.listener import Listener
from tests.detection.streams import hear, items, org

ROWS = (
    (0.0, "a", "插头发烫有焦味", {}),
    (1.0, "b", "天窗漏水", {"product": "B2"}),
    (2.0, "c", "暖风机插头起火,手烫伤了", {}),
    (3.0, "c", "起火的事没人联系我", {}),
    (4.0, None, "晚报:青禾暖风机起火", {"kind": "media"}),
    (5.0, "d", "天窗又漏水了", {"product": "B2"}),
    (6.0, "e", "天窗漏水好几天", {"product": "B2"}),
)


def test_a_restart_from_the_state_goes_on_as_if_nothing_had_happened() -> None:
    stream = items(*ROWS)
    whole = [Listener.hear(one, item) for one in [Listener(org())] for item in stream]
    for cut in range(len(stream)):
        first = Listener(org())
        heard = [first.hear(item) for item in stream[:cut]]
        second = Listener(org())
        second.restore(json.loads(json.dumps(first.state())))
        heard += [second.hear(item) for item in stream[cut:]]
        assert heard == whole


def test_rebuilding_from_the_items_gives_the_same_state() -> None:
    stream = items(*ROWS)
    one, two = Listener(org()), Listener(org())
    for item in stream:
        one.hear(item)
    for item in stream:
        two.hear(item)
    assert json.dumps(one.state()) == json.dumps(two.state())


def test_nothing_later_changes_an_earlier_verdict() -> None:
    stream = items(*ROWS)
    _, whole = hear(org(), *ROWS)
    for cut in range(1, len(stream) + 1):
        listener = Listener(org())
        assert [listener.hear(item) for item in stream[:cut]] == whole[:cut]


def test_ten_thousand_copies_open_one_room_and_do_not_hide_another_matter() -> None:
    listener = Listener(org())
    copy = items((0, "a", "暖风机起火把地板烧了", {}))[0]
    opened = sum(
        listener.hear(replace(copy, id=f"c{number}", customer_key=f"k{number % 3000}")).opens is not None
        for number in range(4_000)
    )
    other = listener.hear(items((0.1, "z", "搅拌机刀片把手割伤了", {"product": "B2"}))[0])
    assert (opened, other.level, other.opens is not None) == (1, "crisis", True)
    assert max(len(matter.entries) for matter in listener.matters.all.values()) <= 240


def test_what_comes_out_of_order_or_twice_harms_nothing() -> None:
    stream = items(*ROWS)
    listener = Listener(org())
    for item in [*reversed(stream), *stream]:
        listener.hear(item)
    assert sum(matter.open for matter in listener.matters.all.values()) == 2


def test_a_room_does_not_swallow_what_merely_happened_at_the_same_place() -> None:
    where = {"product": "A1", "branch": "东门店"}
    listener, heard = hear(
        org(),
        (0.0, "a", "暖风机起火把地板烧了", where),
        (1.0, "b", "发票抬头开错了", where),
        (1.1, "c", "我家暖风机昨晚也起火了", where),
    )
    room = heard[0].opens
    assert room is not None
    assert [verdict.attaches for verdict in heard[1:3]] == [None, heard[0].matter]
