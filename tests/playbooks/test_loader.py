"""Bad playbook files: every error names file, line and key, and one run lists them all."""

from __future__ import annotations

from pathlib import Path

import pytest

from crisis.language.words import LANGUAGES, say
from crisis.playbooks.duty_register import load_duties
from crisis.playbooks.loader import check, load_playbooks, packaged
from crisis.playbooks.policies import load_policy, load_workdays
from crisis.playbooks.strict_yaml import LARGEST, Problem, Unreadable

GOOD = """\
code: PB-TEST
version: 1
title: {zh: 试验, en: Trial}
items:
  - ref: TEST-01
    title: {zh: 先做这个, en: Do this first}
    owner: LEAD
    due: T+30m
    track: internal
    evidence: {zh: 记录, en: note}
    principle: SPE
    prevents: M6
  - ref: TEST-02
    title: {zh: 再做那个, en: Then do that}
    owner: SVC
    due: R+1d
    track: customer
    evidence: {zh: 记录, en: note}
    principle: SIN
    prevents: M1
    needs_visit: true
"""


def short(problem: Problem) -> str:
    return problem.code.removeprefix("playbook.problem.")


def problems(tmp_path: Path, text: str | bytes) -> list[tuple[int, str, str]]:
    path = tmp_path / "pb-test.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    found = check([path])
    assert {problem.file for problem in found} <= {"pb-test.yaml"}
    for problem in found:
        for lang in LANGUAGES:
            assert say(problem.code, lang, **problem.params)
    return [(problem.line, problem.key, short(problem)) for problem in found]


def test_a_good_file_has_no_problem(tmp_path: Path) -> None:
    assert problems(tmp_path, GOOD) == []


def test_a_folder_of_ones_own_replaces_the_packaged_playbooks(tmp_path: Path) -> None:
    (tmp_path / "pb-test.yaml").write_text(GOOD, "utf-8")
    loaded = load_playbooks(tmp_path)
    assert list(loaded) == ["PB-TEST"]
    assert [item.needs_visit for item in loaded["PB-TEST"].items] == [False, True]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("owner: LEAD", "owner: LEAD\n    owner: SVC", [(8, "owner", "key_twice")]),
        ("owner: LEAD", "owner: BOSS", [(7, "items.TEST-01.owner", "not_allowed")]),
        ("owner: LEAD", "owner: [LEAD]", [(7, "items.TEST-01.owner", "not_a_text")]),
        ("track: internal", "track: in", [(9, "items.TEST-01.track", "not_allowed")]),
        ("principle: SPE", "principle: 5S", [(11, "items.TEST-01.principle", "not_allowed")]),
        ("prevents: M6", "prevents: M7", [(12, "items.TEST-01.prevents", "not_allowed")]),
        ("due: T+30m", "due: 30m", [(8, "items.TEST-01.due", "bad_due")]),
        ("due: T+30m", "due: T+030m", [(8, "items.TEST-01.due", "bad_due")]),
        ("due: T+30m", "due: T+999d", [(8, "items.TEST-01.due", "bad_due")]),
        ("due: T+30m", "due: 1:30:00", [(8, "items.TEST-01.due", "bad_due")]),
        ("due: T+30m", "due: T+30m\n    dew: x", [(9, "items.TEST-01.dew", "unknown_key")]),
        ("    owner: LEAD\n", "", [(5, "items.TEST-01.owner", "missing")]),
        ("needs_visit: true", "needs_visit: yes", [(21, "items.TEST-02.needs_visit", "not_true_or_false")]),
        ("version: 1", "version: 012", [(2, "version", "not_a_number")]),
        ("version: 1", "version: 0", [(2, "version", "out_of_range")]),
        ("en: Trial", "en: ''", [(3, "title.en", "empty_text")]),
        (", en: Trial", "", [(3, "title.en", "missing")]),
        ("en: Do this first", f"en: {'x' * 121}", [(6, "items.TEST-01.title.en", "too_long")]),
        ("ref: TEST-02", "ref: TEST-01", [(13, "items.TEST-01.ref", "ref_twice")]),
        ("ref: TEST-02", "ref: REG-02", [(13, "items.REG-02.ref", "ref_of_another_playbook")]),
        ("ref: TEST-02", "ref: TEST-2", [(13, "items.TEST-2.ref", "bad_form")]),
        ("title: {zh: 试验, en: Trial}", "title: &t {zh: 试验, en: Trial}", [(3, "", "anchor")]),
        ("owner: LEAD", "owner: *lead", [(7, "", "alias")]),
        ("owner: LEAD", "owner: !!python/name:os.system x", [(7, "", "tag")]),
        ("owner: LEAD", "owner: 'LEAD", [(21, "", "syntax")]),
        ("owner: LEAD", "? [a]\n    : b", [(7, "", "key_not_text")]),
        ("code: PB-TEST", "code: PB-TEST\n---\ncode: PB-TWO", [(2, "", "several_documents")]),
    ],
)  # fmt: skip
def test_each_error_names_line_and_key(
    tmp_path: Path, old: str, new: str, expected: list[tuple[int, str, str]]
) -> None:
    assert GOOD.count(old) >= 1
    found = problems(tmp_path, GOOD.replace(old, new, 1))
    assert [(key, code) for _, key, code in found] == [(key, code) for _, key, code in expected]
    if expected[0][2] != "syntax":
        assert found == expected


def test_one_run_lists_all_problems_in_order_of_line(tmp_path: Path) -> None:
    bad = (
        GOOD.replace("owner: LEAD", "owner: BOSS").replace("due: R+1d", "due: Q+1d").replace("version: 1", "version: x")
    )
    assert [line for line, _, _ in problems(tmp_path, bad)] == [2, 7, 16]


def test_items_of_one_concept_in_two_tracks_are_refused(tmp_path: Path) -> None:
    bad = GOOD.replace("prevents: M6", "prevents: M6\n    same_as: memo").replace(
        "prevents: M1", "prevents: M1\n    same_as: memo"
    )
    assert problems(tmp_path, bad) == [(14, "items.TEST-02.same_as", "concept_in_two_tracks")]


def test_one_code_in_two_files_is_refused(tmp_path: Path) -> None:
    for name in ("pb-a.yaml", "pb-b.yaml"):
        (tmp_path / name).write_text(GOOD, "utf-8")
    with pytest.raises(Unreadable) as refused:
        load_playbooks(tmp_path)
    assert [(problem.file, short(problem)) for problem in refused.value.problems] == [("pb-b.yaml", "code_twice")]


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", "empty"),
        (b"\xff\xfe\x00", "not_utf8"),
        (b"- a\n- b\n", "not_a_mapping"),
        (b"a: " + b"x" * LARGEST, "too_large"),
        (b"[" * 10_000, "too_deep"),
        (b"a: " * 10_000, "syntax"),
        (b"a: \x00", "syntax"),
    ],
)
def test_hostile_bytes_are_refused_at_once(tmp_path: Path, raw: bytes, code: str) -> None:
    assert problems(tmp_path, raw)[0][2] == code


def test_an_alias_bomb_is_refused_before_it_grows(tmp_path: Path) -> None:
    bomb = "a: &a [x, x]\n" + "".join(
        f"{chr(98 + n)}: &{chr(98 + n)} [*{chr(97 + n)}, *{chr(97 + n)}]\n" for n in range(20)
    )
    assert problems(tmp_path, bomb) == [(1, "", "anchor")]


def test_a_file_that_is_not_there_is_a_problem_and_not_a_crash(tmp_path: Path) -> None:
    assert [(p.file, short(p)) for p in check([tmp_path / "pb-gone.yaml"])] == [("pb-gone.yaml", "cannot_read")]


@pytest.mark.parametrize(
    ("name", "old", "new", "key", "code"),
    [
        ("policy.yaml", "shift: 12h", "shift: 12", "shift", "bad_span"),
        ("policy.yaml", "seats: [[LEAD],", "seats: [[BOSS],", "levels.I.seats", "not_roles"),
        ("policy.yaml", "[[LEAD, SCRIBE]]", "[[LEAD]]", "never_together", "not_pairs"),
        ("workdays.yaml", '"2025-04-27"', '"2024-04-27"', "CN.2025.worked", "bad_day"),
        ("workdays.yaml", '"2025-04-27"', '"2025-04-31"', "CN.2025.worked", "bad_day"),
        ("duties.yaml", "limit: 5wd", "limit: 5x", "duties.CN_CAR_PLAN.limit", "bad_limit"),
        ("duties.yaml", "starts: [known]", "starts: [later]", "duties.MANUFACTURER_NOTICE.starts", "not_allowed"),
        ("duties.yaml", "决定.{0,12}召回", "决定(.{0,12}召回", "cues.defect_determined", "bad_pattern"),
    ],
)
def test_the_tables_beside_the_playbooks_are_read_as_strictly(
    tmp_path: Path, name: str, old: str, new: str, key: str, code: str
) -> None:
    text = (packaged() / name).read_text("utf-8")
    assert old in text
    (tmp_path / name).write_text(text.replace(old, new, 1), "utf-8")
    load = {"policy.yaml": load_policy, "workdays.yaml": load_workdays, "duties.yaml": load_duties}[name]
    with pytest.raises(Unreadable) as refused:
        load(tmp_path)
    assert [(problem.key, short(problem)) for problem in refused.value.problems] == [(key, code)]
    assert refused.value.problems[0].line == text[: text.index(old)].count("\n") + 1
