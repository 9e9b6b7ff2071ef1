"""What every answer carries, error pages too; which hosts are answered; and that no link leads away from this house."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from crisis.web.answer import own_place
from tests.commands.cast import PASSWORD
from tests.security.front_acts import ACTS
from tests.security.front_doors import API, Doors, Kept, opened
from tests.security.front_rooms import READ

ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
AWAY = [
    "https://evil.example", "//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example", "/\t/evil.example",
    "/\n/evil.example", "/\r/evil.example", "\t//evil.example", " //evil.example", "/ /evil.example", "http:evil.example",
    "javascript:alert(1)", "data:text/html,x", "/\x0b/evil.example", "/\x00/evil.example", "https:/evil.example", "evil.example",
    "?next=//evil.example", "@evil.example", "/\\/evil.example", "//\\evil.example", "//evil.example/..", "\x00//evil.example",
]  # fmt: skip


@pytest.fixture(scope="module")
def doors(furnished: Kept, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Doors]:
    with opened(furnished, tmp_path_factory.mktemp("headers")) as opened_doors:
        yield opened_doors


def answers(doors: Doors) -> Iterator[tuple[str, Any]]:
    """An answer of every kind: pages, data, refusals of each status, as a page and as data."""
    lin, nobody = doors.as_("lin"), doors.nobody()
    for rule in (*READ, "/signin", "/setup", "/healthz", "/metrics", f"{API}/openapi.json", "/nowhere", "/crises/777"):
        yield rule, lin.page(doors.path(rule))
        yield f"{rule} as nobody", nobody.page(doors.path(rule))
    yield "unsigned data", nobody.get(f"{API}/warnings")
    yield "forged", lin.client.post("/crises", data={"title": "x"})
    yield "method", doors.nobody().client.delete("/crises", headers=doors.as_("token:lead").head())
    yield "invalid", lin.post("/crises", {})
    yield "too large", lin.raw(f"{API}/crises", b"x" * (33 * 1024 * 1024))
    yield "done", lin.post("/complaints", ACTS["/complaints"].body)
    yield "host", doors.nobody().client.get("/signin", headers={"Host": "evil.example"})


@pytest.mark.covers("T16", "T9")
def test_every_answer_carries_what_protects_it(doors: Doors) -> None:
    statuses = set()
    for name, answer in answers(doors):
        statuses.add(answer.status_code)
        assert {k: answer.headers.get(k) for k in ALWAYS} == ALWAYS, name
        assert answer.headers["Cache-Control"] == "no-store", name
        assert "Cookie" in answer.headers.get("Vary", ""), name
        if answer.mimetype == "image/png":
            continue  # a file of a room: `test_attached_files`
        policy = dict(part.strip().partition(" ")[::2] for part in answer.headers["Content-Security-Policy"].split(";"))
        assert (policy["default-src"], policy["script-src"], policy["style-src"]) == ("'none'", "'self'", "'self'"), (
            name
        )
        assert (policy["frame-ancestors"], policy["base-uri"], policy["object-src"]) == ("'none'",) * 3, name
        assert "unsafe" not in answer.headers["Content-Security-Policy"], name
        assert "Access-Control-Allow-Origin" not in answer.headers, name
    assert {200, 201, 303, 400, 401, 403, 404, 405, 413, 422} <= statuses


@pytest.mark.covers("T9")
def test_no_page_has_a_script_or_a_style_of_its_own(doors: Doors) -> None:
    for rule in READ:
        page = doors.as_("lin").page(doors.path(rule)).data.decode("utf-8", "replace")
        for inline in ("<style", " style=", "javascript:", " onclick=", " onload=", " onerror=", " onsubmit="):
            assert inline not in page, (rule, inline)
        for script in re.findall(r"<script[^>]*>", page):
            assert re.search(r' src="/static/| type="application/json"', script), (rule, script)


@pytest.mark.covers("T29")
@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "localhost@evil.example", "evil.example:8000", "", "[::2]", "a b"])  # fmt: skip
def test_another_hosts_name_is_not_answered(doors: Doors, host: str) -> None:
    answer = doors.nobody().client.get("/signin", headers={"Host": host})
    assert answer.status_code == 400
    assert "evil" not in answer.text
    forwarded = doors.nobody().client.get("/board", headers={"X-Forwarded-Host": "evil.example"})
    assert "evil" not in forwarded.headers["Location"] + forwarded.text


@pytest.mark.covers("T29")
@pytest.mark.parametrize("away", AWAY)
def test_next_never_leads_away(doors: Doors, away: str) -> None:
    lin = doors.as_("lin")
    assert own_place(away) == ""
    page = doors.nobody().client.get("/signin", query_string={"next": away})
    assert 'name="next" value=""' in page.text
    for path, form in (
        ("/account", {"theme": "auto"}),
        ("/language", {"lang": "zh"}),
        ("/stepup", {"password": PASSWORD}) if away in AWAY[:3] else ("/account", {}),
        ("/complaints", {"text": "x"}),
        ("/crises", {"title": "x"}) if away in AWAY[:3] else ("/account", {}),
    ):
        answer = lin.client.post(path, data={"csrf": lin.csrf, "next": away, **form})
        assert answer.status_code == 303, path
        place = answer.headers["Location"]
        assert place.startswith("/") and not place.startswith(("//", "/\\")) and "evil" not in place, path


def test_next_leads_where_it_says_within_the_house() -> None:
    for place in ("/", "/crises/1#timeline", "/complaints?show=judge&before=3", "/crises/1/statements/2?mode=check"):
        assert own_place(place) == place


@pytest.mark.covers("T29")
@pytest.mark.parametrize(
    "path",
    ["//evil.example/board", "/%0d%0aSet-Cookie:x=1", "/\\evil.example", "/board%2f..%2f..", "/a&next=//evil.example"],
)
def test_a_strange_address_leads_to_the_sign_in_page_of_this_house(doors: Doors, path: str) -> None:
    answer = doors.nobody().client.get(path)
    assert answer.status_code in (303, 308, 404)
    assert answer.headers.get("Location", "/").startswith("/") and not answer.headers.get("Location", "/").startswith(
        "//"
    )
    assert not any("x=1" in cookie for cookie in answer.headers.getlist("Set-Cookie"))
