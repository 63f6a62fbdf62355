"""``kasuhara_plugin.testing.override_flag``, for the tests of the host."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from storefront.accounts.models import User
from storefront.shop.models import Order

from kasuhara_plugin import gate
from kasuhara_plugin.models import AccountFlag
from kasuhara_plugin.testing import override_flag

Data = dict[str, str]


def test_a_user_is_restricted_for_the_length_of_the_block(
    hanako: User, ichiro: User, hanakos: Client, order_data: Data
) -> None:
    address = reverse("shop:order", args=["meishi"])
    with override_flag(hanako, "order", message="テストです"):
        response = hanakos.post(address, order_data)
        assert response.status_code == 403
        assert "テストです" in response.content.decode()
        assert gate.restriction_for(hanako, "quote") is None
        assert gate.restriction_for(ichiro, "order") is None
    assert hanakos.post(address, order_data).status_code == 302
    assert Order.objects.count() == 1


def test_an_address_is_restricted_for_the_length_of_the_block(db: None, order_data: Data) -> None:
    guest = order_data | {"guest_name": "客", "guest_email": "Guest@example.com"}
    address = reverse("shop:order", args=["meishi"])
    with override_flag("guest@example.com", "order", "quote"):
        assert Client().post(address, guest).status_code == 403
        assert gate.restriction_for(gate.Identity(email="guest@example.com"), "quote")
    assert Client().post(address, guest).status_code == 302


def test_it_ends_when_the_block_fails(hanako: User) -> None:
    with pytest.raises(ZeroDivisionError), override_flag(hanako, "order"):
        raise ZeroDivisionError
    assert gate.restriction_for(hanako, "order") is None


def test_blocks_stand_inside_one_another(hanako: User) -> None:
    with override_flag(hanako, "order"):
        with override_flag(hanako, "quote"):
            assert gate.restriction_for(hanako, "order")
            assert gate.restriction_for(hanako, "quote")
        assert gate.restriction_for(hanako, "order")
        assert gate.restriction_for(hanako, "quote") is None


def test_it_gives_the_flag(hanako: User, staff: Callable[..., User]) -> None:
    with override_flag(hanako, "order") as flag:
        assert flag.status() == "active"
        assert flag.customer.user == hanako
    assert AccountFlag.objects.get().status() == "lifted"
