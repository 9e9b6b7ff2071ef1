"""The firm's own description as one JSON file: read when it changed, written whole or not at all.

Names: name, sector, role, jurisdictions, timezone, branches, aliases, products.
"""

from __future__ import annotations

import json
import os
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass(slots=True)
class FirmFile:
    """`told` is shared with whoever needs to know the firm and changes in place; `fixed` = what the environment sets."""

    path: Path
    told: dict[str, Any]
    fixed: dict[str, Any] = field(default_factory=dict)
    _stamp: tuple[int, int] = (0, 0)

    def __post_init__(self) -> None:
        self._stamp = self._seen()

    def refresh(self) -> bool:
        """Whether the file was another one since it was last read; then `told` is what it says now."""
        seen = self._seen()
        if seen in ((0, 0), self._stamp):
            return False
        self._stamp = seen
        self.told.update({**json.loads(self.path.read_text("utf-8")), **self.fixed})
        return True

    def write(self, values: dict[str, Any]) -> None:
        """Replace the file in one step: a reader sees the old or the new one; `told` follows."""
        handle, name = tempfile.mkstemp(dir=self.path.parent, prefix=".org-", suffix=".json")
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as out:
                json.dump(values, out, ensure_ascii=False, indent=1)
                out.flush()
                os.fsync(out.fileno())
            Path(name).replace(self.path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
        self._stamp = self._seen()
        self.told.update({**values, **self.fixed})

    def _seen(self) -> tuple[int, int]:
        try:
            about = self.path.stat()
        except FileNotFoundError:
            return 0, 0
        return about.st_mtime_ns, about.st_ino
