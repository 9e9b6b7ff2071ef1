"""Labels of single sentences: own examples always, the development sentences where they are at hand."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from crisis.detection.text_labels import LABELS, label_texts

SHARED = Path(__file__).parents[3] / "shared"


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("The kettle caught fire and burned my hand.", {"safety"}),
        ("Thankfully nobody was injured.", set()),
        ("I will hire a lawyer if this goes on.", {"legal", "threat"}),
        ("Many owners have reported this in forums.", {"group"}),
        ("Still not fixed after multiple visits.", {"repeat"}),
        ("I saw it on the news last night.", {"media"}),
        ("小区电梯存在严重安全隐患", {"safety"}),
        ("没有人员伤亡", set()),
        ("我们全体业主多次向物业反映无果", {"group", "repeat"}),
        ("再不处理我们将起诉到法院", {"legal", "threat"}),
        ("昨晚的都市频道报道了这件事", {"media"}),
        ("请问几点关门", set()),
    ],
)
def test_a_sentence_gets_its_labels_with_spans(text: str, labels: set[str]) -> None:
    (row,) = label_texts([{"id": "x", "text": text}])
    assert {label for label in LABELS if row[label]} == labels
    assert {span[3] for span in row["spans"]} == labels
    assert all(text[start:end] == quote for quote, start, end, _ in row["spans"])


@pytest.mark.skipif(not SHARED.is_dir(), reason="the development sentences are not at hand (../shared)")
def test_the_development_sentences_are_labelled_as_well_as_promised() -> None:
    sys.path.insert(0, str(SHARED / "eval"))
    try:
        import evaluate_text
    finally:
        sys.path.pop(0)
    rows = [json.loads(line) for line in (SHARED / "data" / "text_signals_dev.jsonl").read_text("utf-8").splitlines()]
    score = evaluate_text.score({row["id"]: row for row in rows}, {row["id"]: row for row in label_texts(rows)})
    assert score["all"]["micro"]["f1"] >= 0.85
    assert score["all"]["macro_f1"] >= 0.80
    assert score["all"]["negation_false_alarm"][0] <= 1
    assert score["explained"] == 1.0
