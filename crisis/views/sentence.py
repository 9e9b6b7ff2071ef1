"""Makes the sentence of an event in the reader's language; the only place where events become words."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from crisis.domain.events import KINDS
from crisis.language.words import say

LIMIT = 300


def sentence(kind: str, actor: str, params: dict[str, Any], lang: str, zone: str = "Asia/Shanghai") -> str:
    """`params` as described in `domain.events`; long texts are cut for the sentence, never in the record.

    An event is never rewritten: what its sentence came to name later is "—" in an older one.
    """
    words = dict.fromkeys(KINDS[kind].params, "—") | {name: _word(value, lang, zone) for name, value in params.items()}
    return say(f"event.{kind}", lang, actor=who(actor, lang), **words)


def who(actor: str, lang: str) -> str:
    """The console itself has a name in each language; people have their own."""
    return say("actor.console", lang) if actor == "console" else actor


def _word(value: Any, lang: str, zone: str) -> str:
    if isinstance(value, str):
        return _cut(value)
    if isinstance(value, dict):
        if "key" in value:
            return say(value["key"], lang, **{k: _word(v, lang, zone) for k, v in value.items() if k != "key"})
        if "time" in value:
            return clock_time(value["time"], lang, zone)
        return str(value.get(lang) or value.get("zh") or "")
    if isinstance(value, list):
        return (say("list.comma", lang)).join(_word(v, lang, zone) for v in value)
    return _cut(str(value))


def _cut(text: str) -> str:
    return text if len(text) <= LIMIT else text[: LIMIT - 1] + "…"


def clock_time(iso: str, lang: str, zone: str) -> str:
    """A moment in prose, in the zone of the crisis: `9月15日 22:00`, `15 Sep, 22:00`."""
    local = datetime.fromisoformat(iso.replace("Z", "+00:00")).astimezone(ZoneInfo(zone))
    if lang == "zh":
        return f"{local.month}月{local.day}日 {local:%H:%M}"
    return f"{local.day} {local:%b, %H:%M}"
