"""Reads a story that is played as a drill: what came before, and the steps that follow live."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from importlib import resources
from typing import Any
from zoneinfo import ZoneInfo

import yaml

Data = dict[str, Any]
_AGO = re.compile(r"(\d+)([dhm])")
_UNITS = {"d": timedelta(days=1), "h": timedelta(hours=1), "m": timedelta(minutes=1)}
RECORD = ("kind", "channel", "customer_key", "customer_name", "product", "branch", "lang", "text", "attrs")


@dataclass(frozen=True, slots=True)
class Story:
    """`people` gives the name of each role's person; `before` and `live` are records and steps as in the file."""

    org: Data
    people: dict[str, str]
    defaults: Data
    before: list[Data]
    live: list[Data]


@cache
def load_story(name: str = "dealer") -> Story:
    text = resources.files("crisis.jobs.story").joinpath(f"{name}.yaml").read_text("utf-8")
    return Story(**yaml.safe_load(text))


def ago(words: str) -> timedelta:
    """34d, 15h, 75m."""
    found = _AGO.fullmatch(words)
    if found is None:
        raise ValueError(f"{words} is no time back")
    return int(found[1]) * _UNITS[found[2]]


def record_of(story: Story, step: Data, number: str, at: datetime) -> Data:
    """The step as a receipt record of the drill, received when it says, counted back from `at`."""
    record = {**story.defaults, **{name: step[name] for name in RECORD if name in step}}
    record |= {"external_id": number, "drill": True, "received_at": at - ago(step.get("ago", "0m"))}
    if "published_ago" in step:
        record["published_at"] = at - ago(step["published_ago"])
    return record


def told(text: str, at: datetime, zone: str) -> str:
    """A text with {now} and {later} as clock times of the firm's zone."""
    local = at.astimezone(ZoneInfo(zone))
    return text.format(now=_moment(local), later=_moment(local + timedelta(hours=3)))


def _moment(local: datetime) -> str:
    return f"{local.month}月{local.day}日{local.hour}:{local.minute:02d}"
