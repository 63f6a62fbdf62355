from collections.abc import Callable
from typing import Any

from storefront.shop.models import Order

from kasuhara_plugin.models import AccountFlag, Customer

MESSAGE = "強いお言葉が続きましたため、当面お取引を控えさせていただきます。"


def order(buyer: Any) -> None:
    buyer.goto("/shop/products/meishi/")
    buyer.page.fill("[name=address]", "東京都架空区見本町1-2-3")
    buyer.press("注文を確定する")


def test_two_people_restrict_a_customer_and_only_that_one(visitor: Callable[..., Any]) -> None:
    suzuki = Customer.objects.get(name="鈴木 美穂")
    operator = visitor()
    operator.log_in("operator@example.com", staff=True)
    operator.goto(f"/admin/kasuhara/customers/{suzuki.pk}/")
    operator.follow("取引制限を申請する")
    operator.page.fill("[name=until]", "2999-12-31")
    calendar = operator.page.locator(".xdsoft_datetimepicker:visible")
    calendar.first.wait_for()  # it opens a moment after the field is entered
    operator.page.locator("#header-title").click()
    calendar.first.wait_for(state="hidden")
    operator.page.fill("[name=reason]", "電話での暴言が3回続いた。")
    operator.page.fill("[name=customer_message]", MESSAGE)
    operator.press("申請する")
    flag = AccountFlag.objects.latest("id")
    assert operator.sees("申請中", "申請した人とは別の責任者の決裁をお待ちください")

    buyer = visitor()
    buyer.log_in("suzuki@example.com")
    order(buyer)
    placed = Order.objects.count()  # not approved yet: it went through

    supervisor = visitor()
    supervisor.log_in("supervisor@example.com", staff=True)
    supervisor.goto(f"/admin/kasuhara/flags/{flag.pk}/")
    supervisor.follow("承認する")
    supervisor.press("承認する")
    assert supervisor.sees("適用中")

    order(buyer)
    assert buyer.sees("お手続きについてのご案内", "注文", "2999年12月31日まで", MESSAGE)
    assert buyer.sees("異議をお申し立ていただけます", "R-")
    other = visitor()
    other.log_in("customer@example.com")
    order(other)
    assert other.sees("P-")
    assert Order.objects.count() == placed + 1


def test_a_guest_with_the_address_of_a_restricted_customer_learns_nothing_of_it(
    visitor: Callable[..., Any],
) -> None:
    guest = visitor()
    guest.goto("/shop/products/meishi/")
    guest.page.fill("[name=guest_name]", "佐藤")
    guest.page.fill("[name=guest_email]", "flagged@example.com")
    guest.page.fill("[name=address]", "東京都架空区見本町1-2-3")
    guest.press("注文を確定する")
    assert guest.sees("お手続きについてのご案内", "R-")
    assert not guest.sees("同じ内容のお電話")
