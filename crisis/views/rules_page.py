"""The rules page: every rule with its examples and how it fared, the firm's own file, and what a changed one would do."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import yaml
from sqlalchemy import Connection, select

from crisis.detection.own_rules import NAME, own_of, version_of
from crisis.detection.rulebook import Rule, Rulebook, shipped
from crisis.domain.errors import Invalid
from crisis.domain.people import Actor
from crisis.domain.permissions import may
from crisis.language.words import known, say
from crisis.store.base import plain
from crisis.store.intake import intake, verdicts, warnings
from crisis.store.listening import newest_rules, rule_files

Data = dict[str, Any]
SINCE = timedelta(days=30)
LOOKED_AT = 10_000  # newest records with a signal that the figures are made of
FILES_SHOWN = 20
EXAMPLES = 12


def rules_page(conn: Connection, actor: Actor, book: Rulebook, lang: str, now: datetime) -> Data:
    """All rules by trigger, with their figures of the last 30 days, and the history of the firm's own file."""
    may(actor, "rule.read")
    fired, decided, dismissed, others, capped = figures(conn, now - SINCE, {rule.id for rule in book.rules})
    own = {rule.id for rule in own_of(book)}
    standing = newest_rules(conn)
    groups: dict[str, list[Data]] = {}
    written = [
        (rule.code, {**rule_part(rule, lang), **source_of(rule, own, standing.text if standing else "")})
        for rule in book.rules
    ]
    for code, row in [*written, *((signal["code"], counting_part(signal, lang)) for signal in others)]:
        row |= {"fired": fired[row["id"]], "decided": decided[row["id"]], "dismissed": dismissed[row["id"]]}
        groups.setdefault(code, []).append(row)
    return {
        "version": book.version,
        "rules": len(book.rules),
        "own_rules": len(own),
        "capped": LOOKED_AT if capped else 0,
        "groups": [
            {"code": code, "label": say(f"trigger.{code}", lang), "rows": rows, "fired": sum(r["fired"] for r in rows)}
            for code, rows in sorted(groups.items())
        ],
        "own": {"name": NAME, "text": standing.text if standing is not None else "", "by": "", "at": None}
        | ({"by": standing.by_name, "at": plain(standing.at)} if standing is not None else {}),
        "files": history(conn),
    }


def rule_part(rule: Rule, lang: str) -> Data:
    return {
        "id": rule.id,
        "level": rule.level,
        "points": rule.points,
        "what": _what(rule.code, rule.kind, lang),
        "fires": list(rule.fires[:EXAMPLES]),
        "silent": list(rule.silent[:EXAMPLES]),
    }


def counting_part(signal: Data, lang: str) -> Data:
    """A rule that counts or combines and stands in no file, as its last signal shows it."""
    names = {"id": signal["rule"], "level": signal["level"], "points": signal["points"]}
    what = _what(signal["code"], signal["kind"], lang)
    return {**names, "what": what, "fires": [], "silent": [], "file": "", "file_version": signal["version"]}


def _what(code: str, kind: str, lang: str) -> str:
    """What the signal says; of one whose sentence holds figures, what its code says."""
    key = f"signal.{code}.{kind}"
    words = say(key, lang) if known(key) else kind
    return say(f"trigger.{code}", lang) if "{" in words else words


def source_of(rule: Rule, own: set[str], text: str) -> Data:
    """In which file of which version the rule stands."""
    if rule.id in own:
        return {"file": NAME, "file_version": version_of(text)}
    name, version = _files().get(rule.id, ("", ""))
    return {"file": name, "file_version": version}


@cache
def _files() -> dict[str, tuple[str, str]]:
    found: dict[str, tuple[str, str]] = {}
    for name, text in shipped().items():
        loaded = yaml.safe_load(text)
        found |= {row["id"]: (name, str(loaded["version"])) for row in loaded.get("rules") or ()}
    return found


def figures(
    conn: Connection, since: datetime, written: set[str]
) -> tuple[Counter[str], Counter[str], Counter[str], list[Data], bool]:
    """(fired, decided, dismissed) by rule: records it fired on and what people said of their warnings; last signals
    of rules that are not `written` in a file; whether there were more records than are looked at."""
    query = (
        select(verdicts.c.intake_id, verdicts.c.verdict)
        .join(intake, intake.c.id == verdicts.c.intake_id)
        .where(verdicts.c.decided_at >= since, intake.c.level != "none")
    )
    rows = list(conn.execute(query.order_by(verdicts.c.intake_id.desc()).limit(LOOKED_AT)))
    states = select(warnings.c.intake_id, warnings.c.state).where(
        warnings.c.raised_at >= since, warnings.c.state != "waiting"
    )
    said = {row.intake_id: row.state for row in conn.execute(states)}
    fired: Counter[str] = Counter()
    decided: Counter[str] = Counter()
    dismissed: Counter[str] = Counter()
    others: dict[str, Data] = {}
    for row in rows:
        for signal in row.verdict["signals"]:
            if signal["rule"] not in written:
                others.setdefault(signal["rule"], signal)
        ids = {signal["rule"] for signal in row.verdict["signals"]}
        fired.update(ids)
        if row.intake_id in said:
            decided.update(ids)
            dismissed.update(ids if said[row.intake_id] == "dismissed" else ())
    return fired, decided, dismissed, [others[name] for name in sorted(others)], len(rows) == LOOKED_AT


def history(conn: Connection) -> list[Data]:
    """Who saved which version when and why, newest first."""
    rows = conn.execute(select(rule_files).order_by(rule_files.c.id.desc()).limit(FILES_SHOWN))
    names = ("id", "rule_version", "rules", "note", "by_name")
    return [{**{n: r._mapping[n] for n in names}, "sha256": r.sha256[:8], "at": plain(r.at)} for r in rows]


def mistake(failure: Invalid, lang: str) -> Data:
    """Where a rule file is wrong, and the sentence that says how."""
    params = failure.params
    what = f"rules.what.{str(params.get('what', '')).replace(' ', '_')}"
    told = say(what, lang) if known(what) else say("rules.what.text", lang, text=params.get("what", ""))
    line = int(params.get("line") or 0)
    sentence = say(
        "rules.mistake" if line else "rules.mistake.nowhere", lang, line=line, key=params.get("key", ""), what=told
    )
    return {"line": line, "key": str(params.get("key", "")), "sentence": sentence}
