"""The forms of the inbox: whose a thread is, and that it needs no answer."""

from typing import Any

from django import forms
from django.contrib.auth import get_user_model

from kasuhara_plugin.core import audit
from kasuhara_plugin.core.forms import PlainTextField
from kasuhara_plugin.core.people import staff_who_may
from kasuhara_plugin.inquiries.actions import ANSWER_LIMIT, REASON_LIMIT, REMARK_LIMIT
from kasuhara_plugin.inquiries.inbox.assigning import handlers, open_persons
from kasuhara_plugin.inquiries.inbox.tags import InquiryTag, tags_to_choose
from kasuhara_plugin.inquiries.models import Inquiry


class PersonField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Somebody who may answer."""

    def __init__(self, **options: Any) -> None:
        super().__init__(queryset=get_user_model()._default_manager.none(), **options)

    def label_from_instance(self, obj: Any) -> str:
        return audit.actor(obj).name


class AssignForm(forms.Form):
    to = PersonField(label="担当者", required=False, empty_label="担当なし")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self.fields["to"])


class AskForm(forms.Form):
    colleague = PersonField(label="依頼する相手", empty_label=None)

    def __init__(self, *args: Any, by: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["colleague"]
        field.queryset = staff_who_may("view_inquiry").exclude(pk=by.pk)


class HandOverForm(forms.Form):
    """From whoever has something, also where the account is closed or gone."""

    person_key = forms.ChoiceField(label="引き継ぎ元")
    to = PersonField(label="引き継ぎ先", empty_label=None)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self.fields["to"])
        whose: Any = self.fields["person_key"]
        whose.choices = [(key, f"{name}（{many}件）") for key, name, many in open_persons()]


def _offer(field: Any) -> None:
    field.queryset = handlers()


class SeenForm(forms.Form):
    """What there was to see of the thread when it was looked at."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=80)


class ReplyForm(SeenForm):
    body = PlainTextField(
        label="回答の文面",
        limit=ANSWER_LIMIT,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text="この文面の下に、受付番号と状況のページのアドレス、お客様窓口が自動で付きます。",
    )


class ReturnForm(forms.Form):
    reason = PlainTextField(
        label="差し戻しの理由",
        limit=REASON_LIMIT,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class CloseForm(forms.Form):
    reason = PlainTextField(
        label="理由",
        limit=REASON_LIMIT,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="例：お礼のご連絡のため。お客様には表示されません。",
    )


class RemarkForm(forms.Form):
    body = PlainTextField(
        label="内部メモ",
        limit=REMARK_LIMIT,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="担当者どうしの連絡のための記録です。お客様には表示されません。保存した後は変更できません。",
    )


class TagForm(forms.Form):
    tags = forms.ModelMultipleChoiceField(
        label="タグ",
        queryset=InquiryTag.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, thread: Inquiry, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered: Any = self.fields["tags"]
        offered.queryset = tags_to_choose(thread)


class SaveViewForm(forms.Form):
    name = PlainTextField(
        label="名称",
        limit=50,
        help_text="ご自分が同じ名称で保存した絞り込みがあるときは、置き換えます。",
    )
    shared = forms.BooleanField(label="ほかの担当者にも表示する", required=False)
