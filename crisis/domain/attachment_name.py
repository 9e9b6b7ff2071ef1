"""The name under which a file is shown and saved: the sender's words without path, controls or tricks of direction.

It names nothing on our disk: bytes are kept under their hash.
"""

from __future__ import annotations

import unicodedata

LONGEST = 80
NAMELESS = "file"
FORBIDDEN = frozenset('<>:"|?*%;')


def fitting_name(name: str, suffixes: tuple[str, ...] = ()) -> str:
    """At most `LONGEST` characters; ends in one of `suffixes` where there are any, whatever it claimed to be."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    shown = " ".join("".join(c if _harmless(c) else " " for c in last).split()).strip(". ")
    end = next((suffix for suffix in suffixes if shown.lower().endswith(suffix)), None)
    stem, end = (shown[: -len(end)], end) if end else (shown, suffixes[0] if suffixes else "")
    stem = stem[: LONGEST - len(end)].strip(". ")
    return (stem or NAMELESS) + end


def _harmless(character: str) -> bool:
    """No control, format (bidi, zero width), surrogate or private character, no separator of lines, none that file systems forbid."""
    return (
        unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp") and character not in FORBIDDEN
    )
