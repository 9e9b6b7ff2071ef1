"""Hostile input at every door: whatever is sent, no door breaks, lets somebody pass or keeps what is not its to keep."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from crisis.store.base import metadata
from crisis.web.openapi import document
from tests.security.front_acts import ACTS, Act
from tests.security.front_doors import API, Caller, Doors, Kept, opened
from tests.security.front_rooms import READ

pytestmark = pytest.mark.covers("T27", "T30")

SENTINEL = "sentinel-7f3a9c"
DEEP = b"[" * 10_000 + b"]" * 10_000
# As JSON text, because not all of it can be written by a JSON writer.
VALUES = [
    "null", '""', '"   "', '"\\u0000x"', '"\\ud800"', '"\\u202eabc"', "true", "[]", "{}", "[[[[]]]]", '["x", null, 1]', "-1", "0",
    str(2**63), str(10**30), "1.5", "1e308", "1e400", "NaN", "-Infinity", f'"{"x" * 5000}"', f'"{"9" * 5000}"',
    '"2026-03-02T09:00:00"', '"0001-01-01T00:00:00+14:00"', '"9999-12-31T23:59:59-12:00"', '"2026-02-30T09:00:00Z"',
]  # fmt: skip
RAW = {
    "empty": b"", "no JSON": b"{", "a list": b"[]", "a word": b'"x"', "null": b"null", "NaN": b'{"text": NaN}', "deep": DEEP,
    "deep inside": b'{"text": ' + b'{"a":' * 10_000 + b"1" + b"}" * 10_000 + b"}", "half": b'{"text": "\xff\xfe"}',
    "UTF-16": '{"text": "x"}'.encode("utf-16"), "twice": b'{"reason": "a", "reason": "b"}', "digits": b"[" + b"9" * 5000 + b"]",
    "mark": b'{"op_id": {"a": 1}}', "long mark": b'{"op_id": "' + b"x" * 500 + b'"}',
}  # fmt: skip


@pytest.fixture(scope="module")
def doors(furnished: Kept, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Doors]:
    with opened(furnished, tmp_path_factory.mktemp("hostile")) as opened_doors:
        yield opened_doors
        assert SENTINEL not in repr(opened_doors.house.ledger())


def fields(doors: Doors, rule: str) -> list[str]:
    """The names of the body's fields, as the public description says."""
    described = document(doors.app.url_map, doors.app.view_functions)
    path = (API + rule).replace("<int:", "{").replace(">", "}")
    content = described["paths"][path]["post"].get("requestBody")
    if content is None:
        return []
    name = content["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
    return list(described["components"]["schemas"][name]["properties"])


def send(caller: Caller, path: str, data: bytes, kind: str = "application/json") -> int:
    return caller.raw(API + path, data, kind).status_code


def with_value(act: Act, name: str, value: str) -> bytes:
    rest = json.dumps({k: v for k, v in act.body.items() if k != name}, ensure_ascii=False)[1:-1]
    return f"{{{json.dumps(name)}: {value}{', ' if rest else ''}{rest}}}".encode()


@pytest.mark.parametrize("rule", ACTS)
def test_no_value_of_any_field_breaks_a_door(doors: Doors, rule: str) -> None:
    act, caller, path = ACTS[rule], doors.as_(ACTS[rule].by), doors.path(rule)
    names = fields(doors, rule)
    every = (
        5 if rule == "/people" else 1 + len(names) // 3
    )  # a new person costs a slow hash; many fields share the values
    told = {
        (name, value[:30]): send(caller, path, with_value(act, name, value))
        for number, name in enumerate(names)
        for value in VALUES[number % every :: every]
    }
    assert {wish: status for wish, status in told.items() if status >= 500} == {}
    # A wrong password is refused as such; `true` counts as 1, the person herself.
    assert {wish for wish, status in told.items() if status in (401, 403)} <= {("password", v[:30]) for v in VALUES} | {
        ("person_id", "true")
    }
    # What no reader of JSON agrees on is never carried out.
    assert {
        wish for wish, status in told.items() if status < 400 and wish[1] in ("NaN", "1e400", "-Infinity", '"\\ud800"')
    } == set()


@pytest.mark.parametrize("rule", ACTS)
def test_no_body_of_any_shape_breaks_a_door(doors: Doors, rule: str) -> None:
    act, caller, path = ACTS[rule], doors.as_(ACTS[rule].by), doors.path(rule)
    told = {name: send(caller, path, data) for name, data in RAW.items()}
    told |= {
        f"as text: {name}": send(caller, path, data, "text/plain")
        for name, data in RAW.items()
        if name in ("null", "twice")
    }
    told["a form of many parts"] = caller.raw(
        API + path, b"&".join(b"a=1" for _ in range(3_000)), "application/x-www-form-urlencoded"
    ).status_code
    assert {name: status for name, status in told.items() if status >= 500 or status in (401, 403)} == {}
    few = {"a form of many parts", "a list"} if rule in ("/complaints", "/mentions") else {"a form of many parts"}
    if fields(doors, rule) or rule == "/complaints/import":
        assert {name: status for name, status in told.items() if status < 400 and name not in few} == {}
        assert act.body == {} or told["as text: null"] == 415


@pytest.mark.covers("T11", "T12")
@pytest.mark.parametrize("rule", ACTS)
def test_no_column_can_be_set_that_is_not_asked_for(doors: Doors, rule: str) -> None:
    act, caller, path = ACTS[rule], doors.as_(ACTS[rule].by), doors.path(rule)
    own = set(fields(doors, rule))
    columns = sorted(
        {column.name for table in metadata.tables.values() for column in table.columns} - own - {"id", "name", "vin"}
    )
    assert len(columns) > 100
    everything = {**act.body, **dict.fromkeys(columns, SENTINEL)}
    told = {"all": caller.post(path, everything).status_code}
    told |= {
        name: caller.post(path, {**act.body, name: SENTINEL}).status_code
        for name in ("role", "state", "version", "crisis_id")
        if name not in own
    }
    assert {name: status for name, status in told.items() if status >= 500} == {}
    if own:
        assert {name: status for name, status in told.items() if status < 400} == {}


@pytest.mark.parametrize("rule", ACTS)
def test_no_number_in_an_address_breaks_a_door(doors: Doors, rule: str) -> None:
    act, caller, names = ACTS[rule], doors.as_(ACTS[rule].by), rule.split("<int:")[1:]
    before = doors.digest()
    told = {}
    for name in (part.split(">")[0] for part in names):
        for number in (0, -1, 2**31, 2**63 - 1, 2**63, 10**30):
            told[name, number] = caller.post(doors.path(rule, **{name: number}), act.body).status_code
    assert {wish: status for wish, status in told.items() if status not in (404, 409, 422)} == {}
    assert doors.digest() == before


@pytest.mark.parametrize("rule", ACTS)
def test_another_method_is_refused(doors: Doors, rule: str) -> None:
    caller, before = doors.as_(ACTS[rule].by), doors.digest()
    path = API + doors.path(rule)
    told = {m: caller.client.open(path, method=m, json=ACTS[rule].body, headers=caller.head()).status_code
            for m in ("PUT", "PATCH", "DELETE", "TRACE", "PROPFIND")}  # fmt: skip
    assert set(told.values()) == {405}
    assert doors.digest() == before


WORDS = (
    "before",
    "after",
    "limit",
    "item",
    "only",
    "show",
    "crisis",
    "complaint",
    "mode",
    "new",
    "dialog",
    "next",
    "lang",
    "seat",
    "order",
    "token",
)
STRANGE = (
    "²",
    "٣",
    "-1",
    "0",
    "9" * 30,
    "9" * 5000,
    "1e400",
    "x' OR 1=1 --",
    "\0",
    "\ud7ff",
    "../../etc/passwd",
    "%00",
    "x" * 3000,
    "{0.__class__}",
)


@pytest.mark.covers("T33")
@pytest.mark.parametrize("rule", READ)
def test_no_question_breaks_a_page(doors: Doors, rule: str) -> None:
    caller, before = doors.as_("lin"), doors.digest()
    told = {}
    for value in STRANGE:
        answer = caller.client.get(
            doors.path(rule), query_string=dict.fromkeys(WORDS, value), headers={"Accept": "text/html"}
        )
        told[value[:20]] = answer.status_code
    giant = [doors.path(rule, **dict.fromkeys(doors.kept.ids, number)) for number in (0, 2**63, 10**30)]
    assert {status for path in giant if path != doors.path(rule) for status in [caller.page(path).status_code]} <= {404}
    assert doors.digest() == before
