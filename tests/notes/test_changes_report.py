"""対応メモの変更: who changed what in which note, filtered and taken along as a file."""

import csv
import io
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import openpyxl
import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from storefront.accounts.models import User

from kasuhara_plugin.customers.actions import register
from kasuhara_plugin.models import AuditRecord, Customer, StaffNote
from kasuhara_plugin.notes import report
from kasuhara_plugin.notes.actions import revise, withdraw, write

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)  # 10:00 in Tokyo
AsUser = Callable[[User], Client]
Staff = Callable[..., User]
INDEX = "kasuhara_notes:changes"


@pytest.fixture
def changed(staff: Staff, customer: Customer) -> StaffNote:
    """Written, made important the day after, withdrawn on the third; another by 鈴木."""
    author = staff("operator", "田中")
    note = write(customer, body="<p>一。</p>", by=author, now=NOW)
    day = timedelta(days=1)
    revise(
        note, body="<p>二。</p>", importance="important", reason="続き", by=author, now=NOW + day
    )
    other = register(email="other@example.jp", name="山田 花子")
    write(other, body="<p>別。</p>", kind="opinion", by=staff("desk", "鈴木"), now=NOW + day)
    return withdraw(note, reason="別の方", by=author, now=NOW + 2 * day)


def rows(client: Client, **asked: Any) -> list[list[str]]:
    soup = BeautifulSoup(client.get(reverse(INDEX), asked).content, "html.parser")
    found = soup.select("table.listing tbody tr")
    return [[cell.get_text(" ", strip=True) for cell in row.select("td")] for row in found]


def file(client: Client, ending: str, **asked: Any) -> Any:
    return client.get(reverse("kasuhara_notes:changes_export", args=[ending]), asked)


def table_of(answer: Any) -> list[list[str]]:
    text = answer.content.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


def test_the_newest_change_of_any_note_comes_first(
    staff: Staff, as_user: AsUser, changed: StaffNote
) -> None:
    listed = rows(as_user(staff("desk")))
    assert [row[1:] for row in listed] == [
        ["2026/11/25 10:00", "田中", "事実", "取り下げ", "別の方"],
        ["2026/11/24 10:00", "鈴木", "所見", "新規作成", ""],
        ["2026/11/24 10:00", "田中", "事実", "内容、重要度", "続き"],
        ["2026/11/23 10:00", "田中", "事実", "新規作成", ""],
    ]
    assert [row[0].startswith("佐藤 一郎") for row in listed] == [True, False, True, True]


@pytest.mark.parametrize(
    ("asked", "count"),
    [
        ({"who": "田中"}, 3),
        ({"who": "鈴"}, 1),
        ({"kind": "opinion"}, 1),
        ({"act": "~"}, 2),
        ({"day_from": "2026-11-24", "day_to": "2026-11-24"}, 2),
        ({"day_from": "2026-11-24"}, 3),
        ({"who": "だれか"}, 0),
        ({"customer": "999999"}, 0),
        ({"customer": "x"}, 4),
        ({"p": "older-x", "who": "田中"}, 3),
    ],
)
def test_it_is_filtered(
    staff: Staff, as_user: AsUser, changed: StaffNote, asked: dict[str, str], count: int
) -> None:
    assert len(rows(as_user(staff("desk")), **asked)) == count
    if "customer" not in asked:
        assert len(table_of(file(as_user(staff("desk")), "csv", **asked))) == count + 1


def test_a_day_is_one_of_japan(staff: Staff, as_user: AsUser, customer: Customer) -> None:
    late = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)  # midnight, the 23rd has begun
    for moment in (late - timedelta(seconds=1), late):
        write(customer, body="<p>一。</p>", by=staff("operator"), now=moment)
    client = as_user(staff("operator"))
    assert len(rows(client, day_from="2026-11-23", day_to="2026-11-23")) == 1


def test_a_customer_is_found_by_its_number(
    staff: Staff, as_user: AsUser, changed: StaffNote
) -> None:
    assert len(rows(as_user(staff("desk")), customer=changed.customer_id)) == 3


def test_each_row_leads_to_its_difference(
    staff: Staff, as_user: AsUser, changed: StaffNote
) -> None:
    client = as_user(staff("desk"))
    soup = BeautifulSoup(client.get(reverse(INDEX)).content, "html.parser")
    link = soup.select("table.listing tbody tr")[2].a["href"]
    page = BeautifulSoup(client.get(link).content, "html.parser")
    assert page.select_one(".kasuhara-text ins").text == "二。"


def test_the_csv_holds_what_was_before_and_after_in_japans_time(
    staff: Staff, as_user: AsUser, changed: StaffNote
) -> None:
    answer = file(as_user(staff("desk")), "csv", who="田中")
    assert answer.content.startswith(b"\xef\xbb\xbf")
    head, _, second, _ = table_of(answer)
    assert head == list(report.HEADER)
    number = str(changed.customer_id)
    assert second == [
        "2026-11-24 10:00", "田中", number, "佐藤 一郎", str(changed.pk), "事実", "内容、重要度",
        "一。", "二。", "続き",
    ]  # fmt: skip


HOSTILE = '=HYPERLINK("https://evil.example")'


def test_no_cell_of_a_file_is_a_formula(staff: Staff, as_user: AsUser, customer: Customer) -> None:
    author = staff("operator", "=cmd")
    note = write(customer, body=f"<p>{HOSTILE}</p>", by=author, now=NOW)
    revise(note, body="<p>\x0b@SUM(1)</p>", reason=HOSTILE, by=author, now=NOW)
    client = as_user(staff("desk"))
    cells = [cell for row in table_of(file(client, "csv")) for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "@", "+", "-"))]
    book = openpyxl.load_workbook(io.BytesIO(file(client, "xlsx").content))
    values = [cell for row in book.active.iter_rows() for cell in row]
    assert not [cell for cell in values if cell.data_type == "f"]
    assert HOSTILE in [cell.value for cell in values]


def test_the_workbook_says_the_same_with_times_as_times(
    staff: Staff, as_user: AsUser, changed: StaffNote
) -> None:
    answer = file(as_user(staff("desk")), "xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    listed = [list(row) for row in sheet.iter_rows(values_only=True)]
    assert listed[0] == list(report.HEADER)
    assert listed[-1][:2] == [datetime(2026, 11, 23, 10, 0), "田中"]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_an_export_is_an_act_of_its_own(
    staff: Staff, as_user: AsUser, changed: StaffNote, kind: str
) -> None:
    file(as_user(staff("desk", "取り出す人")), kind, who="田中")
    act = AuditRecord.objects.get(act="note.export")
    assert act.actor_name == "取り出す人"
    assert act.data["rows"] == 3
    assert "who=" in act.data["filter"]


def test_no_other_file_is_known(staff: Staff, as_user: AsUser) -> None:
    assert file(as_user(staff("desk")), "pdf").status_code == 404


def test_too_many_rows_are_refused_and_not_cut(
    staff: Staff, as_user: AsUser, changed: StaffNote, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(report, "MOST", 3)
    answer = file(as_user(staff("desk")), "csv")
    assert answer.url == reverse(INDEX)
    assert not AuditRecord.objects.filter(act="note.export").exists()


@pytest.mark.parametrize("role", ["legal", "policy_editor"])
def test_whoever_may_not_read_notes_gets_neither_list_nor_file(
    staff: Staff, as_user: AsUser, changed: StaffNote, role: str
) -> None:
    client = as_user(staff(role))
    answers = [client.get(reverse(INDEX)), file(client, "csv"), file(client, "xlsx")]
    assert {answer.status_code for answer in answers} == {302}


def test_more_changes_cost_no_more_queries(
    staff: Staff, as_user: AsUser, customer: Customer, revised: Callable[..., StaffNote],
    django_assert_num_queries: Any, django_assert_max_num_queries: Any,
) -> None:  # fmt: skip
    client = as_user(staff("operator"))
    revised(2, NOW)
    client.get(reverse(INDEX))
    with django_assert_max_num_queries(60) as few:
        assert len(rows(client)) == 2
    revised(40, NOW)
    with django_assert_num_queries(len(few)):
        assert len(rows(client)) == 25
    with django_assert_max_num_queries(20):
        assert len(table_of(file(client, "csv"))) == 43


def test_hostile_names_and_reasons_are_text(
    staff: Staff, as_user: AsUser, customer: Customer
) -> None:
    hostile = "<script>xss7()</script><img src=x onerror=xss7()>"
    author = staff("operator", "taro")
    User.objects.filter(pk=author.pk).update(name=hostile)
    Customer.objects.filter(pk=customer.pk).update(name=hostile)
    author.refresh_from_db()
    note = write(customer, body="<p>一。</p>", by=author, now=NOW)
    revise(note, body="<p>二。</p>", reason=hostile, by=author, now=NOW)
    page = as_user(author).get(reverse(INDEX), {"who": hostile})
    soup = BeautifulSoup(page.content, "html.parser")
    assert hostile in soup.select_one("table.listing").text
    assert not soup.select("table.listing script, table.listing img, [onerror]")
