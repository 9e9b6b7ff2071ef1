"""One Socket.IO event as the bytes that go over the wire, made once for a whole audience.

Engine.IO 4 message (`4`) holding a Socket.IO 5 event (`2`) of the default namespace, in one unmasked text
frame without compression (RFC 6455, section 5.2).
"""

from __future__ import annotations

import json
import struct
from typing import Any

FINAL_TEXT = 0x81
GOODBYE = "41"
"""Socket.IO disconnect: the server ends it, and a client does not come back by itself."""


def text_frame(text: str) -> bytes:
    body = text.encode()
    size = len(body)
    if size < 126:
        head = struct.pack("!BB", FINAL_TEXT, size)
    elif size < 65536:
        head = struct.pack("!BBH", FINAL_TEXT, 126, size)
    else:
        head = struct.pack("!BBQ", FINAL_TEXT, 127, size)
    return head + body


def event_frame(name: str, payload: Any) -> bytes:
    """Raises ValueError for what JSON cannot carry (NaN, infinity)."""
    try:
        return text_frame("42" + _json([name, payload], ascii_only=False))
    except UnicodeEncodeError:  # half of a surrogate pair: only its escape can travel
        return text_frame("42" + _json([name, payload], ascii_only=True))


def _json(value: Any, *, ascii_only: bool) -> str:
    return json.dumps(value, ensure_ascii=ascii_only, separators=(",", ":"), allow_nan=False)
