"""What staff fill in about the policy, beside its page."""

from typing import Any

from django import forms
from wagtail.admin.widgets import AdminDateInput

from kasuhara_plugin.core.forms import PlainTextField
from kasuhara_plugin.policy.behaviours import NAMED
from kasuhara_plugin.policy.importer import LIMIT_BYTES
from kasuhara_plugin.policy.models import PolicyVersion, ReviewDecision, ReviewTrigger
from kasuhara_plugin.policy.reviews import FINDINGS_LIMIT

LONGEST_LABEL = 40  # characters of a clause shown in a choice


class ReviewForm(forms.Form):
    trigger = forms.ChoiceField(label="きっかけ", choices=ReviewTrigger.choices)
    findings = PlainTextField(
        label="確認したこと",
        limit=FINDINGS_LIMIT,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="社会情勢、法令、事案の件数や内容など、確認した事実を記録します。",
    )
    decision = forms.ChoiceField(
        label="結論",
        choices=ReviewDecision.choices,
        help_text="「改定する」とした後に公開した版が、この見直しの結果として記録されます。",
    )
    next_review_on = forms.DateField(label="次の見直し日", widget=AdminDateInput)


class PageForm(forms.Form):
    """To which of the pages that this person may edit; a choice only where there are several."""

    page = forms.TypedChoiceField(label="取り込み先")

    def __init__(self, *args: Any, pages: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["page"]
        field.choices = [(page.pk, f"{page.title}（{page.locale}）") for page in pages]
        field.coerce = {str(page.pk): page for page in pages}.get
        field.initial = pages[0].pk
        if len(pages) == 1:
            field.widget = forms.HiddenInput()


class UploadForm(PageForm):
    file = forms.FileField(
        label="文章のファイル",
        help_text="テキストファイル（UTF-8 または Shift_JIS、1 MB まで）。見出しは「1．」、"
        "小見出しは「（1）」、箇条書きは「・」で始めます。",
    )

    def content(self) -> bytes:
        """One byte more than the importer takes, so that it says when there is too much."""
        return bytes(self.cleaned_data["file"].read(LIMIT_BYTES + 1))


class TakeInForm(PageForm):
    """The second step: the text as it was read, shown and confirmed."""

    text = forms.CharField(widget=forms.HiddenInput, strip=False, max_length=LIMIT_BYTES)
    page = forms.TypedChoiceField(widget=forms.HiddenInput)
    redirect_from = forms.CharField(
        label="以前のページのアドレス",
        required=False,
        max_length=255,
        help_text="例：/kasuhara/　以前の方針のページを削除した後、このアドレスから新しいページへ転送します。",
    )


class AttestForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    read = forms.BooleanField(label="この版の方針を読み、内容を確認しました。")


class BasesForm(forms.Form):
    """One choice of a clause for each behaviour and each reason."""

    def __init__(self, *args: Any, version: PolicyVersion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        clauses = [(clause, _shortened(clause, text)) for clause, text in version.clauses]
        chosen = dict(version.bases.values_list("code", "clause"))
        for code, named in NAMED.items():
            self.fields[code] = forms.ChoiceField(
                label=named.label,
                choices=[("", "（対応する条項を決めていません）"), *clauses],
                initial=chosen.get(code, ""),
                required=False,
            )


def _shortened(clause: str, text: str) -> str:
    return f"{clause}　{text[:LONGEST_LABEL]}{'…' if len(text) > LONGEST_LABEL else ''}"
