"""Every scenario there is, from the files that hold them."""

from __future__ import annotations

from tests.commands import (
    scenarios_aftermath,
    scenarios_attachments,
    scenarios_checklist,
    scenarios_crisis,
    scenarios_desk,
    scenarios_house,
    scenarios_listening,
    scenarios_timeline,
    scenarios_voice,
)
from tests.commands.scenario import SCENARIOS, Scenario

__all__ = [
    "SCENARIOS",
    "Scenario",
    "scenarios_aftermath",
    "scenarios_attachments",
    "scenarios_checklist",
    "scenarios_crisis",
    "scenarios_desk",
    "scenarios_house",
    "scenarios_listening",
    "scenarios_timeline",
    "scenarios_voice",
]
