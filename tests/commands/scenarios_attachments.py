"""The legitimate acts with files: laying them over an entry, taking one back."""

from __future__ import annotations

from tests.commands.cast import House
from tests.commands.pictures import PDF, jpeg, png
from tests.commands.scenario import Wish, scenario
from tests.commands.scenarios_timeline import noted


def laid(house: House, who: str, name: str = "零件.png", content: bytes = b"") -> int:
    """A file over an entry that this person typed; its id."""
    told = house.here("attachments.attach", who, seq=noted(house, who), files=[(name, content or png())])
    return int(told["attachments"][0]["id"])


@scenario("attachments.attach", "wu", "attachment.add")
def a_photo_and_a_letter(house: House) -> Wish:
    files = [("零件.jpg", jpeg(6)), ("来函.pdf", PDF)]
    return {"crisis_id": house.room, "seq": noted(house, "su"), "files": files}


@scenario("attachments.attach", "su", "attachment.add")
def the_same_bytes_again(house: House) -> Wish:
    laid(house, "wu")
    return {"crisis_id": house.room, "seq": noted(house, "su"), "files": [("又一张.png", png())]}


@scenario("attachments.withdraw_attachment", "su", "attachment.withdraw")
def ones_own_wrong_file(house: House) -> Wish:
    return {"crisis_id": house.room, "attachment_id": laid(house, "su"), "reason": "附错了客户的照片"}


@scenario("attachments.withdraw_attachment", "lin", "attachment.withdraw")
def what_is_of_another_matter(house: House) -> Wish:
    return {"crisis_id": house.room, "attachment_id": laid(house, "lin"), "reason": "与本事件无关"}
