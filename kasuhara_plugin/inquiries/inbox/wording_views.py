"""回答の文例 and タグ in the Wagtail admin: the shop's own words."""

from django import forms
from wagtail.admin.ui.tables import BooleanColumn

from kasuhara_plugin.core.admin import WordingViewSet
from kasuhara_plugin.core.forms import PlainTextField
from kasuhara_plugin.inquiries.inbox.tags import InquiryTag
from kasuhara_plugin.inquiries.inbox.wordings import BODY_LIMIT, KNOWN, ReplyTemplate

_PLACES = "、".join(f"{{{{ {name} }}}}（{label}）" for name, label in KNOWN.items())


class ReplyTemplateForm(forms.ModelForm):  # type: ignore[type-arg]
    name = PlainTextField(label="名称", limit=100)
    body = PlainTextField(
        label="文面",
        limit=BODY_LIMIT,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=f"使える項目：{_PLACES}。回答のたびに書き込む箇所は、{{{{ 調べた結果 }}}} のように書いてください。埋めるまで送信できません。",
    )

    class Meta:
        model = ReplyTemplate
        fields = ("name", "body", "order", "in_use")


class ReplyTemplateViewSet(WordingViewSet):
    model = ReplyTemplate
    name = "kasuhara_reply_templates"
    url_prefix = "kasuhara/reply-templates"
    icon = "doc-full-inverse"
    menu_label = "回答の文例"
    list_display = ["name", BooleanColumn("in_use", label="使用する"), "order"]

    def get_form_class(self, for_update: bool = False) -> type[ReplyTemplateForm]:
        return ReplyTemplateForm


class InquiryTagForm(forms.ModelForm):  # type: ignore[type-arg]
    name = PlainTextField(label="名称", limit=30)

    class Meta:
        model = InquiryTag
        fields = ("name", "order", "in_use")


class InquiryTagViewSet(WordingViewSet):
    model = InquiryTag
    name = "kasuhara_inquiry_tags"
    url_prefix = "kasuhara/inquiry-tags"
    icon = "tag"
    menu_label = "お問い合わせのタグ"
    list_display = ["name", BooleanColumn("in_use", label="使用する"), "order"]

    def get_form_class(self, for_update: bool = False) -> type[InquiryTagForm]:
        return InquiryTagForm
