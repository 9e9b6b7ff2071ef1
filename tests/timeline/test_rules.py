"""Who is called upon in a text, and how often an update may be put off without a word."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from crisis.domain.cadence import next_due, snooze
from crisis.domain.errors import Invalid
from crisis.domain.mentions import mentioned

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
TEAM = {1: "吴桐", 2: "吴桐雨", 3: "Anna Berg", 4: "Anna"}


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("@吴桐 请核对", [1]),
        ("@吴桐雨请核对，抄送 @吴桐", [2, 1]),
        ("＠吴桐：看一下", [1]),
        ("please, @anna berg and @Anna", [3, 4]),
        ("@吴桐 @吴桐", [1]),
        ("吴桐 和 @ 吴桐 和 @谁", []),
        ("mail a@example.org", []),
        ("", []),
    ],
)
def test_a_member_is_called_upon_by_the_longest_name_that_fits(text: str, people: list[int]) -> None:
    assert mentioned(text, TEAM) == people


@pytest.mark.parametrize(
    ("until", "before", "reason", "refusal"),
    [
        (timedelta(hours=1), 0, "", None),
        (timedelta(hours=1), 1, "", None),
        (timedelta(hours=1), 2, "", "cadence.reason"),
        (timedelta(hours=1), 2, "  ", "cadence.reason"),
        (timedelta(hours=1), 2, "等检测报告", None),
        (timedelta(0), 0, "", "field.past"),
        (timedelta(hours=24), 0, "", None),
        (timedelta(hours=24, seconds=1), 0, "", "cadence.too_long"),
    ],
)
def test_an_update_is_put_off_twice_for_nothing_and_never_far(
    until: timedelta, before: int, reason: str, refusal: str | None
) -> None:
    if refusal is None:
        assert snooze(AT, AT + until, before=before, reason=reason) == AT + until
        return
    with pytest.raises(Invalid) as refused:
        snooze(AT, AT + until, before=before, reason=reason)
    assert refused.value.code == refusal


def test_the_next_update_is_due_an_interval_after_the_one_that_was_sent() -> None:
    assert next_due(AT, timedelta(hours=2)) == AT + timedelta(hours=2)
