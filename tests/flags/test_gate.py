"""The doors for the host site: who is restricted, in what, and what he may be told."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.conf import LazySettings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.test import RequestFactory
from storefront.accounts.models import User

from kasuhara_plugin import gate
from kasuhara_plugin.customers.actions import register
from kasuhara_plugin.flags.actions import lift, reject
from kasuhara_plugin.models import AccountFlag, Customer

Make = Callable[..., AccountFlag]
NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)  # 10:00 in Tokyo


def request_of(user: Any, **posted: str) -> Any:
    factory = RequestFactory()
    request = factory.post("/", posted) if posted else factory.get("/")
    request.user = user
    return request


@pytest.mark.parametrize("way", ["user", "request", "customer", "identity", "identity and e-mail"])
def test_the_customer_is_told_what_holds(
    active: Make, customer: Customer, ichiro: User, way: str
) -> None:
    flag = active(scopes=["order", "quote"], until=date(2099, 1, 31))
    who = {
        "user": ichiro,
        "request": request_of(ichiro),
        "customer": customer,
        "identity": gate.Identity(user=ichiro),
        "identity and e-mail": gate.Identity(user=ichiro, email=ichiro.email),
    }[way]
    assert gate.restriction_for(who, "order") == gate.Restriction(
        flag_id=flag.pk,
        scope="order",
        proven=True,
        customer_message=flag.customer_message,
        until=date(2099, 1, 31),
        scope_labels=("注文", "見積"),
    )


@pytest.mark.parametrize("way", ["e-mail", "e-mail in full width", "request of a guest"])
def test_whoever_only_typed_a_mark_is_told_nothing(
    active: Make, customer: Customer, ichiro: User, way: str
) -> None:
    register(user=ichiro, phone="090-1234-5678")
    flag = active(until=date(2099, 1, 31))
    who = {
        "e-mail": gate.Identity(email="ICHIRO@example.com"),
        "e-mail in full width": gate.Identity(email="ｉｃｈｉｒｏ＠example.com"),
        "request of a guest": request_of(AnonymousUser(), guest_email=ichiro.email),
    }[way]
    neutral = gate.Restriction(flag_id=flag.pk, scope="order", proven=False)
    assert gate.restriction_for(who, "order") == neutral
    assert (neutral.customer_message, neutral.until, neutral.scope_labels) == ("", None, ())


def test_a_telephone_only_hints_and_refuses_nobody(active: Make, ichiro: User) -> None:
    active()
    register(user=ichiro, phone="090-1234-5678")
    assert gate.restriction_for(gate.Identity(phone="+819012345678"), "order") is None


def test_a_member_who_types_the_address_of_another_is_told_nothing(
    active: Make, ichiro: User, hanako: User
) -> None:
    active()
    restriction = gate.restriction_for(request_of(hanako, guest_email=ichiro.email), "order")
    assert restriction is not None
    assert not restriction.proven
    assert restriction.customer_message == ""


def test_a_flag_made_for_an_address_meets_the_account_that_has_it(
    active: Make, hanako: User
) -> None:
    active(register(email="Hanako@Example.com"))
    restriction = gate.restriction_for(hanako, "order")
    assert restriction is not None


def test_a_flag_stays_with_the_account_when_its_address_changes(active: Make, ichiro: User) -> None:
    active()
    ichiro.email = "new@example.com"
    ichiro.save()
    restriction = gate.restriction_for(ichiro, "order")
    assert restriction is not None
    assert restriction.proven


def test_a_flag_stays_with_the_address_when_the_account_is_deleted(
    active: Make, ichiro: User
) -> None:
    active()
    ichiro.delete()
    assert gate.restriction_for(gate.Identity(email="ichiro@example.com"), "order") is not None


def test_other_customers_are_not_restricted(active: Make, hanako: User) -> None:
    active()
    strangers = (hanako, register(user=hanako), gate.Identity(email=hanako.email), AnonymousUser())
    for who in (*strangers, request_of(hanako), request_of(AnonymousUser(), guest_email="x@y.jp")):
        assert gate.restriction_for(who, "order") is None


@pytest.mark.parametrize(
    ("details", "restricted"),
    [
        ({"scopes": ["order"]}, {"order"}),
        ({"scopes": ["reorder", "quote"]}, {"reorder", "quote"}),
        ({"scopes": ["loyalty"]}, {"loyalty"}),
        ({"level": "refuse"}, {"order", "reorder", "quote", "phone", "visit", "loyalty"}),
        ({"level": "watch"}, set()),
    ],
)
def test_a_flag_covers_its_scopes(
    active: Make, proposed: Make, ichiro: User, details: dict[str, Any], restricted: set[str]
) -> None:
    (proposed if details.get("level") == "watch" else active)(**details)
    scopes = ("order", "reorder", "quote", "phone", "visit", "loyalty")
    assert {scope for scope in scopes if gate.restriction_for(ichiro, scope)} == restricted


@pytest.mark.parametrize(
    "ends",
    [
        [date(2027, 1, 31), date(2027, 6, 30), date(2027, 3, 31)],
        [date(2027, 6, 30), date(2027, 1, 31)],
        [date(2027, 6, 30), None, date(2027, 1, 31)],
    ],
)
def test_the_flag_that_ends_last_is_answered(
    active: Make, ichiro: User, ends: list[date | None]
) -> None:
    flags = {end: active(until=end, now=NOW) for end in ends}
    active(until=date(2098, 1, 1), scopes=["quote"], now=NOW)
    last = None if None in ends else max(end for end in ends if end)
    restriction = gate.restriction_for(ichiro, "order", now=NOW)
    assert restriction is not None
    assert (restriction.flag_id, restriction.until) == (flags[last].pk, last)


@pytest.mark.parametrize("state", ["proposed", "rejected", "lifted", "ended"])
def test_a_flag_that_is_not_in_force_restricts_nobody(
    staff: Callable[..., User], proposed: Make, active: Make, ichiro: User, state: str
) -> None:
    if state in ("proposed", "rejected"):
        flag = proposed(level="refuse")
    else:
        flag = active(level="refuse", until=date(2026, 11, 23), now=NOW)
    if state == "rejected":
        reject(flag, by=staff("desk"))
    if state == "lifted":
        lift(flag, by=staff("desk"), reason="理由", now=NOW)
    now = datetime(2026, 11, 24, tzinfo=UTC) if state == "ended" else NOW
    assert gate.restriction_for(ichiro, "order", now=now) is None
    assert gate.restriction_for(flag.customer, "order", now=now) is None


def test_require_refuses_as_a_lack_of_permission(active: Make, ichiro: User, hanako: User) -> None:
    flag = active()
    gate.require(hanako, "order")
    gate.require(ichiro, "quote")
    with pytest.raises(gate.TransactionRestricted) as refused:
        gate.require(ichiro, "order")
    assert isinstance(refused.value, PermissionDenied)
    assert refused.value.restriction.flag_id == flag.pk
    assert str(refused.value) == "取引（注文）は承れません。"
    assert flag.reason not in str(refused.value)


def test_a_visitor_who_only_looks_costs_no_query(
    active: Make, django_assert_num_queries: Any
) -> None:
    active()
    with django_assert_num_queries(0):
        assert gate.restriction_for(request_of(AnonymousUser()), "order") is None
        assert gate.restriction_for(AnonymousUser(), "order") is None
        assert gate.restriction_for(None, "order") is None
        assert gate.restriction_for(gate.Identity(), "order") is None


@pytest.mark.parametrize(
    ("aliases", "queries"), [([], 3), ([("accounts.EmailAddress", "member", "address")], 4)]
)
def test_a_restricted_member_costs_three_queries_however_many_flags_and_one_for_aliases(
    active: Make, ichiro: User, settings: LazySettings, django_assert_num_queries: Any,
    aliases: Any, queries: int,
) -> None:  # fmt: skip
    settings.KASUHARA_ALIASES = aliases
    for _ in range(5):
        active()
    with django_assert_num_queries(queries):
        assert gate.restriction_for(ichiro, "order")
