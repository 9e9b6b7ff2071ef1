"""The permission matrix: every cell of every row, and what each cell demands."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta

import pytest

from crisis.domain.errors import NotAllowed
from crisis.domain.people import CONSOLE, ROLES, Actor
from crisis.domain.permissions import abilities, can, cell, matrix, may, needs_second, stepped_up

AT = datetime(2030, 5, 6, 9, 0, tzinfo=UTC)


def person(role: str, since: datetime | None = None, via: str = "session") -> Actor:
    return Actor(id=1, name="someone", role=role, stepped_up_at=since, via=via)


def refusal(role: str, ability: str, **knows: bool) -> str | None:
    try:
        may(person(role), ability, **knows)
    except NotAllowed as refused:
        return refused.code
    return None


def test_an_unknown_ability_is_a_programming_error_for_everyone() -> None:
    for role in (*ROLES, "console", "stranger"):
        with pytest.raises(KeyError):
            may(person(role), "crisis.sell")


def test_an_unlisted_role_is_refused_everything() -> None:
    allowed = [a for a in abilities() if can(person("stranger"), a, own=True, granted=True, stepped_up=True)]
    assert allowed == []


def test_a_refused_cell_stays_refused_whatever_is_granted() -> None:
    everything = {"own": True, "member": True, "granted": True, "stepped_up": True}
    closed = [(a, role) for a, role in itertools.product(abilities(), ROLES) if cell(a, role) == "-"]
    opened = [(a, role) for a, role in closed if can(person(role), a, **everything)]
    assert opened == []


def test_a_plain_yes_asks_for_membership_of_crisis_abilities_alone() -> None:
    plain = {a for a in abilities() if cell(a, "lead") == "Y"}
    asked = {a for a in plain if not can(person("lead"), a, member=False, stepped_up=True)}
    assert asked == plain - matrix().outside


@pytest.mark.covers("R0-30")
@pytest.mark.parametrize(
    ("role", "ability", "knows", "code"),
    [
        ("lead", "crisis.close", {}, None),
        ("pr", "crisis.close", {}, "permission.not_allowed"),
        ("lead", "crisis.close", {"member": False}, "permission.not_member"),
        ("pr", "item.check", {}, "permission.not_yours"),
        ("pr", "item.check", {"own": True}, None),
        ("technical", "accountability.read", {}, "permission.not_yours"),
        ("technical", "accountability.read", {"own": True}, None),
        ("legal", "statement.approve_legal", {}, "permission.needs_step_up"),
        ("legal", "statement.approve_legal", {"stepped_up": True}, None),
        ("legal", "statement.approve_legal", {"own": True}, "permission.own_work"),
        ("pr", "statement.publish", {}, "permission.needs_step_up"),
        ("pr", "statement.publish", {"stepped_up": True}, None),
        ("lead", "statement.approve_gm", {"stepped_up": True}, "permission.needs_grant"),
        ("lead", "statement.approve_gm", {"granted": True}, "permission.needs_step_up"),
        ("lead", "statement.approve_gm", {"granted": True, "stepped_up": True}, None),
        ("executive", "statement.approve_gm", {"granted": True, "stepped_up": True, "member": False}, None),
        ("executive", "statement.approve_gm", {"granted": True, "own": True}, "permission.own_work"),
        ("legal", "statement.approve_gm", {"granted": True, "stepped_up": True}, "permission.not_allowed"),
        ("admin", "crisis.read", {"member": False}, "permission.needs_break_glass"),
        ("admin", "crisis.read", {"granted": True, "member": False}, "permission.needs_step_up"),
        ("admin", "crisis.read", {"granted": True, "stepped_up": True, "member": False}, None),
        ("admin", "people.role", {"own": True}, "permission.own_work"),
        ("admin", "people.role", {"member": False}, None),
        ("intake", "complaint.create", {"member": False}, None),
        ("intake", "complaint.read", {"member": False}, "permission.not_allowed"),
        ("executive", "board.read", {"member": False}, None),
        ("lead", "action.verify", {"own": True}, "permission.own_work"),
    ],
)
def test_each_cell_demands_what_the_table_says(
    role: str, ability: str, knows: dict[str, bool], code: str | None
) -> None:
    assert refusal(role, ability, **knows) == code


def test_every_cell_of_the_table_is_explained_and_no_explanation_is_idle() -> None:
    used = {cell(ability, role) for ability, role in itertools.product(abilities(), ROLES)}
    assert used == matrix().cells.keys()


def test_two_person_acts_are_named_so_that_commands_wait_for_the_other() -> None:
    assert needs_second("statement.withdraw", "lead")
    assert not needs_second("statement.publish", "lead")


def test_the_console_may_do_what_is_listed_and_nothing_else() -> None:
    allowed = {a for a in abilities() if can(CONSOLE, a, stepped_up=True)}
    assert allowed == matrix().console
    assert "statement.publish" not in allowed


def test_a_step_up_lasts_five_minutes_and_never_comes_from_a_token_or_the_future() -> None:
    minutes = {m: stepped_up(person("lead", AT - timedelta(minutes=m)), AT) for m in (-1, 0, 5, 6)}
    assert minutes == {-1: False, 0: True, 5: True, 6: False}
    assert not stepped_up(person("lead", AT, via="token"), AT)
    assert not stepped_up(person("lead"), AT)
