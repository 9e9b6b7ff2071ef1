"""The judges of histories find each fault that is planted."""

from __future__ import annotations

import pytest

from tests.live.faults.history import Ledger, Verdict, audit, judge
from tests.live.faults.proxy import Fault, FaultProxy

LOG = [(1, "a"), (2, "b"), (3, "c"), (4, "d")]


@pytest.mark.parametrize(
    ("seen", "since", "verdict"),
    [
        (LOG, 0, Verdict()),
        (LOG[2:], 2, Verdict()),
        (LOG[:1] + LOG[2:], 0, Verdict(missing=(2,))),
        (LOG[:3], 0, Verdict(missing=(4,))),
        ([*LOG[:2], LOG[1], *LOG[2:]], 0, Verdict(doubled=(2,))),
        ([LOG[0], LOG[2], LOG[1], LOG[3]], 0, Verdict(reordered=(2,))),
        ([*LOG, LOG[0]], 0, Verdict(doubled=(1,), reordered=(1,))),
        ([*LOG, (5, "e")], 0, Verdict(invented=(5,))),
        ([*LOG[:3], (4, "x")], 0, Verdict(altered=(4,))),
        ([], 0, Verdict(missing=(1, 2, 3, 4))),
    ],
)
def test_each_planted_fault_is_named_and_a_true_history_is_clean(
    seen: list[tuple[int, str]], since: int, verdict: Verdict
) -> None:
    assert judge(seen, LOG, since) == verdict
    assert judge(seen, LOG, since).clean == (verdict == Verdict())


@pytest.mark.parametrize(
    ("acknowledged", "log", "ledger"),
    [
        ({"a": 1, "d": 4}, LOG, Ledger()),
        ({"a": 1}, [(1, "a"), (2, ""), (3, "")], Ledger()),
        ({"e": 5}, LOG, Ledger(gone=("e",))),
        ({"b": 2}, [*LOG, (5, "b")], Ledger(twice=("b",))),
        ({"b": 3}, LOG, Ledger(moved=("b",))),
        ({}, [LOG[0], *LOG[2:]], Ledger(holes=(3, 4))),
        ({}, [*LOG, (4, "d2")], Ledger(holes=(4,))),
    ],
)
def test_each_broken_promise_to_a_writer_is_named_and_a_true_log_is_clean(
    acknowledged: dict[str, int], log: list[tuple[int, str]], ledger: Ledger
) -> None:
    assert audit(acknowledged, log) == ledger
    assert audit(acknowledged, log).clean == (ledger == Ledger())


def test_a_run_whose_faults_did_not_fire_fails() -> None:
    proxy = FaultProxy(1, lambda number: Fault("cut", after=10))
    with pytest.raises(AssertionError, match="cut"):
        proxy.must_have_fired("cut")
    proxy.close()
