"""Cuts the phrase that a clause gives as the cause: "Y because X", "X 导致 Y", "原因是 X"."""

from __future__ import annotations

import re

_PHRASE = (
    re.compile(r"(?:原因|起因|源头|祸首)(?:就)?(?:是|为|系|在于)(?P<x>[^,。;!?]{2,40})"),
    re.compile(
        r"(?:因为|由于|起因于|源于|源自|归因于|出在|系|由|(?<!原)因)(?P<x>[^,。;!?]{2,30}?)(?:而)?(?:所致|造成的?|导致的?|引起的?|引发的?|带来的?)"
    ),
    re.compile(r"(?:是)?(?:因为|由于|源于|源自|归因于|出在|(?<!原)因(?!此|而))(?P<x>[^,。;!?]{2,40})"),
    re.compile(r"是(?P<x>[^,。;!?]{2,30}?)(?:造成|导致|引起|引发)的"),
    re.compile(r"(?<!不)是(?P<x>[^,。;!?]{2,20}(?:问题|原因|故障|失误))$"),
    re.compile(r"(?:^|[,。;])(?P<x>[^,。;!?因由系]{2,24}?)(?:导致|造成|引起|引发|致使)"),
    re.compile(
        r"^(?:就|其实|都|明明|明显|分明|肯定|无非|根本|还不)*是(?P<x>(?!否)[^,。;!?]{3,30}?)(?:造成的|导致的|引起的|弄的)?$"
    ),
    re.compile(r"(?:^|[,。;])(?P<x>[^,。;!?]{3,24}?)才(?:会)?(?:出|导致|造成|发生|引起)"),
    re.compile(
        r"\b(?:because of|because|due to|caused by|result of|resulted from|owing to|traced to|stems? from|came from|started by|triggered by|the (?:cause|reason) (?:is|was))(?: that)? (?P<x>[^.;!?]{3,80})"
    ),
    re.compile(
        r"^(?:it|this|that) (?:was|is) (?:simply |just |only |clearly |obviously |definitely )?(?P<x>(?:the|a|an|our|their|his|her) [^.;!?,]{3,60})$"
    ),
    re.compile(r"^(?P<x>[^.;!?]{3,60}?),? (?:and )?(?:that is|that's) (?:why|the reason)\b"),
    re.compile(r"^(?P<x>[^.;!?,]{3,60}?) (?:caused|led to|triggered|exposed|started|resulted in) "),
)

_OPEN = re.compile(
    r"正在|有?待|尚|未知|不明|未明|调查|核实|\b(?:investigat\w+|being|examin\w+|test\w*|unknown|unclear|not|open|whether|checked)\b"
)


def told_cause(text: str) -> str | None:
    """The first cause phrase of a folded text, or None."""
    phrases = (match["x"].strip() for phrase in _PHRASE if (match := phrase.search(text)))
    return next((one for one in phrases if not _OPEN.search(one)), None)
