"""Legal reads and answers what was given to them, and sees nothing of the rest."""

from collections.abc import Callable
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Permission
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from storefront.accounts.models import User

from kasuhara_plugin.core import clock
from kasuhara_plugin.core.errors import NotPermitted
from kasuhara_plugin.desk.home import todos
from kasuhara_plugin.inquiries import attachment_store as store
from kasuhara_plugin.inquiries.actions import (
    answer,
    assign,
    close,
    join,
    part,
    receive,
    release,
    remark,
    reply,
    tag,
)
from kasuhara_plugin.inquiries.inbox.replying import seen
from kasuhara_plugin.models import Attachment, Inquiry, InquiryTag

pytestmark = pytest.mark.django_db

OURS = "返金の期限について、書面でご回答をお願いします。届いた名刺は使わずに保管しています。"
OTHER = "封筒の色が画面で見た色とずいぶん違います。刷り直しをお願いできますか。"
LIST = reverse("kasuhara_inquiries:index")
# Of one inquiry: what it takes to answer it.
DOORS = ("inspect", "presence", "reply", "answer", "assign", "remark", "tag", "close", "ask")
# Of all of them, and of the shop.
CLOSED = [
    ("export", ["csv"]), ("report", []), ("report_file", ["csv"]), ("save_view", []),
    ("several", []), ("hand_over", []), ("log", []), ("rules", []),
]  # fmt: skip
Make = Callable[..., Any]


def sent(body: str, who: str = "a", **more: Any) -> Inquiry:
    row = receive(body=body, email=f"{who}@example.jp", name="佐藤 一郎", **more).inquiry
    assert row is not None
    return row


@pytest.fixture
def operator(staff: Make) -> User:
    return staff("operator")


@pytest.fixture
def legal(staff: Make) -> User:
    return staff("legal")


@pytest.fixture
def client(as_user: Make, legal: User) -> Client:
    return as_user(legal)


@pytest.fixture
def given(operator: User, legal: User) -> Inquiry:
    row = sent(OURS, subject="返金の期限")
    assign(row, legal, by=operator)
    return row


@pytest.fixture
def other(operator: User) -> Inquiry:
    return sent(OTHER, who="b", subject="封筒の色")


def status(client: Client, door: str, *of: Any) -> int:
    return client.get(reverse(f"kasuhara_inquiries:{door}", args=of)).status_code


@pytest.mark.parametrize("door", DOORS)
def test_each_door_of_the_given_one_is_open_and_of_another_is_not(
    client: Client, given: Inquiry, other: Inquiry, door: str
) -> None:
    assert status(client, door, given.pk) == 200
    assert status(client, door, other.pk) in (302, 403)


@pytest.mark.parametrize(("door", "of"), CLOSED)
def test_what_concerns_all_of_them_stays_closed(
    client: Client, given: Inquiry, door: str, of: list[str]
) -> None:
    assert status(client, door, *of) in (302, 403)


def test_what_the_customer_writes_again_is_theirs_too(client: Client, given: Inquiry) -> None:
    again = sent(OURS)
    assert again.first == given
    assert status(client, "inspect", again.pk) == 200


@pytest.mark.parametrize("asked", ["", "?state=in_hand", "?state=mine", "?q=お願い"])
def test_the_list_holds_nothing_else(
    client: Client, given: Inquiry, other: Inquiry, asked: str
) -> None:
    page = BeautifulSoup(client.get(LIST + asked).content, "html.parser")
    rows = page.select("tbody tr")
    assert [given.number in row.text for row in rows] == [True]
    assert rows[0].select_one(f"a[href='{LIST}{given.pk}/']")
    assert not page.select("#kasuhara-chosen, [name=person], [name=customer]")
    assert "export" not in str(page.main)


@pytest.mark.parametrize("words", ["封筒", "b@example.jp", "number"])
def test_a_search_for_another_finds_nothing(
    client: Client, given: Inquiry, other: Inquiry, words: str
) -> None:
    asked = other.number if words == "number" else words
    page = BeautifulSoup(client.get(LIST, {"q": asked}).content, "html.parser")
    assert page.select("tbody tr") == []


def test_the_tabs_count_what_is_theirs(client: Client, given: Inquiry, other: Inquiry) -> None:
    page = BeautifulSoup(client.get(LIST).content, "html.parser")
    tabs = [" ".join(one.text.split()) for one in page.select(".kasuhara-tabs li")]
    assert tabs[:3] == ["新着0件", "対応中1件", "保留0件"]
    assert tabs[3] == "回答済み0件"
    assert "自分の担当1件" in tabs


def test_the_page_leads_to_no_door_that_is_closed_to_them(client: Client, given: Inquiry) -> None:
    earlier = sent(OTHER)  # of the same sender, and nobody's
    page = BeautifulSoup(
        client.get(reverse("kasuhara_inquiries:inspect", args=[given.pk])).content, "html.parser"
    )
    record: Any = page.select_one(".kasuhara-record")
    assert "佐藤 一郎" in record.text
    assert earlier.number not in record.text
    links = [link["href"] for link in record.select("a[href^='/']")]
    assert links
    assert [url for url in links if client.get(url).status_code != 200] == []


def test_they_answer_it(client: Client, given: Inquiry) -> None:
    url = reverse("kasuhara_inquiries:reply", args=[given.pk])
    typed = {"body": "書面を本日お送りしました。", "seen": seen(given)}
    assert client.post(url, typed).status_code == 302
    assert [row.actor_name for row in given.answers.all()] == ["legal"]


def test_who_gives_it_on_is_led_to_the_list_and_reads_it_no_more(
    client: Client, given: Inquiry, operator: User
) -> None:
    url = reverse("kasuhara_inquiries:assign", args=[given.pk])
    answered = client.post(url, {"to": operator.pk})
    assert (answered.status_code, answered["Location"]) == (302, LIST)
    assert status(client, "inspect", given.pk) in (302, 403)


def test_its_files_are_read_and_no_other_ones(
    client: Client, given: Inquiry, other: Inquiry
) -> None:
    for row, codes in ((given, {200}), (other, {302, 403})):
        kept = store.storage().save("a.pdf", ContentFile(b"%PDF-1.4"))
        file = Attachment.objects.create(
            inquiry=row, name="a.pdf", kind="pdf", size=8, sha256="0" * 64, stored_as=kept
        )
        assert status(client, "attachment", row.pk, file.pk) in codes
    assert status(client, "attachment", given.pk, file.pk) == 404  # of the other


def test_the_acts_themselves_refuse_what_was_not_given(
    given: Inquiry, other: Inquiry, legal: User, operator: User
) -> None:
    word = InquiryTag.objects.create(name="法務")
    acts: list[Callable[[Inquiry], Any]] = [
        lambda row: answer(row, body="x", way="phone", by=legal),
        lambda row: reply(row, body="x", seen=seen(row), by=legal),
        lambda row: remark(row, body="x", by=legal),
        lambda row: tag(row, [word], by=legal),
        lambda row: close(row, reason="x", by=legal),
        lambda row: assign(row, legal, by=legal),
        lambda row: part(row, by=legal),
        lambda row: join(row, given, by=legal),
        lambda row: join(given, row, by=legal),
    ]
    for act in acts:
        with pytest.raises(NotPermitted):
            act(other)
    with pytest.raises(NotPermitted):
        release(given, by=legal)  # not theirs to do
    remark(given, body="確認しました。", by=legal)
    tag(given, [word], by=legal)


def test_who_may_read_all_answers_only_what_was_given(
    given: Inquiry, other: Inquiry, legal: User, client: Client
) -> None:
    legal.user_permissions.add(Permission.objects.get(codename="view_inquiry"))
    legal = User.objects.get(pk=legal.pk)
    assert status(client, "inspect", other.pk) == 200
    assert status(client, "answer", other.pk) in (302, 403)
    with pytest.raises(NotPermitted):
        answer(other, body="x", way="phone", by=legal)
    answer(given, body="x", way="phone", by=legal)


def test_it_is_offered_to_whoever_may_handle_it_and_to_nobody_else(
    given: Inquiry, staff: Make, operator: User, legal: User, as_user: Make
) -> None:
    editor = staff("policy_editor")
    page = as_user(operator).get(reverse("kasuhara_inquiries:assign", args=[given.pk]))
    offered = BeautifulSoup(page.content, "html.parser").select("[name=to] option")
    assert {str(legal.pk), str(operator.pk)} <= {one["value"] for one in offered}
    with pytest.raises(NotPermitted):
        assign(given, editor, by=operator)


def test_the_first_page_says_so(client: Client, legal: User, given: Inquiry, other: Inquiry) -> None:  # fmt: skip
    (told,) = [one for one in todos(legal, clock.now()) if "お問い合わせ" in one.text]
    assert told.text == "担当しているお問い合わせが1件あります。"
    assert given.number in client.get(told.url).content.decode()


def test_where_no_mail_can_go_the_answer_is_written_down(as_user: Make, operator: User) -> None:
    row = sent(OURS, who="a")
    Inquiry.objects.filter(pk=row.pk).update(email="", phone="03-1234-5678")
    page = BeautifulSoup(
        as_user(operator).get(reverse("kasuhara_inquiries:inspect", args=[row.pk])).content,
        "html.parser",
    )
    acts = page.select(".kasuhara-acts a.button:not(.button-secondary)")
    assert [one.text for one in acts] == ["回答を記録する"]
