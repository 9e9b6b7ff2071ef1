"""Says whether words at a place are really our own assertion, or negated, quoted, asked, trained against or a name."""

from __future__ import annotations

import re

from crisis.onevoice.reading import Reading

_NEGATION = re.compile(
    r"不会|不是|并非|并不是|绝非|没有|没说|从未|从不|绝不|不能|无法|不敢|不应|不该|不再|不以|不用|不得|不要|不可|请勿|切勿|禁止|避免|拒绝(?!采访|回应|评论)"
    r"|而不是|而非|杜绝|不可能|不存在|不(?=[说谈称把将用做])|莫"
    r"|\bnot\b|\bnever\b|n't\b|\bnor\b|\bno longer\b|\bwithout\b|\brather than\b|\binstead of\b|\bcannot\b|\bno one\b|\bnobody\b|\bavoid\b|\bnothing about\b"
)
_TURN = re.compile(
    r"而是|但|不过|可是|然而|却|反而|其实|\bbut\b|\bhowever\b|\brather(?! than)\b|\binstead(?! of)\b|\bit was\b|\bonly because\b"
)
_TRAINING = re.compile(
    r"禁用语|禁语|错误示例|反面(?:例子|示例|教材)|错误(?:说法|用语|表述)|(?:不要|不得|切勿|禁止|不能|不可|请勿|避免|严禁|不许|别)(?:对(?:外|客户|顾客|媒体|记者|家属)(?:.{0,4})?)?"
    r"(?:说|讲|使用|出现|用|回答|称|称呼|回复|写|表述)(?![,;])|不该说|改为|应改为|培训(?:时|中|里|材料|教材|课件|案例|要求|强调|内容|:)|话术练习|这类(?:话|词|说法|用语)"
    r"|\b(?:never|not|don't|do not|avoid|must not|should not|may not) (?:ever )?(?:say|saying|use|using|write|writing|answer|answering|reply|call|calling|promise|tell)\b"
    r"|\bforbidden (?:phrases?|words?|wording)|\bbad example|\bwrong (?:answer|wording)|\btraining(?: (?:note|material|slide|example|case|card|handout|text)s?\b|:)|\bphrases? (?:to avoid|such as)|\bwords like\b"
)
_TOLD = re.compile(
    r"网传|网上(?:有|说|称|流传)|有(?:人|网友|传言|说法|媒体|消息)(?:说|称|认为|问|传)?|谣言|传言|传闻|不实|所谓|针对|关于(?=.{0,20}(?:说法|传言|质疑|视频|帖))|质疑|说法|指称"
    r"|\brumou?rs?\b|\bclaims?\b|\bclaimed\b|\ballegations?\b|\balleged\b|\bposts? (?:say|claim)|\bsome (?:say|people say)|\breports? that\b|\bso-called\b|\bit is said\b|\bsuggestions? that\b|\basked whether\b"
)
_DENIED = re.compile(
    r"不实|不属实|不符|有误|错误|没有根据|无依据|谣言|并非事实|不准确|不妥|不对|已被证伪"
    r"|\b(?:is|are|was|were) (?:\w+ )?(?:false|untrue|wrong|incorrect|inaccurate|unfounded|not true|not correct|not acceptable)\b|\bno evidence\b"
)
_RETRACTED = re.compile(
    r"(?:这样|这么|如此|这种|那样|上述)(?:讲|说|表述|的?说法|的?表述|的?答复)?(?:是)?(?:很|也)?(?:不妥|不对|不准确|不应该|不合适|错)|收回|更正|说法不(?:妥|准确|对)|不应该?这(?:样|么)(?:说|讲)"
    r"|\b(?:was|were) wrong to (?:say|suggest)|\bshould (?:not|never) have (?:said|suggested|used)|\bwithdraw (?:that|this|the|these)|\bthat (?:was|is) (?:wrong|not right|unacceptable)|\btake (?:that|it) back"
)
_CONDITION = re.compile(
    r"(?:如果|如有|如因|如系|若|假如|一旦|为防止|防止|以免|避免|以防|是否|有无|是不是)|\b(?:if|whether|unless|in case|to prevent|to avoid)\b"
)
_ORG = re.compile(
    r"^(?:有限公司|公司|集团|基金会?|栏目|节目|平台|工作室|乐队|论坛|俱乐部|酒业|品牌|牌(?!照)|网站|频道|保险|\s?(?:ltd|inc|llc|plc|bank|trust|insurance|fund|foundation|programme|program|podcast|magazine|show|scheme|corporation|gmbh)\b)"
)
_QA = re.compile(r"(?:^|[\s。;!?])(?:问|q)(?:题)?\d{0,2}[::]", re.M)
_ANSWER = re.compile(r"(?:答|\ba)(?:复)?\d{0,2}[::]")


def excused(reading: Reading, start: int, end: int, scopes: frozenset[str]) -> str | None:
    """The first scope of `scopes` that takes the words at start:end off our own account, or None."""
    if "name" in scopes and _is_name(reading, start, end):
        return "name"
    if "training" in scopes and _trained(reading, start):
        return "training"
    if "negated" in scopes and _negated(reading, start):
        return "negated"
    if "quoted" in scopes and (_answered(reading, start, end) or _retracted(reading, start, end)):
        return "quoted"
    if "asked" in scopes and _asked(reading, start):
        return "asked"
    if "condition" in scopes and _conditional(reading, start):
        return "condition"
    return None


def _is_name(reading: Reading, start: int, end: int) -> bool:
    inside = any(first <= start and end <= last for first, last in reading.titles)
    return inside or bool(_ORG.match(reading.text[end : end + 20]))


def _trained(reading: Reading, start: int) -> bool:
    first, _ = reading.sentence_at(start)
    return bool(_TRAINING.search(reading.text, first, start))


def _negated(reading: Reading, start: int) -> bool:
    """A negation before the words in the same clause, with no turn ("but", 而是) between."""
    first = reading.clause_at(start).start
    quoted = next((left for left, right in reading.quoted if left <= start < right), None)
    before = reading.text[max(first, start - 60) : start]
    negation = max((match.end() for match in _NEGATION.finditer(before)), default=None)
    if negation is not None and not _TURN.search(before, negation):
        return True
    return quoted is not None and bool(_NEGATION.search(reading.text[max(0, quoted - 14) : quoted]))


def _answered(reading: Reading, start: int, end: int) -> bool:
    """Quoted words that the sentence names as told by others, or told words that the sentence itself denies."""
    first, last = reading.sentence_at(start)
    told = bool(_TOLD.search(reading.text, max(0, first), start))
    after = reading.text[end:last] + reading.text[last : last + 30]
    if any(left <= start and end <= right + 1 for left, right in reading.quoted):
        return told or bool(_DENIED.search(after))
    return told and bool(_DENIED.search(reading.text, end, last))


def _retracted(reading: Reading, start: int, end: int) -> bool:
    _, last = reading.sentence_at(start)
    first, _ = reading.sentence_at(start)
    return bool(_RETRACTED.search(reading.text, end, last) or _RETRACTED.search(reading.text, first, start))


def _asked(reading: Reading, start: int) -> bool:
    """The question part of a Q&A belongs to the one who asks."""
    asked = max((match.end() for match in _QA.finditer(reading.text, 0, start)), default=None)
    return asked is not None and not _ANSWER.search(reading.text, asked, start)


def _conditional(reading: Reading, start: int) -> bool:
    clause = reading.clause_at(start)
    return bool(_CONDITION.search(reading.text, max(clause.start, start - 40), start))
