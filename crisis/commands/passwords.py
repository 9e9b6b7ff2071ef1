"""How passwords are kept and tried: two hashed at once at most, wrong tries counted by name and by address.

Tries are kept as fingerprints, without the name or the address itself, and only as long as they count.
"""

from __future__ import annotations

import hashlib
import secrets
import threading
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error
from sqlalchemy import delete, func, insert, select

from crisis.domain.errors import Invalid, NotAllowed, OutcomeUnknown
from crisis.domain.people import CONSOLE
from crisis.store.people import attempts
from crisis.store.unit_of_work import Op, Work

TRIES, TRIES_FROM, WINDOW = 8, 40, timedelta(minutes=5)
SHORTEST, LONGEST = 12, 200

# 64 MiB, three passes, one lane: about a tenth of a second.
hasher = PasswordHasher(time_cost=3, memory_cost=65536, parallelism=1)
AT_ONCE, PATIENCE = 2, 10.0
turns = threading.BoundedSemaphore(AT_ONCE)


def _of_nobody() -> str:
    """A stored form that takes as long to try as any other and that no password fits: its digest is random."""
    salt, digest = (b64encode(secrets.token_bytes(size)).decode().rstrip("=") for size in (16, 32))
    return f"$argon2id$v=19$m={hasher.memory_cost},t={hasher.time_cost},p={hasher.parallelism}${salt}${digest}"


NOBODY = _of_nobody()


class TooOften(NotAllowed):
    """Too many wrong tries; the same for a name that exists and one that does not."""

    status = 429


def fingerprint(secret: str) -> str:
    """How a session id, token or link is kept: only its SHA-256."""
    return hashlib.sha256(secret.encode()).hexdigest()


def strong(password: str) -> str:
    """The password, or `Invalid`: at least twelve characters and not one of a kind; no other rule."""
    if not isinstance(password, str) or len(password) < SHORTEST:
        raise Invalid("password.short", field="password", least=SHORTEST)
    if len(password) > LONGEST or len(set(password)) < 4:
        raise Invalid("password.weak", field="password")
    return password


def hashed(password: str) -> str:
    """What is kept of a strong password. Never called inside a transaction: others wait for the writer meanwhile."""
    strong(password)
    with a_turn():
        return hasher.hash(password)


@contextmanager
def a_turn() -> Iterator[None]:
    """One of the two turns at hashing; whoever waits too long is told so."""
    if not turns.acquire(timeout=PATIENCE):
        raise OutcomeUnknown("store.busy")
    try:
        yield
    finally:
        turns.release()


def tried(work: Work, stored: str | None, password: str, login: str, at: datetime, address: str = "") -> bool:
    """Whether the password fits; for a name that nobody has (`stored` None) it takes as long to say no.

    The wrong try is written down; after too many `TooOften`, whatever the password.
    """
    with a_turn():
        _slow_down(work, login, address, at)
        right = _matches(stored or NOBODY, password) and stored is not None
        if not right:
            _note_failure(work, login, address, at)
    return right


def _matches(stored: str, password: str) -> bool:
    try:
        return len(password) <= LONGEST and hasher.verify(stored, password)
    except Argon2Error:
        return False


def _from(address: str) -> str:
    """The mark of an address; no name can be so, names hold no control characters."""
    return fingerprint(f"\0{address}")


def _slow_down(work: Work, login: str, address: str, at: datetime) -> None:
    with work.reading() as conn:
        for who, most in ((fingerprint(login), TRIES), (_from(address), TRIES_FROM)):
            recent = (attempts.c.login_hash == who) & (attempts.c.at > at - WINDOW)
            if (conn.scalar(select(func.count()).where(recent)) or 0) >= most:
                raise TooOften("signin.wait", minutes=int(WINDOW.total_seconds() // 60))


def _note_failure(work: Work, login: str, address: str, at: datetime) -> None:
    rows = [{"login_hash": fingerprint(login), "at": at}]
    if address:
        rows.append({"login_hash": _from(address), "at": at})
    with work(CONSOLE, "house", Op(None), at) as change:
        change.conn.execute(delete(attempts).where(attempts.c.at < at - WINDOW))
        change.conn.execute(insert(attempts), rows)
