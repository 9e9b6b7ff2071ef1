"""Where the built scripts and styles lie: names with their hash, read from the build's manifest."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from functools import cache
from pathlib import Path

from flask import Flask


def address_in(app: Flask) -> Callable[[str], str]:
    """`asset("app.js")` → `/static/dist/app-<hash>.js`; a file that keeps its name gets its hash behind it."""
    folder = Path(str(app.static_folder)) / "dist"
    manifest = folder / "manifest.json"
    names: dict[str, str] = json.loads(manifest.read_text("utf-8")) if manifest.exists() else {}

    @cache
    def address(name: str) -> str:
        file = folder / names.get(name, name)
        if name in names or not file.exists():
            return f"/static/dist/{file.name}"
        return f"/static/dist/{name}?{hashlib.sha256(file.read_bytes()).hexdigest()[:8]}"

    return address
