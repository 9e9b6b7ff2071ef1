"""The text of a statement with what the one-voice check found in it: marked words, findings, required parts, length."""

from __future__ import annotations

import re
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Connection, Row

from crisis.domain.statement import OPEN_SLOT
from crisis.language.words import known, say
from crisis.onevoice.vocabulary import content
from crisis.store.base import plain
from crisis.store.voice_check import board, findings_of
from crisis.views.agreement import agreements

Data = dict[str, Any]
Mark = tuple[int, int, str, str]
"""start, end, kind (block, warn, agrees), what the small figure says."""
WEIGHT = {"agrees": 1, "warn": 2, "block": 3}
HAN = re.compile(r"[一-鿿]")
WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9'-]*")


def text_part(conn: Connection, crisis: Row[Any], row: Row[Any], lang: str, now: datetime) -> Data:
    """Everything of the statement that depends on its present words and the present board."""
    found = findings_of(conn, crisis, row, now)
    slots = [match.span() for match in OPEN_SLOT.finditer(row.body)]
    hits = [_unfilled(row.body, slots, lang)] if slots else []
    hits += [_hit(hit, lang) for hit in found["hits"]]
    for number, hit in enumerate(hits, 1):
        hit["ref"] = str(number)
    marks = [(start, end, hit["severity"], hit["ref"]) for hit in hits for start, end in hit.pop("places")]
    agreeing = _free(agreements(row.body, board(conn, crisis.id), now), marks)
    lacking = [_lack(one, lang) for one in found["missing"]]
    empty = [] if row.body.strip() else [_finding("block", "empty", say("desk.finding.empty", lang), lang)]
    findings = [*empty, *hits, *lacking]
    return {
        "parts": parts(row.body, [*marks, *agreeing]),
        "findings": sorted(findings, key=lambda one: str(one["severity"])),
        "blocks": sum(one["severity"] == "block" for one in findings),
        "warns": sum(one["severity"] == "warn" for one in findings),
        "agreements": len(agreeing),
        "checked_at": plain(now),
        **measured(row, found["missing"], lang),
    }


def _finding(severity: str, code: str, reason: str, lang: str) -> Data:
    title = say(f"desk.rule.{code}", lang)
    return {"severity": severity, "title": title, "reason": reason, "code": code, "ref": "", "suggestion": ""}


def _unfilled(body: str, slots: list[tuple[int, int]], lang: str) -> Data:
    reason = say("desk.finding.unfilled", lang, n=len(slots))
    first, last = slots[0]
    title = say("desk.finding", lang, rule=say("desk.rule.unfilled", lang), span=body[first:last])
    return {**_finding("block", "unfilled", reason, lang), "title": title, "places": slots}


def _hit(hit: Data, lang: str) -> Data:
    against = hit["against"] or {}
    rule = "released" if against.get("source") == "released" else hit["code"]
    word = say(f"desk.rule.{rule}", lang) if known(f"desk.rule.{rule}") else hit["code"]
    return {
        "severity": hit["severity"],
        "title": say("desk.finding", lang, rule=word, span=hit["span"]),
        "reason": _words(hit["reason"], lang, {"span": hit["span"], **hit["params"]}),
        "code": hit["code"],
        "suggestion": _words(hit["rewrite"], lang, hit["params"]) if hit["rewrite"] else "",
        "places": [(hit["start"], hit["end"])],
    }


def _words(key: str, lang: str, params: Data) -> str:
    return say(key, lang, **params) if known(key) else key


def _lack(one: Data, lang: str) -> Data:
    code = "length" if one["code"] == "length" else "missing"
    reason = _words(f"onevoice.missing.{one['code']}", lang, one["params"])
    return {**_finding("warn", code, reason, lang), "code": one["code"]}


def _free(found: list[Any], marks: list[Mark]) -> list[Mark]:
    """The places that agree and in which nothing was found."""
    clear = (one for one in found if not any(a < one.end and one.start < b for a, b, _, _ in marks))
    return [(one.start, one.end, "agrees", f"#{one.number}") for one in clear]


def parts(text: str, marks: list[Mark]) -> list[Data]:
    """The text cut at its marks; where they overlap the graver one shows, and its figure stands at its end."""
    cuts = sorted({0, len(text), *(edge for start, end, _, _ in marks for edge in (start, end))})
    pieces = []
    for start, end in zip(cuts, cuts[1:], strict=False):
        over = [mark for mark in marks if mark[0] <= start and end <= mark[1]]
        kind = max((mark[2] for mark in over), key=WEIGHT.__getitem__, default="plain")
        ends = [mark[3] for mark in over if mark[2] == kind and mark[1] == end]
        pieces.append({"kind": kind, "text": text[start:end], "ref": ",".join(dict.fromkeys(ends))})
    return pieces


@cache
def _kinds() -> dict[str, Any]:
    kinds: dict[str, Any] = content("elements.yaml")["kinds"]
    return kinds


def measured(row: Row[Any], missing: list[Data], lang: str) -> Data:
    """Length against its limit and the required parts, as the check counts them."""
    kind = _kinds().get(row.kind, {"need": []})
    lacking = {one["code"] for one in missing}
    count = len((HAN if row.lang == "zh" else WORD).findall(row.body))
    return {
        "length": count,
        "limit": kind.get(row.lang),
        "elements": [{"label": _element(name, lang), "met": name not in lacking} for name in kind["need"]],
    }


def _element(name: str, lang: str) -> str:
    return say(f"desk.element.{name}", lang) if known(f"desk.element.{name}") else name
