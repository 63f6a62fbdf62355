"""A reply by e-mail on the staff's screens: written, read by a second person, sent."""

from typing import Any

from django.forms import Form
from django.http import Http404, HttpRequest
from wagtail.admin import messages

from kasuhara_plugin.core.errors import ChangedMeanwhile
from kasuhara_plugin.inquiries import actions
from kasuhara_plugin.inquiries.act_view import InquiryActView
from kasuhara_plugin.inquiries.inbox import replying, wordings
from kasuhara_plugin.inquiries.inbox.forms import ReplyForm, ReturnForm, SeenForm
from kasuhara_plugin.inquiries.inbox.models import ReplyDraft
from kasuhara_plugin.inquiries.inbox.presence import looking
from kasuhara_plugin.inquiries.inbox.wordings import ReplyTemplate
from kasuhara_plugin.inquiries.models import Answer
from kasuhara_plugin.inquiries.rules import InquiryRules


class ReplyView(InquiryActView):
    """``?template=`` begins with a wording; what was given back begins with itself."""

    permission_required = "answer"
    form_class = ReplyForm
    template_name = "kasuhara_plugin/admin/inquiry_reply.html"
    page_title = "メールで回答する"

    @property
    def submit_label(self) -> str:  # type: ignore[override]
        return "確認を依頼する" if InquiryRules.load().second_reader else "送信する"

    def get_initial(self) -> dict[str, Any]:
        thread = self.inquiry.thread()
        key = self.request.GET.get("template", "")
        body = wordings.begun(key, thread) if key else ""
        returned = self.returned()
        return {
            "seen": replying.seen(thread),
            "body": body or (returned.body if returned else ""),
        }

    def returned(self) -> ReplyDraft | None:
        """The newest of this person that was given back, until something was sent."""
        last = self.inquiry.thread().drafts.order_by("-pk").first()
        if last is None or last.author_key != str(self.request.user.pk):
            return None
        return last if last.decided_at and last.answer_id is None else None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        thread = self.inquiry.thread()
        return super().get_context_data(
            to=replying.mailbox(thread),
            wordings=ReplyTemplate.objects.filter(in_use=True),
            answers=thread.answers.all(),
            looking=looking(thread, self.request.user),
            newest=thread.repeats.order_by("-pk").first(),
            returned=self.returned(),
            **kwargs,
        )

    def act(self, form: Any) -> Answer | ReplyDraft:
        try:
            done = actions.reply(self.inquiry, **form.cleaned_data, by=self.request.user)
        except ChangedMeanwhile:  # what is new is on the page now
            form.data = {**form.data.dict(), "seen": replying.seen(self.inquiry.thread())}
            raise
        sent = isinstance(done, Answer)
        said = (
            "送信しました。" if sent else "別の担当者の確認を待っています。確認の後に送信されます。"
        )
        messages.success(self.request, said)
        return done


class DraftView(InquiryActView):
    """Upon the draft that waits in the thread."""

    permission_required = "answer"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        waiting = self.inquiry.thread().drafts.order_by("-pk").first()
        if waiting is None:
            raise Http404
        self.draft = waiting

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(draft=self.draft, **kwargs)


class SendDraftView(DraftView):
    form_class = SeenForm
    page_title = submit_label = "確認して送信する"
    success_message = "送信しました。"

    def get_initial(self) -> dict[str, Any]:
        return {"seen": replying.seen(self.inquiry.thread())}

    def act(self, form: Form) -> Answer:
        return actions.send_draft(self.draft, **form.cleaned_data, by=self.request.user)


class ReturnDraftView(DraftView):
    form_class = ReturnForm
    page_title = submit_label = "差し戻す"
    success_message = "差し戻しました。"

    def act(self, form: Form) -> ReplyDraft:
        return actions.return_draft(self.draft, **form.cleaned_data, by=self.request.user)
