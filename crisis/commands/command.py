"""What every command shares: the same wish twice has one effect and one answer, and collisions are run again.

`@command` turns `op_id` and the wish into the `Op` that the unit of work stores with the answer. A function so
marked is listed in `COMMANDS`, which tests walk.
"""

from __future__ import annotations

import functools
import hashlib
import time
from collections.abc import Callable
from datetime import datetime
from typing import Any

from crisis.domain.errors import Invalid, OutcomeUnknown
from crisis.domain.people import Actor
from crisis.store.base import canonical
from crisis.store.database import is_busy
from crisis.store.unit_of_work import AlreadyDone, Op, Work

COMMANDS: dict[str, Callable[..., dict[str, Any]]] = {}
TRIES = 6
SECRETS = ("password", "secret", "session")


def command(function: Callable[..., dict[str, Any]]) -> Callable[..., dict[str, Any]]:
    """Make `function(work, actor, *, …wish…, op, at)` callable with `op_id=` in place of `op`."""

    @functools.wraps(function)
    def run(work: Work, actor: Actor, *, at: datetime, op_id: str | None = None, **wish: Any) -> dict[str, Any]:
        digest = _digest(function.__name__, wish)
        for attempt in range(TRIES):
            try:
                return function(work, actor, op=Op(op_id, digest), at=at, **wish)
            except AlreadyDone as done:
                return done.answer
            except Exception as failure:
                if not is_busy(failure) or attempt == TRIES - 1:
                    raise (OutcomeUnknown("store.busy") if is_busy(failure) else failure) from None
                time.sleep(0.01 * 2**attempt)
        raise AssertionError("unreachable")

    COMMANDS[f"{function.__module__.rsplit('.', 1)[-1]}.{function.__name__}"] = run
    return run


def _digest(name: str, wish: dict[str, Any]) -> str:
    """Tells two wishes apart. It is stored, so it holds nothing that could be guessed back from a fast hash."""
    told = {key: _in_short(value) for key, value in wish.items() if key not in SECRETS}
    return hashlib.sha256(canonical([name, told]).encode("utf-8", "surrogatepass")).hexdigest()


def _in_short(value: Any) -> Any:
    """Bytes stand by their hash, also within a list."""
    if isinstance(value, bytes):
        return hashlib.sha256(value).hexdigest()
    return [_in_short(one) for one in value] if isinstance(value, list | tuple) else value


def text(value: Any, name: str, limit: int = 2000, *, required: bool = True) -> str:
    """The trimmed text of a field, or `Invalid` with the field's name; `limit` in characters."""
    trimmed = value.strip() if isinstance(value, str) else ""
    if required and not trimmed:
        raise Invalid("field.required", field=name)
    if len(trimmed) > limit:
        raise Invalid("field.too_long", field=name, limit=limit)
    if any(ord(c) < 32 and c not in "\n\t\r" or 0xD800 <= ord(c) <= 0xDFFF for c in trimmed):
        raise Invalid("field.characters", field=name)
    return trimmed


def moment(value: datetime | None, name: str, *, required: bool = False) -> datetime | None:
    """A time with its zone, or `Invalid`."""
    if value is None:
        if required:
            raise Invalid("field.required", field=name)
        return None
    if value.tzinfo is None:
        raise Invalid("field.zone", field=name)
    return value


def one_of(value: Any, name: str, choices: Any) -> str:
    """A value out of a fixed list, or `Invalid`."""
    if value not in choices:
        raise Invalid("field.choice", field=name)
    return str(value)
