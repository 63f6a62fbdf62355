"""Several threads at once: each by its own act, and what cannot be done is named."""

from collections.abc import Callable

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from storefront.accounts.models import User

from kasuhara_plugin.core.audit import AuditRecord
from kasuhara_plugin.inquiries.actions import answer, assign, receive
from kasuhara_plugin.models import Assignment, Closure, Inquiry

pytestmark = pytest.mark.django_db

URL, LIST = reverse("kasuhara_inquiries:several"), reverse("kasuhara_inquiries:index")
TEXTS = ("名刺はいつ届きますか。", "封筒の色が違います。", "チラシの折り方を変えたいです。")
LogIn = Callable[[User], Client]


@pytest.fixture
def threads(db: None) -> list[Inquiry]:
    rows = [receive(body=text, email=f"{n}@example.jp").inquiry for n, text in enumerate(TEXTS)]
    return [row for row in rows if row is not None]


@pytest.fixture
def operator(staff: Callable[..., User]) -> User:
    return staff("operator")


@pytest.fixture
def client(operator: User, as_user: LogIn) -> Client:
    return as_user(operator)


def keys(threads: list[Inquiry]) -> list[int]:
    return [row.pk for row in threads]


def test_the_boxes_of_the_list_lead_there(
    client: Client, threads: list[Inquiry], operator: User
) -> None:
    answer(threads[0], body="明日です。", way="phone", by=operator)
    soup = BeautifulSoup(client.get(LIST).content, "html.parser")
    boxes = [box["value"] for box in soup.select("input[name=inquiry][form=kasuhara-chosen]")]
    assert sorted(map(int, boxes)) == keys(threads[1:])  # type: ignore[arg-type]
    page = client.get(URL, {"inquiry": boxes}).content.decode()
    assert all(row.number in page for row in threads[1:])


def test_all_are_given_to_somebody(client: Client, threads: list[Inquiry], operator: User) -> None:
    typed = {"inquiry": keys(threads), "act": "assign", "to": operator.pk}
    assert client.post(URL, typed).status_code == 302
    assert Assignment.objects.filter(person=operator, ended_at=None).count() == 3
    assert AuditRecord.objects.filter(act="inquiry.assign").count() == 3


def test_what_cannot_be_done_is_named_and_the_rest_is_done(
    client: Client, threads: list[Inquiry], operator: User
) -> None:
    assign(threads[0], operator, by=operator)
    typed = {"inquiry": keys(threads), "act": "assign", "to": operator.pk}
    page = client.post(URL, typed, follow=True).content.decode()
    assert f"{threads[0].number}：担当は、すでに" in page
    assert "2件のお問い合わせに「担当者を決める」を実行しました。" in page


def test_they_are_closed_for_one_reason(client: Client, threads: list[Inquiry]) -> None:
    client.post(URL, {"inquiry": keys(threads[:2]), "act": "close", "reason": "広告のため"})
    assert [row.reason for row in Closure.objects.all()] == ["広告のため"] * 2
    assert Inquiry.objects.filter(waiting_since__isnull=False).get() == threads[2]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"act": "assign"}, "担当者を選択してください。"),
        ({"act": "close", "reason": "　"}, "理由を入力してください。"),
        ({"act": "x"}, "x"),
    ],
)
def test_what_is_missing_is_asked_for(
    client: Client, threads: list[Inquiry], typed: dict[str, str], said: str
) -> None:
    answered = client.post(URL, {"inquiry": keys(threads), **typed})
    assert answered.status_code == 200
    assert said in answered.content.decode()
    assert not Assignment.objects.exists()
    assert not Closure.objects.exists()


@pytest.mark.parametrize("sent", [[], ["x"], ["0"], ["99999999999999999999"], ["\x00"]])
def test_nothing_chosen_is_told(client: Client, threads: list[Inquiry], sent: list[str]) -> None:
    for answered in (
        client.get(URL, {"inquiry": sent}),
        client.post(URL, {"inquiry": sent, "act": "assign"}),
    ):
        assert answered.status_code == 200
        assert "選択されていません" in answered.content.decode()


def test_who_only_reads_is_offered_no_boxes(
    threads: list[Inquiry], staff: Callable[..., User], as_user: LogIn
) -> None:
    legal = as_user(staff("legal"))
    assert legal.get(URL, {"inquiry": keys(threads)}).status_code == 302
