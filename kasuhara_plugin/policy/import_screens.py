"""A policy text from a file becomes a draft: read and shown first, then confirmed."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from kasuhara_plugin.core.admin import ActView, crumbs
from kasuhara_plugin.core.errors import PolicyFormatError
from kasuhara_plugin.policy import intake, old_address
from kasuhara_plugin.policy.forms import TakeInForm, UploadForm
from kasuhara_plugin.policy.importer import parse, read_text
from kasuhara_plugin.policy.outline import Outline, numbered
from kasuhara_plugin.policy.place import site_of
from kasuhara_plugin.policy.plain import as_text


class ImportView(ActView):
    """A text from outside, for whoever may edit a policy page."""

    page_title = "方針の文章を取り込む"
    header_icon = "upload"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.pages = intake.editable_pages(request.user)
        if not self.pages:
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "pages": self.pages}

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return crumbs(("方針の版", reverse("kasuhara_policy:index")), (self.page_title, ""))


class UploadView(ImportView):
    """The first step: the file is read and shown; nothing is kept yet."""

    form_class = UploadForm
    submit_label = "内容を確かめる"

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            outline = parse(form.content())
        except PolicyFormatError as error:
            form.add_error("file", str(error))
            return self.render_to_response(self.get_context_data(form=form))
        initial = {"text": as_text(outline), "page": form.cleaned_data["page"].pk}
        context = self.get_context_data(form=TakeInForm(initial=initial, pages=self.pages))
        return render(self.request, TakeInView.template_name, {**context, **shown_to(outline)})


class TakeInView(ImportView):
    """The second step: what was shown becomes the page's draft."""

    template_name = "kasuhara_plugin/admin/policy_take_in.html"
    form_class = TakeInForm
    success_message = "下書きを保存しました。公開中の方針は変わっていません。"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return redirect("kasuhara_policy:upload")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        try:
            return {**context, **shown_to(_read(context["form"]["text"].value() or ""))}
        except PolicyFormatError:
            return context

    def act(self, form: Form) -> Any:
        page, old = form.cleaned_data["page"], form.cleaned_data["redirect_from"].strip()
        outline = _read(form.cleaned_data["text"])
        with transaction.atomic():
            intake.draft_from(outline, page=page, by=self.request.user)
            if old:
                old_address.lead_here(old, page=page, site=site_of(page), by=self.request.user)
        return page

    def get_success_url(self) -> str:
        return reverse("wagtailadmin_pages:edit", args=[self.object.pk])


def shown_to(outline: Outline) -> dict[str, Any]:
    return {
        "outline": outline,
        "sections": numbered(outline.sections),
        "can_lead": old_address.can_lead(),
    }


def _read(text: str) -> Outline:
    """A lone surrogate in a forged post is an unreadable text."""
    try:
        text.encode()
    except UnicodeEncodeError:
        raise PolicyFormatError("文字を読み取れません。", line=1) from None
    return read_text(text)
