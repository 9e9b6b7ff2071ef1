"""What is set aside is walked by no sweep of the interpreter, and is given back all the same."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from crisis.detection.listener import Listener
from crisis.detection.matter import Matter
from crisis.detection.memory import set_aside
from tests.detection.streams import hear, org


@pytest.fixture
def listener() -> Iterator[Listener]:
    heard, _ = hear(org(), *((float(n), f"k{n}", "水泵漏水,没人管", {"product": f"Q{n}"}) for n in range(30)))
    yield heard
    gc.unfreeze()


def walked() -> int:
    return sum(isinstance(one, Matter) for one in gc.get_objects())


def test_no_sweep_walks_what_was_set_aside(listener: Listener) -> None:
    before = walked()
    set_aside()
    assert (before >= len(listener.matters.all) > 0, walked()) == (True, 0)


def test_what_was_set_aside_is_given_back_when_nobody_holds_it(listener: Listener) -> None:
    set_aside()
    before, matters = gc.get_freeze_count(), len(listener.matters.all)
    listener.matters.all.clear()
    assert before - gc.get_freeze_count() >= matters
