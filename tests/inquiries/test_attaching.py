"""A receipt promises the files that are there; a storage that fails costs no message."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from attachment_files import fill_the_disk, image, pdf, upload, zipped
from django.conf import LazySettings
from django.db import DatabaseError, IntegrityError, connection, transaction

from kasuhara_plugin.core.audit import AuditRecord
from kasuhara_plugin.inquiries.actions import receive
from kasuhara_plugin.inquiries.attaching import attach, judge, kept, unkept
from kasuhara_plugin.inquiries.attachments import Attachment
from kasuhara_plugin.models import Inquiry

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)  # 10:00 in Tokyo


def files_in(store: Path) -> list[Path]:
    return [path for path in store.rglob("*") if path.is_file()]


def three() -> list[Any]:
    given = ((pdf(), "入稿.pdf"), (image("PNG"), "写真.png"), (zipped(), "一式.zip"))
    return [judge(upload(content, name)) for content, name in given]


def test_the_files_of_a_message_are_kept_byte_for_byte(store: Path) -> None:
    inquiry = receive(body="質問です。", attachments=three(), now=NOW).inquiry
    rows = list(Attachment.objects.filter(inquiry=inquiry))
    assert [(row.name, row.kind, row.created_at) for row in rows] == [
        ("入稿.pdf", "pdf", NOW), ("写真.png", "png", NOW), ("一式.zip", "zip", NOW)
    ]  # fmt: skip
    assert [(store / row.stored_as).read_bytes() for row in rows] == [
        pdf(),
        image("PNG"),
        zipped(),
    ]
    assert AuditRecord.objects.filter(act="inquiry.receive", subject_key=str(inquiry.pk)).exists()


def test_a_path_tells_nothing_of_the_file(store: Path) -> None:
    receive(body="質問です。", attachments=three(), now=NOW)
    for path in files_in(store):
        assert path.parent.name == "20261123"
        assert len(path.name) == 32 and path.name.isalnum()


def test_the_same_content_is_attached_once(store: Path) -> None:
    twice = [judge(upload(pdf(), "一.pdf")), judge(upload(pdf(), "二.pdf"))]
    inquiry = receive(body="質問です。", attachments=twice).inquiry
    assert [row.name for row in inquiry.attachments.all()] == ["一.pdf"]
    with kept([judge(upload(pdf(), "三.pdf"))]) as files, transaction.atomic():
        attach(inquiry, files)
    assert inquiry.attachments.count() == 1
    assert len(files_in(store)) == 1


def test_a_form_sent_again_leaves_one_set_of_files(store: Path) -> None:
    first = receive(body="質問です。", token="a" * 32, attachments=three())
    again = receive(body="質問です。", token="a" * 32, attachments=three())
    assert again.number == first.number
    assert (Attachment.objects.count(), len(files_in(store))) == (3, 3)


def test_another_message_under_the_same_token_has_its_files_too(store: Path) -> None:
    receive(body="質問です。", token="a" * 32, attachments=three())
    second = receive(body="別の質問です。", token="a" * 32, attachments=three())
    assert second.inquiry.attachments.count() == 3
    assert (Attachment.objects.count(), len(files_in(store))) == (6, 6)


def test_a_form_sent_again_with_one_more_file_is_another_message(store: Path) -> None:
    first = receive(body="質問です。", token="a" * 32, attachments=three()[:1])
    second = receive(body="質問です。", token="a" * 32, attachments=three()[:2])
    assert second.number != first.number
    assert second.inquiry.attachments.count() == 2


def test_a_file_that_was_lost_can_be_sent_again(store: Path, settings: LazySettings) -> None:
    places = settings.STORAGES
    fill_the_disk(settings)
    receive(body="質問です。", token="a" * 32, attachments=three())
    settings.STORAGES = places
    again = receive(body="質問です。", token="a" * 32, attachments=three())
    assert (unkept(again.inquiry), len(files_in(store))) == ([], 3)


@pytest.mark.django_db(transaction=True)
def test_a_message_that_is_rolled_back_leaves_no_file(
    store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any) -> None:
        raise RuntimeError("the host's own signal")

    monkeypatch.setattr("kasuhara_plugin.inquiries.receiving._audit", fail)
    with pytest.raises(RuntimeError):
        receive(body="質問です。", attachments=three())
    assert not Inquiry.objects.exists()
    assert (Attachment.objects.count(), files_in(store)) == (0, [])


@pytest.mark.django_db(transaction=True)
def test_the_host_may_roll_back_around_it(store: Path) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        receive(body="質問です。", attachments=three())
        raise RuntimeError
    assert Attachment.objects.count() == 0
    assert len(files_in(store)) == 3  # no row tells of them: the daily run removes them


def test_a_full_storage_costs_no_message_and_is_told(store: Path, settings: LazySettings) -> None:
    fill_the_disk(settings)
    inquiry = receive(body="質問です。", attachments=three()).inquiry
    assert unkept(inquiry) == ["入稿.pdf", "写真.png", "一式.zip"]
    assert not any(row.is_kept for row in inquiry.attachments.all())
    assert files_in(store) == []


def test_without_a_storage_a_message_is_received_without_its_files(
    settings: LazySettings,
) -> None:
    settings.KASUHARA_ATTACHMENT_STORAGE = ""
    inquiry = receive(body="質問です。", attachments=three()[:1]).inquiry
    assert unkept(inquiry) == ["入稿.pdf"]


def test_a_lost_file_outlives_a_second_try(settings: LazySettings) -> None:
    """The first transaction of a used token is rolled back; the row of the loss is written anew."""
    fill_the_disk(settings)
    receive(body="質問です。", token="a" * 32)
    second = receive(body="別の質問です。", token="a" * 32, attachments=three()).inquiry
    assert len(unkept(second)) == 3


@pytest.mark.parametrize(
    "wrong", [{"inquiry": None, "stored_as": ""}, {"stored_as": "inquiries/20261123/same"}]
)
def test_the_database_refuses_a_row_of_nothing_and_a_file_of_two(wrong: dict[str, Any]) -> None:
    inquiry = receive(body="質問です。").inquiry
    row = {"inquiry": inquiry, "name": "a.pdf", "kind": "pdf", "size": 1}
    Attachment.objects.create(**row, sha256="a", stored_as="inquiries/20261123/same")
    with pytest.raises(IntegrityError), transaction.atomic():
        Attachment.objects.create(**{**row, "sha256": "b", **wrong})


@pytest.fixture
def broken_table() -> Iterator[None]:
    with connection.execute_wrapper(refuse_attachments):
        yield


def refuse_attachments(execute: Any, sql: str, *rest: Any) -> Any:
    if sql.startswith("INSERT") and "attachment" in sql:
        raise DatabaseError("the table is gone")
    return execute(sql, *rest)


def test_a_row_that_cannot_be_written_leaves_no_file(store: Path, broken_table: None) -> None:
    with pytest.raises(DatabaseError):
        receive(body="質問です。", attachments=three())
    assert files_in(store) == []


def test_many_files_ask_the_database_no_more_than_one_each(
    django_assert_max_num_queries: Any,
) -> None:
    receive(body="質問です。")
    with django_assert_max_num_queries(40):
        receive(body="質問です。", attachments=three(), now=NOW + timedelta(days=1))
