"""What still stands between a draft and its publishing, said to the person who would publish."""

from collections.abc import Iterator
from datetime import date

from kasuhara_plugin.core.site_settings import ShopSettings
from kasuhara_plugin.policy import placeholders
from kasuhara_plugin.policy.draft import Draft
from kasuhara_plugin.policy.models import PolicyVersion
from kasuhara_plugin.policy.plain import ambiguous

LONGEST = 1_000_000  # characters of a whole policy
UNCLEAR = (
    "「{}」は、見出しや箇条書きの記号で始まっているか、小項目の後に置かれているため、"
    "条項を区別できません。"
)


def problems(
    draft: Draft, shop: ShopSettings, *, latest: PolicyVersion | None, today: date
) -> list[str]:
    """Sentences; none if the draft can become public. ``latest`` is the version before it."""
    return [*_text(draft, shop), *_notices(draft), *_dates(draft), *_change(draft, latest, today)]


def _text(draft: Draft, shop: ShopSettings) -> Iterator[str]:
    if absent := placeholders.missing(draft.texts(), shop):
        yield f"「会社とお客様窓口」の設定で、次の項目を入力してください：{'、'.join(absent)}。"
    if strange := placeholders.unknown(draft.texts()):
        yield f"使えない差し込みがあります：{'、'.join(strange)}。"
    if sum(map(len, draft.texts())) > LONGEST:
        yield f"本文が長すぎます。{LONGEST:,}文字以内にしてください。"
    if not draft.sections:
        yield "本文に章がありません。"
    for text in ambiguous(draft.filled(shop).outline()):
        yield (
            UNCLEAR.format(text[:40])
            if text.strip()
            else "本文に、文章の入っていない欄があります。"
        )


def _notices(draft: Draft) -> Iterator[str]:
    if bool(draft.notices["terms_label"]) != bool(draft.notices["terms_url"]):
        yield "利用規約は、条項名とリンク先の両方を入力してください。"


def _dates(draft: Draft) -> Iterator[str]:
    first, revised, effective = draft.established_on, draft.revised_on, draft.effective_on
    if first and revised and revised < first:
        yield "改定日が制定日より前になっています。"
    if first and effective and effective < first:
        yield "施行日が制定日より前になっています。"


def _change(draft: Draft, latest: PolicyVersion | None, today: date) -> Iterator[str]:
    """A new version says what changed and why, and does not carry the old version's dates."""
    if latest is None:
        return
    if not (draft.change_summary and draft.change_reason):
        yield "変更した点と変更の理由を入力してください。"
    said = (draft.change_summary, draft.change_reason)
    if said == (latest.change_summary, latest.change_reason) != ("", ""):
        yield f"変更した点と変更の理由が、第{latest.number}版のままです。"
    for label, new, old in (
        ("施行日", draft.effective_on or today, latest.effective_on),
        ("改定日", draft.revised_on or today, latest.revised_on),
    ):
        if old and (new < old or new == old < today):
            yield f"{label}が第{latest.number}版の{label}（{old:%Y-%m-%d}）より後になっていません。"
