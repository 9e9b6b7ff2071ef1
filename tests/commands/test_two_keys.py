"""What goes out is exactly what two other people approved, in a session they confirmed a moment ago."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from crisis.domain.errors import IllegalMove, NotAllowed, Refused
from crisis.domain.people import Actor
from crisis.store.voice import approvals, publications, revisions, statements
from tests.commands.cast import House
from tests.commands.scenarios_voice import BODY, approved, fact, published, submitted


@pytest.fixture
def house(sqlite_house: House) -> House:
    return sqlite_house


def refused(house: House, command: str, who: Any, **wish: Any) -> Refused:
    before = house.ledger()
    with pytest.raises(Refused) as refusal:
        house.here(command, who, **wish)
    assert house.ledger() == before
    return refusal.value


def state(house: House, statement: int) -> str:
    return str(house.rows(statements, id=statement)[0].state)


@pytest.mark.covers("C")
def test_approval_of_an_older_revision_is_refused(house: House) -> None:
    statement, older = submitted(house)
    version = house.rows(statements, id=statement)[0].version
    house.here("statements.edit", "he", statement_id=statement, version=version, body=BODY + "谢谢。")
    house.here("statements.submit", "he", statement_id=statement, warning_reason="已核")
    refusal = refused(house, "statements.approve", "zhou", statement_id=statement, role="legal", sha256=older)
    assert (type(refusal), refusal.code) == (IllegalMove, "statement.older_revision")


@pytest.mark.covers("C")
def test_nobody_approves_a_text_they_wrote_in(house: House) -> None:
    statement, _ = submitted(house)
    version = house.rows(statements, id=statement)[0].version
    house.here("statements.edit", "zhou", statement_id=statement, version=version, body=BODY + "谢谢。")
    sha256 = house.here("statements.submit", "he", statement_id=statement, warning_reason="已核")["sha256"]
    refusal = refused(house, "statements.approve", "zhou", statement_id=statement, role="legal", sha256=sha256)
    assert isinstance(refusal, NotAllowed)


@pytest.mark.covers("C")
def test_an_edit_voids_what_was_approved_and_the_words_cannot_go_out(house: House) -> None:
    statement, sha256 = approved(house)
    version = house.rows(statements, id=statement)[0].version
    house.here("statements.edit", "he", statement_id=statement, version=version, body=BODY + "谢谢。")
    assert state(house, statement) == "draft"
    assert [r.voided_at is None for r in house.rows(revisions, statement_id=statement)] == [False]
    assert isinstance(
        refused(house, "statements.publish", "he", statement_id=statement, sha256=sha256, channel="微博"), IllegalMove
    )


@pytest.mark.covers("C")
def test_a_fact_that_changes_voids_what_rests_on_it(house: House) -> None:
    known = fact(house)
    house.here("facts.settle_fact", "lin", fact_id=known, status="confirmed", may_publish=True)
    statement, sha256 = submitted(house, facts=[known])
    house.here("statements.approve", "zhou", statement_id=statement, role="legal", sha256=sha256)
    house.here("facts.settle_fact", "lin", fact_id=known, status="refuted", source="复检")
    assert (state(house, statement), house.rows(statements, id=statement)[0].stale) == ("draft", True)
    assert isinstance(
        refused(house, "statements.approve", "lin", statement_id=statement, role="gm", sha256=sha256), IllegalMove
    )


@pytest.mark.covers("C")
def test_a_key_turns_and_words_go_out_only_in_a_session_confirmed_within_five_minutes(house: House) -> None:
    statement, sha256 = submitted(house)
    wish = {"statement_id": statement, "sha256": sha256}
    for name, command, more in (
        ("zhou", "statements.approve", {"role": "legal"}),
        ("lin", "statements.approve", {"role": "gm"}),
        ("he", "statements.publish", {"channel": "微博"}),
    ):
        long_ago = replace(house.who(name), stepped_up_at=house.at - timedelta(minutes=6))
        assert refused(house, command, long_ago, **wish, **more).code == "permission.needs_step_up"
        house.here(command, name, **wish, **more)
    assert [a.role for a in house.rows(approvals)] == ["legal", "gm"]


@pytest.mark.covers("C")
def test_a_machine_never_sends_words_out(house: House) -> None:
    statement, sha256 = submitted(house)
    house.here("statements.approve", "zhou", statement_id=statement, role="legal", sha256=sha256)
    house.here("statements.approve", "lin", statement_id=statement, role="gm", sha256=sha256)
    machine = Actor(None, "CMS", "lead", via="token", token_id=1)
    refusal = refused(house, "statements.publish", machine, statement_id=statement, sha256=sha256, channel="微博")
    assert refusal.code == "permission.needs_step_up"


@pytest.mark.covers("C")
def test_the_second_key_is_gone_with_its_grant(house: House) -> None:
    from crisis.store.crises import grants

    statement, sha256 = submitted(house)
    house.here("seats.withdraw_grant", "zhou", grant_id=house.rows(grants)[0].id)
    refusal = refused(house, "statements.approve", "lin", statement_id=statement, role="gm", sha256=sha256)
    assert refusal.code == "permission.needs_grant"


@pytest.mark.covers("C")
def test_one_key_is_not_enough_to_publish(house: House) -> None:
    statement, sha256 = submitted(house)
    house.here("statements.approve", "zhou", statement_id=statement, role="legal", sha256=sha256)
    assert isinstance(
        refused(house, "statements.publish", "he", statement_id=statement, sha256=sha256, channel="微博"), IllegalMove
    )


@pytest.mark.covers("C")
def test_what_was_published_is_to_the_byte_what_was_approved(house: House) -> None:
    statement, sha256 = published(house)
    (revision,) = house.rows(revisions, statement_id=statement)
    hashes = {a.text_hash for a in house.rows(approvals, revision_id=revision.id)}
    hashes |= {p.sha256 for p in house.rows(publications, revision_id=revision.id)}
    assert (hashes, revision.text) == ({sha256}, BODY)


@pytest.mark.covers("C")
def test_one_person_cannot_take_a_published_text_back(house: House) -> None:
    statement, _ = published(house)
    house.here("statements.withdraw", "lin", statement_id=statement, reason="数字有误")
    assert isinstance(
        refused(house, "statements.withdraw", "lin", statement_id=statement, reason="数字有误"), NotAllowed
    )
    house.here("statements.withdraw", "zhou", statement_id=statement, reason="")
    assert state(house, statement) == "withdrawn"


def test_an_inquiry_is_answered_with_approved_sentences_only(house: House) -> None:
    published(house)
    asked = house.here("inquiries.log_inquiry", "he", outlet="晚报", question="几人受伤？")["id"]
    for words in ("目前无人受伤。", "我们已收到客户反映的情况，正在核实。目前无人受伤。", "我们已收到客户反映的情况"):
        assert (
            refused(house, "inquiries.answer_inquiry", "he", inquiry_id=asked, answer=words).code
            == "inquiry.unapproved"
        )
