"""Random hands on a statement."""

from __future__ import annotations

import dataclasses

from hypothesis import settings, strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from crisis.domain.errors import Refused
from crisis.domain.statement import Statement, approve, edit, fingerprint, publish, submit
from tests.domain.test_statement import AT, TEXT


class Desk(RuleBasedStateMachine):
    """Random hands on one statement; whatever they do, what is out was approved by two others as it is."""

    def __init__(self) -> None:
        super().__init__()
        self.statement = Statement(authors=frozenset({"pia"}))
        self.seen = ["0" * 64]

    def attempt(self, call: object, *args: object, **kwargs: object) -> None:
        try:
            self.statement = call(*args, **kwargs)  # type: ignore[operator]
        except Refused:
            return
        if self.statement.revision:
            self.seen.append(self.statement.revision.sha256)

    @rule(author=st.sampled_from(["pia", "lex", "gus"]))
    def write(self, author: str) -> None:
        self.attempt(edit, self.statement, author)

    @rule(body=st.sampled_from(["甲", "乙"]))
    def hand_in(self, body: str) -> None:
        self.attempt(submit, self.statement, dataclasses.replace(TEXT, body=body), AT)

    @rule(
        person=st.sampled_from(["pia", "lex", "gus", "eve"]),
        role=st.sampled_from(["legal", "gm"]),
        back=st.integers(1, 3),
    )
    def sign(self, person: str, role: str, back: int) -> None:
        sha256 = self.seen[max(-back, -len(self.seen))]
        self.attempt(approve, self.statement, person=person, role=role, sha256=sha256, at=AT)

    @rule(back=st.integers(1, 3))
    def release(self, back: int) -> None:
        sha256 = self.seen[max(-back, -len(self.seen))]
        self.attempt(publish, self.statement, sha256=sha256, channel="官网", at=AT)

    @invariant()
    def what_is_out_was_approved(self) -> None:
        now = self.statement
        if now.state in ("approved", "published"):
            assert now.revision is not None
            assert {a.sha256 for a in now.approvals} == {fingerprint(now.revision.content)}
            assert {a.role for a in now.approvals} == {"legal", "gm"}
            assert len({a.person for a in now.approvals} - now.authors) == 2


TestDesk = Desk.TestCase
TestDesk.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
