"""The browser's rule of following a stream, run in the browser: next applied, known ignored, a hole held and asked for."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from crisis.web import filters

MODULE = Path(filters.__file__).parent / "frontend" / "behaviours" / "sequence.js"
STEPS: list[tuple[str, int, list[list[int]], list[int], int | None]] = [
    ("the next number is applied", 5, [[6]], [6], None),
    ("several in order are applied in order", 5, [[6, 7, 8]], [6, 7, 8], None),
    ("a known number is ignored", 5, [[4, 5]], [], None),
    ("a repeated frame changes nothing", 5, [[6], [6]], [6], None),
    ("a hole is held and asked for", 5, [[8]], [], 5),
    ("what fills the hole lets the held ones follow", 5, [[8], [7], [6]], [6, 7, 8], None),
    ("a mixed frame is put in order", 5, [[7, 6, 5, 8]], [6, 7, 8], None),
    ("a second hole is asked for behind the first", 5, [[6, 8], [7], [10]], [6, 7, 8], 8),
]
RUN = """async ([code, mine, frames]) => {
  const { beginAt, take } = await import(code);
  const sequence = beginAt(mine), applied = [];
  let ask = null;
  for (const frame of frames) {
    const step = take(sequence, frame.map((seq) => ({ seq })));
    applied.push(...step.apply.map((envelope) => envelope.seq));
    ask = step.ask;
  }
  return [applied, ask];
}"""


def code() -> str:
    return "data:text/javascript;base64," + base64.b64encode(MODULE.read_bytes()).decode()


@pytest.fixture(scope="module")
def blank(chromium: Browser) -> Any:
    page = chromium.new_page()
    yield page
    page.close()


@pytest.mark.parametrize(("what", "mine", "frames", "applied", "ask"), STEPS, ids=[step[0] for step in STEPS])
def test_a_page_follows_its_stream(
    blank: Any, what: str, mine: int, frames: list[list[int]], applied: list[int], ask: int | None
) -> None:
    assert blank.evaluate(RUN, [code(), mine, frames]) == [applied, ask]


HEARD = [(5, 5, None, False), (5, 9, 5, False), (5, 3, None, True)]


@pytest.mark.parametrize(("mine", "told", "ask", "foreign"), HEARD)
def test_a_bell_asks_for_what_is_missing_and_knows_another_history(
    blank: Any, mine: int, told: int, ask: int | None, foreign: bool
) -> None:
    heard = blank.evaluate(
        "async ([code, mine, told]) => { const m = await import(code); return m.hear(m.beginAt(mine), told); }",
        [code(), mine, told],
    )
    assert (heard["ask"], heard["foreign"]) == (ask, foreign)


def test_a_lost_page_waits_between_one_and_five_seconds(blank: Any) -> None:
    waits = blank.evaluate(
        "async (code) => { const m = await import(code); return [0, 1, 2, 9].flatMap((n) => [0, 0.999].map((r) => m.pause(n, () => r))); }",
        code(),
    )
    assert min(waits) == 1000
    assert 4900 < max(waits) <= 5000


AFRESH = """async ([code, mine, seq, held]) => {
  const { begin, beginAt, take } = await import(code);
  const sequence = beginAt(mine);
  take(sequence, held.map((one) => ({ seq: one })));
  begin(sequence, seq);
  return take(sequence, [{ seq: seq + 1 }]).apply.map((envelope) => envelope.seq);
}"""


@pytest.mark.parametrize(("held", "applied"), [([], [9]), ([7, 8], [9]), ([7, 10, 11], [9, 10, 11])])
def test_a_page_read_anew_keeps_what_was_held_above_it_and_forgets_the_rest(
    blank: Any, held: list[int], applied: list[int]
) -> None:
    assert blank.evaluate(AFRESH, [code(), 5, 8, held]) == applied
