"""The guard for the host's OWN form, in three lines: the same limits, the same repetitions joined, and
every message in the staff's inbox.

A function view::

    @protect(form=ContactForm, body="message", email="email", name="name")
    def contact(request): ...

A class view, and a page of ``wagtail.contrib.forms``::

    class ContactView(ProtectMixin, FormView):
        inquiry_fields = {"body": "message", "email": "email"}

    class ContactPage(ProtectedFormPageMixin, AbstractEmailForm):
        inquiry_fields = {"body": "message", "email": "email"}

The host's view goes on for a message that is accepted. One that is joined or held is stored and
receipted by us, and the host's view does not run; one over the network's limit is given back with
429, and nothing is stored; so is one for which the database does not answer, with 503. A text that
cannot be kept as an inquiry goes to the host's view as before.
"""

import logging
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from asgiref.sync import iscoroutinefunction, sync_to_async
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from kasuhara_plugin.core.errors import UnusableText
from kasuhara_plugin.core.network import client_address
from kasuhara_plugin.customers.identity import signed_in
from kasuhara_plugin.inquiries.actions import LIMITS, Receipt, receive
from kasuhara_plugin.inquiries.forms import InquiryForm
from kasuhara_plugin.inquiries.guard import Outcome
from kasuhara_plugin.inquiries.rules import InquiryRules
from kasuhara_plugin.inquiries.serving import (
    CSRF_FIELD,
    GONE,
    pairs,
    rendered,
    sealed,
    too_many,
    without_database,
)

logger = logging.getLogger(__name__)

_FLOOD = (
    "恐れ入ります。お使いの回線から短い時間に多くの送信があったため、まだ受け付けできていません。"
)
_BUSY = (
    "恐れ入ります。ただいまシステムが混み合っているため、まだ受け付けできていません。"
    "ご入力の内容はそのまま残っています。しばらくしてから、もう一度送信してください。"
)
BODY_LINES = 10
Fields = Mapping[str, str]
View = Callable[..., Any]


def protect(*, form: type[BaseForm] | None = None, **fields: str) -> Callable[[View], View]:
    """For a function view, sync or async. ``fields`` names the host's fields: ``body`` (needed),
    ``email``, ``name``, ``phone``, ``subject``, ``order_number``, ``category``. With ``form`` only a
    valid form counts; without it whatever has a body does."""
    _require_known(fields)

    def decorate(view: View) -> View:
        if iscoroutinefunction(view):

            @wraps(view)
            async def guarded_async(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
                answer = await sync_to_async(_before)(request, view, form, fields)
                return answer or await view(request, *args, **kwargs)

            return guarded_async

        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            return _before(request, view, form, fields) or view(request, *args, **kwargs)

        return guarded

    return decorate


class ProtectMixin:
    """For a ``FormView``, before it in the bases: a valid form is guarded."""

    inquiry_fields: Fields = {}
    request: HttpRequest

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            receipt = _received(self.request, form.cleaned_data, self.inquiry_fields, _name(self))
        except GONE:
            return _unavailable(self.request, self.inquiry_fields)
        if receipt and receipt.verdict.outcome is Outcome.REFUSE:
            form.add_error(None, _wait(receipt))
            return too_many(self.form_invalid(form), receipt)  # type: ignore[attr-defined]
        return _end(receipt) or super().form_valid(form)  # type: ignore[misc]


class ProtectedFormPageMixin:
    """For a page of ``wagtail.contrib.forms``, before it in the bases. ``inquiry_fields`` names
    the editor's fields by their clean names; without it the first of several lines is the body and
    the first e-mail field the address."""

    inquiry_fields: Fields = {}

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method != "POST":
            return super().serve(request, *args, **kwargs)  # type: ignore[misc]
        form = self.get_form(request.POST, request.FILES, page=self, user=request.user)  # type: ignore[attr-defined]
        if not form.is_valid():
            return super().serve(request, *args, **kwargs)  # type: ignore[misc]
        receipt = _received(request, form.cleaned_data, self.fields_of_inquiry(), _name(self))
        if receipt and receipt.verdict.outcome is Outcome.REFUSE:
            form.add_error(None, _wait(receipt))
            return too_many(self._given_back(request, form), receipt)
        return _end(receipt) or super().serve(request, *args, **kwargs)  # type: ignore[misc]

    def fields_of_inquiry(self) -> Fields:
        if self.inquiry_fields:
            return self.inquiry_fields
        kinds = [(field.field_type, field.clean_name) for field in self.get_form_fields()]  # type: ignore[attr-defined]
        wanted = {"body": "multiline", "email": "email"}
        found = {
            ours: [name for one, name in kinds if one == kind] for ours, kind in wanted.items()
        }
        return {ours: names[0] for ours, names in found.items() if names}

    def _given_back(self, request: HttpRequest, form: Any) -> HttpResponse:
        context = self.get_context(request)  # type: ignore[attr-defined]
        template = self.get_template(request)  # type: ignore[attr-defined]
        return rendered(request, template, {**context, "form": form})


def _before(
    request: HttpRequest, view: View, form: type[BaseForm] | None, fields: Fields
) -> HttpResponse | None:
    """The answer where the host's view is not to run."""
    if request.method != "POST":
        return None
    try:
        return _judged(request, view, form, fields)
    except GONE:
        return _unavailable(request, fields)


def _judged(
    request: HttpRequest, view: View, form: type[BaseForm] | None, fields: Fields
) -> HttpResponse | None:
    bound = form(request.POST, request.FILES) if form else None
    if bound is not None and not bound.is_valid():
        return None
    data = bound.cleaned_data if bound is not None else request.POST
    receipt = _received(request, data, fields, f"{view.__module__}.{view.__qualname__}")
    if receipt and receipt.verdict.outcome is Outcome.REFUSE:
        content = {**_typed(request, fields), "message": _wait(receipt)}
        page = rendered(request, "kasuhara_plugin/inquiry_given_back.html", content)
        return too_many(page, receipt)
    return _end(receipt)


def _unavailable(request: HttpRequest, fields: Fields) -> HttpResponse:
    logger.exception("The database does not answer: a message is given back.")
    content = {**_typed(request, fields), "message": _BUSY}
    return without_database(request, "kasuhara_plugin/inquiry_given_back.html", content)


def _typed(request: HttpRequest, fields: Fields) -> dict[str, Any]:
    """What a person reads again under our words for it, and the rest of the host's form as it was."""
    labels = {fields[ours]: str(InquiryForm.base_fields[ours].label) for ours in fields}
    lines = {fields["body"]: BODY_LINES}
    sent = pairs(request)
    return {
        "typed": [
            (labels[name], name, value, lines.get(name, 1))
            for name, value in sent
            if name in labels
        ],
        "others": [pair for pair in sent if pair[0] not in (*labels, CSRF_FIELD)],
    }


def _received(
    request: HttpRequest, data: Mapping[str, Any], fields: Fields, form: str
) -> Receipt | None:
    """None for what cannot be kept as an inquiry: the host's view judges it as before."""
    _require_known(fields)
    typed: dict[str, Any] = {ours: str(data.get(theirs) or "") for ours, theirs in fields.items()}
    try:
        receipt = receive(
            **typed,
            user=signed_in(request),
            address=client_address(request),
            form=form[-100:],
        )
    except UnusableText:
        return None
    request.inquiry_receipt = receipt  # type: ignore[attr-defined]
    return receipt


def _end(receipt: Receipt | None) -> HttpResponse | None:
    """Our receipt where the host's view is not to run."""
    if receipt is None or receipt.verdict.outcome is Outcome.ACCEPT:
        return None
    return redirect("kasuhara_plugin:inquiry_received", receipt=sealed(receipt))


def _wait(receipt: Receipt) -> str:
    why = InquiryRules.load().flood_text or _FLOOD
    minutes = receipt.retry_after_minutes
    return (
        f"{why}ご入力の内容はそのまま残っています。{minutes}分ほど後に、もう一度送信してください。"
    )


def _require_known(fields: Fields) -> None:
    unknown = set(fields) - set(LIMITS)
    if unknown or "body" not in fields:
        raise TypeError(f"Name 'body' and no other than {', '.join(LIMITS)}; not {list(fields)}.")


def _name(shown_by: Any) -> str:
    kind = type(shown_by)
    return f"{kind.__module__}.{kind.__qualname__}"
