"""What a customer is searched by is one text for all that were merged, and each act writes it anew."""

from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from storefront.accounts.models import User

from kasuhara_plugin.customers import search_index
from kasuhara_plugin.customers.actions import (
    add,
    amend,
    exempt,
    merge,
    register,
    reinstate,
    unmerge,
)
from kasuhara_plugin.customers.searching import KEY_LIMIT
from kasuhara_plugin.models import Customer, Identifier

Staff = Callable[..., User]


def key(customer: Customer) -> list[str]:
    """The lines of the key as the database has them."""
    return Customer.objects.values_list("search_key", flat=True).get(pk=customer.pk).split("\n")


@pytest.fixture
def pair(db: None) -> tuple[Customer, Customer]:
    return register(email="a@example.com", name="佐藤"), register(email="b@example.jp", name="高橋")


def test_it_holds_names_and_marks_folded_each_on_a_line_of_its_own(staff: Staff) -> None:
    customer = register(
        email="Ichiro@Example.com", phone="090-1234-5678", subject="C-7", name="佐藤　一郎"
    )
    lines = ["佐藤一郎", "819012345678", "09012345678", "ichiro@example.com", "c-7"]
    assert key(customer) == lines


def test_registering_writes_it_and_a_new_mark_is_added(hanako: User) -> None:
    customer = register(user=hanako, name="山田 花子")
    assert key(customer) == ["山田花子", "hanako@example.com"]
    register(user=hanako, email="office@example.jp")
    assert key(customer) == ["山田花子", "office@example.jp", "hanako@example.com"]


def test_so_does_the_desk_with_a_new_customer(staff: Staff) -> None:
    assert key(add(name="ﾔﾏﾀﾞ", phone="03-1234-5678", by=staff("operator"))) == [
        "ヤマダ", "81312345678", "0312345678",
    ]  # fmt: skip


def test_an_account_that_takes_another_address_is_found_by_both(hanako: User) -> None:
    customer = register(user=hanako)
    hanako.email = "new@example.jp"
    hanako.save()
    assert key(customer) == ["new@example.jp", "hanako@example.com"]


def test_amending_leaves_nothing_of_the_old_name(
    staff: Staff, pair: tuple[Customer, Customer]
) -> None:
    kept, other = pair
    merge(kept, other, by=staff("supervisor"), reason="同じ方")
    for customer in pair:
        amend(
            customer, name=f"新{customer.pk}", organisation="社", party_type="company",
            by=staff("operator"),
        )  # fmt: skip
    lines = [f"新{kept.pk}", "社", f"新{other.pk}", "b@example.jp", "a@example.com"]
    assert key(kept) == key(other) == lines


def test_merging_unites_and_un_merging_parts(staff: Staff, pair: tuple[Customer, Customer]) -> None:
    kept, other = pair
    before = [key(customer) for customer in pair]
    third = register(email="c@example.org", name="三人目")
    first = merge(kept, other, by=staff("supervisor"), reason="同じ方")
    merge(kept, third, by=staff("supervisor"), reason="同じ方")
    united = {"佐藤", "高橋", "三人目", "a@example.com", "b@example.jp", "c@example.org"}
    assert [set(key(customer)) for customer in (kept, other, third)] == [united] * 3
    unmerge(first, by=staff("supervisor"), reason="別の方")
    assert key(other) == before[1]
    assert set(key(kept)) == set(key(third)) == united - set(before[1])


def test_a_mark_of_a_merged_customer_reaches_the_kept_one(
    staff: Staff, customer: Customer, hanako: User
) -> None:
    other = register(user=hanako, name="山田 花子")
    merge(customer, other, by=staff("supervisor"), reason="同じ方")
    register(user=hanako, phone="03-1234-5678")
    assert other.identifiers.filter(kind="phone").exists()
    assert "0312345678" in key(customer)
    assert key(customer) == key(other)


def test_exempting_and_reinstating_leave_it_as_it_is(staff: Staff, customer: Customer) -> None:
    before = key(customer)
    for mark in customer.identifiers.all():
        exempt(mark, by=staff("supervisor"), reason="別の方")
        assert key(customer) == before
        reinstate(mark, by=staff("supervisor"), reason="本人")
    assert key(customer) == before


def test_a_save_by_the_host_writes_it_too_and_a_stale_copy_does_no_harm(customer: Customer) -> None:
    stale = Customer.objects.get(pk=customer.pk)
    register(user=customer.user, email="office@example.jp")
    stale.organisation = "印刷社"
    stale.save()
    assert key(customer) == ["佐藤一郎", "印刷社", "office@example.jp", "ichiro@example.com"]


def test_one_of_very_many_marks_keeps_the_newest(db: None) -> None:
    customer = register(email="first@example.com", name="客")
    Identifier.objects.bulk_create(
        Identifier(customer=customer, kind="email", value=text, key=text)
        for text in (f"{n}{'x' * 300}@example.com" for n in range(50))
    )
    customer.save()
    assert len("\n".join(key(customer))) == KEY_LIMIT
    assert key(customer)[:2] == ["客", f"49{'x' * 300}@example.com"]
    assert "first@example.com" not in key(customer)


def run() -> str:
    connection.check_constraints()  # PostgreSQL indexes no table with checks outstanding
    said = StringIO()
    call_command("kasuhara_search", stdout=said)
    return said.getvalue()


def written_by_no_act() -> None:
    Customer.objects.update(search_key="")
    assert not Customer.objects.exclude(search_key="").exists()


@pytest.mark.parametrize("batch", [1, 2, 3, 1_000])
def test_filling_writes_what_the_acts_would_have(
    staff: Staff, pair: tuple[Customer, Customer], batch: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where a family is spread over several batches."""
    monkeypatch.setattr(search_index, "BATCH", batch)
    for number in range(3):
        register(email=f"c{number}@example.com", phone=f"03-1234-000{number}", name=f"客{number}")
    late = register(email="late@example.com", name="後の方")
    merge(pair[1], pair[0], by=staff("supervisor"), reason="同じ方")
    merge(pair[1], late, by=staff("supervisor"), reason="同じ方")
    before = list(Customer.objects.order_by("pk").values_list("pk", "search_key"))
    written_by_no_act()
    assert search_index.fill(Customer, Identifier, using=connection.alias) == 6
    assert list(Customer.objects.order_by("pk").values_list("pk", "search_key")) == before


def test_the_command_may_run_again_and_where_there_is_nobody(db: None) -> None:
    for _ in range(2):
        assert run().startswith("0件の顧客の")


def test_it_finds_rows_that_were_loaded_past_every_act(db: None) -> None:
    customer, *_ = Customer.objects.bulk_create([Customer(name="取込 太郎"), Customer(name="x")])
    Identifier.objects.create(customer=customer, kind="phone", value="x", key="+81312345678")
    assert run().startswith("2件の顧客の")
    assert key(customer) == ["取込太郎", "81312345678", "0312345678"]


def test_it_costs_the_same_for_ten_more(
    staff: Staff, django_assert_num_queries: Any, django_assert_max_num_queries: Any
) -> None:
    def load(first: int) -> None:
        for number in range(first, first + 10):
            register(email=f"c{number}@example.com", name=f"客{number}")

    load(0)
    with django_assert_max_num_queries(20) as few:
        run()
    load(10)
    with django_assert_num_queries(len(few)):
        run()
