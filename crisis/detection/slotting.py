"""Tells what an item is about: topics, product, branch, service job and the days of the service.

Topics are the coarse ones of rules/topics.yaml; where none is named but a fault is, part and failure by the common
dictionaries ("part:door", "plain:cracks") or the words of the fault stand in.
"""

from __future__ import annotations

from datetime import date

from crisis.detection.attributes import serviced_on
from crisis.detection.item import Item
from crisis.detection.matter import Slots, alike, with_kin
from crisis.detection.signals import Reading
from crisis.detection.slots import dictionary, find_mentions

_COMMON_WORDS = (
    "保养",
    "维修",
    "安装",
    "装修",
    "洗车",
    "升级",
    "手术",
    "体检",
    "servicing",
    "serviced",
    "installed",
    "surgery",
)
_FILLER = set("清深度上门做了的项目服务公里0123456789")


def warm() -> None:
    """Read the dictionaries before the first complaint has to wait for them."""
    for kind in ("parts", "failures"):
        dictionary(kind)


def slots_of(item: Item, reading: Reading, served: tuple[str, str] | None) -> Slots:
    """`served` = the last service order of the same person: (job, ISO day)."""
    words = [reading.text[hit.start : hit.end] for hit in reading.hits.get("job", ())]
    job = job_name(str(item.attrs.get("service_job") or "") or max(words, key=len, default=""))
    service = serviced_on(item, reading)
    if served and (job or reading.live("stall", "fault", "failing")) and job in (None, served[0]):
        day = date.fromisoformat(served[1])
        job, service = served[0], service or (day, day)
    topics = topics_of(reading)
    if item.whole("ill"):
        topics = with_kin(topics | {"illness"})
    if job and service and job not in _COMMON_JOBS and reading.live("fault", "failing", "hazard"):
        topics |= {f"job:{job}"}
    return Slots(alike(topics), item.product, item.branch, job, service)


def topics_of(reading: Reading) -> frozenset[str]:
    topics = {name[6:] for name in reading.hits if name.startswith("topic_")}
    topics |= {f"code:{signal.code}" for signal in reading.signals if signal.code in ("T-DATA", "T-CONDUCT")}
    return with_kin(frozenset(topics or _plain(reading)))


def _plain(reading: Reading) -> set[str]:
    if not reading.live("fault", "loss", "hazard", "failing"):
        return set()
    found = {f"part:{mention.meaning}" for mention in find_mentions(reading.text, dictionary("parts"))}
    found |= {f"plain:{mention.meaning}" for mention in find_mentions(reading.text, dictionary("failures"))}
    return found or {f"plain:{reading.text[hit.start : hit.end]}" for hit in reading.meant("fault", "loss", "hazard")}


def job_name(words: str) -> str | None:
    """One name for a service job, however it is written: 洗积碳 = 积碳清洗."""
    if not words:
        return None
    if words.isascii():
        return words.strip().lower()
    return "".join(sorted(set(words) - _FILLER))[:20] or words


_COMMON_JOBS = frozenset(filter(None, map(job_name, _COMMON_WORDS)))
