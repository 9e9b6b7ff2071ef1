"""No password, secret, cookie or token is kept anywhere in a form from which it could be found out."""

from __future__ import annotations

import hashlib

import pytest

from crisis.commands.people import sign_in
from crisis.store.base import canonical
from crisis.store.events import ops
from tests.commands.cast import PASSWORD, House

CANARY = "canary-of-a-password-9174"


def everything(house: House) -> str:
    return repr(house.ledger())


@pytest.mark.covers("T14")
def test_no_secret_is_stored_or_told(sqlite_house: House) -> None:
    house = sqlite_house
    added = house.do("people.add_person", "shen", login="xu", name="许言", role="pr", password=CANARY)
    cookie = sign_in(house.work, login="xu", password=CANARY, at=house.at)["session"]
    token = house.do("tokens.add_token", "shen", name="门店", scope="intake")["token"]
    assert added and house.heard
    for secret in (CANARY, PASSWORD, cookie, token):
        assert secret not in everything(house)
        assert secret not in repr(house.heard)


@pytest.mark.covers("T14")
def test_a_stored_wish_does_not_let_anybody_try_passwords_at_full_speed(sqlite_house: House) -> None:
    """The digest of a wish is a fast hash: with the password in it, Argon2 would be by-passed."""
    wish = {"login": "xu", "name": "许言", "role": "pr", "password": CANARY}
    sqlite_house.do("people.add_person", "shen", op_id="adding-xu", **wish)
    (kept,) = sqlite_house.rows(ops, op_id="adding-xu")
    assert kept.digest != digest(wish)
    del wish["password"]
    assert kept.digest == digest(wish)


def digest(wish: dict[str, str]) -> str:
    return hashlib.sha256(canonical(["add_person", wish]).encode()).hexdigest()
