"""Acts that share a commit: few commits for many acts, and none sinks its neighbours."""

from __future__ import annotations

import threading
from typing import Any

from crisis.store.events import Event
from crisis.store.unit_of_work import Op, Work
from tests.store.acts import AT, DESK, LIN, failing, note
from tests.store.test_events import faults, in_parallel


def held_back(work: Work, jobs: list[Any], *, fails: bool = False) -> list[Any]:
    """Let all jobs queue behind one act, which `fails` or not, so that they share a commit."""
    inside, go = threading.Event(), threading.Event()

    def first() -> dict[str, Any]:
        with work(LIN, DESK, Op(None), AT) as change:
            change.record("log.note", text="first", pinned=False)
            inside.set()
            go.wait()
            if fails:
                raise ValueError("the first one fails")
        return change.answer

    def queue() -> None:
        inside.wait()
        while len(work._turnstile._queue) < len(jobs):
            threading.Event().wait(0.001)
        go.set()

    releaser = threading.Thread(target=queue)
    releaser.start()

    def after_first(job: Any) -> Any:
        inside.wait()
        return job()

    found = in_parallel([first, *[lambda j=j: after_first(j) for j in jobs]])
    releaser.join()
    return found[1:]


def test_one_failing_act_does_not_sink_those_that_share_its_commit(work: Work) -> None:
    told: list[list[Event]] = []
    work.listeners.append(told.append)
    found = held_back(work, [lambda: note(work, "a"), lambda: failing(work), lambda: note(work, "b")])
    assert sorted(a["seq"] for a in found if isinstance(a, dict)) == [2, 3]
    assert [type(a) for a in found if not isinstance(a, dict)] == [ValueError]
    assert [e.payload["params"]["text"] for batch in told for e in batch if e.seq > 1] in (["a", "b"], ["b", "a"])
    assert any(len(batch) > 1 for batch in told), "nothing shared a commit: this test proved nothing"
    assert faults(work.database) == []


def test_an_act_that_fails_before_all_others_of_its_commit_leaves_nothing_to_them(work: Work) -> None:
    told: list[list[Event]] = []
    work.listeners.append(told.append)
    found = held_back(work, [lambda: note(work, "a"), lambda: failing(work), lambda: note(work, "b")], fails=True)
    assert sorted(a["seq"] for a in found if isinstance(a, dict)) == [1, 2]
    assert sorted(e.payload["params"]["text"] for batch in told for e in batch) == ["a", "b"]
    assert faults(work.database) == []


def test_a_hundred_queued_acts_share_few_commits(work: Work) -> None:
    told: list[list[Event]] = []
    work.listeners.append(told.append)
    found = held_back(work, [lambda n=n: note(work, str(n)) for n in range(100)])
    assert sorted(a["seq"] for a in found) == list(range(2, 102))
    assert len(told) <= 4
    assert max(map(len, told)) <= 64
