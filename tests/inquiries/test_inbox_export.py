"""The list as a table: Japanese whole, times of Japan, no formula that runs, and on record."""

import csv
import io
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook
from storefront.accounts.models import User

from kasuhara_plugin.core.audit import AuditRecord
from kasuhara_plugin.inquiries.actions import answer, assign, receive
from kasuhara_plugin.inquiries.inbox import exporting
from kasuhara_plugin.models import Inquiry

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
EVIL = '=HYPERLINK("http://evil.example","x")\n<script>1</script>\u202eabc'


@pytest.fixture
def operator(staff: Callable[..., User]) -> User:
    return staff("operator")


@pytest.fixture
def client(operator: User, as_user: Callable[[User], Client]) -> Client:
    return as_user(operator)


def send(body: str = "名刺はいつ届きますか。", who: str = "a", **more: object) -> Inquiry:
    row = receive(body=body, email=f"{who}@example.jp", now=NOW, **more).inquiry
    assert row is not None
    return row


def at(kind: str) -> str:
    return reverse("kasuhara_inquiries:export", args=[kind])


def table(client: Client, **query: str) -> list[dict[str, str]]:
    answered = client.get(at("csv"), query)
    text = answered.content.decode("utf-8")
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text[1:])))


def test_a_row_tells_what_the_list_tells(client: Client, operator: User) -> None:
    row = send(subject="納期", name="佐藤", phone="090-1234-5678", order_number="P-1")
    assign(row, operator, by=operator)
    (told,) = table(client)
    assert told["受付番号"] == row.number
    assert told["受付日時"] == "2026-11-20 10:00"
    assert (told["状態"], told["担当"], told["件名"]) == ("対応中", "operator", "納期")
    assert told["お問い合わせ内容"] == "名刺はいつ届きますか。"
    answer(row, body="本日です。", way="phone", by=operator, now=NOW + timedelta(hours=3))
    (told,) = table(client)
    assert (told["状態"], told["回答の件数"]) == ("回答済み", "1")
    assert told["最初の回答の日時"] == "2026-11-20 13:00"


def test_no_formula_runs(client: Client) -> None:
    send(EVIL, subject="@SUM(A1)", name="+81")
    (told,) = table(client)
    assert told["お問い合わせ内容"] == f"'{EVIL}"
    assert (told["件名"], told["お名前"]) == ("'@SUM(A1)", "'+81")
    sheet = load_workbook(io.BytesIO(client.get(at("xlsx")).content)).active
    assert {cell.data_type for cell in sheet[2] if cell.value is not None} <= {"s", "n", "d"}


def test_it_is_filtered_like_the_list_and_on_record(client: Client) -> None:
    send(), send("封筒の色が違います。", who="b")
    assert len(table(client, q="封筒")) == 1
    assert len(table(client, state="done")) == 0
    acts = AuditRecord.objects.filter(act="inquiry.export").order_by("pk")
    assert [(act.actor_name, act.data["rows"]) for act in acts] == [
        ("operator", 1),
        ("operator", 0),
    ]


def test_too_many_are_not_cut_off(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exporting, "MOST", 1)
    send(), send("封筒の色が違います。", who="b")
    answered = client.get(at("csv"), follow=True)
    assert "1件を超えるため保存できません" in answered.content.decode()
    assert not AuditRecord.objects.filter(act="inquiry.export").exists()


def test_more_rows_ask_the_database_no_more(client: Client) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            client.get(at("csv"))
        return len(asked)

    send()
    queries()
    few = queries()
    for number in range(10):
        send(f"{number}番目の質問です。封筒の色が違います。", who=f"b{number}")
    assert queries() == few


def test_another_kind_is_none(client: Client) -> None:
    assert client.get("/admin/kasuhara/inquiries/export/pdf/").status_code == 404


@pytest.mark.parametrize("role", ["legal", "policy_editor"])
def test_who_may_not_read_exports_nothing(
    staff: Callable[..., User], as_user: Callable[[User], Client], role: str
) -> None:
    assert as_user(staff(role)).get(at("csv")).status_code == 302


def test_the_list_offers_it_as_it_is_filtered(client: Client) -> None:
    page = client.get(reverse("kasuhara_inquiries:index"), {"state": "new"}).content.decode()
    assert f"{at('csv')}?state=new" in page
