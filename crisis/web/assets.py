"""Where the built scripts and styles lie: names with their hash, read from the build's manifest."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from flask import Flask


def address_in(app: Flask) -> Callable[[str], str]:
    """`asset("app.js")` → `/static/dist/app-<hash>.js`; the plain name while nothing is built."""
    manifest = Path(str(app.static_folder)) / "dist" / "manifest.json"
    names: dict[str, str] = json.loads(manifest.read_text("utf-8")) if manifest.exists() else {}
    return lambda name: f"/static/dist/{names.get(name, name)}"
