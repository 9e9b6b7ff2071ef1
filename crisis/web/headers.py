"""What every answer carries: no caching of private pages, a content policy without inline code, no sniffing.

A door may set a stricter policy of its own. The referrer stays within our own origin: with `no-referrer` browsers send
`Origin: null` on our own forms, and the origin check could not tell them from a foreign page.
"""

from __future__ import annotations

from flask import Flask, Response, current_app, request
from werkzeug.exceptions import SecurityError

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; font-src 'self'; "
    "connect-src 'self' {socket}; form-action 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'; "
    "manifest-src 'self'"
)


ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}


def install(app: Flask) -> None:
    app.after_request(dress)


def dress(response: Response) -> Response:
    safe = request.is_secure or current_app.config["SESSION_COOKIE_SECURE"]
    response.headers.setdefault("Content-Security-Policy", POLICY.format(socket=_socket("wss" if safe else "ws")))
    response.headers.extend(ALWAYS)
    if safe:
        response.headers["Strict-Transport-Security"] = "max-age=63072000"
    if request.path.startswith("/static/"):
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    else:
        response.headers["Cache-Control"] = "no-store"
        response.vary.add("Cookie")
    return response


def _socket(scheme: str) -> str:
    """Where a page may open its socket: here; nowhere when it was asked for under a name that is not ours."""
    try:
        return f"{scheme}://{request.host}"
    except SecurityError:
        return ""
