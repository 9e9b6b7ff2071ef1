"""Who may do what: reads the one table `matrix.yaml` and answers for a person, an ability and a crisis.

`may` returns None or raises `NotAllowed`; an ability that is no row raises KeyError (a programming error), a role that
is no column is refused. What each cell demands stands in the table; what it leaves to the caller:
`M`, `summary`, `aggregate`, `redacted`, `metadata`, `draft`, `intake` pass here and are narrowed by the view or command
that asks `cell`; `2` passes one half, the command waits for another person (`needs_second`).
Membership is asked of every crisis ability; a grant or break-glass for the crisis stands in for it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from importlib import resources

import yaml

from crisis.domain.errors import NotAllowed
from crisis.domain.people import ROLES, Actor

STEP_UP_LASTS = timedelta(minutes=5)
CONSOLE_ROLE = "console"
PASSING = frozenset("Y O M G 2 B own summary aggregate redacted metadata draft intake".split())


@dataclass(frozen=True, slots=True)
class Matrix:
    """The table as read: `rows[ability][role]` is a cell."""

    rows: dict[str, dict[str, str]]
    cells: dict[str, str]
    step_up: frozenset[str]
    never_on_own: frozenset[str]
    outside: frozenset[str]
    console: frozenset[str]


@cache
def matrix() -> Matrix:
    raw = yaml.safe_load(resources.files(__package__).joinpath("matrix.yaml").read_text("utf-8"))
    roles = tuple(raw["roles"].split())
    if roles != ROLES:
        raise ValueError(f"matrix.yaml: roles are {roles}, people.py knows {ROLES}")
    rows = {ability: _row(ability, line.split(), roles) for ability, line in raw["abilities"].items()}
    lists = {key: frozenset(raw[key]) for key in ("step_up", "never_on_own", "outside", "console")}
    for key, abilities in lists.items():
        if abilities - rows.keys():
            raise ValueError(f"matrix.yaml: {key} names no row: {', '.join(sorted(abilities - rows.keys()))}")
    return Matrix(rows=rows, cells=raw["cells"], **lists)


def _row(ability: str, cells: list[str], roles: tuple[str, ...]) -> dict[str, str]:
    if len(cells) != len(roles) or set(cells) - PASSING - {"-"}:
        raise ValueError(f"matrix.yaml: {ability} needs {len(roles)} known cells, has {' '.join(cells)}")
    return dict(zip(roles, cells, strict=True))


def abilities() -> tuple[str, ...]:
    return tuple(matrix().rows)


def cell(ability: str, role: str) -> str:
    """The cell of a role, "-" for a role that is no column; KeyError for an ability that is no row."""
    if role == CONSOLE_ROLE:
        return "Y" if ability in matrix().console and ability in matrix().rows else _never(ability)
    return matrix().rows[ability].get(role, "-")


def _never(ability: str) -> str:
    matrix().rows[ability]
    return "-"


def stepped_up(actor: Actor, at: datetime) -> bool:
    """Whether the person confirmed the sign-in within the last five minutes; a token never has."""
    since = actor.stepped_up_at
    return actor.via == "session" and since is not None and timedelta(0) <= at - since <= STEP_UP_LASTS


def needs_second(ability: str, role: str) -> bool:
    return cell(ability, role) == "2"


def may(
    actor: Actor,
    ability: str,
    *,
    own: bool = False,
    member: bool = True,
    granted: bool = False,
    stepped_up: bool = False,
) -> None:
    """Returns when allowed, else raises NotAllowed with what is lacking.

    own: the thing is the actor's own or assigned to them; member: of this crisis; granted: holds the named grant for
    this crisis (an admin: an open break-glass); stepped_up: see the function of that name.
    """
    lacking = _lacking(cell(ability, actor.role), ability, actor.role, own, member, granted, stepped_up)
    if lacking:
        raise NotAllowed(f"permission.{lacking}", ability=ability, role=actor.role)


def can(
    actor: Actor,
    ability: str,
    *,
    own: bool = False,
    member: bool = True,
    granted: bool = False,
    stepped_up: bool = False,
) -> bool:
    """The same question without an exception, for pages that hide what cannot be done."""
    return not _lacking(cell(ability, actor.role), ability, actor.role, own, member, granted, stepped_up)


def _lacking(demand: str, ability: str, role: str, own: bool, member: bool, granted: bool, stepped: bool) -> str | None:
    table = matrix()
    if demand == "-":
        return "not_allowed"
    if role == CONSOLE_ROLE:
        return None
    if own and ability in table.never_on_own:
        return "own_work"
    if demand in ("O", "own") and not own:
        return "not_yours"
    if demand == "G" and not granted:
        return "needs_grant"
    if demand == "B" and not granted:
        return "needs_break_glass"
    if ability not in table.outside and not (member or demand in ("G", "B")):
        return "not_member"
    if (ability in table.step_up or demand == "B") and not stepped:
        return "needs_step_up"
    return None
