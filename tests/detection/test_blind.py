"""Texts that were written before their writer knew the rules: what is reached on them may not be lost again."""

import pytest

from tests.detection.blind import blind, score

FLOORS = {
    "A": (0.91, 0.99, 0), "B": (0.86, 0.83, 8), "C": (0.92, 0.96, 1), "D": (0.86, 0.90, 3), "E": (0.72, 0.61, 7), "F": (0.89, 0.93, 5), "H": (0.74, 0.73, 17),
}  # fmt: skip


@pytest.mark.parametrize("half", FLOORS)
def test_labels_and_verdicts_of_unseen_texts_stay_as_good(half: str) -> None:
    least_f1, least_right, most_missed = FLOORS[half]
    reached = score(half)
    assert reached.f1 >= least_f1
    assert reached.verdicts >= least_right
    assert reached.missed <= most_missed


def test_the_texts_are_many_of_many_trades_in_three_scripts() -> None:
    rows = [row for half in FLOORS for row in blind(half)]
    assert len({row.text for row in rows}) == len(rows) >= 800
    assert len({row.org.sector for row in rows}) == 14
    assert {row.lang for row in rows} == {"zh", "zh-Hant", "en"}
