"""What people decide of warnings is kept as a lesson."""

from __future__ import annotations

from crisis.detection.rulebook import standard
from crisis.store.lessons import lessons
from tests.commands.cast import THANKS, THREAT, House


def taken_in(house: House, *texts: str) -> list[dict[str, object]]:
    records = [{"text": text, "kind": "complaint", "customer_key": f"k{n}"} for n, text in enumerate(texts)]
    told: list[dict[str, object]] = house.do("intake.receive", "shop", records=records)["results"]
    return told


def test_a_dismissal_is_kept_with_its_reason_and_the_rules_it_was_told_by(sqlite_house: House) -> None:
    house = sqlite_house
    (told,) = taken_in(house, THREAT)
    house.do("warnings.dismiss", "lin", warning_id=told["warning_id"], reason="普通催办")
    (row,) = house.rows(lessons)
    assert (row.intake_ids, row.decision, row.reason, row.level) == ([told["id"]], "dismissed", "普通催办", "watch")
    assert (row.rule_version, row.codes) == (standard().version, told["codes"])


def test_what_the_rules_missed_and_a_person_raised_is_kept_as_a_miss(sqlite_house: House) -> None:
    house = sqlite_house
    (told,) = taken_in(house, THANKS)
    house.do("warnings.raise_warning", "lin", intake_id=told["id"], reason="语气反常")
    assert [(r.intake_ids, r.decision, r.reason) for r in house.rows(lessons)] == [([told["id"]], "missed", "语气反常")]
