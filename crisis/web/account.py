"""Doors of one's own account: set-up link, sign-in, confirming again, sign-out, sessions, password, language, theme."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, current_app, jsonify, make_response, redirect, request

from crisis.commands import own_account, people
from crisis.domain.device import device
from crisis.domain.errors import NotAllowed, Refused
from crisis.domain.people import CONSOLE
from crisis.views.own_account import own_sessions
from crisis.web import answer, bare, page, reader
from crisis.web.desk_act import desk_act
from crisis.web.openapi import takes

doors = Blueprint("account", __name__)
acts = Blueprint("account_acts", __name__)
DONE = ("password", "others", "one")
CHANGED = "/account?done=password"


class SignIn(answer.Body):
    login: str
    password: str


class SetUp(answer.Body):
    token: str
    login: str
    name: str
    password: str


class Choice(answer.Body):
    lang: str | None = None
    theme: str | None = None


class Password(answer.Body):
    password: str


class NewPassword(answer.Body):
    old_password: str
    password: str


class Nothing(answer.Body):
    """These acts take no words."""


@doors.get("/signin")
def signin_page() -> Any:
    """The sign-in page; it says nothing about who exists."""
    return bare.draw("signin.html", next=answer.own_place(request.args.get("next", "")), problem=None)


@doors.post("/signin")
def sign_in() -> Any:
    """Sign in and receive the session cookie."""
    wish = answer.body(SignIn)
    before = reader.person()
    try:
        done = people.sign_in(
            current_app.extensions["work"],
            login=wish.login,
            password=wish.password,
            at=reader.now(),
            address=reader.address(),
            instead_of=before.id_hash if before is not None else "",
            device=device(request.user_agent.string),
        )
    except Refused as failure:
        if answer.wants_json():
            raise
        page = bare.draw("signin.html", next=request.form.get("next", ""), problem=answer.problem(failure))
        return page, failure.status
    target = answer.own_place(request.form.get("next", "")) or "/"
    response = make_response({"ok": True} if answer.wants_json() else redirect(target, code=303))
    return give_session(response, done["session"])


def give_session(response: Any, secret: str) -> Any:
    response.set_cookie(
        reader.cookie_name(),
        secret,
        max_age=int(people.SESSION_LASTS.total_seconds()),
        httponly=True,
        samesite="Lax",
        secure=current_app.config["SESSION_COOKIE_SECURE"],
        path="/",
    )
    return response


@doors.get("/setup")
def setup_page() -> Any:
    """The page behind the one-time link."""
    return bare.draw("setup.html", token=request.args.get("token", ""), problem=None)


@doors.post("/setup")
def set_up() -> Any:
    """Create the first admin and sign in at once."""
    wish = answer.body(SetUp)
    work, at = current_app.extensions["work"], reader.now()
    try:
        people.set_up(work, CONSOLE, secret=wish.token, login=wish.login, name=wish.name, password=wish.password, at=at)
    except Refused as failure:
        if answer.wants_json():
            raise
        return bare.draw("setup.html", token=wish.token, problem=answer.problem(failure)), failure.status
    kind = device(request.user_agent.string)
    done = people.sign_in(work, login=wish.login, password=wish.password, at=at, device=kind)
    return give_session(redirect("/people", code=303), done["session"])


@doors.post("/signout")
def sign_out() -> Any:
    """End this session; what its person was still writing stays on their device (frontend/behaviours/kept.js)."""
    people.sign_out(current_app.extensions["work"], reader.actor(), session=signed_in(), at=reader.now())
    response = make_response(redirect("/signin", code=303))
    response.delete_cookie(reader.cookie_name(), path="/", secure=current_app.config["SESSION_COOKIE_SECURE"])
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


@doors.post("/stepup")
def step_up() -> Any:
    """Confirm the password again before approving or publishing."""
    wish = answer.body(Password)
    # Not under an operation mark: what is kept with one is a quick hash of the wish, and this wish is a password.
    people.step_up(
        current_app.extensions["work"], reader.actor(), session=signed_in(), password=wish.password, at=reader.now()
    )
    if answer.wants_json():
        return jsonify(ok=True)
    return redirect(answer.own_place(request.form.get("next", "")) or "/", code=303)


def signed_in() -> str:
    """The kept hash of this person's session; a token has none."""
    session = reader.person()
    if session is None:
        raise NotAllowed("permission.needs_step_up")
    return str(session.id_hash)


@doors.get("/account")
def account() -> Any:
    """Who one is here, where one is signed in, and another password."""
    here = signed_in()
    who, session = reader.actor(), reader.person()
    assert who.id is not None and session is not None
    with current_app.extensions["work"].reading() as conn:
        found = own_sessions(conn, who.id, here, reader.lang(), reader.now())
    done = request.args.get("done", "")
    model = {"login": session.login, "sessions": found, "done": done if done in DONE else ""}
    return page.draw("account/index.html", "account", model)


@acts.post("/account/password")
@takes(NewPassword)
def change_password() -> Any:
    """Another password; this session goes on under another id, all others end."""
    wish = answer.body(NewPassword)
    secret = own_account.change_password(
        current_app.extensions["work"],
        reader.actor(),
        session=signed_in(),
        old_password=wish.old_password,
        password=wish.password,
        at=reader.now(),
        address=reader.address(),
    )
    told = jsonify(ok=True, go=CHANGED) if answer.wants_json() else redirect(CHANGED, code=303)
    return give_session(make_response(told), secret)


@acts.post("/account/sessions/end")
@takes(Nothing)
def end_other_sessions() -> Any:
    """Sign out everywhere but here."""
    answer.body(Nothing)
    return desk_act(own_account.end_other_sessions, back="/account?done=others", session=signed_in())


@acts.post("/account/sessions/<mark>/end")
@takes(Nothing)
def end_session(mark: str) -> Any:
    """Sign out one of one's own sessions."""
    answer.body(Nothing)
    signed_in()
    return desk_act(own_account.end_session, back="/account?done=one", mark=mark)


@doors.post("/account")
def choose() -> Any:
    """One's own language and theme."""
    wish = answer.body(Choice)
    return answer.act(people.choose, lang=wish.lang, theme=wish.theme, back="/")


@doors.post("/language")
def language() -> Any:
    """The language of a reader who is not signed in."""
    wish = answer.body(Choice)
    target = answer.own_place(request.form.get("next", "")) or "/signin"
    response = make_response(redirect(target, code=303))
    response.set_cookie("lang", "en" if wish.lang == "en" else "zh", samesite="Lax", max_age=31536000)
    return response
