"""Notes are shown where staff work: on the card, the flag and the inquiry."""

from collections.abc import Callable
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from storefront.accounts.models import User

from kasuhara_plugin.customers.actions import merge, register
from kasuhara_plugin.flags.actions import propose
from kasuhara_plugin.inquiries.actions import receive
from kasuhara_plugin.models import Customer
from kasuhara_plugin.notes.actions import withdraw, write

AsUser = Callable[[User], Client]
Staff = Callable[..., User]
SCREENS = ("card", "flag", "inquiry")


@pytest.fixture
def urls(staff: Staff, customer: Customer, ichiro: User) -> dict[str, str]:
    wording = {"reason": "記録のとおり。", "customer_message": "お控えください。"}
    flag = propose(customer, **wording, by=staff("supervisor"))
    inquiry = receive(user=ichiro, email=ichiro.email, subject="納期", body="いつですか。").inquiry
    return {
        "card": reverse("kasuhara_customers:inspect", args=[customer.pk]),
        "flag": reverse("kasuhara_flags:inspect", args=[flag.pk]),
        "inquiry": reverse("kasuhara_inquiries:inspect", args=[inquiry.pk]),
    }


def part(client: Client, url: str) -> SimpleNamespace | None:
    soup = BeautifulSoup(client.get(url).content, "html.parser").select_one(".kasuhara-notes")
    if soup is None:
        return None
    badge = soup.header.select_one(".kasuhara-badge")
    return SimpleNamespace(
        count=badge.text if badge else "",
        notes=[item.p.text for item in soup.select("li")],
        faded=[item.p.text for item in soup.select("li.kasuhara-faded")],
        links=[link["href"] for link in soup.select("a")],
    )


@pytest.mark.parametrize("screen", SCREENS)
def test_the_pinned_first_the_faded_last_with_their_count(
    staff: Staff, as_user: AsUser, customer: Customer, urls: dict[str, str], screen: str
) -> None:
    author = staff("operator")
    old = {"until": date(2020, 1, 1)}
    for text, content in (("期限切れ", old), ("固定", {"pinned": True}), ("一", {}), ("二", {})):
        write(customer, body=f"<p>{text}</p>", by=author, **content)  # type: ignore[arg-type]
    gone = write(customer, body="<p>取り下げ</p>", by=author)
    withdraw(gone, reason="別の方の件", by=author)
    shown = part(as_user(author), urls[screen])
    assert shown.count == "4件"
    assert shown.notes == ["固定", "二", "一", "期限切れ", "取り下げ"]
    assert shown.faded == ["期限切れ", "取り下げ"]
    assert reverse("kasuhara_notes:write", args=[customer.pk]) in shown.links


@pytest.mark.parametrize("screen", SCREENS)
def test_they_are_shown_to_whoever_may_read_notes_alone(
    as_user: AsUser, staff: Staff, customer: Customer, urls: dict[str, str], screen: str
) -> None:
    write(customer, body="<p>内密の記録</p>", by=staff("operator"))
    reader = User.objects.create_user("reader@staff.example.jp", name="読む人")
    views = {f"view_{model}" for model in ("customer", "accountflag", "inquiry")}
    reader.user_permissions.set(Permission.objects.filter(codename__in={"access_admin", *views}))
    page = as_user(reader).get(urls[screen])
    assert page.status_code == 200
    assert "内密の記録" not in page.content.decode()
    assert part(as_user(reader), urls[screen]) is None


def test_the_notes_of_a_merged_customer_are_its_own(
    staff: Staff, as_user: AsUser, customer: Customer, urls: dict[str, str]
) -> None:
    other = register(email="second@example.jp")
    write(other, body="<p>統合前のメモ</p>", by=staff("operator"))
    merge(customer, other, by=staff("supervisor"), reason="同じ方")
    assert part(as_user(staff("operator")), urls["flag"]).notes == ["統合前のメモ"]
    index = reverse("kasuhara_notes:index")
    listed = as_user(staff("operator")).get(index, {"customer": customer.pk})
    assert len(listed.context["object_list"]) == 1


@pytest.mark.parametrize("hostile", ["0", "-1", "9" * 30, "x", "1.5", "nan", "\x00"])
def test_the_list_of_no_customer_is_no_error(
    staff: Staff, as_user: AsUser, customer: Customer, hostile: str
) -> None:
    index = reverse("kasuhara_notes:index")
    assert as_user(staff("operator")).get(index, {"customer": hostile}).status_code == 200


@pytest.mark.parametrize("screen", SCREENS)
def test_more_notes_cost_no_more_queries(
    staff: Staff, as_user: AsUser, customer: Customer, urls: dict[str, str], screen: str,
    django_assert_num_queries: Any, django_assert_max_num_queries: Any,
) -> None:  # fmt: skip
    client, author = as_user(staff("operator")), staff("operator")
    write(customer, body="<p>一</p>", by=author)
    client.get(urls[screen])
    with django_assert_max_num_queries(60) as few:
        client.get(urls[screen])
    for number in range(10):
        write(customer, body=f"<p>メモ{number}</p>", by=author, pinned=True)
    with django_assert_num_queries(len(few)):
        client.get(urls[screen])


def test_a_long_note_is_shown_by_its_beginning(
    staff: Staff, as_user: AsUser, customer: Customer, urls: dict[str, str]
) -> None:
    write(customer, body=f"<p>{'あ' * 500}</p>", by=staff("operator"))
    assert part(as_user(staff("operator")), urls["flag"]).notes == [f"{'あ' * 120}…"]
