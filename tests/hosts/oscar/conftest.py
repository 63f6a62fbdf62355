"""A small catalogue, a customer of it, and the two people who decide about him."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.utils import timezone
from oscar.apps.checkout.signals import pre_payment
from oscar.core.loading import get_model

from kasuhara_plugin.customers.actions import register
from kasuhara_plugin.flags.actions import approve, lift, propose
from kasuhara_plugin.models import AccountFlag

Product, ProductClass = (get_model("catalogue", name) for name in ("Product", "ProductClass"))
Partner, StockRecord = (get_model("partner", name) for name in ("Partner", "StockRecord"))
Voucher, Country = get_model("voucher", "Voucher"), get_model("address", "Country")
Range, Condition, Benefit, ConditionalOffer = (
    get_model("offer", name) for name in ("Range", "Condition", "Benefit", "ConditionalOffer")
)
Source, SourceType = get_model("payment", "Source"), get_model("payment", "SourceType")

PASSWORD = "kami-to-inku-77"
EMAIL = "taro@example.com"
COMPANY = {
    "company": "つばめプリント株式会社",
    "contact_name": "お客様サポート",
    "contact_phone": "03-0000-0000",
    "contact_email": "support@example.jp",
    "contact_hours": "平日 10:00～17:00",
}
MESSAGE = "恐れ入りますが、当面のご注文を控えさせていただきます。"


@dataclass
class Shop:
    product: Any
    stock: Any
    voucher: Any
    payments: list[Any] = field(default_factory=list)  # what the shop's gateway was asked to take


@pytest.fixture
def shop(db: None) -> Iterator[Shop]:
    """One product with stock, a voucher, and a gateway that takes each payment it is asked for."""
    Country.objects.create(
        iso_3166_1_a2="JP", printable_name="日本", name="日本", is_shipping_country=True
    )
    printed = ProductClass.objects.create(name="印刷物", track_stock=True, requires_shipping=True)
    product = Product.objects.create(title="名刺", upc="meishi", product_class=printed)
    partner = Partner.objects.create(name="つばめプリント")
    stock = StockRecord.objects.create(
        product=product, partner=partner, partner_sku="m", price=Decimal(1580), num_in_stock=99
    )
    made = Shop(product, stock, _voucher())

    def pay(view: Any, **_: Any) -> None:
        """The moment before Oscar's ``handle_payment``."""
        made.payments.append(view)
        kind = SourceType.objects.get_or_create(name="カード")[0]
        view.add_payment_source(Source(source_type=kind, amount_allocated=Decimal(1580)))

    pre_payment.connect(pay)
    yield made
    pre_payment.disconnect(pay)


def _voucher() -> Any:
    everything = Range.objects.create(name="全商品", includes_all_products=True)
    offer = ConditionalOffer.objects.create(
        name="初回割引",
        offer_type=ConditionalOffer.VOUCHER,
        condition=Condition.objects.create(range=everything, type=Condition.COUNT, value=1),
        benefit=Benefit.objects.create(range=everything, type=Benefit.FIXED, value=100),
    )
    now = timezone.now()
    voucher = Voucher.objects.create(
        name="初回割引",
        code="HAJIMETE",
        usage=Voucher.MULTI_USE,
        start_datetime=now - timedelta(days=1),
        end_datetime=now + timedelta(days=9),
    )
    voucher.offers.add(offer)
    return voucher


@pytest.fixture
def taro(db: None) -> User:
    return User.objects.create_user("taro", EMAIL, PASSWORD)


@pytest.fixture
def hanako(db: None) -> User:
    return User.objects.create_user("hanako", "hanako@example.com", PASSWORD)


@pytest.fixture
def people(db: None) -> tuple[User, User]:
    call_command("kasuhara_setup", verbosity=0, **COMPANY)
    names = ("tantou@example.jp", "sekininsha@example.jp")
    first, second = (User.objects.create_superuser(name, name, PASSWORD) for name in names)
    return first, second


@pytest.fixture
def flagged(people: tuple[User, User]) -> Callable[..., AccountFlag]:
    """``flagged(user)``: two people decided that this customer places no orders."""
    proposer, approver = people

    def flag(user: User, *scopes: str) -> AccountFlag:
        row = propose(
            register(user=user),
            scopes=scopes or ("order",),
            reason="電話での暴言が続いたため",
            customer_message=MESSAGE,
            by=proposer,
        )
        approve(row, by=approver)
        return row

    return flag


@pytest.fixture
def lifted(people: tuple[User, User]) -> Callable[[AccountFlag], None]:
    def end(row: AccountFlag) -> None:
        lift(row, by=people[1], reason="お話し合いができたため")

    return end
