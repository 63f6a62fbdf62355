"""回答の文例 in the Wagtail admin."""

from typing import Any

from django import forms
from django.urls import path
from django.urls.resolvers import URLPattern
from wagtail.admin.ui.tables import BooleanColumn

from kasuhara_plugin.core.admin import RoomViewSet
from kasuhara_plugin.core.forms import PlainTextField
from kasuhara_plugin.inquiries.inbox.wordings import BODY_LIMIT, KNOWN, ReplyTemplate

_PLACES = "、".join(f"{{{{ {name} }}}}（{label}）" for name, label in KNOWN.items())
_WRITING = ("add_url_name", "edit_url_name")


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


class ReplyTemplateViewSet(RoomViewSet):
    """Whoever may change the settings writes the wordings; nobody deletes one."""

    model = ReplyTemplate
    name = "kasuhara_reply_templates"
    url_prefix = "kasuhara/reply-templates"
    icon = "doc-full-inverse"
    menu_label = "回答の文例"
    inspect_view_enabled = False
    list_display = ["name", BooleanColumn("in_use", label="使用する"), "order"]

    def get_form_class(self, for_update: bool = False) -> type[ReplyTemplateForm]:
        return ReplyTemplateForm

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        doors = {name: self.get_url_name(name.removesuffix("_url_name")) for name in _WRITING}
        return super().get_common_view_kwargs(**{**kwargs, **doors})

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("add/", self.add_view, name="add"),
            path("<int:pk>/", self.edit_view, name="edit"),
        ]
