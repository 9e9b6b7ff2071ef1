"""Where the programs are that tests need from Debian, and which are missing; plain Python, for dev.py asks as well."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

PLACES = ":/usr/local/bin:/usr/bin:/usr/sbin:/bin"  # a trimmed PATH may not name them right after an installation


def program(*names: str) -> str | None:
    path = os.environ.get("PATH", "") + PLACES
    return next((found for name in names if (found := shutil.which(name, path=path))), None)


def postgres(name: str) -> str | None:
    """Debian keeps the server's programs out of PATH, one folder a version; the newest is taken."""
    versions = Path("/usr/lib/postgresql").glob(f"*/bin/{name}")
    newest = sorted(versions, key=lambda file: int(file.parts[-3]), reverse=True)
    return str(newest[0]) if newest else program(name)


def chromium() -> str | None:
    return program("chromium", "chromium-browser")


def chinese_font() -> bool:
    lister = program("fc-list")
    return bool(lister and subprocess.run([lister, ":lang=zh-cn", "file"], capture_output=True).stdout)


def missing() -> list[str]:
    """Debian's names of the packages that are not here."""
    here = {
        "chromium": chromium(),
        "postgresql": postgres("initdb"),
        "redis-server": program("redis-server"),
        "fontconfig": program("fc-list"),
        "fonts-wqy-microhei": chinese_font(),
    }
    return [package for package, found in here.items() if not found]
