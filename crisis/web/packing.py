"""Packs pages and JSON on their way to a reader that takes gzip; what is small or already packed goes as it is."""

from __future__ import annotations

import gzip

from flask import Flask, Response, request

LEAST = 1000
LEVEL = 3
KINDS = ("text/", "application/json", "application/problem+json", "application/javascript", "image/svg+xml")


def install(app: Flask) -> None:
    app.after_request(pack)


def pack(response: Response) -> Response:
    """Files that are streamed stay whole: their pieces can be asked for by range."""
    if response.direct_passthrough or response.is_streamed or not str(response.mimetype).startswith(KINDS):
        return response
    response.vary.add("Accept-Encoding")
    told = response.get_data()
    if len(told) < LEAST or response.content_encoding or not _takes_gzip() or response.status_code in (204, 206, 304):
        return response
    response.set_data(gzip.compress(told, LEVEL, mtime=0))
    response.content_encoding = "gzip"
    return response


def _takes_gzip() -> bool:
    return request.accept_encodings.quality("gzip") > 0
