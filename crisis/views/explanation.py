"""Why a record was judged as it was: words with their evidence, score rows that add up, what would change it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row

from crisis.detection.verdict import CRISIS, WATCH
from crisis.language.words import known, say

Data = dict[str, Any]
Hidden = tuple[int, int, str]


def names_in(row: Row[Any]) -> tuple[str, ...]:
    """What the record itself says that would name a person."""
    return tuple(str(value) for value in (row.customer_name, row.person_concerned, row.contact) if value)


def who(row: Row[Any], *, named: bool) -> str:
    """The complainant, masked unless `named`; an outlet or authority is no person."""
    if row.kind in ("media", "media_inquiry", "regulator"):
        return str(row.attrs.get("outlet") or row.customer_name or "—")
    return str((row.customer_name if named else row.customer_masked) or "—")


def words_part(text: str, verdict: Data, hidden: list[Hidden], lang: str) -> list[Data]:
    """The original words cut at the evidence: [{text, rows: [numbers of score rows], lowers}]; `hidden` named by kind."""
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
        pieces.append({"text": _shown(text, start, end, hidden, lang), "rows": rows, "lowers": lowers})
    return pieces


def _shown(text: str, start: int, end: int, hidden: list[Hidden], lang: str) -> str:
    """text[start:end]; of a hidden stretch the piece in which it begins names the kind, the others say nothing."""
    said, at = [], start
    for a, b, kind in hidden:
        if b <= start or end <= a:
            continue
        said.append(text[at : max(a, at)])
        if a >= start:
            said.append(say("mask.shown", lang, kind=say(f"mask.{kind}", lang)))
        at = min(b, end)
    return "".join([*said, text[at:end]])


def verdict_part(verdict: Data, level: str, lang: str, text: str, hidden: list[Hidden]) -> Data:
    """The score table; what is `hidden` in the text is so in its quotes too."""
    rows = [
        {
            "signal": sentence_of(part, lang),
            "quote": _quote(part["spans"], text, hidden, lang),
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


def _quote(spans: list[Data], text: str, hidden: list[Hidden], lang: str) -> str:
    """The first quote of a score row, where it stands in the text."""
    found = next((s for s in spans if text[s["start"] : s["end"]] == s["quote"]), None)
    return _shown(text, found["start"], found["end"], hidden, lang) if found is not None else ""


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
