import re

import pytest
from django.test import Client
from django.urls import reverse
from storefront.accounts.models import User
from storefront.shop.models import Order, Price, Product, Quote

Data = dict[str, str]


@pytest.fixture
def ordered(member: Client, meishi: Product, order_data: Data) -> Order:
    member.post(reverse("shop:order", args=[meishi.slug]), order_data)
    return Order.objects.get()


def test_the_catalogue_shows_every_product_with_its_lowest_price(
    client: Client, meishi: Product
) -> None:
    page = client.get(reverse("shop:catalogue")).content.decode()
    assert "名刺" in page
    assert "980円から" in page


def test_a_member_orders_at_the_price_of_the_table(ordered: Order, hanako: User) -> None:
    assert (ordered.user, ordered.price, ordered.guest_email) == (hanako, 1580, "")
    assert ordered.status == Order.Status.ACCEPTED


def test_an_order_number_holds_the_day_and_a_random_code(ordered: Order) -> None:
    assert re.fullmatch(r"P-\d{8}-[2-9A-HJ-KM-NP-Z]{6}", ordered.number)


def test_the_confirmation_shows_the_number(member: Client, ordered: Order) -> None:
    page = member.get(reverse("shop:order_done", args=[ordered.number]))
    assert ordered.number in page.content.decode()


def test_a_guest_orders_and_only_the_same_session_sees_the_confirmation(
    client: Client, meishi: Product, order_data: Data
) -> None:
    guest = {"guest_name": "井上 真理", "guest_email": "inoue@example.org"}
    response = client.post(reverse("shop:order", args=["meishi"]), order_data | guest)
    assert client.get(response.url).status_code == 200
    assert Client().get(response.url).status_code == 404
    assert Order.objects.get().customer_email == "inoue@example.org"


def test_a_guest_without_an_address_is_asked_again(
    client: Client, meishi: Product, order_data: Data
) -> None:
    response = client.post(reverse("shop:order", args=["meishi"]), order_data)
    assert response.context["form"].has_error("guest_email", "required")
    assert not Order.objects.exists()


def test_a_combination_without_a_price_is_refused(
    member: Client, meishi: Product, order_data: Data
) -> None:
    Price.objects.create(product=meishi, paper="和紙", size="91×55mm", quantity=100, yen=2000)
    response = member.post(reverse("shop:order", args=["meishi"]), order_data | {"paper": "和紙"})
    assert "お取り扱いしておりません" in response.content.decode()
    assert not Order.objects.exists()


def test_the_history_and_the_detail_show_own_orders(member: Client, ordered: Order) -> None:
    for address in (reverse("shop:orders"), ordered.get_absolute_url()):
        assert ordered.number in member.get(address).content.decode()


@pytest.mark.parametrize("page", ["order_done", "order_detail"])
def test_orders_of_others_are_not_found(stranger: Client, ordered: Order, page: str) -> None:
    address = reverse(f"shop:{page}", args=[ordered.number])
    assert stranger.get(address).status_code == 404


def test_orders_of_others_are_not_in_the_history(stranger: Client, ordered: Order) -> None:
    assert ordered.number not in stranger.get(reverse("shop:orders")).content.decode()


def test_reordering_repeats_the_choice_at_the_price_of_today(
    member: Client, ordered: Order
) -> None:
    Price.objects.filter(quantity=200).update(yen=1700)
    member.post(reverse("shop:reorder", args=[ordered.number]))
    again = Order.objects.exclude(pk=ordered.pk).get()
    assert (again.quantity, again.address, again.price) == (200, ordered.address, 1700)


def test_reordering_what_is_no_longer_sold_leads_back_to_the_product(
    member: Client, ordered: Order
) -> None:
    Price.objects.all().delete()
    response = member.post(reverse("shop:reorder", args=[ordered.number]))
    assert response.url == ordered.product.get_absolute_url()
    assert Order.objects.count() == 1


def test_orders_of_others_cannot_be_reordered(stranger: Client, ordered: Order) -> None:
    assert stranger.post(reverse("shop:reorder", args=[ordered.number])).status_code == 404
    assert Order.objects.count() == 1


def test_reordering_takes_a_post(member: Client, ordered: Order) -> None:
    assert member.get(reverse("shop:reorder", args=[ordered.number])).status_code == 405


def test_a_guest_gets_a_quote_that_only_the_same_session_sees(
    client: Client, meishi: Product, choice: Data
) -> None:
    response = client.post(reverse("shop:quote", args=["meishi"]), choice)
    assert "1,580円" in client.get(response.url).content.decode()
    assert Client().get(response.url).status_code == 404


def test_the_quote_of_a_member_is_not_found_by_others(
    member: Client, stranger: Client, meishi: Product, choice: Data
) -> None:
    member.post(reverse("shop:quote", args=["meishi"]), choice)
    address = Quote.objects.get().get_absolute_url()
    assert member.get(address).status_code == 200
    assert stranger.get(address).status_code == 404


def test_deleting_a_member_keeps_the_orders(ordered: Order, hanako: User) -> None:
    hanako.delete()
    ordered.refresh_from_db()
    assert ordered.user is None
