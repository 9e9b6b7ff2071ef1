"""Every kind of event: its name, the parameters its sentence needs, and where a timeline shows it.

Groups of a timeline: `decision`, `outward` (words and contacts to the outside), `fact`, `task`, `log` (typed by a
person), `system`; `quiet` kinds are kept and verified but not shown as an entry. The sentence of kind `k` is the
catalogue's `event.<k>` in both languages. A parameter's value is a text, a number, `{"zh": …, "en": …}` for words
that exist in both languages, `{"key": …}` for a catalogue key, or `{"time": ISO}` for a moment.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Kind:
    name: str
    group: str
    params: frozenset[str]


def _kinds(text: str) -> dict[str, Kind]:
    found = {}
    for line in text.strip().splitlines():
        name, group, *params = line.split()
        found[name] = Kind(name, group, frozenset(params))
    return found


KINDS = _kinds(
    """
    intake.recorded system number title level
    intake.corrected quiet number
    intake.linked quiet number
    warning.raised system title level
    warning.dismissed decision title reason
    warning.confirmed decision title crisis
    warning.attached system title crisis
    complainant.merged decision title other reason
    complainant.split decision title reason
    complaint.unmasked system title name reason
    intake.attached decision title to reason
    intake.detached decision title reason
    rules.tried system file version count
    rules.trial_stopped system file version
    rules.saved decision file version count reason
    rules.saved_untried decision file version count reason
    rules.withdrawn decision file reason
    series.tuned decision series size
    firm.described system fields
    person.added system name role
    person.changed quiet name
    person.disabled system name
    person.signed_in quiet name
    person.signed_out quiet name
    person.stepped_up quiet name
    person.password_changed quiet name
    person.password_set system name
    person.session_ended quiet name
    person.sessions_ended quiet name count
    token.added system name scope
    token.revoked system name
    setup.offered quiet
    crisis.drafted system number title level
    crisis.declared decision number title level
    crisis.confirmed decision number title
    crisis.dismissed decision number reason
    crisis.retitled system was title
    crisis.closed decision number
    crisis.reopened decision number reason
    member.added system name
    member.removed system name
    grant.given decision name ability
    grant.withdrawn decision name ability
    seat.laid_out quiet
    seat.taken task role name
    seat.left task role name
    playbook.joined system playbook count
    intake.joined system title level
    intake.poured system count title
    t0.moved decision was now reason
    level.changed decision was now rule
    stage.moved decision was now reason
    persons.counted quiet count
    position.stated decision text
    responsibility.found decision finding
    update.scheduled task at
    update.sent outward text at
    update.snoozed task at reason
    log.note log text pinned
    log.call outward text pinned
    log.visit outward text pinned
    log.decision decision text pinned
    entry.pinned quiet seq
    entry.unpinned quiet seq
    entry.retitled system seq title
    entry.struck system seq reason
    entry.told quiet seq
    entry.untold quiet seq
    attachment.added quiet seq name size sha256
    attachment.withdrawn system seq name reason
    comment.added quiet seq
    comment.resolved quiet seq
    hand_over.offered task role name count
    hand_over.accepted task role name
    item.added task title due
    item.started task title
    item.checked task title evidence
    item.skipped decision title reason
    item.reopened task title
    item.assigned task title name
    duty.started system duty due
    duty.done outward duty proof
    fact.entered fact number what value status
    fact.confirmed fact number what value
    fact.refuted fact number what value
    fact.superseded fact number what value
    statement.drafted outward number title
    statement.edited quiet number title
    statement.submitted outward number revision
    statement.approved decision number revision role
    statement.voided outward number reason
    statement.published outward number channel
    statement.withdraw_asked decision number reason
    statement.withdrawn decision number reason
    inquiry.logged outward outlet due
    inquiry.answered outward outlet
    settlement.added task label
    settlement.moved task label state
    greeting.planned task label at
    greeting.done task label
    review.opened system
    review.written quiet
    review.approved decision
    record.written decision tier role
    record.approved decision tier role
    record.cleared decision tier role
    action.added task problem owner
    action.verified task problem
    archive.filed system number
    """
)


def for_fewer(kind: str) -> bool:
    """Whether not everybody in a room is told events of this kind: words or files laid over one would be read by more."""
    return kind.startswith("record.")
