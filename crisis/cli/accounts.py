"""`crisis user add` and `crisis token add`: people and machine tokens from the command line."""

from __future__ import annotations

import argparse
import getpass
import sys
from datetime import UTC, datetime
from typing import Any

from crisis.cli.home import add_data, open_work, settings_of
from crisis.cli.say import WrongInput
from crisis.commands import people, tokens
from crisis.domain.people import ROLES, Actor

TERMINAL = Actor(None, "console", "admin", via="cli")


def add(commands: Any) -> None:
    user = commands.add_parser("user", help="people").add_subparsers(required=True, metavar="ACTION")
    one = user.add_parser("add", help="add a person; the password is read from standard input or asked twice")
    one.add_argument("name")
    one.add_argument("--role", required=True, choices=[r for r in ROLES if r != "intake"])
    add_data(one)
    one.set_defaults(run=add_user)
    token = commands.add_parser("token", help="machine tokens").add_subparsers(required=True, metavar="ACTION")
    two = token.add_parser("add", help="print a new token, once")
    two.add_argument("name")
    two.add_argument("--scope", required=True, choices=list(tokens.SCOPES))
    add_data(two)
    two.set_defaults(run=add_token)


def add_user(given: argparse.Namespace) -> int:
    work = open_work(settings_of(given))
    wish = {"login": given.name, "name": given.name, "role": given.role, "password": _password()}
    people.add_person(work, TERMINAL, **wish, at=datetime.now(UTC))
    print(f"added {given.name} ({given.role})", file=sys.stderr)
    return 0


def _password() -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    first = getpass.getpass("Password: ")
    if first != getpass.getpass("Again: "):
        raise WrongInput("the two passwords differ")
    return first


def add_token(given: argparse.Namespace) -> int:
    work = open_work(settings_of(given))
    done = tokens.add_token(work, TERMINAL, name=given.name, scope=given.scope, at=datetime.now(UTC))
    print(done["token"])
    return 0
