"""A restriction proposed from a record of the host: from an account, or from an order."""

from typing import Any

from django.apps import apps
from django.http import Http404
from django.utils.functional import cached_property

from kasuhara_plugin.core.conf import OrderModel, conf
from kasuhara_plugin.core.lookup import record_or_404
from kasuhara_plugin.customers.identity import Identity
from kasuhara_plugin.customers.somebody import OfAccountMixin, SomebodyView
from kasuhara_plugin.flags.backstop import identities
from kasuhara_plugin.flags.models import AccountFlag


class ProposeForSomebodyView(SomebodyView):
    model = AccountFlag
    permission_required = "propose"
    leads_to = "kasuhara_flags:propose"
    page_title = "取引制限の申請"
    header_icon = "warning"
    submit_label = "顧客として登録して、申請へ進む"
    success_message = "顧客として登録しました。続けて取引制限を申請できます。"

    def user_has_permission(self, permission: str) -> bool:
        may_see = self.request.user.has_perm("kasuhara_plugin.view_customer")
        return may_see and super().user_has_permission(permission)


class ProposeForUserView(OfAccountMixin, ProposeForSomebodyView):
    pass


class ProposeForOrderView(ProposeForSomebodyView):
    """Only models that ``KASUHARA_ORDER_MODELS`` names are orders here."""

    def get_record(self) -> Any:
        try:
            model = apps.get_model(self.described.label)
        except LookupError:  # a check names it
            raise Http404 from None
        return record_or_404(model, self.kwargs["order_pk"])

    def get_identities(self) -> list[Identity]:
        return identities(self.record, self.described)

    @cached_property
    def described(self) -> OrderModel:
        wanted = self.kwargs["label"].lower()
        for one in conf().order_models:
            if one.label.lower() == wanted:
                return one
        raise Http404

    @property
    def kind(self) -> str:  # type: ignore[override]
        return str(self.record._meta.verbose_name)

    @property
    def whose(self) -> str:  # type: ignore[override]
        return f"この{self.kind}のお客様"
