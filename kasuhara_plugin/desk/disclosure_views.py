"""開示資料 in the Wagtail admin: who it is, for which request, and the file."""

from typing import Any

from django.db.models import QuerySet
from django.forms import Form
from django.http import FileResponse, HttpRequest
from django.urls import path, reverse
from django.urls.resolvers import URLPattern
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.generic import TemplateView
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.viewsets.base import ViewSet

from kasuhara_plugin.core import clock
from kasuhara_plugin.core.admin import crumbs
from kasuhara_plugin.customers.choosers import matching
from kasuhara_plugin.customers.family import ROOT, family
from kasuhara_plugin.customers.models import Customer, Identifier, IdentifierKind
from kasuhara_plugin.customers.views import AboutCustomerView
from kasuhara_plugin.desk.disclosing import disclose, disclosures_of, may_disclose
from kasuhara_plugin.desk.disclosure_file import Made, name_of
from kasuhara_plugin.desk.forms import DisclosureForm

OFFERED = 20  # customers, and files made before
TITLE = "開示資料"
INDEX = "kasuhara_disclosure:index"
# For whoever opens it from the server all the same; the file says most of it of itself.
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    "X-Content-Type-Options": "nosniff",
}


class MayDisclose:
    """Whoever makes the file reads all of the customer in it, and needs no other permission."""

    request: HttpRequest
    permission_required = "disclose"
    header_icon = "doc-full"

    def user_has_permission(self, permission: str) -> bool:
        return may_disclose(self.request.user)


class ChooseView(MayDisclose, PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """Nobody is listed before something was typed."""

    template_name = "kasuhara_plugin/admin/disclosure_index.html"
    page_title = TITLE

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return crumbs((TITLE, ""))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        typed = self.request.GET.get("q", "").strip()
        found = list(_found(typed)[: OFFERED + 1]) if typed else []
        more = len(found) > OFFERED
        return super().get_context_data(q=typed, found=found[:OFFERED], more=more, **kwargs)


def _found(typed: str) -> QuerySet[Customer]:
    """Those who were merged are found as the one that was kept."""
    roots = Customer.objects.order_by().filter(matching(typed)).values_list(ROOT)
    return Customer.objects.filter(pk__in=roots)


@method_decorator(never_cache, name="dispatch")
class DiscloseView(MayDisclose, AboutCustomerView):
    model = Customer
    form_class: type[Form] = DisclosureForm
    template_name = "kasuhara_plugin/admin/disclosure.html"
    page_title = "開示資料の作成"
    submit_label = "開示資料を作成する"

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return crumbs((TITLE, reverse(INDEX)), (str(self.customer), ""))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        people = family(self.customer)
        marks = Identifier.objects.effective().filter(customer__in=people)
        return super().get_context_data(
            customer=self.customer,
            identifiers=marks.exclude(kind=IdentifierKind.ACCOUNT).order_by("kind", "pk"),
            disclosures=disclosures_of(people)[:OFFERED],
            **kwargs,
        )

    def act(self, form: Form) -> Made:
        return disclose(self.customer, **form.cleaned_data, by=self.request.user)

    def answer(self) -> Any:
        name = name_of(self.customer, clock.now())
        kind = "text/html; charset=utf-8"
        return FileResponse(
            self.object.file, as_attachment=True, filename=name, content_type=kind, headers=HEADERS
        )


class DisclosureMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return may_disclose(request.user)


class DisclosureViewSet(ViewSet):
    name = "kasuhara_disclosure"
    url_prefix = "kasuhara/disclosure"
    icon = "doc-full"
    menu_label = TITLE
    menu_item_class = DisclosureMenuItem

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", self.construct_view(ChooseView), name="index"),
            path("<int:customer_pk>/", self.construct_view(DiscloseView), name="make"),
        ]
