"""Draws an entry of a timeline once for everybody who reads it alike, on pages, in frames and when catching up.

What `crises/_event.html` shows depends on the entry, the reader's language and zone, and which day it is; so an entry is
kept under exactly these.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import Environment, pass_context
from markupsafe import Markup

KEPT = 1000
TEMPLATE = "crises/_event.html"


class DrawnEntries:
    """`drawn_entry(event)` in templates; the entry drawn longest ago makes room."""

    def __init__(self, env: Environment) -> None:
        self._env = env
        self._lock = threading.Lock()
        self._kept: dict[tuple[str, str, str, str], Markup] = {}

    @pass_context
    def draw(self, context: Mapping[str, Any], event: Mapping[str, Any]) -> Markup:
        """`context` needs `reader` {lang, zone} and `now`."""
        reader, now = context["reader"], context["now"]
        today = datetime.fromisoformat(now).astimezone(ZoneInfo(reader["zone"])).date().isoformat()
        key = (reader["lang"], reader["zone"], today, repr(event))
        found = self._kept.get(key)
        if found is None:
            html = self._env.get_template(TEMPLATE).render(reader=reader, now=now, event=event)
            found = Markup(html)  # noqa: S704 (a template's own output: it escaped what it was given)
            with self._lock:
                if len(self._kept) >= KEPT:
                    del self._kept[next(iter(self._kept))]
                self._kept[key] = found
        return found


def install(env: Environment) -> None:
    env.globals["drawn_entry"] = DrawnEntries(env).draw
