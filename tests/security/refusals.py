"""What a refusal over HTTP has to be: the right status, a sentence in the reader's language, and not one row changed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests.security.front_doors import Doors


def clear(answer: Any, status: int, lang: str) -> dict[str, Any]:
    """The problem that was answered: this status, a sentence in this language, no word of our insides."""
    told: dict[str, Any] = answer.get_json()
    assert (answer.status_code, told["status"], answer.content_type) == (status, status, "application/problem+json"), (
        told
    )
    sentence = told["title"] + told.get("detail", "")
    assert len(told["title"]) >= 4
    assert any("一" <= c <= "鿿" for c in sentence) is (lang == "zh"), sentence
    assert "{" not in sentence and "error." not in sentence and "Traceback" not in answer.text
    return told


@contextmanager
def nothing_written(doors: Doors) -> Iterator[None]:
    before = doors.digest()
    yield
    assert doors.digest() == before
