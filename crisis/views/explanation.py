"""Why a record was judged as it was: words with their evidence, score rows that add up, what would change it, the group."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, select

from crisis.detection.verdict import CRISIS, WATCH
from crisis.domain.permissions import cell
from crisis.language.words import known, say
from crisis.store.base import plain
from crisis.store.intake import intake
from crisis.views.projection import Audience

Data = dict[str, Any]
MOST_MEMBERS = 20


def words_part(text: str, verdict: Data) -> list[Data]:
    """The original words cut at the evidence: [{text, rows: [numbers of score rows], lowers}]."""
    marks: dict[tuple[int, int], tuple[list[int], bool]] = {}
    for number, part in enumerate(verdict["parts"], 1):
        for span in part["spans"]:
            if text[span["start"] : span["end"]] == span["quote"]:
                rows, lowers = marks.setdefault((span["start"], span["end"]), ([], part["points"] < 0))
                rows.append(number)
    cuts = sorted({0, len(text), *(edge for span in marks for edge in span)})
    pieces = []
    for start, end in zip(cuts, cuts[1:], strict=False):
        rows = sorted({n for (a, b), (ns, _) in marks.items() if a <= start and end <= b for n in ns})
        lowers = any(low for (a, b), (_, low) in marks.items() if a <= start and end <= b)
        pieces.append({"text": text[start:end], "rows": rows, "lowers": lowers})
    return pieces


def verdict_part(verdict: Data, level: str, lang: str, *, quotes: bool) -> Data:
    """The score table; without `quotes` the reader sees signals and points, not the person's words."""
    rows = [
        {
            "signal": sentence_of(part, lang),
            "quote": part["spans"][0]["quote"] if quotes and part["spans"] else "",
            "rule": part["rule"],
            "points": part["points"],
        }
        for part in verdict["parts"]
    ]
    score = int(verdict["score"])
    return {
        "rows": rows,
        "watch_at": WATCH,
        "crisis_at": CRISIS,
        "sentence": _where(level, score, lang),
        "change": say("list.comma", lang).join(sentence_of(p, lang) for p in verdict["raise_lower"]),
    }


def sentence_of(part: Data, lang: str) -> str:
    """The words of one part of the score; its own code where the catalogue has none."""
    key = part["key"]
    if not known(key):
        return str(key)
    try:
        return say(key, lang, **{k: _word(v, lang) for k, v in part["params"].items()})
    except KeyError:
        return str(key)


def _word(value: Any, lang: str) -> str:
    if isinstance(value, dict):
        return str(value.get(lang) or value.get("zh") or "")
    if isinstance(value, list):
        return say("list.comma", lang).join(_word(v, lang) for v in value)
    return str(value)


def _where(level: str, score: int, lang: str) -> str:
    if level == "crisis":
        return say("explain.crisis", lang)
    if level == "watch":
        return say("explain.watch", lang, n=max(CRISIS - score, 1))
    return say("explain.none", lang)


def group_part(conn: Connection, verdict: Data, audience: Audience) -> Data | None:
    """The forming group: how many pieces and how many distinct persons, against the threshold."""
    group = verdict.get("group")
    if not group:
        return None
    ids = [int(i) for i in group["items"] if str(i).isdigit()][-MOST_MEMBERS:]
    rows = list(conn.execute(select(intake).where(intake.c.id.in_(ids)).order_by(intake.c.id)))
    named = cell("complaint.read", audience.role) == "Y"
    seen: set[str] = set()
    members = []
    for row in rows:
        person = row.customer_key or row.customer_name or str(row.id)
        first, seen = person not in seen, seen | {person}
        members.append(
            {
                "id": row.id,
                "who": (row.customer_name if named else row.customer_masked) or "—",
                "at": plain(row.received_at),
                "title": row.title,
                "counts": True,
                "why": say("group.counts" if first else "group.same_person", audience.lang),
            }
        )
    hours = group["window_hours"]
    label = say("group.window", audience.lang, days=round(hours / 24) or 1)
    return {
        "label": label,
        "members": members,
        "counted": len(members),
        "persons": group["persons"],
        "threshold": group["needed"],
    }
