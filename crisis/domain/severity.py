"""How grave it is: levels I (worst) to IV from the evidence, with the rows and rules that led there.

Handbook §6: the worst row holds, then the combination rule, then the aggravators (together at most one level).
All thresholds are house values; what hangs on a level (statement, reports, seats) stands in policy.py. Evidence counts are what is known now; None or empty means not known and never counts.
"""

from __future__ import annotations

from dataclasses import dataclass

from crisis.domain.errors import IllegalMove, Invalid, NotAllowed

LEVELS = ("I", "II", "III", "IV")

Ladder = tuple[tuple[str, int], ...]
ILL: Ladder = (("I", 30), ("II", 10), ("III", 2))
SERIOUS: Ladder = (("I", 3), ("II", 1))
VIEWS: Ladder = (("I", 10_000_000), ("II", 1_000_000), ("III", 100_000))
SHARES: Ladder = (("III", 1_000),)
PERSONS: Ladder = (("I", 1_000), ("II", 100), ("III", 3))
UNITS: Ladder = (("I", 10_000), ("II", 1_000))
DATA_PERSONS: Ladder = (("I", 1_000_000), ("II", 10_000), ("III", 500))
DATA_SENSITIVE: Ladder = (("I", 100_000),)
HOT_SEARCH_TOP = 10

OUTLET = {"national": "I", "provincial": "II", "local": "III", "trade": "III"}
AUTHORITY = {
    "ordered_recall": "I",
    "ordered_stop": "I",
    "criminal": "I",
    "formal_investigation": "II",
    "summons": "II",
    "inspection": "III",
    "written_inquiry": "III",
    "mediation": "IV",
}
BUSINESS = {
    "survival": "I",
    "several_regions": "I",
    "region": "II",
    "line_halted": "II",
    "branch": "III",
    "single_case": "IV",
}


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known of one crisis; people are counts, `outlets` the classes of outlets that have published."""

    deaths: int = 0
    seriously_hurt: int = 0
    in_hospital: int = 0
    ill: int = 0
    minor_injury: bool = False
    fire_in_use: bool = False
    airbag_failure: bool = False
    near_miss: bool = False
    outlets: frozenset[str] = frozenset()
    views: int = 0
    shares: int = 0
    hot_search: bool = False
    hot_search_rank: int | None = None
    persons_affected: int = 0
    units: int = 0
    authority: frozenset[str] = frozenset()
    data_persons: int = 0
    data_sensitive: int = 0
    business: str | None = None
    safety_credible: bool = False
    vulnerable_victim: bool = False
    same_fault_within_12_months: bool = False
    false_statement: bool = False
    silent_after_24h: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the table that applied: `code` is a key under `severity.row.`, `count` what was counted."""

    code: str
    level: str
    count: int = 0


@dataclass(frozen=True, slots=True)
class Level:
    """`rule` is worst_row, combination or aggravated; `rows` the worst first; `aggravators` those that were present."""

    level: str
    rule: str
    rows: tuple[Row, ...]
    aggravators: tuple[str, ...] = ()


def worse(a: str, b: str) -> bool:
    return LEVELS.index(a) < LEVELS.index(b)


def judge(evidence: Evidence) -> Level:
    rows = tuple(sorted(_rows(evidence), key=lambda row: LEVELS.index(row.level)))
    level, rule = (rows[0].level, "worst_row") if rows else ("IV", "worst_row")
    if evidence.outlets and (evidence.safety_credible or evidence.near_miss) and worse("II", level):
        level, rule = "II", "combination"
    aggravators = tuple(
        name
        for name in ("vulnerable_victim", "same_fault_within_12_months", "false_statement", "silent_after_24h")
        if getattr(evidence, name)
    )
    if aggravators and level != "I":
        level, rule = LEVELS[LEVELS.index(level) - 1], "aggravated"
    return Level(level, rule, rows, aggravators)


def _rows(e: Evidence) -> list[Row]:
    counted = [
        ("deaths", e.deaths, (("I", 1),)),
        ("seriously_hurt", e.seriously_hurt, SERIOUS),
        ("in_hospital", e.in_hospital, (("II", 1),)),
        ("ill", e.ill, ILL),
        ("views", e.views, VIEWS),
        ("shares", e.shares, SHARES),
        ("persons", e.persons_affected, PERSONS),
        ("units", e.units, UNITS),
        ("data_persons", e.data_persons, DATA_PERSONS),
        ("data_sensitive", e.data_sensitive, DATA_SENSITIVE),
    ]
    rows = [Row(code, level, count) for code, count, ladder in counted if (level := _step(count, ladder))]
    happened = [
        ("minor_injury", e.minor_injury, "III"),
        ("fire_in_use", e.fire_in_use, "II"),
        ("airbag_failure", e.airbag_failure, "II"),
        ("near_miss", e.near_miss, "III"),
    ]
    rows += [Row(code, level) for code, seen, level in happened if seen]
    rows += [Row(f"outlet_{name}", OUTLET[name]) for name in sorted(e.outlets) if name in OUTLET]
    rows += [Row(f"authority_{name}", AUTHORITY[name]) for name in sorted(e.authority) if name in AUTHORITY]
    if e.hot_search or e.hot_search_rank is not None:
        top = e.hot_search_rank is not None and e.hot_search_rank <= HOT_SEARCH_TOP
        rows.append(Row("hot_search_top" if top else "hot_search", "I" if top else "II", e.hot_search_rank or 0))
    if e.business in BUSINESS:
        rows.append(Row(f"business_{e.business}", BUSINESS[e.business]))
    return rows


def _step(count: int, ladder: Ladder) -> str | None:
    return next((level for level, least in ladder if count >= least), None)


def follow(current: str, before: str, now: str) -> str:
    """The level after new evidence: the console raises with the judgement, and never lowers nor undoes a lowering."""
    return now if worse(now, before) and worse(now, current) else current


def lower(current: str, to: str, role: str, reason: str) -> str:
    """A person lowers the level: the lead alone, with a reason."""
    if role != "lead":
        raise NotAllowed("severity.lead_lowers")
    if to not in LEVELS or not worse(current, to):
        raise IllegalMove("severity.not_lower", current=current, to=to)
    if not reason.strip():
        raise Invalid("severity.reason", field="reason")
    return to
