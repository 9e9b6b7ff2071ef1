"""Each command carried out legitimately once or more: who does it, from which prepared room, with which wish.

`SCENARIOS` maps "<command>: <case>" to a `Scenario`. Its `wish(house)` prepares and answers with the wish itself.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from crisis.domain.permissions import cell
from tests.commands.cast import NAMES, House

Wish = dict[str, Any]


@dataclass(frozen=True)
class Scenario:
    """`ability`: the row of the matrix that is asked ("" where everybody may). `closed`: what becomes of the act when
    the crisis is closed: refused, done, silent, or "" for an act outside a room. `empty`: begins before anybody is there."""

    name: str
    command: str
    by: str
    ability: str
    wish: Callable[[House], Wish]
    closed: str
    empty: bool

    def refuses(self) -> list[str]:
        """Of the cast, one of each role, those whom the matrix refuses this act."""
        return [who for who in [*NAMES, "shop"] if who != self.by and self.ability and not self._may(who)]

    def _may(self, who: str) -> bool:
        return cell(self.ability, NAMES[who][1] if who in NAMES else "intake") not in ("-", "O", "own", "G", "B")


SCENARIOS: dict[str, Scenario] = {}


def scenario(
    command: str, by: str, ability: str = "", *, closed: str = "refused", empty: bool = False
) -> Callable[[Callable[[House], Wish]], Callable[[House], Wish]]:
    def add(wish: Callable[[House], Wish]) -> Callable[[House], Wish]:
        case = wish.__name__.replace("_", " ")
        name = f"{command}: {case}"
        SCENARIOS[name] = Scenario(name, command, by, ability, wish, closed, empty)
        return wish

    return add
