"""Who owes which outside deadline, from when and until when."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from crisis.domain.duties import Duty, Letter, Matter, duties_for, read_starts, sector_groups
from crisis.playbooks.duty_register import load_duties
from crisis.playbooks.policies import load_workdays

pytestmark = pytest.mark.covers("R3-36")

REGISTER = load_duties()
CALENDARS = load_workdays()
KNOWN = datetime.fromisoformat("2026-09-04T15:00:00+00:00")  # a Friday
HOUR = timedelta(hours=1)


def found(
    role: str, sector: str, where: list[str], *triggers: str, zone: str = "UTC", **more: object
) -> dict[str, Duty]:
    matter = Matter(role, sector, where, ZoneInfo(zone), dict.fromkeys(triggers, KNOWN), **more)  # type: ignore[arg-type]
    return {duty.code: duty for duty in duties_for(matter, REGISTER, CALENDARS)}


@pytest.mark.parametrize(
    ("role", "sector", "where", "trigger", "codes"),
    [
        ("dealer", "auto_dealer", ["CN"], "T-NEARMISS", {"MANUFACTURER_NOTICE"}),
        ("dealer", "auto_dealer", ["CN"], "T-SAFETY", {"MANUFACTURER_NOTICE", "CN_CAR_DEALER"}),
        ("dealer", "auto_dealer", ["US"], "T-SAFETY", {"MANUFACTURER_NOTICE"}),
        ("producer", "automotive", ["CN"], "T-SAFETY", {"CN_CAR_DEFECT", "CN_CAR_PLAN"}),
        ("manufacturer", "ev", ["US"], "T-SAFETY", {"CFR_573", "CFR_577"}),
        ("producer", "toys", ["US", "EU"], "T-SAFETY", {"CPSC_15B", "EU_GOODS"}),
        ("producer", "household appliances", ["CN"], "T-SAFETY", {"CN_GOODS_2WD"}),
        ("retailer", "retail", ["US"], "T-SAFETY", {"MANUFACTURER_NOTICE", "CPSC_15B"}),
        ("operator", "retail_chain", ["CN"], "T-SAFETY", {"MANUFACTURER_NOTICE", "CN_GOODS_2WD"}),
        ("operator", "airline", ["EU", "US"], "T-SAFETY", set()),
        ("operator", "hospital", ["CN"], "T-DATA", {"PIPL_57", "CN_CYBER"}),
        ("data_controller", "bank", ["DE"], "T-DATA", {"GDPR_33", "GDPR_34"}),
        ("data_handler", "bank", ["CN", "EU"], "T-DATA", {"PIPL_57", "CN_CYBER", "GDPR_33", "GDPR_34"}),
        ("data_controller", "bank", ["US"], "T-DATA", set()),
        ("operator", "restaurant_chain", ["CN"], "T-FOOD", {"FOOD_REPORT_2H", "FOOD_RECALL"}),
        ("operator", "restaurant_chain", ["EU"], "T-FOOD", set()),
        ("operator", "hotel", ["CN"], "T-MEDIA", set()),
        ("a role nobody thought of", "", ["EU"], "T-DATA", {"GDPR_33", "GDPR_34"}),
        ("dealer", "auto", [], "T-SAFETY", set()),
    ],
)
def test_a_firm_sees_what_its_role_trade_and_country_owe(
    role: str, sector: str, where: list[str], trigger: str, codes: set[str]
) -> None:
    duties = found(role, sector, where, trigger)
    assert set(duties) == codes
    assert {duty.owed_by for duty in duties.values()} <= {role}


@pytest.mark.parametrize(
    ("code", "duty", "due"),
    [
        ("MANUFACTURER_NOTICE", ("dealer", "auto", ["CN"], "T-SAFETY"), "2026-09-04T17:00:00Z"),
        ("FOOD_REPORT_2H", ("operator", "catering", ["CN"], "T-FOOD"), "2026-09-04T17:00:00Z"),
        ("FOOD_RECALL", ("operator", "catering", ["CN"], "T-FOOD"), "2026-09-05T15:00:00Z"),
        ("GDPR_33", ("operator", "hotel", ["EU"], "T-DATA"), "2026-09-07T15:00:00Z"),
        ("PIPL_57", ("operator", "hotel", ["CN"], "T-DATA"), "2026-09-05T15:00:00Z"),
        ("CN_CYBER", ("operator", "hotel", ["CN"], "T-DATA"), "2026-09-04T19:00:00Z"),
        ("CN_GOODS_2WD", ("producer", "toys", ["CN"], "T-SAFETY"), "2026-09-08T23:59:00Z"),
        (
            "CPSC_15B",
            ("producer", "toys", ["US"], "T-SAFETY"),
            "2026-09-08T15:00:00Z",
        ),  # weekend and Labor Day left out
    ],
)
def test_a_duty_ends_by_its_own_unit(code: str, duty: tuple[str, str, list[str], str], due: str) -> None:
    assert found(*duty)[code].due == datetime.fromisoformat(due)


def test_a_duty_counts_from_confirmation_where_the_law_says_so() -> None:
    aware = KNOWN + 5 * HOUR
    duties = found("operator", "hotel", ["EU", "CN"], "T-DATA", starts={"aware": aware})
    assert duties["GDPR_33"].start == aware
    assert duties["GDPR_33"].due == aware + 72 * HOUR
    assert duties["PIPL_57"].due == aware + 24 * HOUR


def test_a_duty_whose_start_has_not_come_shows_a_phrase() -> None:
    duty = found("producer", "auto", ["US"], "T-SAFETY")["CFR_573"]
    assert (duty.due, duty.owed) == (None, True)
    assert duty.phrase is not None
    assert duty.phrase.en == "5 working days after a safety defect is determined"
    determined = found(
        "producer", "auto", ["US"], "T-SAFETY", zone="America/Detroit", starts={"defect_determined": KNOWN}
    )
    assert determined["CFR_573"].due == datetime.fromisoformat("2026-09-14T23:59:00-04:00")  # Labor Day left out
    assert determined["CFR_577"].due == KNOWN + timedelta(days=60)


@pytest.mark.parametrize(("persons", "owed"), [(None, True), (0, True), (999_999, False), (1_000_000, True)])
def test_below_its_threshold_a_duty_is_shown_as_not_owed_and_an_unknown_count_as_owed(
    persons: int | None, owed: bool
) -> None:
    counts = {} if persons is None else {"persons_leaked": persons}
    duty = found("operator", "hotel", ["CN"], "T-DATA", counts=counts)["CN_CYBER"]
    assert (duty.owed, duty.due is not None) == (owed, owed)


@pytest.mark.parametrize(("grade", "hours"), [(1, 24), (2, 48), (3, 72), (9, 24)])
def test_the_food_recall_follows_its_grade_and_the_strictest_until_it_is_known(grade: int, hours: int) -> None:
    duty = found("operator", "catering", ["CN"], "T-FOOD", counts={"recall_grade": grade})["FOOD_RECALL"]
    assert duty.due == KNOWN + hours * HOUR


def test_an_operator_tells_its_head_office_when_brand_or_product_is_the_source() -> None:
    assert "MANUFACTURER_NOTICE" in found("operator", "hotel", ["CN"], "T-SAFETY", source_class="BRAND")
    assert "MANUFACTURER_NOTICE" not in found("operator", "hotel", ["CN"], "T-SAFETY", source_class="DEALER-SERVICE")


def test_two_rules_of_one_code_make_one_duty() -> None:
    matter = Matter("dealer", "auto", ["CN"], ZoneInfo("UTC"), {"T-SAFETY": KNOWN}, source_class="DEALER-PRODUCT")
    codes = [duty.code for duty in duties_for(matter, REGISTER, CALENDARS)]
    assert sorted(codes) == ["CN_CAR_DEALER", "MANUFACTURER_NOTICE"]


def test_a_letter_is_owed_an_answer_until_the_time_it_states() -> None:
    due = KNOWN + 24 * HOUR
    duty = found("dealer", "auto", ["CN"], letters=[Letter(KNOWN, due, "24小时内")])["REG_REPLY"]
    assert (duty.due, duty.source, duty.check) == (due, "24小时内", False)
    open_end = found("dealer", "auto", ["CN"], letters=[Letter(KNOWN, None)])["REG_REPLY"]
    assert (open_end.due, open_end.check) == (None, True)


def test_the_next_due_comes_first_and_what_has_none_last() -> None:
    duties = list(found("operator", "hotel", ["EU", "CN"], "T-DATA").values())
    assert [duty.code for duty in duties] == ["CN_CYBER", "PIPL_57", "GDPR_33", "GDPR_34"]


def test_what_is_not_read_in_the_source_asks_for_legal() -> None:
    duties = found("operator", "hotel", ["EU", "CN"], "T-DATA")
    assert {code: duty.check for code, duty in duties.items()} == {
        "CN_CYBER": True, "PIPL_57": True, "GDPR_33": False, "GDPR_34": False,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("sector", "groups"),
    [
        ("auto_dealer", {"vehicle"}),
        ("Electric Car Maker", {"vehicle"}),
        ("汽车销售", {"vehicle"}),
        ("card_issuer", set()),
    ],
)
def test_a_sector_is_known_by_whole_words(sector: str, groups: set[str]) -> None:
    assert sector_groups(sector, REGISTER) == groups


@pytest.mark.parametrize(
    ("note", "starts"),
    [
        ("41 of 60 rows match our customer table. Breach reasonably certain", {"aware"}),
        ("The leak is not confirmed, rows do not match our data", set()),
        ("已核实样本数据与系统一致", {"aware"}),
        ("尚未确认泄露", set()),
        ("是否确认泄露仍在核实", set()),
        ("Engineering determined that a safety-related defect exists in 2025 models", {"defect_determined"}),
        ("技术委员会认定制动软管存在安全缺陷", {"defect_determined"}),
        ("Part 573 report prepared; we filed the defect report at 17:00", {"report_filed"}),
        ("Customer visit agreed for tonight", set()),
    ],
)
def test_an_internal_note_starts_a_legal_clock_only_when_it_says_so(note: str, starts: set[str]) -> None:
    assert read_starts(note, REGISTER) == starts
