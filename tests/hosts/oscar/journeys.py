"""The ways on which an order is made in Oscar, each as far as its last step, and that step."""

from base64 import b64encode
from typing import Any, ClassVar

from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from oscar.core.loading import get_model
from rest_framework.authtoken.models import Token

from kasuhara_plugin.customers.actions import register

PASSWORD = "kami-to-inku-77"
EMAIL = "taro@example.com"
ADDRESS = {
    "first_name": "太郎",
    "last_name": "山田",
    "line1": "架空区見本町1-2-3",
    "line4": "東京都",
    "postcode": "100-0000",
}


class Journey:
    """``prepare`` lies before the flag, ``change`` is what the customer does after it; ``ready`` is
    everything up to the last step, ``place`` is that step."""

    name: ClassVar[str]
    proven = True  # the customer is logged in to the account that is restricted

    def __init__(self, shop: Any, user: User) -> None:
        self.shop, self.user, self.client = shop, user, Client()

    def prepare(self) -> None: ...

    def change(self) -> None: ...

    def ready(self) -> None: ...

    def place(self) -> Any: ...


class Member(Journey):
    name = "a member"
    takes_payment = True

    def ready(self) -> None:
        self.client.force_login(self.user)
        self.fill()
        self.address()

    def fill(self) -> None:
        added = reverse("basket:add", args=[self.shop.product.pk])
        assert self.client.post(added, {"quantity": 1}).status_code == 302
        self.client.post(reverse("basket:vouchers-add"), {"code": self.shop.voucher.code})

    def address(self) -> None:
        """What is answered to it is another test's."""
        self.client.post(reverse("checkout:shipping-address"), ADDRESS)
        for step in ("shipping-method", "payment-method", "payment-details"):
            self.client.get(reverse(f"checkout:{step}"))

    def place(self) -> Any:
        return self.client.post(reverse("checkout:preview"), {"action": "place_order"})


class Merged(Member):
    name = "a member whose basket was filled before the log-in"

    def ready(self) -> None:
        self.fill()
        choice = {"username": self.user.email, "password": PASSWORD, "options": "existing"}
        answer = self.client.post(reverse("checkout:index"), choice)
        assert answer.status_code == 302
        assert self.client.session["_auth_user_id"] == str(self.user.pk)
        self.address()


class Reorder(Member):
    """The basket is filled from an earlier order."""

    name = "a member who orders the same again"

    def prepare(self) -> None:
        Member.ready(self)
        assert Member.place(self).status_code == 302

    def fill(self) -> None:
        if order := get_model("order", "Order").objects.filter(user=self.user).first():
            again = reverse("customer:order", args=[order.number])
            assert self.client.post(again, {"action": "reorder"}).status_code == 302
        else:
            super().fill()


class Anew(Member):
    name = "an account deleted and made anew with the same address"
    proven = False

    def change(self) -> None:
        self.client.force_login(self.user)
        gone = self.client.post(reverse("customer:profile-delete"), {"password": PASSWORD})
        assert gone.status_code == 302 and not User.objects.filter(pk=self.user.pk).exists()
        form = {"email": EMAIL, "password1": PASSWORD, "password2": PASSWORD}
        data = {f"registration-{key}": value for key, value in form.items()}
        self.client.post(reverse("customer:register"), data | {"registration_submit": "1"} | form)
        self.user = User.objects.get(email=EMAIL)


class Guest(Member):
    name = "a guest with the address of the account"
    proven = False
    email = EMAIL

    def ready(self) -> None:
        self.fill()
        data = {"username": self.email, "options": "anonymous"}
        assert self.client.post(reverse("checkout:index"), data).status_code == 302
        self.address()


class GuestInAnotherSpelling(Guest):
    name = "a guest with another spelling of it"
    email = "TARO@Ｅｘａｍｐｌｅ.com"


def change_address(user: User, email: str) -> None:
    """By Oscar's own profile form."""
    client = Client()
    client.force_login(user)
    form = {"email": email, "first_name": "太郎", "last_name": "山田", "password": PASSWORD}
    assert client.post(reverse("customer:profile-update"), form).status_code == 302
    assert User.objects.get(pk=user.pk).email == email


class GuestWithTheEarlierAddress(Guest):
    name = "a guest with the address that the account had when it was flagged"

    def change(self) -> None:
        change_address(self.user, "new@example.com")


class GuestWithTheNewAddress(GuestWithTheEarlierAddress):
    name = "a guest with the address that the account took after the flag"
    email = "new@example.com"


class MemberWithAnotherAddress(Member):
    name = "a member who changed the address after the flag"

    def change(self) -> None:
        change_address(self.user, "new@example.com")


class AddressFromBefore(Guest):
    """The shop knew the customer (a note, an inquiry) before the address changed."""

    name = "a guest with the address that a known customer had before the flag"

    def prepare(self) -> None:
        register(user=self.user)
        change_address(self.user, "new@example.com")
        self.user.refresh_from_db()


class Api(Journey):
    name = "the API, by session"
    checkout = "/api/checkout/"
    takes_payment = False  # the API places the order, and the payment follows
    sent: ClassVar[dict[str, str]] = {}

    def ready(self) -> None:
        self.log_in()
        self.basket = self.get("/api/basket/").json()["url"]
        product = f"http://testserver/api/products/{self.shop.product.pk}/"
        added = self.post("/api/basket/add-product/", {"url": product, "quantity": 1})
        assert added.status_code == 200, added.content
        self.post("/api/basket/add-voucher/", {"vouchercode": self.shop.voucher.code})

    def log_in(self) -> None:
        self.client.force_login(self.user)

    def place(self) -> Any:
        address = {**ADDRESS, "country": "http://testserver/api/countries/JP/"}
        return self.post(self.checkout, {"basket": self.basket, "shipping_address": address})

    def get(self, path: str) -> Any:
        return self.client.get(path, headers=self.sent)

    def post(self, path: str, data: dict[str, Any]) -> Any:
        return self.client.post(path, data, content_type="application/json", headers=self.sent)


class ApiWithAFormat(Api):
    name = "the API, by its address with a format"
    checkout = "/api/checkout.json"


class ApiBasic(Api):
    name = "the API, by password"

    def log_in(self) -> None:
        pair = f"{self.user.username}:{PASSWORD}".encode()
        self.sent = {"authorization": f"Basic {b64encode(pair).decode()}"}


class ApiToken(Api):
    name = "the API, by token"

    def log_in(self) -> None:
        self.sent = {"authorization": f"Token {Token.objects.create(user=self.user).key}"}


class ApiGuest(Api):
    name = "the API, as a guest"
    proven = False

    def log_in(self) -> None: ...

    def post(self, path: str, data: dict[str, Any]) -> Any:
        email = {"guest_email": "Taro@example.com"} if path == self.checkout else {}
        return super().post(path, data | email)


class ApiGuestByHeader(ApiGuest):
    name = "the API, as a guest with the session in a header"

    def log_in(self) -> None:
        self.sent = {"session-id": "SID:ANON:testserver:a-device"}


JOURNEYS = [
    Member, Merged, Reorder, MemberWithAnotherAddress, Anew, Guest, GuestInAnotherSpelling,
    GuestWithTheEarlierAddress, GuestWithTheNewAddress, AddressFromBefore, Api, ApiWithAFormat,
    ApiBasic, ApiToken, ApiGuest, ApiGuestByHeader,
]  # fmt: skip
