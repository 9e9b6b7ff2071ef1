"""Who may pass which door: every route × every role × member or stranger, as matrix.yaml says and nothing else."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from crisis.domain.permissions import cell
from crisis.web.routes import API
from tests.commands.cast import NAMES
from tests.security.front_acts import ACTS, ROOM
from tests.security.front_doors import Doors, Kept, empty_the_room, opened
from tests.security.front_rooms import READ

pytestmark = pytest.mark.covers("T10")

PASSING = {"Y", "M", "2", "draft", "intake", "summary", "redacted"}
REFUSING = {"-", "O", "G", "B", "own", "aggregate"}
NOWHERE = {"crisis_id": 777, "intake_id": 777, "warning_id": 777, "person_id": 777, "token_id": 777}
# Where the refusal does not tell whether there is anything.
MISSED = {"/complaints": 404, "/complaints/<int:intake_id>": 404, "/warnings": 200}  # an empty list
# What the summary, all that an executive reads of a room, does not hold.
BEYOND_SUMMARY = {
    f"{ROOM}/timeline/<int:seq>": 404,
    f"{ROOM}/story": 404,
    f"{ROOM}/complaints": 404,
    f"{ROOM}/hand-over": 403,
}
OPEN = {"/healthz", "/readyz", "/metrics", "/signin", "/setup", "/signout", "/stepup", "/account", "/account/password",
        "/account/sessions/end", "/account/sessions/<mark>/end", "/language",
        "/static/<path:filename>", "/openapi.json", "/playbooks/<code>"}  # fmt: skip


@pytest.fixture(scope="module")
def inside(furnished: Kept, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Doors]:
    with opened(furnished, tmp_path_factory.mktemp("inside")) as doors:
        yield doors


@pytest.fixture(scope="module")
def outside(furnished: Kept, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Doors]:
    with opened(furnished, tmp_path_factory.mktemp("outside")) as doors:
        empty_the_room(doors)
        yield doors


@pytest.fixture(scope="module")
def busy(furnished: Kept, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Doors]:
    """Where things are really done."""
    with opened(furnished, tmp_path_factory.mktemp("busy")) as doors:
        yield doors


def test_every_route_is_in_the_table(inside: Doors) -> None:
    rules = {(m, rule.rule) for rule in inside.app.url_map.iter_rules() for m in rule.methods or ()}
    writes = {rule.removeprefix(API) for method, rule in rules if method not in ("GET", "HEAD", "OPTIONS")}
    reads = {rule.removeprefix(API) for method, rule in rules if method == "GET"}
    assert writes - OPEN == set(ACTS)
    assert reads - OPEN == set(READ) - {"/playbooks/PB-MEDIA"}
    assert {cell(act.ability, role) for act in ACTS.values() for _, role in NAMES.values()} <= PASSING | REFUSING


@pytest.mark.parametrize("rule", ACTS)
def test_whoever_the_table_refuses_is_refused_inside_the_room(inside: Doors, rule: str) -> None:
    act, before = ACTS[rule], inside.digest()
    told = {
        name: inside.as_(name).post(inside.path(rule), act.body).status_code
        for name, (_, role) in NAMES.items()
        if (cell(act.ability, role) in REFUSING and name != act.owner) or name == act.author
    }
    # The admin is a member of no room, and breaks into none here.
    assert told == {name: 404 if name == "shen" and rule.startswith(ROOM) else 403 for name in told}
    assert inside.digest() == before


@pytest.mark.parametrize("rule", [rule for rule in ACTS if rule.startswith(ROOM)])
def test_a_stranger_finds_no_room(outside: Doors, rule: str) -> None:
    before = outside.digest()
    told = {name: outside.as_(name).post(outside.path(rule), ACTS[rule].body) for name in NAMES}
    nowhere = {name: outside.as_(name).post(outside.path(rule, crisis_id=777), ACTS[rule].body) for name in NAMES}
    assert {name: answer.status_code for name, answer in told.items()} == dict.fromkeys(NAMES, 404)
    assert {name: answer.data for name, answer in told.items()} == {name: a.data for name, a in nowhere.items()}
    assert outside.digest() == before


@pytest.mark.parametrize("rule", ACTS)
def test_whoever_the_table_lets_pass_is_not_refused(busy: Doors, rule: str) -> None:
    act = ACTS[rule]
    who = [name for name, (_, role) in NAMES.items() if cell(act.ability, role) in PASSING and name != act.author]
    who += [act.owner] if act.owner else []
    told = {name: busy.as_(name).post(busy.path(rule), act.body).status_code for name in who}
    assert {name: status for name, status in told.items() if status in (401, 403, 404) or status >= 500} == {}
    assert act.by in who


@pytest.mark.parametrize("rule", READ)
@pytest.mark.parametrize("there", [True, False], ids=["member", "stranger"])
def test_pages_are_read_by_those_whom_the_table_lets_read(
    inside: Doors, outside: Doors, rule: str, there: bool
) -> None:
    doors, ability = inside if there else outside, READ[rule]
    path, secluded = doors.path(rule), rule.startswith(ROOM)
    told, expected = {}, {}
    for name, (_, role) in NAMES.items():
        told[name] = doors.as_(name).page(path).status_code
        demand = "Y" if ability is None else cell(ability, role)
        hidden = secluded and (not there or cell("crisis.read", role) in ("-", "B"))
        read = BEYOND_SUMMARY.get(rule, 200) if demand == "summary" else 200
        expected[name] = 404 if hidden else read if demand in PASSING else MISSED.get(rule, 403)
    assert told == expected


@pytest.mark.parametrize("rule", [*READ, *ACTS])
def test_a_token_that_hands_in_reads_nothing_and_learns_of_nothing(inside: Doors, rule: str) -> None:
    shop, before = inside.as_("token:intake"), inside.digest()
    if rule in READ:
        here, nowhere = (
            shop.get(inside.path(rule)),
            shop.get(inside.path(rule.replace("PB-MEDIA", "PB-NONE"), **NOWHERE)),
        )
        assert (here.status_code, nowhere.status_code, here.data) == (403, 403, nowhere.data)
    if rule in ACTS and cell(ACTS[rule].ability, "intake") == "-":
        here = shop.post(inside.path(rule), ACTS[rule].body)
        nowhere = shop.post(inside.path(rule, **NOWHERE), ACTS[rule].body)
        assert (here.status_code, nowhere.status_code, here.data) == (403, 403, nowhere.data)
    assert inside.digest() == before


def test_a_token_that_hands_in_does_so(busy: Doors) -> None:
    shop = busy.as_("token:intake")
    done = {rule: shop.post(busy.path(rule), ACTS[rule].body).status_code for rule in ("/complaints", "/mentions")}
    room = {
        rule: shop.post(busy.path(rule), ACTS[rule].body).status_code for rule in (f"{ROOM}/inquiries", f"{ROOM}/log")
    }
    assert (done, room) == ({"/complaints": 201, "/mentions": 201}, {f"{ROOM}/inquiries": 201, f"{ROOM}/log": 201})


def test_nobody_passes_without_signing_in(inside: Doors) -> None:
    before = inside.digest()
    stranger = inside.nobody()
    told = {rule: stranger.post(inside.path(rule), act.body).status_code for rule, act in ACTS.items()}
    told |= {rule: stranger.get(inside.path(rule)).status_code for rule in READ}
    assert {rule: status for rule, status in told.items() if status != 401} == {}
    assert inside.digest() == before
