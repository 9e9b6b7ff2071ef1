"""One drawing for all who ask for the same page at once: no older than they know, no other page's, no longer than it lasts."""

from __future__ import annotations

import gzip
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from crisis.web.one_drawing import LASTS, Drawing, OneDrawing


class Desk:
    """A desk that counts its drawings; `gate` holds back whoever draws."""

    def __init__(self, most: int = 10_000, patience: float = 5) -> None:
        self.now, self.made = 0.0, list[str]()
        self.shared = OneDrawing(lambda: self.now, most, patience)
        self.gate = threading.Event()
        self.gate.set()

    def ask(self, name: str, reached: int = 1, head: int = 1, fails: bool = False) -> Drawing:
        def draw() -> Drawing:
            self.made.append(name)
            assert self.gate.wait(5)
            if fails:
                raise RuntimeError(name)
            return Drawing(head, f"{name} at {head}".encode())

        return self.shared.take(name, reached, draw)

    def at_once(self, count: int, ask: Callable[[], Drawing]) -> list[Drawing]:
        """So many ask while the first of them draws; it ends when all are there."""
        self.gate.clear()
        arrived = threading.Semaphore(0)

        def come() -> Drawing:
            arrived.release()
            return ask()

        with ThreadPoolExecutor(count) as pool:
            found = [pool.submit(come) for _ in range(count)]
            for _ in range(count):
                assert arrived.acquire(timeout=5)
            self.gate.set()
            return [one.result(5) for one in found]


def test_all_who_ask_at_once_get_the_bytes_of_one_drawing() -> None:
    desk = Desk()
    found = desk.at_once(20, lambda: desk.ask("page"))
    assert desk.made == ["page"]
    assert {id(one) for one in found} == {id(found[0])}
    assert found[0].packed is found[1].packed
    assert gzip.decompress(found[0].packed) == found[0].body == b"page at 1"


def test_two_pages_asked_for_at_once_are_two_drawings() -> None:
    desk = Desk()
    names = iter(["of the lead", "of the board"] * 5)
    found = desk.at_once(10, lambda: desk.ask(next(names)))
    assert sorted(desk.made) == ["of the board", "of the lead"]
    assert sorted(one.body for one in found) == [b"of the board at 1"] * 5 + [b"of the lead at 1"] * 5


def test_who_knows_of_a_later_event_gets_a_later_drawing() -> None:
    desk = Desk()
    desk.ask("page", reached=4, head=4)
    assert desk.ask("page", reached=3).body == b"page at 4"
    assert desk.ask("page", reached=5, head=5).body == b"page at 5"
    assert desk.ask("page", reached=4).body == b"page at 5"
    assert len(desk.made) == 2


def test_a_drawing_serves_for_a_moment_after_it_is_done() -> None:
    desk = Desk()
    desk.ask("page")
    desk.now = LASTS - 0.01
    desk.ask("page")
    assert len(desk.made) == 1
    desk.now = LASTS
    desk.ask("page")
    assert len(desk.made) == 2


def test_when_a_drawing_fails_one_of_those_who_waited_draws() -> None:
    desk = Desk()
    first = threading.Event()

    def ask() -> Drawing:
        fails = not first.is_set()
        first.set()
        try:
            return desk.ask("page", fails=fails)
        except RuntimeError:
            return Drawing(0, b"failed")

    found = desk.at_once(5, ask)
    assert sorted(one.body for one in found) == [b"failed"] + [b"page at 1"] * 4
    assert len(desk.made) == 2


def test_who_waits_too_long_draws_alone() -> None:
    desk = Desk(patience=0.05)
    desk.gate.clear()
    with ThreadPoolExecutor(2) as pool:
        found = [pool.submit(desk.ask, "page") for _ in range(2)]
        while len(desk.made) < 2:
            time.sleep(0.005)
        desk.gate.set()
        assert [one.result(5).body for one in found] == [b"page at 1"] * 2


def test_no_more_than_so_many_bytes_are_kept_and_nothing_beyond_its_time() -> None:
    desk = Desk(most=3 * len(b"a at 1"))
    for name in ("a", "b", "c", "d"):
        desk.now += 0.1
        desk.ask(name)
    assert list(desk.shared._drawn) == ["b", "c", "d"]
    desk.now += 2 * LASTS
    desk.ask("e")
    assert list(desk.shared._drawn) == ["e"]
