"""From a record of the host (an account, an order) to the customer whom it names."""

from typing import Any
from urllib.parse import urlencode

from django.contrib.auth import get_user_model
from django.db.models import Model
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property

from kasuhara_plugin.core.admin import ActView, crumbs
from kasuhara_plugin.core.errors import NotPermitted, UnusableText
from kasuhara_plugin.core.lookup import may_see, record_or_404
from kasuhara_plugin.customers.actions import NAME_LIMIT, register
from kasuhara_plugin.customers.family import named_by
from kasuhara_plugin.customers.forms import SomebodyForm
from kasuhara_plugin.customers.identity import Identity, account_email
from kasuhara_plugin.customers.models import Customer

ORIGIN = "from"  # the query parameter that says where a proposal was begun; it travels along


class SomebodyView(ActView):
    """Leads on to the one customer whom the record names.

    Several are offered to choose from. Who is no customer yet is registered first, by a POST, so
    that a link alone writes nothing down. What the record says is shown to whoever may see it.
    """

    form_class = SomebodyForm
    template_name = "kasuhara_plugin/admin/somebody.html"
    header_icon = "user"
    kind = ""  # what the host calls the record
    whose = ""  # the person behind it, as a sentence begins
    leads_to = ""  # the URL name, for a customer's key

    def get_record(self) -> Model:
        raise NotImplementedError

    def get_identities(self) -> list[Identity]:
        """Whom the record names; the account is the same in each."""
        raise NotImplementedError

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if len(self.roots) == 1 and not self.is_anothers:
            return redirect(self.url_of(self.roots[0]))
        return super().get(request, *args, **kwargs)

    def act(self, form: Form) -> Customer:
        if not self.may_register:
            raise NotPermitted("顧客を登録する権限がありません。")
        if self.is_nobody:
            raise UnusableText("会員もメールアドレスも記録されていません。", code="blank")
        name = form.cleaned_data["name"]
        return register(user=self.account, email=self.email, name=name, by=self.request.user)

    def get_success_url(self) -> str:
        return self.url_of(self.object)

    def get_initial(self) -> dict[str, Any]:
        return {"name": self.name if self.may_see_record else ""}

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return crumbs((self.page_title, ""))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            kind=self.kind,
            whose=self.whose,
            record=self.record if self.may_see_record else "",
            email=self.email if self.may_see_record else "",
            candidates=[(one, self.url_of(one)) for one in self.roots],
            is_anothers=self.is_anothers,
            is_nobody=self.is_nobody,
            may_register=self.may_register and not self.is_nobody and len(self.roots) < 2,
            **kwargs,
        )

    def url_of(self, customer: Customer) -> str:
        url = reverse(self.leads_to, args=[customer.pk])
        origin = self.request.GET.get(ORIGIN)
        return f"{url}?{urlencode({ORIGIN: origin})}" if origin else url

    @cached_property
    def record(self) -> Model:
        return self.get_record()

    @cached_property
    def identities(self) -> list[Identity]:
        return self.get_identities()

    @cached_property
    def known(self) -> list[Customer]:
        """Everybody whom the record names, with their families."""
        return named_by(mark for identity in self.identities for mark in identity.marks())

    @property
    def roots(self) -> list[Customer]:
        return [customer for customer in self.known if customer.merged_into_id is None]

    @property
    def is_nobody(self) -> bool:
        """Whether the record names neither an account nor an address."""
        return not any(identity.marks() for identity in self.identities)

    @property
    def is_anothers(self) -> bool:
        """Whether the account only has an address that another account's customer had before."""
        accounts = {customer.user_id for customer in self.known} - {None}
        return bool(self.account and accounts) and self.account.pk not in accounts

    @property
    def account(self) -> Any:
        return next((one.user for one in self.identities if one.user is not None), None)

    @property
    def email(self) -> str:
        typed = next((one.email for one in self.identities if one.email), "")
        return typed or (account_email(self.account) if self.account else "")

    @property
    def name(self) -> str:
        full = getattr(self.account, "get_full_name", None)
        return str(full())[:NAME_LIMIT] if full else ""

    @cached_property
    def may_see_record(self) -> bool:
        return may_see(self.request.user, self.record)

    @property
    def may_register(self) -> bool:
        return bool(self.request.user.has_perm("kasuhara_plugin.add_customer"))


class OfAccountMixin:
    """The account of the host whose key stands in the URL."""

    kind = "会員"
    whose = "この会員"
    kwargs: dict[str, Any]
    record: Model

    def get_record(self) -> Any:
        return record_or_404(get_user_model(), self.kwargs["user_pk"])

    def get_identities(self) -> list[Identity]:
        return [Identity(user=self.record)]


class CardOfAccountView(OfAccountMixin, SomebodyView):
    model = Customer
    permission_required = "view"
    leads_to = "kasuhara_customers:inspect"
    page_title = "顧客カード"
    submit_label = "顧客として登録する"
    success_message = "顧客として登録しました。"
