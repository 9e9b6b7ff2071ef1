"""Doors of the timeline: its pages, one entry, the story, the records of a room, and what is laid over an entry."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, current_app, request
from pydantic import Field

from crisis.commands import comments as comment_commands, timeline as commands
from crisis.domain.attachment import MOST_BYTES, MOST_ON_ENTRY
from crisis.domain.errors import Invalid
from crisis.views import timeline as views
from crisis.views.linked import linked
from crisis.views.room import crisis_row
from crisis.web import page, reader
from crisis.web.answer import Body, act, body
from crisis.web.crises import reading
from crisis.web.openapi import takes

acts = Blueprint("timeline_acts", __name__)
LIMITS = {"mb": MOST_BYTES // 1024**2, "files": MOST_ON_ENTRY}


class Switch(Body):
    on: bool = True


class Words(Body):
    title: str = Field(default="", max_length=300)


class Reason(Body):
    reason: str = Field(max_length=1000)


class Said(Body):
    text: str = Field(max_length=2000)


class Versioned(Body):
    version: int | None = None


def before() -> int | None:
    """The number of a page's first line that is not wanted any more."""
    given = request.args.get("before")
    if given is None:
        return None
    if not (given.isascii() and given.isdigit() and 0 < int(given[:12]) < 2**31):
        raise Invalid("field.shape", field="before")
    return int(given[:12])


def room_of(crisis: Any) -> dict[str, Any]:
    return {n: crisis._mapping[n] for n in ("id", "number", "title", "state")}


@acts.get("/crises/<int:crisis_id>/timeline")
def timeline(crisis_id: int) -> Any:
    """A page of the timeline, newest first: `before` (a number), `only` (a group), `order` (recorded, occurred)."""
    audience, first = reading(crisis_id), before()
    only, order = request.args.get("only", "all"), request.args.get("order", "recorded")
    with current_app.extensions["work"].reading() as conn:
        crisis = crisis_row(conn, crisis_id)
        shown = views.timeline(conn, crisis_id, audience, crisis.zone, before=first, only=only, order=order)
    model = {"crisis": room_of(crisis), "timeline": shown, "beyond": first is not None}
    return page.draw("crises/timeline.html", "room", model, crisis_id, crisis.zone)


@acts.get("/crises/<int:crisis_id>/timeline/<int:seq>")
def entry(crisis_id: int, seq: int) -> Any:
    """One entry with its comments, its fingerprint and what this reader may do about it."""
    audience, who = reading(crisis_id), reader.actor()
    with current_app.extensions["work"].reading() as conn:
        crisis = crisis_row(conn, crisis_id)
        found = views.entry_page(conn, crisis, seq if seq < 2**31 else 0, audience, who)
    model = {"crisis": room_of(crisis), **found, "limits": LIMITS}
    return page.draw("crises/entry.html", "room", model, crisis_id, crisis.zone)


@acts.get("/crises/<int:crisis_id>/story")
def story(crisis_id: int) -> Any:
    """The curated story beside the raw log."""
    audience = reading(crisis_id)
    with current_app.extensions["work"].reading() as conn:
        crisis = crisis_row(conn, crisis_id)
        told = views.story(conn, crisis_id, audience, crisis.zone)
    return page.draw("crises/story.html", "room", {"crisis": room_of(crisis), "story": told}, crisis_id, crisis.zone)


@acts.get("/crises/<int:crisis_id>/complaints")
def records(crisis_id: int) -> Any:
    """The records that joined the room."""
    audience, first = reading(crisis_id), before()
    with current_app.extensions["work"].reading() as conn:
        crisis = crisis_row(conn, crisis_id)
        found = linked(conn, crisis_id, crisis.number, audience, first)
    return page.draw("crises/linked.html", "room", {"crisis": room_of(crisis), **found}, crisis_id, crisis.zone)


def back(crisis_id: int, seq: int) -> str:
    return f"/crises/{crisis_id}/timeline/{seq}"


@acts.post("/crises/<int:crisis_id>/timeline/<int:seq>/pin")
@takes(Switch)
def pin(crisis_id: int, seq: int) -> Any:
    """Pin an entry above the timeline, or let it go."""
    return act(commands.pin, back=back(crisis_id, seq), crisis_id=crisis_id, seq=seq, on=body(Switch).on)


@acts.post("/crises/<int:crisis_id>/timeline/<int:seq>/title")
@takes(Words)
def title(crisis_id: int, seq: int) -> Any:
    """Say an entry better; the recorded words stay."""
    wish = body(Words)
    return act(commands.retitle_entry, back=back(crisis_id, seq), crisis_id=crisis_id, seq=seq, title=wish.title)


@acts.post("/crises/<int:crisis_id>/timeline/<int:seq>/strike")
@takes(Reason)
def strike(crisis_id: int, seq: int) -> Any:
    """Strike a typed entry, with a reason."""
    return act(commands.strike, back=back(crisis_id, seq), crisis_id=crisis_id, seq=seq, reason=body(Reason).reason)


@acts.post("/crises/<int:crisis_id>/timeline/<int:seq>/story")
@takes(Switch)
def tell(crisis_id: int, seq: int) -> Any:
    """Put an entry into the story, or take it out."""
    return act(commands.tell, back=back(crisis_id, seq), crisis_id=crisis_id, seq=seq, on=body(Switch).on)


@acts.post("/crises/<int:crisis_id>/timeline/<int:seq>/comments")
@takes(Said)
def comment(crisis_id: int, seq: int) -> Any:
    """Comment on an entry; `@name` calls upon a member."""
    words, place = body(Said).text, back(crisis_id, seq)
    return act(comment_commands.comment, back=place, code=201, crisis_id=crisis_id, seq=seq, words=words)


@acts.post("/crises/<int:crisis_id>/comments/<int:comment_id>/resolve")
@takes(Versioned)
def resolve(crisis_id: int, comment_id: int) -> Any:
    """A comment is settled."""
    seen, place = body(Versioned).version, f"/crises/{crisis_id}#timeline"
    return act(comment_commands.resolve, back=place, crisis_id=crisis_id, comment_id=comment_id, version=seen)
