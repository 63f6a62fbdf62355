"""Why a message was taken for a repeat, or not, in the staff's words."""

from collections.abc import Iterator
from dataclasses import dataclass

from kasuhara_plugin.inquiries.models import Inquiry
from kasuhara_plugin.inquiries.nearness import kept
from kasuhara_plugin.inquiries.repeats import Comparison, Said, frame, weigh
from kasuhara_plugin.inquiries.rules import InquiryRules
from kasuhara_plugin.inquiries.wording.marks import Veto

APART = {
    "figures": "番号や数量が違います",
    "catalogue": "商品・用紙・加工などの名称が違います",
    "intent": "求めていることが反対です",
    "settled": "片方は、お礼や解決のご連絡です",
    "exchanged": "同じ文面で、言葉が入れ替わっています",
    "core": "書き出しと結びは同じですが、用件が違います",
    "denial": "肯定と否定が違います",
}


@dataclass(frozen=True)
class Explained:
    """``stripped`` is what was left out of the comparison, as ``repeats.frame`` gives it."""

    earlier: Inquiry
    sentences: tuple[str, ...]
    stripped: tuple[str, ...]


def explain(inquiry: Inquiry, earlier: Inquiry, rules: InquiryRules) -> Explained:
    judged = weigh(said(inquiry), said(earlier), catalogue=rules.for_guard().catalogue)
    stripped = dict.fromkeys([*frame(inquiry.body), *frame(earlier.body)])
    return Explained(earlier, tuple(_sentences(judged)), tuple(stripped))


def said(inquiry: Inquiry) -> Said:
    return kept(inquiry.substance, inquiry.outline, inquiry.substance_version, inquiry.body)


def _sentences(judged: Comparison) -> Iterator[str]:
    score, needed = round(judged.score * 100), round(judged.needed * 100)
    yield f"類似度は{score}％です（{needed}％以上で、似ているとみなします）。"
    for veto in judged.vetoes:
        yield f"{APART[veto.kind]}{_words(veto)}。"


def _words(veto: Veto) -> str:
    if not (veto.new or veto.earlier):
        return ""
    return f"（このお問い合わせ：{'、'.join(veto.new)}／以前：{'、'.join(veto.earlier)}）"
