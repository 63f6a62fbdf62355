"""受付ルール on the staff's screen: what a change would have done is shown before it is saved."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from kasuhara_plugin.core.admin import crumbs
from kasuhara_plugin.core.forms import PlainTextField
from kasuhara_plugin.inquiries.models import Inquiry
from kasuhara_plugin.inquiries.preview import DAYS, preview
from kasuhara_plugin.inquiries.rules import InquiryRules

TITLE = "受付ルール"
COUNTS = (
    "network_limit", "network_window_minutes", "sender_limit", "sender_window_minutes",
    "day_limit", "week_limit",
)  # fmt: skip
JOINING = ("join_days", "ask_to_wait_from", "join_similar", "catalogue", "similar_from_others")
ANSWERING = ("answer_within", "reply_address", "second_reader")
PROTECTING = ("harsh_words",)
TEXTS = ("recipients", "categories", "receipt_text", "held_text", "wait_text", "flood_text")


class RulesForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = InquiryRules
        fields = (*COUNTS, *JOINING, *ANSWERING, *PROTECTING, *TEXTS)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("catalogue", *PROTECTING, *TEXTS):
            field: Any = InquiryRules._meta.get_field(name)
            self.fields[name] = PlainTextField(
                limit=field.max_length or 0,
                label=field.verbose_name,
                required=False,
                help_text=field.help_text or "空欄の場合は、標準の文面を表示します。",
                strip=False,
                widget=forms.Textarea(attrs={"rows": 3}),
            )

    def digest(self) -> str:
        """Names these values: what is saved is what was looked at."""
        values = repr(sorted(self.cleaned_data.items()))
        return salted_hmac("kasuhara.rules", values).hexdigest()


class RulesView(PermissionCheckedMixin, WagtailAdminTemplateMixin, FormView):  # type: ignore[type-arg]
    model = Inquiry
    any_permission_required = ["change"]
    form_class = RulesForm
    template_name = "kasuhara_plugin/admin/inquiry_rules.html"
    page_title = TITLE
    header_icon = "cog"

    def user_has_any_permission(self, permissions: list[str]) -> bool:
        return may_change(self.request)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "instance": InquiryRules.load()}

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return crumbs((TITLE, ""))

    def form_valid(self, form: Any) -> HttpResponse:
        digest = form.digest()
        if self.request.POST.get("looked_at") == digest:
            form.save()
            messages.success(self.request, "受付ルールを保存しました。")
            return HttpResponseRedirect(reverse("kasuhara_inquiries:rules"))
        shown = preview(InquiryRules.load().for_guard(), form.instance.for_guard())
        content = self.get_context_data(form=form, preview=shown, looked_at=digest, days=DAYS)
        return self.render_to_response(content)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        form = context["form"]
        return {
            **context,
            "counts": [form[name] for name in COUNTS],
            "joining": [form[name] for name in JOINING],
            "answering": [form[name] for name in ANSWERING],
            "protecting": [form[name] for name in PROTECTING],
            "texts": [form[name] for name in TEXTS],
        }


class RulesMenuItem(MenuItem):
    """Among the settings of the admin."""

    def is_shown(self, request: HttpRequest) -> bool:
        return may_change(request)


def menu_item() -> RulesMenuItem:
    url = reverse("kasuhara_inquiries:rules")
    return RulesMenuItem(TITLE, url, name="kasuhara-rules", icon_name="cog", order=700)


def may_change(request: HttpRequest) -> bool:
    return request.user.has_perm("kasuhara_plugin.change_inquiryrules")
