"""Starts a draft from a template: plain texts in, plain text out, and what is not known yet stays visible.

The templates of the house lie in `media_templates/<lang>/<kind>.txt`. Values are strings by the
slot's name; nothing else is let in. A slot without a value is written as
【待填：…】 or [TO FILL: …]; a slot that the template only asks for is then left out with its passage. The text is a
draft for people to edit and approve; publishing renders nothing.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jinja2 import StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from crisis.domain.errors import Absent, Invalid, TooLarge
from crisis.domain.statement import KINDS
from crisis.language.words import LANGUAGES, known, say
from crisis.press.grammar import FILTERS, NAME, SOURCE_LIMIT, Names, check

PACKED = Path(__file__).parent / "media_templates"
FOLDER = PACKED if PACKED.is_dir() else Path(__file__).parents[2] / "media_templates"
"""Inside an installed package the templates lie beside this file."""
VALUE_LIMIT = 4_000
VALUES_LIMIT = 100
OUTPUT_LIMIT = 200 * 1024
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Draft:
    """`open` are the slots nobody has filled; `template_sha256` tells which wording the draft began with."""

    text: str
    open: tuple[str, ...]
    template_sha256: str


@cache
def environment() -> ImmutableSandboxedEnvironment:
    made = ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=False, keep_trailing_newline=False)
    made.globals.clear()
    made.tests.clear()
    kept = {name: made.filters[name] for name in FILTERS}
    made.filters.clear()
    made.filters.update(kept)
    return made


def names(source: str) -> Names:
    """The slots a template needs; refused with the line when it contains more than texts, slots and choices."""
    return check(environment(), source)


def source(kind: str, lang: str, folder: Path = FOLDER) -> str:
    """The house's template for a kind of statement."""
    if kind not in KINDS or lang not in LANGUAGES:
        raise Absent("template.unknown")
    path = folder / lang / f"{kind.lower()}.txt"
    try:
        with path.open("rb") as file:
            return file.read(SOURCE_LIMIT + 1).decode("utf-8")
    except FileNotFoundError:
        raise Absent("template.unknown") from None
    except UnicodeDecodeError as error:
        raise Invalid("template.syntax", field="source", line=1) from error


def render(template: str, values: Mapping[str, str], lang: str) -> Draft:
    """The draft of a template; `values` are checked to be plain, bounded texts before anything is compiled."""
    needed = names(template)
    given = _plain(values)
    slots = {name: given.get(name, "").strip() for name in (*needed.asked, *needed.shown)}
    open_slots = tuple(name for name in needed.shown if not slots[name] and name not in needed.asked)
    slots.update({name: filler(name, lang) for name in open_slots})
    pieces, size = [], 0
    for piece in environment().from_string(template).generate(slots):
        size += len(piece)
        if size > OUTPUT_LIMIT:
            raise TooLarge("template.output", limit=OUTPUT_LIMIT)
        pieces.append(piece)
    text = re.sub(r"\n{3,}", "\n\n", "".join(pieces)).strip()
    return Draft(text, open_slots, hashlib.sha256(template.encode("utf-8")).hexdigest())


def start(kind: str, lang: str, values: Mapping[str, str], folder: Path = FOLDER) -> Draft:
    """A draft of a kind from the house's own template."""
    return render(source(kind, lang, folder), values, lang)


def filler(name: str, lang: str) -> str:
    """What stands where nothing is known yet."""
    label = say(f"statement.slot.{name}", lang) if known(f"statement.slot.{name}") else name
    return f"【待填\uff1a{label}】" if lang == "zh" else f"[TO FILL: {label}]"


def _plain(values: Mapping[str, str]) -> dict[str, str]:
    """Bounded texts without control characters; any other type is a programming error."""
    if len(values) > VALUES_LIMIT:
        raise TooLarge("template.values", limit=VALUES_LIMIT)
    for key, text in values.items():
        if type(key) is not str or type(text) is not str:
            raise TypeError(f"a template takes plain texts, {key!r} is {type(text).__name__}")
        if not NAME.fullmatch(key):
            raise Invalid("template.slot", field=key[:40])
        if len(text) > VALUE_LIMIT:
            raise TooLarge("template.value", field=key, limit=VALUE_LIMIT)
    return {key: CONTROL.sub("", text) for key, text in values.items()}
