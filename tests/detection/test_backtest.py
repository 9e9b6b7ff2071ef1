"""A changed rulebook over history: what appears, what vanishes, why, and which lessons it learned."""

from __future__ import annotations

from crisis.detection.backtest import Lesson, backtest
from crisis.detection.own_rules import book_of
from crisis.detection.rulebook import Rulebook, standard
from tests.detection.streams import items, org

OWN = """
version: "9"
words:
  own_gap: {zh: "缝隙变大", en: "widening gap"}
rules:
  - {id: O01, code: T-SAFETY, level: crisis, points: 80, kind: hazard, needs: [own_gap], fires: ["门板缝隙变大"], silent: ["门板很好"]}
"""
ROWS = (
    (0.0, "a", "门板缝隙变大", {}),
    (1.0, "b", "暖风机插头起火,手烫伤了", {"product": "B2"}),
    (2.0, "c", "积分还没有到账", {"product": "C3"}),
)


def without_fire() -> Rulebook:
    """The delivered book in which no rule begins with a word of fire."""
    book = standard()
    kept = {
        anchor: rules for anchor, rules in book.by_anchor.items() if not any(r.kind in ("fire", "hurt") for r in rules)
    }
    return Rulebook("less", book.words, book.derived, book.rules, book.lexicon, kept)


def test_a_new_rule_lets_a_warning_appear_with_its_reason() -> None:
    found = backtest(standard(), book_of(OWN), items(*ROWS), org())
    assert [(d.item, d.before, d.after, d.rules) for d in found.appear] == [("i1", "none", "crisis", ("O01",))]
    assert [part.spans[0].quote for part in found.appear[0].reasons] == ["缝隙变大"]
    assert (found.heard, found.vanish, found.rooms_after - found.rooms_before) == (3, (), 1)


def test_a_rule_taken_away_lets_a_warning_vanish_and_unlearns_what_was_confirmed() -> None:
    lessons = [Lesson("i2", "confirmed"), Lesson("i3", "dismissed", "一般咨询")]
    found = backtest(standard(), without_fire(), items(*ROWS), org(), lessons)
    assert [d.item for d in found.vanish] == ["i2"]
    assert found.vanish[0].lesson == lessons[0] and found.vanish[0].reasons
    assert (found.unlearned, found.learned, found.kept) == ((lessons[0],), (), 1)


def test_a_miss_raised_by_hand_is_learned_by_the_rule_that_hears_it() -> None:
    missed = Lesson("i1", "missed", "缝隙会夹手")
    found = backtest(standard(), book_of(OWN), items(*ROWS), org(), [missed])
    assert (found.learned, found.unlearned, found.kept) == ((missed,), (), 0)


def test_the_same_book_changes_nothing() -> None:
    found = backtest(standard(), standard(), items(*ROWS), org())
    assert (found.appear, found.vanish, found.rooms_before) == ((), (), found.rooms_after)
