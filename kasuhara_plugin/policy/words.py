"""The words around a policy text, by language: headings, dates, links. Data, not code.

A language that is not here is shown in Japanese.
"""

from datetime import date
from typing import Any

_JA = {
    "dot": "．",
    "open": "（",
    "close": "）",
    "point": "・",
    "colon": "：",
    "contents": "目次",
    "version": "第{number}版",
    "established": "制定日",
    "revised": "改定日",
    "effective": "施行日",
    "contact": "お客様窓口",
    "phone": "電話",
    "email": "メール",
    "hours": "受付時間",
    "legal_basis": "根拠とする法令と指針",
    "recording_notice": "通話の録音について",
    "terms": "関連する利用規約",
    "appeal_route": "対応にご異議があるとき",
    "accommodation": "合理的配慮について",
    "history": "改定履歴",
    "all_versions": "すべての版と変更点を見る",
    "text_file": "テキスト版",
    "first": "制定しました。",
    "no_summary": "改定しました。",
    "reason": "理由",
    "compare": "前の版と比べる",
    "compare_any": "2つの版を比べる",
    "older": "比較元の版",
    "newer": "比較先の版",
    "compare_button": "比べる",
    "compared": "第{older}版と第{newer}版の比較",
    "same_text": "本文に違いはありません。",
    "removed": "削除",
    "added": "追加",
    "moved": "番号の変更",
    "digest": "本文の SHA-256",
    "upcoming": "{day}から第{number}版を施行します。",
    "not_yet": "この版は{day}から施行します。",
    "past": "これは過去の版です。",
    "current": "現在の版を見る",
    "in_force": "（{day}施行）",
    "reference": "{source}の第{number}版の参考訳です。内容に違いがある場合は、{source}の方針によります。",
    "policy": "方針を読む",
    "notice": "お客様と従業員が互いを尊重し、安心してやり取りできるよう努めています。ご理解とご協力をお願いいたします。",
}
_EN = {
    "dot": ". ",
    "open": "(",
    "close": ") ",
    "point": "– ",
    "colon": ": ",
    "contents": "Contents",
    "version": "Version {number}",
    "established": "Established",
    "revised": "Revised",
    "effective": "In force from",
    "contact": "How to reach us",
    "phone": "Telephone",
    "email": "E-mail",
    "hours": "Hours",
    "legal_basis": "Laws and guidelines it rests on",
    "recording_notice": "Recording of calls",
    "terms": "Related terms of service",
    "appeal_route": "If you disagree with our response",
    "accommodation": "Reasonable accommodation",
    "history": "History of revisions",
    "all_versions": "All versions and what changed",
    "text_file": "The text as a plain file",
    "first": "First version.",
    "no_summary": "Revised.",
    "reason": "Reason",
    "compare": "Compare with the version before",
    "compare_any": "Compare two versions",
    "older": "Earlier version",
    "newer": "Later version",
    "compare_button": "Compare",
    "compared": "Versions {older} and {newer} compared",
    "same_text": "The text is the same.",
    "removed": "removed",
    "added": "added",
    "moved": "renumbered",
    "digest": "SHA-256 of the text",
    "upcoming": "Version {number} comes into force on {day}.",
    "not_yet": "This version comes into force on {day}.",
    "past": "This is an earlier version.",
    "current": "See the version in force",
    "in_force": " (in force from {day})",
    "reference": "A reference translation of version {number} in {source}. Where they differ, the {source} text applies.",
    "policy": "Read the policy",
    "notice": "We want customers and staff to deal with each other in respect and at ease. Thank you for your understanding and cooperation.",
}
_NAMES = {"ja": {"ja": "日本語", "en": "英語"}, "en": {"ja": "Japanese", "en": "English"}}
_WORDS = {"ja": _JA, "en": _EN}


def words(language: str) -> dict[str, str]:
    """The words of a language tag such as ``ja`` or ``en-GB``."""
    return _WORDS.get(language.split("-", maxsplit=1)[0].lower(), _JA)


def language_name(named: str, language: str) -> str:
    """日本語 or Japanese for ``ja``, in the words of ``language``; a language that is not here by
    its tag."""
    names = _NAMES["en" if words(language) is _EN else "ja"]
    return names.get(named.split("-", maxsplit=1)[0].lower(), named)


def spoken_day(day: date, language: str) -> str:
    """2026年11月24日, or 24 November 2026."""
    if words(language) is _EN:
        return f"{day.day} {day:%B} {day.year}"
    return f"{day.year}年{day.month}月{day.day}日"


def said(language: str, key: str, **values: Any) -> str:
    return words(language)[key].format(**values)
