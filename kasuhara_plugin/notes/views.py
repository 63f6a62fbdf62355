"""Writing, revising, withdrawing and reading a note in the Wagtail admin."""

from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from wagtail.admin import messages

from kasuhara_plugin.core import clock
from kasuhara_plugin.core.admin import ActView, RecordView, crumbs
from kasuhara_plugin.core.errors import ChangedMeanwhile
from kasuhara_plugin.customers.assigned import OfCustomerMixin
from kasuhara_plugin.customers.views import AboutCustomerView
from kasuhara_plugin.notes import actions, history, redacting
from kasuhara_plugin.notes.forms import NoteForm, ReasonForm, RevisionForm
from kasuhara_plugin.notes.models import StaffNote


class NoteView(OfCustomerMixin, RecordView):
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        note, user = self.object, self.request.user
        waiting = note.redactions.filter(outcome="").first()
        return super().get_context_data(
            redaction=waiting,
            can_redact=waiting is None and self.user_has_permission("redact"),
            can_decide=waiting is not None and redacting.may_decide(waiting, by=user),
            can_revise=actions.may_revise(note, by=user),
            can_see_customer=user.has_perm("kasuhara_plugin.view_customer"),
            versions=note.history.count(),
            **kwargs,
        )


class WriteView(AboutCustomerView):
    model = StaffNote
    permission_required = "add"
    form_class = NoteForm
    page_title = "対応メモを書く"
    header_icon = "edit"
    success_message = "対応メモを保存しました。"

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "by": self.request.user}

    def act(self, form: Form) -> StaffNote:
        return actions.write(self.customer, **form.cleaned_data, by=self.request.user)

    def get_success_url(self) -> str:
        return reverse("kasuhara_notes:inspect", args=[self.object.pk])


class OwnNoteView(ActView):
    """An act on the note in the URL, for its author; the action refuses everybody else."""

    model = StaffNote
    permission_required = "add"
    header_icon = "edit"
    template_name = "kasuhara_plugin/admin/note_act.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.note = get_object_or_404(StaffNote, pk=kwargs["pk"])

    def user_has_permission(self, permission: str) -> bool:
        return actions.is_author(self.note, by=self.request.user)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.note.withdrawn_at:
            messages.error(request, actions.WITHDRAWN)
            return redirect(self.get_success_url())
        return super().get(request, *args, **kwargs)

    def get_initial(self) -> dict[str, Any]:
        return {"seen": self.note.version()}

    def get_page_subtitle(self) -> str:
        return str(self.note)

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return crumbs((str(self.note), self.get_success_url()), (self.page_title, ""))

    def get_success_url(self) -> str:
        return reverse("kasuhara_notes:inspect", args=[self.note.pk])


class ReviseView(OwnNoteView):
    """Who comes second is shown what was saved meanwhile, with all that they typed."""

    form_class = RevisionForm
    page_title = "対応メモの変更"
    success_message = "対応メモを変更しました。"
    meanwhile: dict[str, Any] | None = None

    def get_initial(self) -> dict[str, Any]:
        content = {name: getattr(self.note, name) for name in actions.CONTENT}
        return {**super().get_initial(), **content}

    def get_form_kwargs(self) -> dict[str, Any]:
        typing = clock.now() < self.note.written_at + actions.TYPING
        return {**super().get_form_kwargs(), "typing": typing, "by": self.request.user}

    def act(self, form: Form) -> StaffNote:
        try:
            return actions.revise(self.note, **form.cleaned_data, by=self.request.user)
        except ChangedMeanwhile:
            self._show_what_was_saved(form)
            raise

    def _show_what_was_saved(self, form: Form) -> None:
        saved = self.note.history.order_by(history.NEWEST_FIRST)[0]
        typed = StaffNote(pk=self.note.pk)
        for name in actions.CONTENT:
            setattr(typed, name, form.cleaned_data[name])
        self.meanwhile = {"saved": saved, "fields": history.between(saved, typed)}
        form.data = form.data.copy()  # type: ignore[attr-defined]
        form.data["seen"] = str(saved.history_id)  # type: ignore[index] # what is shown now

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(meanwhile=self.meanwhile, **kwargs)


class WithdrawView(OwnNoteView):
    form_class = ReasonForm
    page_title = submit_label = "取り下げる"
    success_message = "対応メモを取り下げました。"
    about = (
        "取り下げた対応メモは、取り下げた人と理由とともに残り、履歴も読めます。"
        "取り下げた後は変更できません。"
    )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(about=self.about, **kwargs)

    def act(self, form: Form) -> StaffNote:
        return actions.withdraw(self.note, **form.cleaned_data, by=self.request.user)
