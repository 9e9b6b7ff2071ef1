"""How far a post has gone, when only its text says so."""

import pytest

from crisis.detection.reach import Reach, told
from crisis.detection.rulebook import standard
from crisis.detection.signals import Ear

EAR = Ear(standard())


@pytest.mark.parametrize(
    ("text", "reach"),
    [
        ("这条视频已经30万播放,转发两千多", Reach(300_000, 2000, 0)),
        ("話題上了熱搜第七,閱讀一千二百萬", Reach(12_000_000, 0, 7)),
        ("1.2m views and 3,400 shares by noon", Reach(1_200_000, 3400, 0)),
        ("转发超过500,阅读量达到8万", Reach(80_000, 500, 0)),
        ("买了3个分享装,第7次来", Reach(0, 0, 0)),
        ("", Reach(0, 0, 0)),
    ],
)
def test_views_shares_and_rank_are_read_from_words(text: str, reach: Reach) -> None:
    assert told(EAR.hear(text, "social")) == reach
