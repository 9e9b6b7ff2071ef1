"""Finds who is called upon in a text: `@name` with the name of a member, the longest that fits."""

from __future__ import annotations

from collections.abc import Mapping


def mentioned(text: str, people: Mapping[int, str]) -> list[int]:
    """The persons named, in the order of the text and each once; `people` maps a person to the name."""
    by_length = sorted(people.items(), key=lambda one: -len(one[1]))
    found: list[int] = []
    for at, sign in enumerate(text):
        if sign not in "@＠":
            continue
        rest = text[at + 1 :]
        person = next((p for p, name in by_length if name and rest.casefold().startswith(name.casefold())), None)
        if person is not None and person not in found:
            found.append(person)
    return found
