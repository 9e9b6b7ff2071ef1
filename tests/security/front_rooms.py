"""The pages of the house with the right that reading them asks, and the furnished house, built once for all who ask."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.security.front_acts import ROOM
from tests.security.front_doors import Doors, Kept, furnish, opened

# None: whoever is signed in.
READ = {
    "/": None, "/board": "board.read", "/playbooks": None, "/playbooks/PB-MEDIA": None, "/crises": None,
    "/crises/new": None, "/people": None, "/complaints": "warning.read", "/complaints/new": None,
    "/complaints/import": "intake.import", "/complaints/<int:intake_id>": "complaint.read",
    "/warnings": "warning.read", "/desk/events": "desk.subscribe", ROOM: "crisis.read",
    f"{ROOM}/snapshot": "crisis.read", f"{ROOM}/events": "crisis.read", f"{ROOM}/statements": "crisis.read",
    f"{ROOM}/statements/<int:statement_id>": "crisis.read", f"{ROOM}/media": "inquiry.read",
    f"{ROOM}/media/<int:inquiry_id>": "inquiry.read", f"{ROOM}/review": "review.read",
    f"{ROOM}/timeline": "crisis.read", f"{ROOM}/timeline/<int:seq>": "crisis.read", f"{ROOM}/story": "crisis.read",
    f"{ROOM}/complaints": "crisis.read", f"{ROOM}/hand-over": "crisis.read",
    f"{ROOM}/attachments/<int:attachment_id>": "attachment.read",
    "/rules/trials/<int:trial_id>": "rule.edit",
    "/rules": "rule.read", "/series": "series.read", "/settings": "settings.manage",
}  # fmt: skip


@pytest.fixture(scope="session")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Kept:
    return furnish(tmp_path_factory.mktemp("furnished"))


@pytest.fixture
def doors(furnished: Kept, tmp_path: Path) -> Iterator[Doors]:
    """The console on a copy of the furnished house."""
    with opened(furnished, tmp_path) as opened_doors:
        yield opened_doors
