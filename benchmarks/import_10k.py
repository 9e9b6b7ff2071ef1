"""Measures `crisis import` of 10,000 complaints, detection included: writes its own file, prints seconds of each round.

The file is that of a busy repair chain: seven of ten rows are ordinary remarks, a quarter tell of a fault, and some of
those belong together, so that rooms open and grow while the file is read.

python benchmarks/import_10k.py [--rows 10000] [--rounds 3]
"""

from __future__ import annotations

import argparse
import csv
import random
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

PARTS = ("空调", "变速箱", "车门", "导航屏", "刹车片", "后备箱", "座椅", "发动机", "车窗", "大灯")
FAULTS = ("有异响", "不制冷", "打不开", "偶尔黑屏", "漏油", "抖动明显", "反应慢", "接缝不齐", "松动", "不亮")
WISHES = ("希望尽快检查", "要求给个说法", "想预约维修", "问什么时候能修好", "请回电话", "态度还可以", "谢谢")
ORDINARY = (
    "排队时间太长",
    "发票抬头开错了",
    "接待人员态度冷淡",
    "报价和上次不一样",
    "预约电话没人接",
    "洗车没洗干净",
    "停车位太少",
    "积分没有到账",
)
ENGLISH = (
    "The delivery came two days late",
    "The invoice shows a wrong name",
    "Nobody answers the hotline",
    "Great staff, slow checkout",
)
PRODUCTS = tuple(f"型号{letter}{n}" for letter in "ABCDE" for n in range(1, 5))


def write(path: Path, rows: int) -> None:
    dice = random.Random(48)
    at = datetime(2026, 1, 1, tzinfo=UTC)
    with path.open("w", encoding="utf-8", newline="") as out:
        table = csv.writer(out)
        table.writerow(
            ["external_id", "received_at", "channel", "customer_key", "customer_name", "product", "branch", "text"]
        )
        for n in range(rows):
            at += timedelta(seconds=dice.randint(60, 900))
            words = f"{dice.choice(PARTS)}{dice.choice(FAULTS)},{dice.choice(WISHES)},里程{dice.randint(1, 90)}00公里"
            words += ",已经是第二次反映" if dice.random() < 0.05 else ""
            kind = dice.random()
            plain = f"{dice.choice(ORDINARY)},{dice.choice(WISHES)},单号{n}"
            text = plain if kind < 0.7 else words if kind < 0.95 else f"{dice.choice(ENGLISH)}, order {n}"
            who = f"k{dice.randint(1, rows // 2)}"
            table.writerow(
                [
                    f"b{n}",
                    at.isoformat(),
                    "phone",
                    who,
                    "某客户",
                    dice.choice(PRODUCTS),
                    f"{dice.randint(1, 12)}店",
                    text,
                ]
            )


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--rows", type=int, default=10_000)
    asked.add_argument("--rounds", type=int, default=3)
    given = asked.parse_args()
    for number in range(given.rounds):
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "complaints.csv"
            write(file, given.rows)
            program = [sys.executable, "-m", "crisis", "--quiet", "import", str(file), "--data", folder]
            begun = time.perf_counter()
            done = subprocess.run(program, capture_output=True, text=True, check=False)
            print(
                f"round {number + 1}: {time.perf_counter() - begun:.1f} s, {done.stdout.strip()} {done.stderr.strip()[-200:]}"
            )


if __name__ == "__main__":
    main()
