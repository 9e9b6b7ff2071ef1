"""Words for people exist in both languages, with the same placeholders, for everything that the code can say."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

import crisis
from crisis.domain.events import KINDS
from crisis.domain.people import ROLES
from crisis.domain.permissions import abilities
from crisis.language.words import catalogue, known
from crisis.views.sentence import LIMIT, sentence

CODE = Path(crisis.__file__).parent
TIME = {"time": "2026-03-02T01:30:00Z"}
# What every value of a kind of parameter may look like.
SAMPLES = ("plain", 3, {"zh": "中", "en": "E"}, {"key": "severity.level.II"}, TIME, ["a", {"key": "severity.level.I"}])


def fields(words: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(words) if name is not None}


# One language says with a word what the other needs a number for.
SAID_WITHOUT = {"raise.failed_repairs"}


def test_every_key_has_words_in_both_languages() -> None:
    assert len(catalogue()) > 500
    halves = {
        k: w for k, w in catalogue().items() if set(w) != {"zh", "en"} or not all(str(v).strip() for v in w.values())
    }
    assert halves == {}


def test_both_languages_of_a_key_have_the_same_placeholders() -> None:
    uneven = {k for k, w in catalogue().items() if fields(w["zh"]) - {"actor"} != fields(w["en"]) - {"actor"}}
    assert uneven == SAID_WITHOUT


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_event_is_a_sentence_whatever_its_parameters_look_like(kind: str) -> None:
    for words in catalogue()[f"event.{kind}"].values():
        assert fields(words) <= KINDS[kind].params | {"actor"}
    for lang in ("zh", "en"):
        for value in SAMPLES:
            said = sentence(kind, "console", dict.fromkeys(KINDS[kind].params, value), lang)
            assert said.strip() and "{" not in said


def test_an_english_sentence_holds_no_chinese_of_ours() -> None:
    chinese = re.compile(r"[\u4e00-\u9fff]")
    assert [k for k, words in catalogue().items() if k.startswith("event.") and chinese.search(words["en"])] == []


def test_a_long_text_is_cut_in_the_sentence_only() -> None:
    said = sentence("log.note", "林岚", {"text": "长" * 5000, "pinned": False}, "zh")
    assert said == "林岚 " + "长" * (LIMIT - 1) + "…"


def test_a_moment_is_said_in_the_zone_of_the_crisis() -> None:
    told = [
        sentence("update.scheduled", "林岚", {"at": TIME}, lang, zone)
        for lang, zone in (("zh", "Asia/Shanghai"), ("en", "Europe/Berlin"))
    ]
    assert told == ["林岚 约定下次通报 3月2日 09:30", "林岚 set the next update for 2 Mar, 02:30"]


# --- every word that the code asks for -------------------------------------------------------------------------


def trees() -> Iterator[tuple[Path, ast.Module]]:
    for file in sorted(CODE.rglob("*.py")):
        yield file, ast.parse(file.read_text("utf-8"))


def asked() -> Iterator[tuple[str, str]]:
    """(where, key) of every literal key that is said or travels as {"key": …}."""
    for file, tree in trees():
        for node in ast.walk(tree):
            if (
                isinstance(node, ast.Call)
                and getattr(node.func, "id", "") == "say"
                and isinstance(node.args[0], ast.Constant)
            ):
                yield f"{file.name}:{node.lineno}", node.args[0].value
            if isinstance(node, ast.Dict):
                for key, value in zip(node.keys, node.values, strict=True):
                    if (
                        getattr(key, "value", "") == "key"
                        and isinstance(value, ast.Constant)
                        and isinstance(value.value, str)
                    ):
                        yield f"{file.name}:{node.lineno}", value.value


def shown() -> Iterator[tuple[str, str]]:
    """(where, key) of every literal key that a page asks for."""
    for file in sorted(CODE.rglob("*.html")):
        for key in re.findall(r"\bt\(\s*['\"]([a-z0-9_.A-Z-]+)['\"]\s*[,)]", file.read_text("utf-8")):
            yield file.name, key


def refusals() -> Iterator[tuple[str, str]]:
    """(where, code) of every literal code of a refusal."""
    kinds = {
        "Refused",
        "Invalid",
        "NotSignedIn",
        "NotAllowed",
        "Absent",
        "IllegalMove",
        "Conflict",
        "TooLarge",
        "StorageFull",
        "OutcomeUnknown",
    }
    for file, tree in trees():
        for node in ast.walk(tree):
            if (
                isinstance(node, ast.Call)
                and getattr(node.func, "id", "") in kinds
                and node.args
                and isinstance(node.args[0], ast.Constant)
            ):
                yield f"{file.name}:{node.lineno}", node.args[0].value


def test_every_key_that_the_code_says_exists() -> None:
    found = list(asked())
    assert len(found) > 10
    assert [(where, key) for where, key in found if not known(key)] == []


def test_every_key_that_a_page_shows_exists() -> None:
    found = list(shown())
    assert len(found) > 100
    assert [(where, key) for where, key in found if not known(key)] == []


def test_every_refusal_has_a_sentence() -> None:
    found = list(refusals())
    assert len(found) > 100
    assert [(where, code) for where, code in found if not known(f"error.{code}")] == []


def test_every_event_that_the_code_records_is_a_kind() -> None:
    recorded = {
        node.args[0].value
        for _, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and getattr(node.func, "attr", "") == "record"
        and node.args
        and isinstance(node.args[0], ast.Constant)
    }
    assert len(recorded) > 40
    assert recorded - set(KINDS) == set()


@pytest.mark.parametrize("role", ROLES)
def test_every_role_has_a_name(role: str) -> None:
    assert known(f"role.{role}")


def test_every_ability_that_is_granted_by_name_has_a_name() -> None:
    from crisis.domain.permissions import matrix

    granted = [a for a in abilities() if "G" in matrix().rows[a].values()]
    assert [a for a in granted if not known(f"ability.{a}")] == []


def test_an_event_of_an_older_release_is_still_told() -> None:
    assert sentence("fact.confirmed", "周衡", {"number": 2, "value": "3"}, "zh") == "周衡 核实事实 #2 —：3"
