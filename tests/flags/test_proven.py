"""Whoever only typed an address, or took one over, is refused but told nothing (law 5)."""

from collections.abc import Callable

from django.test import RequestFactory
from storefront.accounts.models import User

from kasuhara_plugin import gate
from kasuhara_plugin.customers.actions import register
from kasuhara_plugin.flags.actions import approve, propose
from kasuhara_plugin.flags.gate import TransactionRestricted
from kasuhara_plugin.middleware import RestrictionMiddleware
from kasuhara_plugin.models import AccountFlag, Customer

MESSAGE = "強いお言葉が続きましたため、お控えいただいております。"


def restrict(customer: Customer, staff: Callable[..., User]) -> AccountFlag:
    flag = propose(
        customer, reason="記録のとおり。", customer_message=MESSAGE, by=staff("operator")
    )
    approve(flag, by=staff("supervisor"))
    return flag


def test_an_account_that_had_the_address_when_the_flag_was_proposed_is_told(
    staff: Callable[..., User], ichiro: User
) -> None:
    restrict(register(email="Ichiro@Example.com", name="電話の客"), staff)
    restriction = gate.restriction_for(ichiro, "order")
    assert restriction is not None
    assert (restriction.proven, restriction.customer_message) == (True, MESSAGE)


def test_an_account_made_later_with_the_address_of_a_restricted_guest_is_told_nothing(
    staff: Callable[..., User],
) -> None:
    guest = register(email="guest@example.jp", name="客")
    restrict(guest, staff)
    newcomer = User.objects.create_user("guest@example.jp", "kami-to-inku-77")
    register(user=newcomer)
    restriction = gate.restriction_for(newcomer, "order")
    assert restriction is not None
    assert (restriction.proven, restriction.customer_message) == (False, "")


def test_an_address_that_was_another_account_s_does_not_join_its_customer(
    staff: Callable[..., User], ichiro: User
) -> None:
    customer = register(user=ichiro)
    User.objects.filter(pk=ichiro.pk).update(email="moved@example.jp")
    newcomer = User.objects.create_user("ichiro@example.com", "kami-to-inku-77")
    other = register(user=newcomer, name="別の人")
    assert other != customer
    assert list(other.identifiers.values_list("kind", flat=True)) == ["account"]
    customer.refresh_from_db()
    assert customer.user == ichiro


def test_an_order_in_somebody_s_name_tells_its_sender_nothing(
    staff: Callable[..., User], customer: Customer, ichiro: User, hanako: User
) -> None:
    restrict(customer, staff)
    restriction = gate.restriction_for(ichiro, "order")
    assert restriction is not None and restriction.proven
    for sender, told in ((hanako, False), (ichiro, True)):
        request = RequestFactory().post("/anywhere/")
        request.user = sender
        error = TransactionRestricted(restriction)
        answer = RestrictionMiddleware(lambda request: None).process_exception(request, error)
        assert answer is not None and answer.status_code == 403
        assert (MESSAGE in answer.content.decode()) is told


def test_a_host_without_accounts_is_served(customer: Customer) -> None:
    assert gate.restriction_for(RequestFactory().post("/anywhere/"), "order") is None


def test_an_account_with_the_plain_spelling_of_the_address_is_told(
    staff: Callable[..., User],
) -> None:
    account = User.objects.create_user("taroyamada@gmail.com", "kami-to-inku-77")
    restrict(register(email="Taro.Yamada+print@gmail.com", name="電話の客"), staff)
    restriction = gate.restriction_for(account, "order")
    assert restriction is not None and restriction.proven
