"""A flag is worded: a template is put in, what the customer will see is looked at, and it is
proposed or amended."""

from functools import cached_property
from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from kasuhara_plugin.core import clock
from kasuhara_plugin.core.admin import ActView
from kasuhara_plugin.core.errors import KasuharaError
from kasuhara_plugin.customers.addresses import mail_addresses
from kasuhara_plugin.customers.models import Customer
from kasuhara_plugin.customers.somebody import ORIGIN
from kasuhara_plugin.customers.views import AboutCustomerView
from kasuhara_plugin.flags import actions, evidence, notices, wording
from kasuhara_plugin.flags.effects import effects
from kasuhara_plugin.flags.evidence import Evidence
from kasuhara_plugin.flags.message import in_use
from kasuhara_plugin.flags.models import AccountFlag
from kasuhara_plugin.flags.views import DecideView
from kasuhara_plugin.flags.vocabulary import Level
from kasuhara_plugin.flags.wording_forms import AmendForm, ProposeForm
from kasuhara_plugin.policy.current import version_in_force
from kasuhara_plugin.policy.models import PolicyVersion

_SAME = ("level", "scopes", "reason", "customer_message", "clauses", "notify", "until", "review_on")


class WordingView(ActView):
    """Two buttons beside the one that acts: ``insert`` and ``preview``. Neither keeps anything,
    and neither loses anything."""

    template_name = "kasuhara_plugin/admin/flag_wording.html"
    customer: Customer

    def version(self) -> PolicyVersion | None:
        raise NotImplementedError

    def pieces(self) -> list[Evidence]:
        return evidence.offered(self.customer, self.request.user)

    def already(self) -> list[Evidence]:
        """What it rests on before this change."""
        return []

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "version": self.version(), "pieces": self.pieces()}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "insert" in request.POST:
            return self.render_to_response(self.get_context_data(form=self._with_template()))
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: Form) -> HttpResponse:
        if "preview" not in self.request.POST:
            return super().form_valid(form)
        try:
            shown: dict[str, Any] = {"preview": self._preview(form)}
        except KasuharaError as error:
            shown = {}
            form.add_error(None, str(error))
        return self.render_to_response(
            self.get_context_data(form=form, has_unsaved_changes=True, **shown)
        )

    def _with_template(self) -> Form:
        """What was typed so far, unjudged, with the wording of the template below the message."""
        form: Any = self.get_form()
        typed = {
            name: field.widget.value_from_datadict(self.request.POST, {}, name)
            for name, field in form.fields.items()
        }
        texts = [typed["customer_message"], in_use(typed.get("template") or "")]
        typed["customer_message"] = "\n".join(filter(None, texts))
        unbound = {"data": None, "files": None, "initial": typed}
        return self.get_form_class()(**self.get_form_kwargs() | unbound)

    def _preview(self, form: Any) -> dict[str, Any]:
        now, version = clock.now(), self.version()
        content = wording.said(
            self.customer, version, **form.said(), already=self.already(), now=now
        )
        flag = AccountFlag(customer=self.customer, policy_version=version, **content)
        subject, body = notices.letter("in_force", flag, None, mailbox="")
        return {
            "flag": flag,
            "effects": effects(flag.level, flag.scopes),
            "subject": subject,
            "body": body,
            "addresses": mail_addresses(self.customer) if flag.notify else [],
        }


class ProposeView(WordingView, AboutCustomerView):
    model = AccountFlag
    permission_required = "propose"
    form_class = ProposeForm
    page_title = "取引制限の申請"
    header_icon = "warning"
    submit_label = "申請する"
    success_message = "登録しました。"

    @cached_property
    def _version(self) -> PolicyVersion | None:
        return version_in_force(clock.now())

    def version(self) -> PolicyVersion | None:
        return self._version

    def get_initial(self) -> dict[str, Any]:
        """What the proposal was begun from is evidence, unless the person takes it off."""
        kind, _, key = self.request.GET.get(ORIGIN, "").partition(":")
        clauses = wording.default_clauses(Level.LIMIT, self._version)
        return {"clauses": clauses, "records": [f"kasuhara_plugin.{kind}:{key}"]}

    def get_form_kwargs(self) -> dict[str, Any]:
        may_urge = self.user_has_permission("urgent")
        return {**super().get_form_kwargs(), "may_urge": may_urge}

    def act(self, form: Any) -> AccountFlag:
        urgent = form.cleaned_data.get("urgent", False)
        by = self.request.user
        return actions.propose(self.customer, **form.said(), urgent=urgent, by=by)

    def get_success_url(self) -> str:
        return reverse("kasuhara_flags:inspect", args=[self.object.pk])


class AmendView(WordingView, DecideView):
    permission_required = "propose"
    form_class = AmendForm
    page_title = submit_label = "申請内容を変更する"
    success_message = "申請内容を変更しました。変更した人とは別の人が決裁します。"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.customer = self.flag.customer

    def version(self) -> PolicyVersion | None:
        return self.flag.policy_version

    def already(self) -> list[Evidence]:
        return [Evidence(**piece) for piece in self.flag.evidence]

    def pieces(self) -> list[Evidence]:
        """What the proposal rests on already, and what else there is."""
        chosen = [piece for piece in self.already() if piece.record]
        return list({piece.record: piece for piece in [*super().pieces(), *chosen]}.values())

    def get_initial(self) -> dict[str, Any]:
        said = {name: getattr(self.flag, name) for name in _SAME}
        kept = self.flag.evidence
        lines = [piece["label"] for piece in kept if not piece["record"]]
        records = [piece["record"] for piece in kept if piece["record"]]
        return {**said, "records": records, "other_evidence": "\n".join(lines)}

    def act(self, form: Any) -> Any:
        said = form.said()
        why, words = form.cleaned_data["amend_reason"], said.pop("reason")
        return actions.amend(self.flag, by=self.request.user, reason=why, flag_reason=words, **said)
