"""Crises closed before come to mind when a new one is like them."""

from __future__ import annotations

import json
from datetime import timedelta

from crisis.detection.listener import Listener
from tests.detection.streams import START, hear, items, org

FIRE = (0.0, "a", "暖风机插头起火,手烫伤了", {})
LATER = timedelta(days=200)


def closed() -> Listener:
    listener, verdicts = hear(org(), FIRE, (1.0, "b", "客服骂人还动手打了我", {"product": "B2", "branch": "二店"}))
    for verdict in verdicts:
        listener.note_decision(str(verdict.matter), "closed", START + timedelta(days=30))
    return listener


def test_a_new_crisis_names_the_closed_one_it_is_like_and_why() -> None:
    listener = closed()
    verdict = listener.hear(items((24.0 * 200, "z", "插头又起火,孩子烫伤", {}))[0])
    assert [a.matter for a in verdict.similar] == ["m1"]
    assert verdict.similar[0].began == START and verdict.similar[0].ended == START + timedelta(days=30)
    assert {"A1", "fire", "T-SAFETY"} <= set(verdict.similar[0].shared)


def test_nothing_is_like_a_matter_of_another_product_and_failure() -> None:
    verdict = closed().hear(items((24.0 * 200, "z", "刀片把手割伤流血", {"product": "C3"}))[0])
    assert (verdict.level, verdict.similar) == ("crisis", ())


def test_a_dismissed_matter_is_no_past_crisis() -> None:
    listener, verdicts = hear(org(), FIRE)
    listener.note_decision(str(verdicts[0].matter), "dismissed", START)
    assert listener.hear(items((24.0 * 200, "z", "插头又起火,孩子烫伤", {}))[0]).similar == ()


def test_the_past_outlives_a_restart() -> None:
    listener = Listener(org())
    listener.restore(json.loads(json.dumps(closed().state())))
    verdict = listener.hear(items((24.0 * 200, "z", "插头又起火,孩子烫伤", {}))[0])
    assert [a.matter for a in verdict.similar] == ["m1"]
