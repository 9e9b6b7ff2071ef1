"""Loads the playbooks and checks playbook files; every error names file, line and key.

`load_playbooks()` reads the ones packaged with the console (once per process); a folder of one's own replaces them.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib import resources
from pathlib import Path

from crisis.domain.playbook import MISTAKES, PRINCIPLES, ROLES, TRACKS, Due, Playbook, PlaybookItem
from crisis.playbooks.reading import Section
from crisis.playbooks.strict_yaml import LARGEST, Problem, Unreadable, read

CODE = r"PB-[A-Z]{2,16}"
REF = r"[A-Z]{2,16}-\d{2}"
CONCEPT = r"[a-z][a-z_]{1,40}"
MOST_ITEMS = 60


def packaged() -> Path:
    """The folder of the content that comes with the console."""
    return Path(str(resources.files(__package__)))


def load_playbooks(folder: Path | None = None) -> dict[str, Playbook]:
    """All `pb-*.yaml` of the folder by code; raises `Unreadable` with all problems."""
    return _packaged() if folder is None else _load(folder)


@cache
def _packaged() -> dict[str, Playbook]:
    return _load(packaged())


def _load(folder: Path) -> dict[str, Playbook]:
    playbooks, problems = _read_all(sorted(folder.glob("pb-*.yaml")))
    if problems:
        raise Unreadable(problems)
    return playbooks


def concepts(playbooks: Iterable[Playbook]) -> dict[str, str]:
    """Reference → shared concept, for items that have one."""
    return {item.ref: item.same_as for playbook in playbooks for item in playbook.items if item.same_as}


def check(paths: Iterable[Path] | None = None) -> list[Problem]:
    """All problems of these playbook files (the packaged ones by default), in order of file and line."""
    files = list(paths or sorted(packaged().glob("pb-*.yaml")))
    return sorted(_read_all(files)[1], key=lambda problem: (problem.file, problem.line, problem.key))


def _read_all(files: Iterable[Path]) -> tuple[dict[str, Playbook], list[Problem]]:
    playbooks: dict[str, Playbook] = {}
    problems: list[Problem] = []
    tracks: dict[str, str] = {}
    for path in files:
        section = open_file(path, problems)
        if section is None:
            continue
        playbook = _playbook(section, tracks)
        if playbook.code in playbooks:
            section.problem(section.node.line, "code", "code_twice", value=playbook.code)
        playbooks[playbook.code] = playbook
    return playbooks, problems


def open_file(path: Path, problems: list[Problem]) -> Section | None:
    """The top mapping of a content file, or None with the reason added to `problems`."""
    try:
        with path.open("rb") as file:
            raw = file.read(LARGEST + 1)
    except OSError as error:
        problems.append(Problem.of(path.name, 1, "", "cannot_read", what=error.strerror or ""))
        return None
    node, found = read(raw, path.name)
    problems += found
    return Section(node, path.name, problems) if node is not None else None


def _playbook(top: Section, tracks: dict[str, str]) -> Playbook:
    code = top.text("code", CODE)
    version = top.number("version", least=1)
    title = top.words("title", most=80)
    items = tuple(_item(section, tracks) for section in top.sections("items", "ref"))
    if len(items) > MOST_ITEMS:
        top.problem(top.node.line, "items", "too_many", limit=MOST_ITEMS)
    seen: set[str] = set()
    for section, item in zip(top.sections("items", "ref"), items, strict=True):
        if item.ref and item.ref in seen:
            section.problem(section.node.line, "ref", "ref_twice", value=item.ref)
        if item.ref and code and item.ref.partition("-")[0] != code.partition("-")[2]:
            section.problem(section.node.line, "ref", "ref_of_another_playbook", value=item.ref)
        seen.add(item.ref)
    top.done()
    return Playbook(code, version, title, items)


def _item(section: Section, tracks: dict[str, str]) -> PlaybookItem:
    item = PlaybookItem(
        ref=section.text("ref", REF),
        title=section.words("title", most=120),
        owner=section.choice("owner", ROLES),
        due=_due(section),
        track=section.choice("track", TRACKS),
        evidence=section.words("evidence", most=80),
        principle=section.choice("principle", PRINCIPLES),
        prevents=section.choice("prevents", MISTAKES),
        same_as=section.text("same_as", CONCEPT, required=False) or None,
        needs_visit=section.flag("needs_visit"),
    )
    if item.same_as and tracks.setdefault(item.same_as, item.track) != item.track:
        section.problem(section.node.line, "same_as", "concept_in_two_tracks", value=item.same_as)
    section.done()
    return item


def _due(section: Section) -> str:
    due = section.text("due", most=12)
    if due and Due.read(due) is None:
        section.problem(section.values["due"].line, "due", "bad_due", value=due)
        return ""
    return due
