"""People, sign-in and tokens."""

from __future__ import annotations

from crisis.commands.people import sign_in
from crisis.store.people import handle
from crisis.views.standing import fingerprint
from tests.commands.cast import PASSWORD, House
from tests.commands.scenario import Wish, scenario

SECRET = "a-secret-of-the-first-run"


@scenario("people.offer_setup", "shell", closed="", empty=True)
def a_link_for_the_first_admin(_: House) -> Wish:
    return {"secret": SECRET}


@scenario("people.set_up", "shell", closed="", empty=True)
def the_first_admin(house: House) -> Wish:
    house.do("people.offer_setup", "shell", secret=SECRET)
    return {"secret": SECRET, "login": "First", "name": "沈默", "password": PASSWORD}


@scenario("people.add_person", "shen", "people.manage", closed="")
def a_colleague(_: House) -> Wish:
    return {"login": "xu", "name": "许言", "role": "pr", "password": PASSWORD}


@scenario("people.change_person", "shen", "people.role", closed="")
def another_role(house: House) -> Wish:
    return {"person_id": house.ids["wu"], "role": "customer"}


@scenario("people.change_person", "shen", "people.role", closed="")
def switched_off(house: House) -> Wish:
    sign_in(house.work, login="wu", password=PASSWORD, at=house.at)
    return {"person_id": house.ids["wu"], "active": False}


@scenario("people.set_password", "shen", "people.role", closed="")
def for_who_forgot_it(house: House) -> Wish:
    sign_in(house.work, login="wu", password=PASSWORD, at=house.at)
    return {"person_id": house.ids["wu"], "password": f"{PASSWORD} anew"}


@scenario("people.choose", "wu", closed="")
def language_and_theme(_: House) -> Wish:
    return {"lang": "en", "theme": "dark"}


def session(house: House, login: str) -> str:
    return fingerprint(sign_in(house.work, login=login, password=PASSWORD, at=house.at)["session"])


@scenario("people.step_up", "lin", closed="")
def with_the_password(house: House) -> Wish:
    secret = session(house, "lin")
    house.later(hours=1)
    return {"session": secret, "password": PASSWORD}


@scenario("people.sign_out", "lin", closed="")
def one_session(house: House) -> Wish:
    return {"session": session(house, "lin")}


@scenario("own_account.end_session", "lin", closed="")
def the_session_elsewhere(house: House) -> Wish:
    return {"mark": handle(session(house, "lin"))}


@scenario("own_account.end_other_sessions", "lin", closed="")
def all_sessions_elsewhere(house: House) -> Wish:
    session(house, "lin")
    return {"session": session(house, "lin")}


@scenario("tokens.add_token", "shen", "token.manage", closed="")
def for_the_shop(_: House) -> Wish:
    return {"name": "门店", "scope": "intake"}


@scenario("tokens.revoke_token", "shen", "token.manage", closed="")
def of_the_shop(house: House) -> Wish:
    return {"token_id": house.do("tokens.add_token", "shen", name="门店", scope="intake")["id"]}
