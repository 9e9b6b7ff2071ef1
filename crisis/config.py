"""The console's settings, read once from the environment and the command line, in one typed value.

Environment names: CRISIS_DATA, CRISIS_DATABASE, CRISIS_REDIS, CRISIS_HOSTS (comma list of host names that may be
asked for), CRISIS_SECURE (1 behind TLS), CRISIS_ZONE (IANA name of the firm), CRISIS_ORG (path of a JSON file that
describes the firm: name, sector, role, jurisdictions, timezone, branches).
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from crisis.store.database import embedded_url

DEFAULT_ORG: dict[str, Any] = {
    "name": "",
    "sector": "other",
    "role": "dealer",
    "jurisdictions": ["CN"],
    "timezone": "Asia/Shanghai",
    "branches": [],
}


@dataclass(frozen=True, slots=True)
class Settings:
    data: Path
    database: str
    redis: str | None = None
    hosts: tuple[str, ...] = ()
    secure: bool = False
    org: dict[str, Any] = field(default_factory=lambda: dict(DEFAULT_ORG))
    org_file: Path | None = None  # None: org.json in the data folder
    org_fixed: dict[str, Any] = field(default_factory=dict)  # what the environment says whatever the file says


def read(data: str | None = None, database: str | None = None, redis: str | None = None) -> Settings:
    """Settings from arguments first, then the environment, then the defaults; creates the data folder."""
    folder = Path(data or os.environ.get("CRISIS_DATA") or "var")
    folder.mkdir(parents=True, exist_ok=True)
    hosts = tuple(h.strip() for h in os.environ.get("CRISIS_HOSTS", "").split(",") if h.strip())
    return Settings(
        data=folder,
        database=database or os.environ.get("CRISIS_DATABASE") or embedded_url(folder),
        redis=redis or os.environ.get("CRISIS_REDIS"),
        hosts=hosts,
        secure=os.environ.get("CRISIS_SECURE") == "1",
        org=_org(folder),
        org_file=Path(os.environ["CRISIS_ORG"]) if os.environ.get("CRISIS_ORG") else folder / "org.json",
        org_fixed=_fixed(),
    )


def _org(folder: Path) -> dict[str, Any]:
    named = os.environ.get("CRISIS_ORG")
    path = Path(named) if named else folder / "org.json"
    org = dict(DEFAULT_ORG)
    if path.exists():
        org.update(json.loads(path.read_text("utf-8")))
    return {**org, **_fixed()}


def _fixed() -> dict[str, Any]:
    zone = os.environ.get("CRISIS_ZONE")
    return {"timezone": zone} if zone else {}
