"""One inquiry on the staff's screen, with its thread, and the acts upon it."""

from collections.abc import Callable
from functools import cache
from typing import Any
from urllib.parse import urlencode

from django.forms import Form
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse

from kasuhara_plugin.core.admin import ActView, RecordView, crumbs
from kasuhara_plugin.core.lookup import number_of
from kasuhara_plugin.core.sentences import Piece, diff, sentences
from kasuhara_plugin.customers.beside import beside
from kasuhara_plugin.customers.family import root_of
from kasuhara_plugin.customers.models import Customer
from kasuhara_plugin.customers.somebody import ORIGIN
from kasuhara_plugin.flags.beside import in_force
from kasuhara_plugin.flags.offering import may_propose
from kasuhara_plugin.inquiries import actions
from kasuhara_plugin.inquiries.act_view import InquiryActView
from kasuhara_plugin.inquiries.explaining import explain
from kasuhara_plugin.inquiries.inbox.order_link import order_url
from kasuhara_plugin.inquiries.inbox.presence import looking
from kasuhara_plugin.inquiries.inbox.remarks import remarks_of
from kasuhara_plugin.inquiries.inbox.replying import mailbox, seen, with_mail_states
from kasuhara_plugin.inquiries.inbox.rights import ALL, may, readable
from kasuhara_plugin.inquiries.inbox.states import (
    State,
    business_days_waited,
    in_charge,
    state_of,
)
from kasuhara_plugin.inquiries.inbox.tags import InquiryTag
from kasuhara_plugin.inquiries.models import Inquiry
from kasuhara_plugin.inquiries.others import from_others
from kasuhara_plugin.inquiries.rejoining import joinable
from kasuhara_plugin.inquiries.repeats import substance
from kasuhara_plugin.inquiries.rules import InquiryRules
from kasuhara_plugin.inquiries.staff_forms import AnswerForm, LogForm, ReleaseForm
from kasuhara_plugin.inquiries.veiling import veil_of

Said = Callable[[str], str]  # what a sentence says

SHOWN = 200  # repeats of a thread, the newest
SHOWN_OF_EACH = ("number", "nth", "received_at", "body", "first")
OFFERED = 5  # earlier threads of the sender


class OneInquiryView(RecordView):
    """For whoever may read it."""

    def user_has_permission(self, permission: str) -> bool:
        return may(self.request.user, permission, self.object)


class PresenceView(OneInquiryView):
    """A part of the page, asked for again and again while it is open."""

    template_name = "kasuhara_plugin/admin/_presence.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {"looking": looking(self.object.thread(), self.request.user)}


class InquiryView(OneInquiryView):
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, first = self.request.user, self.object.thread()
        return super().get_context_data(
            first=first,
            thread=self.thread(first),
            answers=with_mail_states(first.answers.all()),
            closures=first.closures.all(),
            remarks=remarks_of(first),
            tags=first.taggings.select_related("tag"),
            can_tag=InquiryTag.objects.exists(),
            is_veiled=bool(veil_of(self.request).kinds(self.object.body, self.object.subject)),
            order_url=order_url(self.object, user),
            looking=looking(first, user),
            **self.standing(first),
            **self.thread_parts(first),
            others=from_others(self.object, InquiryRules.load()) if user.has_perm(ALL) else (),
            can_mail=bool(mailbox(first)),
            can_release=self.object.is_held() and may(user, "release", self.object),
            can_answer=may(user, "answer", self.object),
            propose_url=self.propose_url(),
            in_force=in_force(self.object.customer, user),
            beside=beside(self.object.customer, user, self.object),
            **kwargs,
        )

    def standing(self, first: Inquiry) -> dict[str, Any]:
        """How the thread stands, and whose it is."""
        whose, draft = in_charge(first), first.drafts.filter(decided_at=None).first()
        state = state_of(first, taken=bool(whose))
        is_own = whose is not None and whose.person_id == self.request.user.pk
        return {
            "standing": state,
            "in_charge": whose,
            "is_own": is_own,
            "waited": business_days_waited(first),
            "is_open": state != State.DONE,
            "draft": draft,
            "seen": seen(first) if draft else "",
            "is_draft_own": draft is not None and draft.author_key == str(self.request.user.pk),
        }

    def thread_parts(self, first: Inquiry) -> dict[str, Any]:
        """Why it stands in its thread, or the threads in which it could stand."""
        if not may(self.request.user, "answer", self.object):
            return {}
        rules = InquiryRules.load()
        if first != self.object:
            return {"joined_to": explain(self.object, first, rules)}
        earlier = readable(joinable(self.object), self.request.user)[:OFFERED]
        return {"joinable": [explain(self.object, one, rules) for one in earlier]}

    def thread(self, first: Inquiry) -> list[dict[str, Any]]:
        """What followed the first, with what is new in each marked."""
        rows = first.repeats.order_by("-pk").only(*SHOWN_OF_EACH)[:SHOWN]
        said = cache(substance)  # what is added to a repeat is often the same once more
        known = set(map(said, sentences(first.body)))
        return [_repeat(row, first, known, said) for row in rows]

    def propose_url(self) -> str:
        """Where a restriction of the sender is proposed; empty where that cannot be done."""
        if not self.object.customer_id or not may_propose(self.request.user):
            return ""
        url = reverse("kasuhara_flags:propose", args=[self.object.customer_id])
        return f"{url}?{urlencode({ORIGIN: f'inquiry:{self.object.pk}'})}"


class ReleaseView(InquiryActView):
    permission_required = "release"
    form_class = ReleaseForm
    page_title = submit_label = "保留を解除する"
    success_message = "保留を解除しました。"
    consequence = "解除すると、受付のお問い合わせとして、すぐに対応できるようになります。"

    def act(self, form: Form) -> Inquiry:
        return actions.release(self.inquiry, by=self.request.user)


class AnswerView(InquiryActView):
    permission_required = "answer"
    form_class = AnswerForm
    page_title = submit_label = "回答を記録する"
    success_message = "回答を記録しました。"

    def act(self, form: Form) -> Any:
        return actions.answer(self.inquiry, **form.cleaned_data, by=self.request.user)


class PartView(InquiryActView):
    permission_required = "answer"
    form_class = Form
    page_title = submit_label = "別のお問い合わせとして扱う"
    success_message = (
        "別のお問い合わせとして分けました。回答が必要なお問い合わせとして、一覧に表示されます。"
    )

    def act(self, form: Form) -> Inquiry:
        return actions.part(self.inquiry, by=self.request.user)


class JoinView(InquiryActView):
    """Into the thread of the earlier message in the URL."""

    permission_required = "answer"
    form_class = Form
    page_title = submit_label = "同じ内容としてまとめる"
    success_message = "同じ内容のお問い合わせとしてまとめました。"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.earlier = get_object_or_404(Inquiry, pk=kwargs["earlier_pk"])

    def act(self, form: Form) -> Inquiry:
        return actions.join(self.inquiry, self.earlier, by=self.request.user)


class LogView(ActView):
    """A call or a mail; ``?customer=`` names who it is where that is known."""

    model = Inquiry
    permission_required = "add"
    form_class = LogForm
    page_title = submit_label = "お問い合わせを記録する"
    header_icon = "mobile-alt"
    success_message = "お問い合わせを記録しました。"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        rows = Customer.objects.select_related("merged_into")
        pk = number_of(request.GET.get("customer", ""))
        self.customer = root_of(get_object_or_404(rows, pk=pk)) if pk else None

    def get_page_subtitle(self) -> str:
        may_see = self.request.user.has_perm("kasuhara_plugin.view_customer")
        return str(self.customer) if self.customer and may_see else ""

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return crumbs((self.page_title, ""))

    def act(self, form: Form) -> Inquiry:
        return actions.log(**form.cleaned_data, customer=self.customer, by=self.request.user)

    def get_success_url(self) -> str:
        if self.request.user.has_perm("kasuhara_plugin.view_inquiry"):
            return reverse("kasuhara_inquiries:inspect", args=[self.object.pk])
        return reverse("wagtailadmin_home")


def _repeat(row: Inquiry, first: Inquiry, known: set[str], said: Said) -> dict[str, Any]:
    pieces = _new_in(row, first)
    return {"inquiry": row, "pieces": pieces, "is_news": _is_news(pieces, known, said)}


def _new_in(row: Inquiry, first: Inquiry) -> list[Piece]:
    """The sentences that the first did not say; none where it is the same text."""
    pieces = [piece for piece in diff(first.body, row.body) if piece.kind != "removed"]
    return pieces if any(piece.kind == "added" for piece in pieces) else []


def _is_news(pieces: list[Piece], known: set[str], said: Said) -> bool:
    """Whether a sentence that came says something else than a new date, count or polite form."""
    came = (one for piece in pieces if piece.kind == "added" for one in sentences(piece.text))
    return any(said(one) not in known for one in came if one.strip())
