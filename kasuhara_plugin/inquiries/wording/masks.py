"""What changes from one telling to the next: dates, hours, how long and how often; and how to reach the
sender, which is no part of the matter. Imports no Django."""

import re

from kasuhara_plugin.inquiries.wording.characters import CUT

_NUMERAL = "(?:[0-9](?<![0-9].)[0-9]{0,3}|[一二三四五六七八九十百数]{1,4}|何(?=[日回度通週か]))"

_WEB = re.compile(r"(?:https?://|www\.)[!-~]+")
_MAILBOX = re.compile(r"(?<![0-9a-z.+_-])[0-9a-z.+_-]{1,64}@[0-9a-z.-]{1,200}")
_POST_OR_PHONE = re.compile(
    r"[0-9(](?<![0-9a-z(-].)(?<=[0-9(])(?:(?<=\d)\d\d-\d{4}|(?<=0)\d{1,4}[-)]\d{1,4}-\d{3,4}|(?<=\()0\d{1,4}\)-?\d{1,4}-\d{3,4})"
    r"(?![0-9-])"
)
_WRITTEN_DATE = re.compile(
    r"\d(?<![\d/].)(?:\d{0,3}[-/.年]\d{1,2}[-/.月]\d{1,2}日?(?![\d/-])|\d?[/:]\d{1,2}(?![\d/]))"
)
_LISTED = re.compile(r"^ *(?:\(?\d{1,2}[.)] ?|[a-z][.)] |\d{1,2}、)", re.MULTILINE)

_COUNTED = re.compile(
    rf"(?:{_NUMERAL}|第{_NUMERAL})"
    r"(?:年|[かヶケ箇カ]月|月|週|日|時|分|秒|回|度|通)"
    r"(?:間|半|目|分)?(?:以上|以内|前|後|頃|ごろ|ほど|くらい|ぐらい|近く|も)?"
    r"|(?<![一-龠])[二三四五六七八九十]つ(?!折)"
)
_DAY = re.compile(
    r"[月火水木金土日]曜日?|一昨日|昨日|本日|今日|明日|明後日|先日|昨夜|昨晩|今朝|今晩|先週|今週|来週"
    r"|先月|今月|来月|昨年|今年|去年|午前|午後|正午|夕方|週明け|週末|月初め?|月末|おととい|きのう|きょう"
)


def without_contact(text: str) -> str:
    """Without addresses of any kind, dates in figures and the numbers of a list."""
    if "://" in text or "www." in text:
        text = _WEB.sub(CUT, text)
    if "@" in text:
        text = _MAILBOX.sub(CUT, text)
    text = _POST_OR_PHONE.sub(CUT, text)
    return _WRITTEN_DATE.sub(CUT, _LISTED.sub("", text))


def without_counts(text: str) -> str:
    return _DAY.sub(CUT, _COUNTED.sub(CUT, text))
