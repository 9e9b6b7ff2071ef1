"""Every door that changes something, with the right it asks, who may pass it, and a body that fits the furnished house."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from typing import Any

from tests.commands.cast import PASSWORD, THANKS
from tests.commands.pictures import png

LATER = "2026-03-05T09:00:00+08:00"
EARLIER = "2026-03-02T08:00:00+08:00"
HASH = "0" * 64
PICTURE = base64.b64encode(png()).decode()
STATEMENT = "/crises/<int:crisis_id>/statements/<int:statement_id>"
AFTER = "/crises/<int:crisis_id>/aftermath"
ROOM = "/crises/<int:crisis_id>"


@dataclass(frozen=True)
class Act:
    """`by` may do it; `ability` is the row of the matrix; `body` fits and does something in the furnished room.

    `author` made the thing himself and is refused for that; `owner` may where others would need to be."""

    ability: str
    by: str
    body: dict[str, Any] = field(default_factory=dict)
    author: str = ""
    owner: str = ""


# Every door that changes something, by its address without /api/v1.
ACTS = {
    "/complaints": Act("complaint.create", "su", {"text": THANKS}),
    "/mentions": Act("mention.create", "su", {"text": THANKS}),
    "/complaints/import": Act("intake.import", "su"),
    "/complaints/<int:intake_id>/raise": Act("warning.raise", "su"),
    "/warnings/<int:warning_id>/confirm": Act("warning.confirm", "su"),
    "/warnings/<int:warning_id>/dismiss": Act("warning.dismiss", "su", {"reason": "x"}),
    "/crises": Act("crisis.open", "lin", {"title": "x"}),
    f"{ROOM}/events": Act("entry.add", "lin", {"text": "x"}),
    f"{ROOM}/log": Act("entry.add", "lin", {"text": "x"}),
    f"{ROOM}/level": Act("crisis.level", "lin", {"level": "I", "reason": "x"}),
    f"{ROOM}/stage": Act("stage.request", "lin", {"stage": 3, "reason": "x"}),
    f"{ROOM}/title": Act("crisis.level", "lin", {"title": "x"}),
    f"{ROOM}/position": Act("crisis.level", "lin", {"text": "x"}),
    f"{ROOM}/responsibility": Act("crisis.level", "lin", {"finding": "x", "basis": "x"}),
    f"{ROOM}/t0": Act("crisis.t0", "lin", {"t0": EARLIER, "reason": "x"}),
    f"{ROOM}/next-update": Act("entry.add", "lin", {"next_at": LATER}),
    f"{ROOM}/playbooks": Act("crisis.level", "lin", {"playbook": "PB-MEDIA"}),
    f"{ROOM}/confirm": Act("crisis.confirm", "lin"),
    f"{ROOM}/dismiss": Act("crisis.dismiss", "lin", {"reason": "x"}),
    f"{ROOM}/seats/<int:seat_id>/claim": Act("seat.claim", "lin"),
    f"{ROOM}/seats/<int:seat_id>/leave": Act("seat.release", "lin"),
    f"{ROOM}/members": Act("member.manage", "lin", {"person_id": 9}),
    f"{ROOM}/members/<int:person_id>/remove": Act("member.manage", "lin"),
    f"{ROOM}/grants": Act("member.manage", "lin", {"person_id": 6, "ability": "statement.approve_gm"}),
    f"{ROOM}/grants/<int:grant_id>/withdraw": Act("member.manage", "lin"),
    f"{ROOM}/items": Act("item.add", "lin", {"title": "x"}),
    f"{ROOM}/items/<int:item_id>/start": Act("item.check", "lin"),
    f"{ROOM}/items/<int:item_id>/check": Act("item.check", "lin", {"evidence": "x"}),
    f"{ROOM}/items/<int:item_id>/skip": Act("item.skip", "lin", {"reason": "x"}),
    f"{ROOM}/items/<int:item_id>/reopen": Act("item.check", "lin"),
    f"{ROOM}/items/<int:item_id>/assign": Act("item.assign", "lin", {"person_id": 4}),
    f"{ROOM}/duties/<int:duty_id>/fulfil": Act("duty.file", "lin", {"proof": "x"}),
    f"{ROOM}/facts": Act("fact.propose", "wu", {"key": "place", "value": "x"}),
    f"{ROOM}/facts/settle": Act("fact.confirm", "lin", {"fact": 1, "status": "confirmed", "source": "x"}),
    f"{ROOM}/facts/<int:fact_id>/settle": Act("fact.confirm", "lin", {"status": "confirmed", "source": "x"}),
    f"{ROOM}/statements": Act("draft.edit", "he", {"kind": "HOLDING", "title": "x", "body": "x"}),
    STATEMENT: Act("draft.edit", "he", {"body": "x", "version": 1}),
    f"{STATEMENT}/edit": Act("draft.edit", "he", {"body": "x", "version": 1}),
    f"{STATEMENT}/submit": Act("statement.submit", "he", {"warning_reason": "x"}),
    f"{STATEMENT}/approve": Act("statement.approve_legal", "zhou", {"role": "legal", "sha256": HASH}),
    f"{STATEMENT}/publish": Act("statement.publish", "he", {"sha256": HASH, "channel": "x"}),
    f"{STATEMENT}/withdraw": Act("statement.withdraw", "zhou", {"reason": "x"}),
    f"{ROOM}/inquiries": Act("inquiry.create", "he", {"outlet": "x", "question": "x"}),
    f"{ROOM}/inquiries/<int:inquiry_id>/answer": Act("inquiry.answer", "he", {"answer": "x"}),
    f"{AFTER}/records": Act(
        "accountability.write", "lin", {"tier": "leadership", "role": "x", "measures": ["检讨"], "finding": "x"}
    ),
    f"{AFTER}/records/<int:record_id>/approve": Act("accountability.approve", "zhou", author="lin"),
    f"{AFTER}/records/<int:record_id>/clear": Act("accountability.clear", "zhou", {"legal_basis": "x"}),
    f"{AFTER}/actions": Act(
        "action.add",
        "wu",
        {
            "problem": "x",
            "action": "x",
            "type": "prevent",
            "owner": "x",
            "due_at": LATER,
            "metric": "x 0",
            "verifier": "y",
        },
    ),
    f"{AFTER}/actions/<int:action_id>/verify": Act("action.verify", "su", {"result": "x"}, author="wu"),
    f"{AFTER}/customers": Act("customer.contact", "su", {"label": "x"}),
    f"{AFTER}/customers/<int:settlement_id>": Act("customer.contact", "su", {"state": "agreed", "note": "x"}),
    f"{AFTER}/customers/<int:settlement_id>/greeting": Act("customer.contact", "su", {"greeting_at": LATER}),
    f"{AFTER}/review": Act("review.write", "lin", {"summary": "x"}),
    f"{AFTER}/review/approve": Act("review.approve", "lin"),
    f"{AFTER}/archive": Act("review.approve", "lin", {"number": "A-1"}),
    f"{ROOM}/close": Act("crisis.close", "lin"),
    f"{ROOM}/reopen": Act("crisis.reopen", "lin", {"reason": "x"}),
    f"{ROOM}/timeline/<int:seq>/pin": Act("entry.pin", "lin", {"on": True}),
    f"{ROOM}/timeline/<int:seq>/title": Act("entry.retitle", "lin", {"title": "x"}),
    f"{ROOM}/timeline/<int:seq>/strike": Act("entry.strike", "lin", {"reason": "x"}),
    f"{ROOM}/timeline/<int:seq>/story": Act("entry.story", "lin", {"on": True}),
    f"{ROOM}/timeline/<int:seq>/comments": Act("comment.add", "lin", {"text": "x"}),
    f"{ROOM}/timeline/<int:seq>/attachments": Act("attachment.add", "lin", {"name": "x.png", "content": PICTURE}),
    f"{ROOM}/attachments/<int:attachment_id>/withdraw": Act("attachment.withdraw", "lin", {"reason": "x"}),
    f"{ROOM}/comments/<int:comment_id>/resolve": Act("comment.resolve", "lin"),
    f"{ROOM}/hand-overs": Act("seat.hand_over", "lin", {"seat_id": 1, "person_id": 4, "brief": "x"}),
    f"{ROOM}/hand-overs/<int:hand_over_id>/accept": Act("seat.accept", "wu", owner="wu"),
    f"{ROOM}/updates": Act("update.send", "lin", {"note": "x"}),
    f"{ROOM}/updates/snooze": Act("update.send", "lin", {"until": LATER, "reason": "x"}),
    f"{ROOM}/seen": Act("crisis.read", "lin", {"seq": 1}),
    "/complaints/<int:intake_id>/unmask": Act("complaint.unmask", "su", {"reason": "x"}),
    "/complaints/<int:intake_id>/same-person": Act("complaint.handle", "su", {"other": "C-2", "reason": "x"}),
    "/complaints/<int:intake_id>/other-person": Act("complaint.handle", "su", {"reason": "x"}),
    "/complaints/<int:intake_id>/attach": Act("complaint.handle", "su", {"other": "C-2", "reason": "x"}),
    "/complaints/<int:intake_id>/detach": Act("complaint.handle", "su", {"reason": "x"}),
    "/rules": Act("rule.edit", "lin", {"rules": "x", "reason": "x"}),
    "/rules/try": Act("rule.edit", "lin", {"rules": "x"}),
    "/rules/trials/<int:trial_id>/stop": Act("rule.edit", "lin", {}),
    "/rules/withdraw": Act("rule.edit", "lin", {"reason": "x"}),
    "/series/tune": Act("series.tune", "lin", {"series": "x", "size": "M"}),
    "/settings": Act(
        "settings.manage", "shen", {"name": "x", "sector": "auto", "role": "dealer", "timezone": "Asia/Shanghai"}
    ),
    "/people": Act("people.manage", "shen", {"login": "xu", "name": "x", "role": "pr", "password": PASSWORD}),
    "/people/<int:person_id>": Act("people.role", "shen", {"role": "pr"}),
    "/people/<int:person_id>/password": Act("people.role", "shen", {"password": PASSWORD}),
    "/people/<int:person_id>/disable": Act("people.role", "shen"),
    "/people/<int:person_id>/enable": Act("people.role", "shen"),
    "/tokens": Act("token.manage", "shen", {"name": "x", "scope": "intake"}),
    "/tokens/<int:token_id>/revoke": Act("token.manage", "shen"),
}
