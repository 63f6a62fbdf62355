"""The same doors as a decorator, a mixin and a template tag."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.template import Context, Template
from django.test import RequestFactory
from django.views import View
from storefront.accounts.models import User

from kasuhara_plugin import gate
from kasuhara_plugin.models import AccountFlag

Make = Callable[..., AccountFlag]
TAG = Template(
    "{% load kasuhara %}{% restricted 'order' as r %}"
    "{% if r %}{{ r.scope_label }}／{{ r.customer_message }}{% else %}どうぞ{% endif %}"
)


@gate.restricts("quote")
def ask_quote(request: HttpRequest, number: int) -> HttpResponse:
    """Asks for a quote."""
    return HttpResponse(f"見積 {number}")


class PlaceOrder(gate.RestrictedMixin, View):
    def post(self, request: HttpRequest, number: int) -> HttpResponse:
        return HttpResponse(f"注文 {number}")


class AskVisit(PlaceOrder):
    restricted_scope = "visit"


def request_of(user: Any) -> HttpRequest:
    request = RequestFactory().post("/")
    request.user = user
    return request


@pytest.mark.parametrize(
    ("view", "scope"),
    [(ask_quote, "quote"), (PlaceOrder.as_view(), "order"), (AskVisit.as_view(), "visit")],
)
def test_the_view_is_entered_by_whoever_is_not_restricted(
    active: Make, ichiro: User, hanako: User, view: Callable[..., HttpResponse], scope: str
) -> None:
    active(scopes=[scope])
    with pytest.raises(gate.TransactionRestricted) as refused:
        view(request_of(ichiro), number=7)
    assert refused.value.restriction.scope == scope
    for user in (hanako, AnonymousUser()):
        assert view(request_of(user), number=7).status_code == 200


def test_another_scope_does_not_close_the_view(active: Make, ichiro: User) -> None:
    active(scopes=["order"])
    assert ask_quote(request_of(ichiro), number=7).content.decode() == "見積 7"


def test_the_decorated_view_keeps_its_name() -> None:
    assert (ask_quote.__name__, ask_quote.__doc__) == ("ask_quote", "Asks for a quote.")


def test_the_template_says_what_the_customer_may_know(
    active: Make, ichiro: User, hanako: User
) -> None:
    flag = active(scopes=["order"])
    assert TAG.render(Context({"request": request_of(ichiro)})) == f"注文／{flag.customer_message}"
    assert TAG.render(Context({"request": request_of(hanako)})) == "どうぞ"


def test_the_template_escapes_the_message(active: Make, ichiro: User) -> None:
    active(customer_message="<b>お控えください</b>")
    assert "<b>" not in TAG.render(Context({"request": request_of(ichiro)}))


def test_the_template_costs_a_visitor_no_query(
    active: Make, django_assert_num_queries: Any
) -> None:
    active()
    with django_assert_num_queries(0):
        assert TAG.render(Context({"request": request_of(AnonymousUser())})) == "どうぞ"
