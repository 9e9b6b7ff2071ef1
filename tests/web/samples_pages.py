"""Every page with its template and a sample context: name → (template, context of a language and a theme)."""

# fmt: off
from __future__ import annotations

from typing import Any

from tests.web.samples import room
from tests.web.samples_aftermath import review
from tests.web.samples_board import board, quiet_board
from tests.web.samples_house import (
    account,
    crises,
    declare,
    error,
    people,
    playbook,
    playbooks,
    setup,
    signin,
    step_up,
    today,
)
from tests.web.samples_inbox import empty_inbox, importing, inbox, one_complaint, receipt
from tests.web.samples_listening import OWN, firm, rules, series, trial
from tests.web.samples_timeline import entry, hand_over, linked, story, timeline
from tests.web.samples_voice import desk, media

PAGES: dict[str, tuple[str, Any]] = {
    "room": ("crises/room.html", room),
    "draft-room": ("crises/room.html", lambda lang="zh", theme="auto": room(lang, theme, "draft")),
    "timeline": ("crises/timeline.html", timeline),
    "entry": ("crises/entry.html", entry),
    "story": ("crises/story.html", story),
    "linked": ("crises/linked.html", linked),
    "hand-over": ("crises/hand_over.html", hand_over),
    "board": ("board/index.html", board),
    "quiet-board": ("board/index.html", quiet_board),
    "inbox": ("complaints/inbox.html", inbox),
    "empty-inbox": ("complaints/inbox.html", empty_inbox),
    "complaint": ("complaints/inbox.html", one_complaint),
    "receipt": ("complaints/new.html", receipt),
    "import": ("complaints/import.html", importing),
    "rules": ("listening/rules.html", rules),
    "rules-running": ("listening/rules.html", lambda lang="zh", theme="auto": rules(lang, theme, trial=trial("running"))),
    "rules-tried": ("listening/rules.html", lambda lang="zh", theme="auto": rules(lang, theme, trial=trial())),
    "rules-failed": ("listening/rules.html", lambda lang="zh", theme="auto": rules(lang, theme, trial=trial("failed"))),
    "rules-mistaken": ("listening/rules.html", lambda lang="zh", theme="auto": rules(lang, theme, mistaken={"text": OWN, "sentence": "第 4 行", "line": 4, "key": "rules"})),
    "series": ("listening/series.html", series),
    "series-empty": ("listening/series.html", lambda lang="zh", theme="auto": series(lang, theme, series=[], chosen=None)),
    "firm": ("listening/settings.html", firm),
    "firm-mistaken": ("listening/settings.html", lambda lang="zh", theme="auto": firm(lang, theme, timezone="没有这个时区", jurisdictions="请选择")),
    "desk": ("statements/desk.html", desk),
    "desk-edit": ("statements/desk.html", lambda lang="zh", theme="auto": desk(lang, theme, mode="edit")),
    "desk-compare": ("statements/desk.html", lambda lang="zh", theme="auto": desk(lang, theme, "submitted", "compare")),
    "desk-keys": ("statements/desk.html", lambda lang="zh", theme="auto": desk(lang, theme, "submitted")),
    "desk-publish": ("statements/desk.html", lambda lang="zh", theme="auto": desk(lang, theme, "approved")),
    "desk-published": ("statements/desk.html", lambda lang="zh", theme="auto": desk(lang, theme, "published")),
    "desk-new": ("statements/desk.html", lambda lang="zh", theme="auto": {**desk(lang, theme), "chosen": None, "new": True}),
    "desk-empty": ("statements/desk.html", lambda lang="zh", theme="auto": {**desk(lang, theme), "chosen": None, "statements": []}),
    "media": ("media/index.html", media),
    "media-answered": ("media/index.html", lambda lang="zh", theme="auto": media(lang, theme, 2)),
    "review": ("aftermath/index.html", review),
    "today": ("today/index.html", today),
    "people": ("people/index.html", people),
    "account": ("account/index.html", account),
    "account-alone": ("account/index.html", lambda lang="zh", theme="auto": account(lang, theme, alone=True, done="password")),
    "playbooks": ("playbooks/index.html", playbooks),
    "playbook": ("playbooks/show.html", playbook),
    "declare": ("crises/declare.html", declare),
    "crises": ("crises/list.html", crises),
    "signin": ("signin.html", signin),
    "setup": ("setup.html", setup),
    "stepup": ("stepup.html", step_up),
    "error": ("error.html", error),
}
