"""The ways to an order in the small shop: each answers with its last step."""

from base64 import b64encode
from typing import Any

from django.contrib.auth.models import User
from django.test import Client
from hosts.shop.conftest import EMAIL, PASSWORD
from hosts.shop.models import Order
from rest_framework.authtoken.models import Token

CARDS = {"item": "名刺"}


def member_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def member(user: User) -> Any:
    return member_of(user).post("/shop/order/", CARDS)


def account_made_anew(user: User) -> Any:
    user.delete()
    return member(User.objects.create_user("again", EMAIL, PASSWORD))


def changed_address(user: User) -> Any:
    user.email = "new@example.com"
    user.save()
    return member(user)


def guest(user: User) -> Any:
    return Client().post("/shop/order/", CARDS | {"email": EMAIL})


def guest_in_another_spelling(user: User) -> Any:
    return Client().post("/shop/order/", CARDS | {"email": "ＴＡＲＯ＠Example.com"})


def guest_with_the_earlier_address(user: User) -> Any:
    user.email = "new@example.com"
    user.save()
    return guest(user)


def guest_on_two_pages(user: User) -> Any:
    client = Client()
    client.post("/shop/guest/", {"address": "Taro@example.com"})
    return client.post("/shop/confirm/", CARDS)


def again(user: User) -> Any:
    order = Order.objects.get(user=user)
    return member_of(user).post(f"/shop/order/{order.pk}/again/")


def api(client: Client, data: dict[str, str], authorization: str = "") -> Any:
    headers = {"authorization": authorization} if authorization else {}
    return client.post("/api/orders/", data, content_type="application/json", headers=headers)


def api_by_session(user: User) -> Any:
    return api(member_of(user), CARDS)


def api_by_password(user: User) -> Any:
    pair = b64encode(f"{user.username}:{PASSWORD}".encode()).decode()
    return api(Client(), CARDS, f"Basic {pair}")


def api_by_token(user: User) -> Any:
    return api(Client(), CARDS, f"Token {Token.objects.create(user=user).key}")


def api_as_a_guest(user: User) -> Any:
    return api(Client(), CARDS | {"email": "taro@EXAMPLE.com"})


PROVEN = [member, changed_address, again, api_by_session, api_by_password, api_by_token]
TYPED = [
    account_made_anew, guest, guest_in_another_spelling, guest_with_the_earlier_address,
    guest_on_two_pages, api_as_a_guest,
]  # fmt: skip
