"""What kind of device asks: browser and system in the coarsest words, nothing that tells two of a kind apart.

A code is `browser.system`, both out of the lists here; what is not known is `other`.
"""

from __future__ import annotations

BROWSERS = {
    "wechat": ("MicroMessenger", "wxwork"),
    "edge": ("Edg/", "EdgA/", "EdgiOS/"),
    "firefox": ("Firefox/", "FxiOS/"),
    "chrome": ("Chrome/", "CriOS/"),
    "safari": ("Safari/",),
}
SYSTEMS = {
    "iphone": ("iPhone",),
    "ipad": ("iPad",),
    "harmony": ("HarmonyOS", "OpenHarmony"),
    "android": ("Android",),
    "windows": ("Windows",),
    "mac": ("Macintosh",),
    "linux": ("Linux", "CrOS"),
}
OTHER = "other"


def device(user_agent: str) -> str:
    """The code of what a browser says of itself; of marks that several browsers carry the first list entry wins."""
    return f"{_first(BROWSERS, user_agent)}.{_first(SYSTEMS, user_agent)}"


def _first(kinds: dict[str, tuple[str, ...]], user_agent: str) -> str:
    return next((code for code, marks in kinds.items() if any(mark in user_agent for mark in marks)), OTHER)
