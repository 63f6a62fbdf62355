"""Forms for what a flag says: proposed, or amended while it waits."""

from collections.abc import Sequence
from typing import Any

from django import forms
from wagtail.admin.widgets import AdminDateInput

from kasuhara_plugin.core.forms import PlainTextField
from kasuhara_plugin.core.text import is_blank
from kasuhara_plugin.flags import scopes
from kasuhara_plugin.flags.evidence import LABEL_LIMIT, MOST, Evidence
from kasuhara_plugin.flags.message import KNOWN, MessageTemplate
from kasuhara_plugin.flags.vocabulary import Level, Scope
from kasuhara_plugin.flags.wording import MESSAGE_LIMIT, REASON_LIMIT
from kasuhara_plugin.policy.grounds import grounds
from kasuhara_plugin.policy.models import PolicyVersion

_PLACES = "、".join(f"{{{{ {name} }}}}（{label}）" for name, label in KNOWN.items())
_HELP = (
    "お客様がお手続きをされたときに、この文面が表示されます。{{ }} の箇所は、申請の前に埋めてください。"
    "{{ scopes }}（制限する取引）と {{ until }}（終了日）は、自動で置き換わります。"
)


class WordingForm(forms.Form):
    """``pieces`` are the records that can be chosen as evidence, ``version`` the policy whose
    clauses can be."""

    level = forms.ChoiceField(label="区分", choices=Level.choices, initial=Level.LIMIT)
    scopes = forms.MultipleChoiceField(
        label="制限する取引",
        choices=scopes.choices,
        initial=[Scope.ORDER],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="「取引のお断り」では、すべての取引が対象になります。",
    )
    reason = PlainTextField(
        label="理由（社内用）",
        limit=REASON_LIMIT,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="お客様には表示されません。",
    )
    records = forms.MultipleChoiceField(
        label="確認した記録", required=False, widget=forms.CheckboxSelectMultiple
    )
    other_evidence = PlainTextField(
        label="そのほかに確認したもの",
        limit=MOST * LABEL_LIMIT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="1行に1つずつ入力してください。例：通話録音 2026/11/20 10:15",
    )
    clauses = forms.MultipleChoiceField(
        label="根拠となる方針の条項", required=False, widget=forms.CheckboxSelectMultiple
    )
    template = forms.ModelChoiceField(
        label="ご説明の文例",
        queryset=MessageTemplate.objects.filter(in_use=True),
        required=False,
        empty_label="（選択してください）",
    )
    customer_message = PlainTextField(
        label="お客様へのご説明",
        limit=MESSAGE_LIMIT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_HELP,
    )
    notify = forms.BooleanField(
        label="適用したときに、お客様へメールでお知らせする", required=False, initial=True
    )
    until = forms.DateField(
        label="終了日", required=False, widget=AdminDateInput, help_text="この日の終わりまで。"
    )
    review_on = forms.DateField(
        label="見直し日",
        required=False,
        widget=AdminDateInput,
        help_text="終了日も見直し日もない場合は、運用ルールの日数の後に見直します。",
    )

    def __init__(
        self,
        *args: Any,
        version: PolicyVersion | None,
        pieces: Sequence[Evidence],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.pieces = {piece.record: piece for piece in pieces}
        self._offer("records", [(piece.record, piece.label) for piece in pieces])
        chosen = self.initial.get("clauses") or ()
        rows = grounds(version, besides=chosen) if version else []
        self._offer(
            "clauses", [(row.clause, _said(row.clause, row.text, row.labels)) for row in rows]
        )
        if not MessageTemplate.objects.filter(in_use=True).exists():
            del self.fields["template"]

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        """Choices of what there is; no field where there is nothing to choose."""
        field: Any = self.fields[name]
        if choices:
            field.choices = choices
        else:
            del self.fields[name]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        message = cleaned.get("customer_message")  # None if the field has an error of its own
        if cleaned.get("level") != Level.WATCH:
            if message is not None and is_blank(message):
                self.add_error("customer_message", "お客様へのご説明を入力してください。")
            if "clauses" in self.fields and not cleaned.get("clauses"):
                self.add_error("clauses", "根拠となる方針の条項を選択してください。")
        if cleaned.get("level") == Level.LIMIT and not cleaned.get("scopes"):
            self.add_error("scopes", "制限する取引を選択してください。")
        return cleaned

    def said(self) -> dict[str, Any]:
        """What was filled in, as ``flags.actions.propose`` takes it."""
        plain = ("level", "scopes", "reason", "customer_message", "notify", "until", "review_on")
        data = self.cleaned_data
        clauses = data["clauses"] if "clauses" in self.fields else None
        return {name: data[name] for name in plain} | {
            "clauses": clauses,
            "evidence": self._evidence(),
        }

    def _evidence(self) -> list[Evidence]:
        chosen = [self.pieces[record] for record in self.cleaned_data.get("records", [])]
        lines = self.cleaned_data["other_evidence"].splitlines()
        return [*chosen, *(Evidence(line.strip()) for line in lines if line.strip())]


class ProposeForm(WordingForm):
    urgent = forms.BooleanField(
        label="緊急（すぐに適用する）",
        required=False,
        help_text="翌営業日の終わりまでに別の責任者が追認しないと、失効します。",
    )

    def __init__(self, *args: Any, may_urge: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_urge:
            del self.fields["urgent"]


class AmendForm(WordingForm):
    amend_reason = PlainTextField(
        label="変更の理由", limit=REASON_LIMIT, widget=forms.Textarea(attrs={"rows": 2})
    )


def _said(clause: str, text: str, labels: Sequence[str]) -> str:
    return f"{clause}　{text}" + (f"（{'、'.join(labels)}）" if labels else "")


class TemplateForm(forms.ModelForm):  # type: ignore[type-arg]
    name = PlainTextField(label="名称", limit=100)
    body = PlainTextField(
        label="文面",
        limit=MESSAGE_LIMIT,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=f"使える項目：{_PLACES}。申請のたびに書き込む箇所は、{{{{ お電話の日 }}}} のように書いてください。",
    )

    class Meta:
        model = MessageTemplate
        fields = ("name", "body", "order", "in_use")
