import random
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from storefront.accounts.models import User
from storefront.demo.accounts import CUSTOMERS
from storefront.shop.models import Order, Price, Quote
from storefront.shop.numbers import numbered

ORDER_COUNT = 80
QUOTE_COUNT = 6
DAYS = 30
GUEST_SHARE = 0.15

GUESTS = (
    ("井上 真理", "inoue@example.org", "〒220-0000 神奈川県架空市港町1-2-3 井上 真理"),
    ("木村 拓海", "kimura@example.org", "〒330-0000 埼玉県架空市本町4-5-6 木村 拓海"),
    ("清水 愛", "shimizu@example.org", "〒260-0000 千葉県架空市中央7-8-9 清水 愛"),
)
NOTES = (
    "",
    "",
    "",
    "前回と同じデータでお願いします。",
    "午前中の配達を希望します。",
    "領収書の宛名は会社名でお願いします。",
    "色味は前回の仕上がりに合わせてください。",
)


def load(now: datetime) -> None:
    # The same seed gives the same numbers' codes, by which a second load knows its own rows.
    rng = random.Random(7)
    prices = list(Price.objects.select_related("product"))
    users = list(User.objects.filter(email__in=[c.email for c in CUSTOMERS]).order_by("email"))
    orders = [_order(rng, prices, users, now, age) for age in _ages(rng, ORDER_COUNT)]
    quotes = [_quote(rng, prices, users, now, age) for age in _ages(rng, QUOTE_COUNT)]
    Order.objects.bulk_create(_unknown(orders, Order))
    Quote.objects.bulk_create(_unknown(quotes, Quote))


def _ages(rng: random.Random, count: int) -> list[timedelta]:
    hours = sorted((rng.uniform(1, DAYS * 24) for _ in range(count)), reverse=True)
    return [timedelta(hours=each) for each in hours]


def _unknown(jobs: list[Any], model: type[Order] | type[Quote]) -> list[Any]:
    known = {_code(number) for number in model.objects.values_list("number", flat=True)}
    return [job for job in jobs if _code(job.number) not in known]


def _code(number: str) -> str:
    return number.rpartition("-")[2]


def _order(
    rng: random.Random, prices: list[Price], users: list[User], now: datetime, age: timedelta
) -> Order:
    address, customer = _customer(rng, users)
    return Order(
        number=numbered("P", timezone.localdate(now - age), rng.choice),
        address=address,
        note=rng.choice(NOTES),
        status=_status(age),
        created=now - age,
        **customer,
        **_job(rng.choice(prices)),
    )


def _quote(
    rng: random.Random, prices: list[Price], users: list[User], now: datetime, age: timedelta
) -> Quote:
    _address, customer = _customer(rng, users)
    number = numbered("Q", timezone.localdate(now - age), rng.choice)
    return Quote(number=number, created=now - age, **customer, **_job(rng.choice(prices)))


def _customer(rng: random.Random, users: list[User]) -> tuple[str, dict[str, Any]]:
    if rng.random() < GUEST_SHARE:
        name, email, address = rng.choice(GUESTS)
        return address, {"guest_name": name, "guest_email": email}
    place = rng.randrange(len(users))
    user = users[place]
    address = f"〒100-0000 東京都架空区見本町{place + 1}-2-3 {user.company} {user.name}"
    return " ".join(address.split()), {"user": user}


def _status(age: timedelta) -> str:
    if age < timedelta(days=1):
        return Order.Status.ACCEPTED
    return Order.Status.PRINTING if age < timedelta(days=4) else Order.Status.SHIPPED


def _job(price: Price) -> dict[str, Any]:
    return {
        "product": price.product,
        "paper": price.paper,
        "size": price.size,
        "quantity": price.quantity,
        "price": price.yen,
    }
