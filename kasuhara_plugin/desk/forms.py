"""The forms of what crosses rooms."""

from typing import Any

from django import forms

from kasuhara_plugin.core.forms import PlainTextField
from kasuhara_plugin.core.text import flaw
from kasuhara_plugin.customers.actions import NAME_LIMIT
from kasuhara_plugin.customers.identity import phone_key
from kasuhara_plugin.desk.disclosing import IDENTITY_LIMIT, NUMBER_LIMIT, REASON_LIMIT
from kasuhara_plugin.desk.phone_note import BODY_LIMIT, NO_NUMBER, NOBODY, PHONE_LIMIT, callers

ANOTHER = "new"


class PhoneNoteForm(forms.Form):
    """Asks who it is as soon as the number is somebody's already."""

    phone = PlainTextField(
        label="電話番号",
        limit=PHONE_LIMIT,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
        help_text="番号が分からない場合は、お名前を入力してください。",
    )
    name = PlainTextField(label="お名前", limit=NAME_LIMIT, required=False)
    body = PlainTextField(
        label="お話の内容", limit=BODY_LIMIT, widget=forms.Textarea(attrs={"rows": 8})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        phone = str(self.data.get("phone", ""))
        usable = flaw(phone, limit=PHONE_LIMIT) is None
        self.known = {str(one.pk): one for one in (callers(phone) if usable else [])}
        if self.known:
            self.fields["whom"] = self._whom()
            self.order_fields(["phone", "name", "whom", "body"])

    def _whom(self) -> forms.ChoiceField:
        choices = [(key, f"{one}（顧客番号 {key}）") for key, one in self.known.items()]
        return forms.ChoiceField(
            label="どなたですか",
            choices=[*choices, (ANOTHER, "別の方（新しい顧客として登録する）")],
            widget=forms.RadioSelect,
            help_text="同じ電話番号の顧客がすでに登録されています。",
            error_messages={"required": "同じ電話番号の顧客がいます。どなたか選択してください。"},
        )

    def clean_phone(self) -> str:
        phone: str = self.cleaned_data["phone"]
        if phone and not phone_key(phone):
            raise forms.ValidationError(NO_NUMBER)
        return phone

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not self.errors and not cleaned["phone"] and not cleaned["name"]:
            raise forms.ValidationError(NOBODY)
        whom = cleaned.pop("whom", "")
        return {**cleaned, "customer": self.known.get(whom), "new": whom == ANOTHER}


class DisclosureForm(forms.Form):
    """For which request the file is made, and how the requester was identified."""

    number = PlainTextField(label="請求の受付番号", limit=NUMBER_LIMIT)
    reason = PlainTextField(
        label="作成の理由",
        limit=REASON_LIMIT,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="例：保有個人データの開示のご請求（個人情報保護法33条）",
    )
    identity = PlainTextField(
        label="本人確認の方法",
        limit=IDENTITY_LIMIT,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="いつ、何で確認したかをご記入ください。代理人の場合は、代理権の確認も必要です。"
        "例：11月20日 窓口で運転免許証を確認",
    )
