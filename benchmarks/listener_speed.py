"""Measures the whole path of one complaint on one core: words, person, matter, counts, verdict, explanation.

usage: python benchmarks/listener_speed.py [complaints held, default 1000000] [complaints timed, default 20000]

The texts are made here: sentences of everyday kinds put together to 350 characters, two in three Chinese, 35 in 100
opening with a fault; a second round has nothing but faults. First short texts fill the memory, then the long ones are
timed in CPU time of this process, each one alone. At the end its memory is copied and written out, as a checkpoint is.
"""

from __future__ import annotations

import random
import resource
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from crisis.detection.item import Item, Org  # noqa: E402
from crisis.detection.listener import Listener  # noqa: E402
from crisis.detection.memory import SETTLED, pieces, set_aside, sweep_seldom, unswept  # noqa: E402
from crisis.store.base import canonical  # noqa: E402

LENGTH, PRODUCTS, BRANCHES, PERSONS = 350, 2_000, 300, 400_000
START = datetime(2024, 1, 1, tzinfo=UTC)
ZH = (
    "我把购买凭证和照片都发过去了,到现在没有人回复,希望尽快给个说法。",
    "以前一直用你们的产品,感觉质量还可以,这次真的有点失望。",
    "客服态度还行,就是流程太慢,每次都要重新说一遍情况。",
    "退款金额和当初说的不一样,差了一百二十八元,麻烦核对一下账单。",
    "积分商城里的兑换券过了两天还没有到账,想问一下是不是活动规则有变化。",
    "导购很热情,介绍得也仔细,就是结账的时候优惠没有自动抵扣。",
    "我住在六楼没有电梯,师傅帮忙搬上去了,还是要表示感谢。",
    "想换一个颜色,店里说要等总部调货,不知道大概需要几天。",
    "会员日下的单,到现在显示待发货,页面上也查不到物流。",
    "送货比约定的时间晚了两天,外包装压坏了一个角,里面倒是没问题。",
    "说明书写得不清楚,安装的时候少了四颗螺丝,只好自己去五金店配。",
)
ZH_FAULT = (
    "孩子放学回家差点被绊倒,幸好没有受伤,但是{part}确实让人担心。",
    "如果周五之前还不解决,我只能向有关部门反映了。",
    "{part}旁边的{fault}声音越来越大,晚上睡觉都能听到,邻居也来问。",
    "昨天晚上再次{fault},我们一家人都吓了一跳,赶紧把电源拔掉了。",
    "上个月在门店买的{part},用了不到三周就开始{fault},打客服电话排队二十分钟才接通。",
    "师傅上门看了一次,说是正常现象,换了一个配件就走了,第二天又是老样子。",
)
EN = (
    "I have sent the receipt and pictures and nobody has answered me so far, please let me know. ",
    "We have been happy customers for years, but this time we are rather disappointed. ",
    "The delivery came two days late and the box was dented at one corner, the inside was fine. ",
    "Your agent was polite, though I had to explain the whole story again every single time. ",
    "The refund was 128 dollars short of what I was promised, please check the invoice. ",
)
EN_FAULT = (
    "I bought this in the shop last month and after three weeks the {part} started to {fault}. ",
    "The engineer came once, said it was normal, swapped one piece and left; next day it was the same. ",
    "If this is not settled by Friday I will have to take it further. ",
)
PARTS_ZH = ("门板", "电池", "显示屏", "水泵", "轮子", "密封圈", "插头", "遥控器", "阀门", "座椅")
FAULTS_ZH = ("异响", "漏水", "发烫", "黑屏", "松动", "断裂", "失灵", "卡住", "冒烟", "掉漆")
PARTS_EN = ("door", "battery", "screen", "pump", "wheel", "seal", "plug", "remote", "valve", "seat")
FAULTS_EN = ("rattle", "leak", "overheat", "freeze", "wobble", "crack", "fail", "jam", "smoke", "peel")


def complaints(count: int, length: int, seed: int, first: int = 0, faults: float = 0.35) -> Iterator[Item]:
    dice = random.Random(seed)
    for number in range(first, first + count):
        chinese = dice.random() < 0.67
        part, fault = (PARTS_ZH, FAULTS_ZH) if chinese else (PARTS_EN, FAULTS_EN)
        usual, grave = (ZH, ZH_FAULT) if chinese else (EN, EN_FAULT)
        text = (
            dice.choice(grave).format(part=dice.choice(part), fault=dice.choice(fault))
            if dice.random() < faults
            else ""
        )
        while len(text) < length:
            text += dice.choice(grave if faults > 1 else usual).format(part=dice.choice(part), fault=dice.choice(fault))
        yield Item(
            f"c{number}",
            START + timedelta(minutes=number),
            "complaint",
            text[:length],
            "phone",
            "zh" if chinese else "en",
            f"P{int(PRODUCTS * dice.random() ** 2)}",
            f"店{int(BRANCHES * dice.random() ** 2)}",
            f"k{dice.randrange(PERSONS)}",
            phone=f"139{dice.randrange(10**8):08d}" if dice.random() < 0.5 else None,
        )


def held() -> float:
    """Megabytes of this process that lie in memory now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 1e6


def main(fill: int, timed: int) -> None:
    before = held()
    sweep_seldom()
    listener = Listener(Org("青禾", "appliances", "producer", tuple(f"店{i}" for i in range(BRANCHES))))
    clock = time.process_time()
    for number, item in enumerate(complaints(fill, 60, 1)):
        listener.hear(item)
        if number % SETTLED == 0:
            set_aside()  # as the desk does
        if number and number % 100_000 == 0:
            print(f"held {number:,}: {number / (time.process_time() - clock):,.0f}/s, {held():.0f} MB", flush=True)
    print(
        f"{len(listener.counts.all):,} series, {len(listener.matters.all):,} matters, {len(listener.identity.marks):,} marks held"
    )
    for name, faults in (("35 in 100 with a fault", 0.35), ("nothing but faults", 1.5)):
        report(name, listener, list(complaints(timed, LENGTH, 2, fill, faults)))
        fill += timed
    print(f"memory {held():.0f} MB of which {held() - before:.0f} MB listener")
    checkpoint(listener)


def checkpoint(listener: Listener) -> None:
    start = time.process_time()
    with unswept():
        copied = listener.copied()
    took = time.process_time() - start
    sizes = [len(canonical(rows).encode()) / 1e6 for _, rows in pieces(copied)]
    print(f"checkpoint: copied in {took:.2f} s, written out in {time.process_time() - start - took:.2f} s", end="; ")
    print(f"{sum(sizes):.0f} MB in {len(sizes)} pieces, the largest {max(sizes):.1f} MB; memory then {held():.0f} MB")


def report(name: str, listener: Listener, items: list[Item]) -> None:
    took: list[float] = []
    levels: dict[str, int] = {}
    for item in items:
        start = time.process_time_ns()
        verdict = listener.hear(item)
        took.append((time.process_time_ns() - start) / 1e6)
        levels[verdict.level] = levels.get(verdict.level, 0) + 1
    took.sort()
    count = len(took)
    print(
        f"{name}: {count:,} texts of {LENGTH} characters: {count / (sum(took) / 1e3):,.0f}/s on one core (CPU time); verdicts {levels}"
    )
    print(
        f"  one text: median {took[count // 2]:.2f} ms, 99 of 100 within {took[int(count * 0.99)]:.2f} ms, longest {took[-1]:.1f} ms"
    )


if __name__ == "__main__":
    sizes = [int(word) for word in sys.argv[1:3]]
    main(*(sizes + [1_000_000, 20_000][len(sizes) :]))
