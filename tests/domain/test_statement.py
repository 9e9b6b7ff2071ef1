"""Statements: only the exact bytes that two other people approved are published."""

from __future__ import annotations

import dataclasses
import hashlib
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings, strategies as st

from crisis.domain.errors import IllegalMove, Invalid, NotAllowed, Refused
from crisis.domain.statement import (
    KINDS,
    Content,
    Statement,
    approve,
    canonical,
    edit,
    fingerprint,
    lacking,
    open_slots,
    publish,
    submit,
    withdraw,
)
from crisis.language.words import known

AT = datetime(2030, 3, 4, 9, 0, tzinfo=UTC)
TEXT = Content("HOLDING", "zh", "说明", "今天上午我们收到反映,正在核对。", channel="官网", facts=(("f1", 2), ("f2", 1)))
DRAFT = Statement(authors=frozenset({"pia"}))


def submitted(content: Content = TEXT) -> Statement:
    return submit(DRAFT, content, AT)


def sha(statement: Statement) -> str:
    assert statement.revision is not None
    return statement.revision.sha256


def approved(content: Content = TEXT) -> Statement:
    waiting = submitted(content)
    once = approve(waiting, person="lex", role="legal", sha256=sha(waiting), at=AT)
    return approve(once, person="gus", role="gm", sha256=sha(waiting), at=AT)


def published() -> Statement:
    ready = approved()
    return publish(ready, sha256=sha(ready), channel="官网", at=AT)


def code_of(call: object, *args: object, **kwargs: object) -> str:
    with pytest.raises(Refused) as refused:
        call(*args, **kwargs)  # type: ignore[operator]
    return refused.value.code


def test_a_revision_is_the_hash_of_its_canonical_bytes() -> None:
    head = '{"attachments":[],"body":"hi","channel":"","embargo":"",'
    bytes_ = (head + '"facts":[["f1",2]],"kind":"SOCIAL","lang":"en","title":"t"}').encode()
    content = Content("SOCIAL", "en", "t", "hi", facts=(("f1", 2),))
    assert canonical(content) == bytes_
    assert fingerprint(content) == hashlib.sha256(bytes_).hexdigest()


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "SOCIAL"},
        {"lang": "en"},
        {"title": "说明。"},
        {"body": TEXT.body + "\u200b"},
        {"channel": "微博"},
        {"attachments": ("0" * 64,)},
        {"facts": (("f1", 3), ("f2", 1))},
        {"embargo": "2030-03-04T10:00:00+00:00"},
    ],
)
def test_every_part_of_the_content_is_in_the_hash(change: dict[str, object]) -> None:
    assert fingerprint(dataclasses.replace(TEXT, **change)) != fingerprint(TEXT)  # type: ignore[arg-type]


@settings(max_examples=60, deadline=None)
@given(st.text(min_size=1, max_size=40), st.text(min_size=1, max_size=40))
def test_different_texts_never_share_a_hash(a: str, b: str) -> None:
    if any("\ud800" <= sign <= "\udfff" for sign in a + b):
        return
    same = fingerprint(dataclasses.replace(TEXT, body=a)) == fingerprint(dataclasses.replace(TEXT, body=b))
    assert same == (a == b)


def test_line_ends_of_a_form_are_made_one_before_freezing() -> None:
    revision = submitted(dataclasses.replace(TEXT, body="一\r\n二\r三")).revision
    assert revision is not None
    assert revision.content.body == "一\n二\n三"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"kind": "POEM"}, "statement.kind"),
        ({"lang": "fr"}, "statement.lang"),
        ({"body": " \n"}, "statement.empty"),
        ({"body": "长" * 20_001}, "statement.too_long"),
        ({"title": "长" * 201}, "statement.too_long"),
        ({"body": "于【待填：事发时间】发生"}, "statement.unfilled"),
        ({"body": "Happened at [TO FILL: time of the event]."}, "statement.unfilled"),
        ({"body": "bad \ud800"}, "statement.unreadable"),
    ],
)
def test_what_cannot_be_frozen_is_refused(change: dict[str, object], code: str) -> None:
    assert code_of(submit, DRAFT, dataclasses.replace(TEXT, **change), AT) == code  # type: ignore[arg-type]


@pytest.mark.covers("R0-30")
def test_legal_and_general_manager_approve_the_same_hash_in_any_order() -> None:
    waiting = submitted()
    assert lacking(waiting) == ("legal", "gm")
    one = approve(waiting, person="gus", role="gm", sha256=sha(waiting), at=AT)
    assert (one.state, lacking(one)) == ("submitted", ("legal",))
    assert approve(one, person="lex", role="legal", sha256=sha(waiting), at=AT).state == "approved"


def test_approval_of_an_older_revision_is_refused() -> None:
    first = submitted()
    second = submit(first, dataclasses.replace(TEXT, body="改过的文字。"), AT)
    assert code_of(approve, second, person="lex", role="legal", sha256=sha(first), at=AT) == "statement.older_revision"


def test_an_author_approves_nothing_they_wrote_in() -> None:
    waiting = submit(edit(edit(DRAFT, "lex"), "tom"), TEXT, AT)
    for person in ("pia", "lex", "tom"):
        assert (
            code_of(approve, waiting, person=person, role="legal", sha256=sha(waiting), at=AT) == "statement.own_text"
        )


def test_nobody_approves_for_two_roles_nor_twice_for_one() -> None:
    waiting = submitted()
    one = approve(waiting, person="lex", role="legal", sha256=sha(waiting), at=AT)
    assert code_of(approve, one, person="lex", role="gm", sha256=sha(one), at=AT) == "statement.two_roles"
    assert code_of(approve, one, person="leo", role="legal", sha256=sha(one), at=AT) == "statement.approved_already"
    assert code_of(approve, one, person="lex", role="pr", sha256=sha(one), at=AT) == "statement.approval_role"


def test_any_edit_voids_approvals_and_the_same_bytes_do_not_revive_them() -> None:
    again = submit(edit(approved(), "pia"), TEXT, AT)
    assert (again.state, again.approvals, sha(again)) == ("submitted", (), sha(approved()))
    assert code_of(publish, again, sha256=sha(again), channel="官网", at=AT) == "statement.not_approved"


def test_published_is_what_was_approved_and_not_before_its_embargo() -> None:
    ready = approved(dataclasses.replace(TEXT, embargo="2030-03-04T10:00:00+00:00"))
    assert code_of(publish, ready, sha256=sha(ready), channel="官网", at=AT) == "statement.embargo"
    later = AT + timedelta(hours=1)
    assert publish(ready, sha256=sha(ready), channel="官网", at=later).state == "published"
    assert code_of(publish, ready, sha256="0" * 64, channel="官网", at=later) == "statement.older_revision"
    assert code_of(publish, ready, sha256=sha(ready), channel=" ", at=later) == "statement.channel"


def test_a_published_text_is_never_edited_submitted_or_published_again() -> None:
    out = published()
    assert code_of(edit, out, "pia") == "statement.released"
    assert code_of(submit, out, TEXT, AT) == "statement.released"
    assert code_of(publish, out, sha256=sha(out), channel="官网", at=AT) == "statement.not_approved"


def test_withdrawing_takes_two_persons_and_a_reason_and_keeps_the_original() -> None:
    out = published()
    with pytest.raises(NotAllowed):
        withdraw(out, persons=("gus", "gus"), reason="数字有误")
    with pytest.raises(Invalid):
        withdraw(out, persons=("gus", "lex"), reason="")
    with pytest.raises(IllegalMove):
        withdraw(approved(), persons=("gus", "lex"), reason="数字有误")
    gone = withdraw(out, persons=("gus", "lex"), reason="数字有误")
    assert (gone.state, gone.revision) == ("withdrawn", out.revision)


def test_unfilled_places_are_found_in_both_languages() -> None:
    assert open_slots("在【待填:地点】,于【待填：时间】") == ("【待填:地点】", "【待填：时间】")
    assert open_slots("at [TO FILL: place]. [sic]") == ("[TO FILL: place]",)


def test_every_kind_has_a_name() -> None:
    assert [kind for kind in KINDS if not known(f"statement.kind.{kind}")] == []
