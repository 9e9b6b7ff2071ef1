"""Tells whether a published text means us, or another firm that it names."""

from __future__ import annotations

import re

from crisis.detection.item import Item, Org
from crisis.detection.signals import Reading

_FIRM = re.compile(
    r"(?<![一-鿿])(?P<lead>(?:听说|据说|听[一-鿿]{1,3}说|[一-鿿]{2}说|原来|上次|上回|昨天|前天|去年|还有)?(?:[一-鿿]{0,5}(?:那家|有家|一家|那个))?)"
    r"(?P<name>[一-鿿]{2,5}?)"
    r"(?:鱼庄|酒楼|酒家|饭庄|饭店|饭馆|餐厅|火锅店?|烧烤店?|茶楼|面馆|超市|商场|百货|酒店|宾馆|银行|燃气|航空|医院|诊所|药房|物业|地产"
    r"|乳业|集团|公司|快递|物流|健身房?|影院|幼儿园|学校|游乐园|乐园|景区|4s店)"
)
_NO_NAME = re.compile(r"[这那某哪每各本我你他她您咱在去到来是有被把给对从和跟的了着过一两几家个间些附近楼下隔壁门口]")


def names_another(text: str) -> bool:
    """A text opens a clause with the proper name of a firm: for one that names nobody of ours, somebody else's."""
    return any(not _NO_NAME.search(match["name"]) for match in _FIRM.finditer(text))


def is_ours(item: Item, reading: Reading, org: Org) -> bool:
    """A published text means us: our name, our branch or our place is in it, and no other firm is its subject."""
    folded = reading.text
    names = [name.lower() for name in (org.name, *org.aliases, *org.branches, *org.products) if len(name) >= 2]
    named = any(name in folded for name in names) or any(part in folded for part in _parts(org.name))
    if named:
        return True
    product = (item.product or "").lower()
    if (
        re.search(r"竞品|友商|competitor|rival", product)
        or "elsewhere" in reading.cues
        and not re.search(r"某(?:快餐|酒店|店|4s|餐)", folded)
    ):
        return False
    if not (org.name or org.branches):
        return bool(item.branch or item.product)  # a house that has not said who it is monitors itself
    if item.branch is None:
        return bool(item.product and item.product in org.products)
    return item.branch in org.branches or item.branch.lower() in ("all", "全部", "总部", "headquarters", "hq", "group")


def _parts(name: str) -> list[str]:
    """Words a long firm name is known by: its first English word, its first two or more Chinese characters."""
    low = name.lower()
    english = re.findall(r"[a-z]{4,}", low)[:1]
    han = re.match(r"[一-鿿]{2,4}?(?=品牌|餐饮|饮品|集团|酒店|航空|银行|医院|玩具|电器|股份|公司|连锁)", low)
    return [*english, *([han.group()] if han else [])]
