"""The stand-ins for the real world do stand: databases, Redis and browser answer, and nothing is skipped unseen."""

from __future__ import annotations

import urllib.request
from collections.abc import Callable

import psycopg
import pytest
import redis

from tests.stack.browser import Visitor
from tests.stack.console import ROOT, Console
from tests.stack.postgres_cluster import Postgres

pytest_plugins = ["pytester"]


TABLES = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"


def ask(url: str, statement: str) -> list[tuple[object, ...]]:
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        answer = connection.execute(statement)
        return answer.fetchall() if answer.description else []


def test_every_test_has_a_postgres_database_of_its_own(postgres: Postgres, postgres_url: str) -> None:
    other = postgres.database()
    ask(postgres_url, "CREATE TABLE mine (id int)")
    assert ask(postgres_url, TABLES) == [(1,)]
    assert ask(other, TABLES) == [(0,)]


def test_redis_carries_a_hint(redis_url: str) -> None:
    with redis.Redis.from_url(redis_url) as client:
        assert client.keys("*") == []
        heard = client.pubsub(ignore_subscribe_messages=True)
        heard.subscribe("crisis:7")
        heard.get_message(timeout=1)
        assert client.publish("crisis:7", "41") == 1


def test_the_console_is_served_on_an_empty_folder_and_ends_when_told(served: Callable[..., Console]) -> None:
    console = served()
    with urllib.request.urlopen(console.set_up_link()) as page:
        assert page.status == 200
    assert console.stop() == 0


def test_the_console_comes_back_on_its_port_after_a_kill(served: Callable[..., Console]) -> None:
    console = served()
    assert console.kill() == -9
    assert console.start().healthy()


def test_a_visitor_tells_what_the_page_complained_of(visitor: Callable[..., Visitor]) -> None:
    someone = visitor(390, 844, locale="zh-CN")
    someone.page.set_content("<p lang=zh>刹车异响</p><script>console.error('one'); throw new Error('two')</script>")
    assert someone.page.inner_text("p") == "刹车异响"
    assert someone.errors == ["one", "two"]
    assert someone.page.evaluate("[innerWidth, navigator.language]") == [390, "zh-CN"]


@pytest.mark.parametrize(("ci", "outcome"), [("true", {"failed": 1, "passed": 1}), ("", {"skipped": 1, "passed": 1})])
def test_a_skip_fails_where_nothing_may_be_skipped(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, ci: str, outcome: dict[str, int]
) -> None:
    monkeypatch.setenv("CI", ci)
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    pytester.makepyfile("import pytest\n\ndef test_a(): pytest.skip('no browser')\n\ndef test_b(): pass\n")
    result = pytester.runpytest_subprocess("-p", "tests.stack.skips", "-p", "no:cacheprovider")
    result.assert_outcomes(**outcome)
