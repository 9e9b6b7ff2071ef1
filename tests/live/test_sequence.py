"""Whatever order events are handed over in, they leave in the order of their numbers, each once."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, strategies as st

from crisis.live.sequence import EARLY_LIMIT, Line
from tests.live.house import Said


def event(seq: int) -> Said:
    return Said("crisis:7", seq, "log.said", str(seq))


@given(st.integers(0, 5), st.lists(st.integers(1, 30), max_size=60))
def test_numbers_leave_once_in_order_and_without_holes(head: int, offered: list[int]) -> None:
    line = Line()
    line.begin(head)
    left: list[int] = []
    for seq in offered:
        line.offer(event(seq))
        left += [one.seq for one in line.ready()]
    reach = head
    while reach + 1 in offered:
        reach += 1
    assert left == list(range(head + 1, reach + 1))
    assert line.behind == max([reach, *offered]) - reach
    assert line.holed == (line.behind > 0)


def test_what_came_before_the_first_number_was_known_is_not_lost() -> None:
    line = Line()
    for seq in (9, 7, 8, 5):
        line.offer(event(seq))
    assert line.ready() == []
    line.begin(6)
    assert [one.seq for one in line.ready()] == [7, 8, 9]


def test_a_second_reader_does_not_move_the_line() -> None:
    line = Line()
    line.begin(3)
    line.begin(8)
    assert line.last == 3


def test_a_rumour_of_a_number_that_does_not_exist_is_forgotten() -> None:
    line = Line()
    line.begin(3)
    line.heard = 10**12
    assert line.holed
    line.believe(2)
    assert (line.heard, line.holed, line.behind) == (3, False, 0)


def test_early_events_are_kept_in_bounds() -> None:
    line = Line()
    line.begin(0)
    seqs = list(range(2, EARLY_LIMIT * 3))
    random.Random(1).shuffle(seqs)
    for seq in seqs:
        line.offer(event(seq))
    assert len(line._early) <= EARLY_LIMIT
    assert line.holed
    line.leap()
    assert (line.last, line.behind) == (EARLY_LIMIT * 3 - 1, 0)


@pytest.mark.parametrize("size", [0, 125, 126, 65535, 65536, 70000])
def test_frames_of_every_length_are_read_back_by_a_foreign_library(size: int) -> None:
    from wsproto.connection import Connection, ConnectionType
    from wsproto.events import TextMessage

    from crisis.live.frames import text_frame

    reader = Connection(ConnectionType.CLIENT)
    reader.receive_data(text_frame("火" + "x" * size))
    texts = [part for part in reader.events() if isinstance(part, TextMessage)]
    assert "".join(part.data for part in texts) == "火" + "x" * size
