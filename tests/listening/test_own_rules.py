"""The firm's own rule file: read strictly, run over history first, in force for the next record, withdrawn again."""

from __future__ import annotations

import pytest

from crisis.detection import own_rules
from crisis.detection.rulebook import standard
from crisis.domain.errors import IllegalMove, Invalid, NotAllowed
from crisis.jobs.backtests import run_next
from crisis.store.events import events
from crisis.store.intake import verdicts
from tests.commands.cast import House
from tests.commands.scenarios_desk import came
from tests.commands.scenarios_listening import OWN, tried_out

SAID = "我今天在东门店排队三小时，一个人都没来招呼。"
MISTAKES = [
    ("points: 42", "points: high", 7, "points", "points"),
    ("points: 42", "points: 0", 7, "points", "points"),
    ("level: watch", "level: loud", 7, "level", "loud"),
    ("code: T-REPEAT", "code: T-NONE", 7, "code", "T-NONE"),
    ("id: OWN-1", "id: S01", 7, "S01", "twice"),
    ("id: OWN-1", "id: X08", 7, "id", "id"),
    ("needs: [own_queue]", "needs: own_queue", 7, "needs", "list"),
    ("needs: [own_queue]", "needs: [nothing]", 7, "nothing", "unknown class"),
    ("kind: brush_off", "kin: brush_off", 7, "kin", "unknown"),
    ('"没有排队三小时"', '"排队三小时了"', 7, "OWN-1.silent", "排队三小时了"),
    ('"我在你们店排队三小时没人理"', '"你好"', 7, "OWN-1.fires", "你好"),
    ("zh: 排队三小时", "zh: (排+)+队", 3, "own_queue", "(排+)+队"),
    ("zh: 排队三小时", "fr: attendre", 3, "own_queue", "zh and en only"),
    ('version: "1"\n', "", 1, "version", "missing"),
    ('version: "1"', 'version: "1"\nmore: 1', 2, "more", "unknown"),
    ('version: "1"', 'version: &a "1"\nderived: {x: [*a]}', 1, "*", "alias"),
    ("rules:", "rules: [", 0, "", None),
]


@pytest.mark.parametrize(("was", "now", "line", "key", "what"), MISTAKES)
def test_a_mistake_names_its_line_and_key(was: str, now: str, line: int, key: str, what: str | None) -> None:
    assert was in OWN
    with pytest.raises(Invalid) as refused:
        own_rules.read(OWN.replace(was, now))
    told = refused.value.params
    assert told["file"] == "own.yaml"
    if what is not None:
        shift = 1 if "\nmore" in now else -1 if not now else 0
        assert (told["line"] - (shift if line == 7 else 0), told["key"], told["what"]) == (line, key, what)
    else:
        assert told["line"] > 0


def test_a_word_that_silences_a_delivered_rule_is_refused() -> None:
    added = OWN.replace("words:\n", "words:\n  inert:\n    zh: 起火 冒烟 刹车失灵\n")
    with pytest.raises(Invalid) as refused:
        own_rules.read(added)
    assert refused.value.params["key"].endswith(".fires")


def test_a_saved_file_is_in_force_for_the_next_record_and_withdrawn_it_is_not(sqlite_house: House) -> None:
    house = sqlite_house
    assert came(house, SAID)["level"] == "none"
    house.do("own_rules.save_rules", "lin", rules=OWN, reason="门店常见的说法", untried=True)
    heard = came(house, SAID + "太久了。")
    assert (heard["level"], heard["codes"]) == ("watch", ["T-REPEAT"])
    assert house.rows(verdicts, intake_id=heard["id"])[0].rule_version == f"{standard().version}+1"
    house.do("own_rules.withdraw_rules", "shen", reason="误报太多")
    assert came(house, "另一天" + SAID, customer_key="K-7")["level"] == "none"


def test_a_broken_file_is_not_saved_and_the_same_one_not_twice(sqlite_house: House) -> None:
    house = sqlite_house
    with pytest.raises(Invalid):
        house.do("own_rules.save_rules", "lin", rules=OWN.replace("42", "x"), reason="试", untried=True)
    house.do("own_rules.save_rules", "lin", rules=OWN, reason="试", untried=True)
    with pytest.raises(IllegalMove, match="rules.same"):
        house.do("own_rules.save_rules", "lin", rules=OWN, reason="试")
    with pytest.raises(NotAllowed):
        house.do("own_rules.save_rules", "he", rules=OWN + "\n", reason="试")


def test_a_file_is_in_force_only_after_a_finished_trial_of_these_words_beside_these_rules(sqlite_house: House) -> None:
    house, other = sqlite_house, OWN.replace("42", "44")

    def saved(rules: str, **more: bool) -> None:
        house.do("own_rules.save_rules", "lin", rules=rules, reason="试", **more)

    def refused(rules: str) -> bool:
        with pytest.raises(IllegalMove, match="rules.untried"):
            saved(rules)
        return True

    assert refused(OWN)
    house.do("trials.try_rules", "lin", rules=OWN)
    assert refused(OWN)  # not heard to the end
    assert run_next(house.work, lambda: house.at)
    assert refused(other)
    saved(OWN)
    tried_out(house, other)
    saved(OWN.replace("42", "43"), untried=True)
    assert refused(other)  # tried beside other rules than are in force now
    kinds = [row.kind for row in house.rows(events, stream="house") if row.kind.startswith("rules.saved")]
    assert kinds == ["rules.saved", "rules.saved_untried"]
