"""What was chosen once is not chosen again because another field has an error."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from html import unescape
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from attachment_files import image, pdf, zipped
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from kasuhara_plugin.core import clock
from kasuhara_plugin.inquiries import leftovers, parking
from kasuhara_plugin.inquiries.attachments import Attachment
from kasuhara_plugin.inquiries.rules import InquiryRules
from kasuhara_plugin.models import Inquiry

pytestmark = pytest.mark.django_db

ADDRESS = reverse("kasuhara_plugin:inquiry")
TYPED = {"name": "山田", "email": "a@example.jp", "subject": "入稿", "body": "お願いします。"}
DAY = timedelta(hours=24, minutes=1)


def file(content: bytes, name: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def send(client: Client, *files: SimpleUploadedFile, **typed: Any) -> HttpResponse:
    content = {**TYPED, "attachments": list(files), **typed}
    return client.post(ADDRESS, content, REMOTE_ADDR="203.0.113.7")


def references(answer: HttpResponse) -> list[str]:
    found = re.findall(
        r'name="attachments_parked" value="([^"]+)" checked', answer.content.decode()
    )
    return [unescape(one) for one in found]


def files_in(store: Path) -> list[Path]:
    return [path for path in store.rglob("*") if path.is_file()]


def test_the_files_come_with_the_next_try(client: Client, store: Path) -> None:
    answer = send(client, file(pdf(), "入稿.pdf"), file(image("PNG"), "写真.png"), body="")
    assert answer.status_code == 200
    assert "入稿.pdf（" in answer.content.decode()
    assert not Inquiry.objects.exists()
    given = references(answer)
    assert len(given) == 2
    assert send(client, file(zipped(), "後.zip"), attachments_parked=given).status_code == 302
    inquiry = Inquiry.objects.get()
    names = [row.name for row in inquiry.attachments.all()]
    assert names == ["入稿.pdf", "写真.png", "後.zip"]
    assert len(files_in(store)) == 3


def test_the_good_ones_wait_while_a_bad_one_is_refused(client: Client) -> None:
    answer = send(client, file(pdf(), "入稿.pdf"), file(b"MZ" + b"\0" * 99, "a.exe"))
    (error,) = answer.context["form"].errors["attachments"]
    assert error.startswith("「a.exe」：添付できる形式ではありません")
    assert send(client, attachments_parked=references(answer)).status_code == 302
    assert [row.name for row in Inquiry.objects.get().attachments.all()] == ["入稿.pdf"]


def test_a_box_that_is_not_ticked_leaves_its_file_out(client: Client) -> None:
    first, _second = references(
        send(client, file(pdf(), "a.pdf"), file(zipped(), "b.zip"), body="")
    )
    send(client, attachments_parked=[first])
    assert [row.name for row in Inquiry.objects.get().attachments.all()] == ["a.pdf"]


def test_a_second_error_parks_nothing_twice(client: Client, store: Path) -> None:
    answer = send(client, file(pdf(), "a.pdf"), body="")
    again = send(client, file(pdf(), "a.pdf"), body="", attachments_parked=references(answer))
    assert len(references(again)) == 1
    assert len(files_in(store)) == Attachment.objects.count() == 1


def test_past_the_network_limit_the_files_wait_as_well(client: Client) -> None:
    rules = InquiryRules.load()
    rules.network_limit = 1
    rules.save()
    send(client)
    answer = send(client, file(pdf(), "a.pdf"), body="続きです。")
    assert (answer.status_code, len(references(answer))) == (429, 1)


def test_a_stale_page_keeps_them_too() -> None:
    answer = send(Client(enforce_csrf_checks=True), file(pdf(), "a.pdf"))
    assert (answer.status_code, len(references(answer))) == (403, 1)


def test_a_parked_file_can_go_with_two_messages(client: Client, store: Path) -> None:
    given = references(send(client, file(pdf(), "a.pdf"), body=""))
    send(client, attachments_parked=given)
    send(client, attachments_parked=given, body="別の件です。")
    kept = [row.stored_as for one in Inquiry.objects.all() for row in one.attachments.all()]
    assert len(set(kept)) == 2
    assert [(store / path).read_bytes() for path in kept] == [pdf(), pdf()]


@pytest.mark.parametrize("wrong", ["", "x", "1", "MQ:1:x", "\x00", "あ" * 999])
def test_a_made_up_reference_leads_to_nothing(client: Client, wrong: str) -> None:
    send(client, file(pdf(), "a.pdf"), body="")
    answer = send(client, attachments_parked=[wrong])
    assert "期限が切れました" in answer.content.decode()
    assert not Inquiry.objects.exists()


def test_four_files_are_one_too_many_and_it_is_named(client: Client) -> None:
    given = [file(pdf(b"%%%d\n" % n), f"{n}.pdf") for n in range(5)]
    answer = send(client, *given)
    (error,) = answer.context["form"].errors["attachments"]
    assert (
        error
        == "添付できるファイルは3つまでです。次のファイルは添付していません：「3.pdf」、「4.pdf」"
    )
    assert len(references(answer)) == 3
    over = send(client, file(zipped(), "b.zip"), attachments_parked=references(answer))
    assert "「b.zip」" in over.context["form"].errors["attachments"][0]
    assert len(references(over)) == 3


@pytest.fixture
def little_room(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(parking, "MOST_PARKED", 100)
    yield


def test_forms_that_are_never_sent_do_not_fill_the_disk(
    client: Client, store: Path, little_room: None
) -> None:
    answer = send(client, file(pdf(), "a.pdf"), body="")
    assert "「a.pdf」をお預かりできませんでした" in answer.content.decode()
    assert files_in(store) == []
    assert send(client, file(pdf(), "a.pdf")).status_code == 302  # a message that is sent has room
    assert len(files_in(store)) == 1


def age(by: timedelta) -> None:
    for row in Attachment.objects.all():
        Attachment.objects.filter(pk=row.pk).update(created_at=row.created_at - by)


def test_after_a_day_a_forgotten_file_is_removed(client: Client, store: Path) -> None:
    send(client, file(pdf(), "a.pdf"), body="")
    send(client, file(zipped(), "sent.zip"))
    call_command("kasuhara_remind", stdout=StringIO())
    assert Attachment.objects.count() == 2
    age(DAY)
    call_command("kasuhara_remind", "--dry-run", stdout=StringIO())
    assert Attachment.objects.count() == 2
    call_command("kasuhara_remind", stdout=StringIO())
    assert [row.name for row in Attachment.objects.all()] == ["sent.zip"]
    assert len(files_in(store)) == 1


def test_the_next_visitor_clears_in_passing(client: Client, store: Path) -> None:
    send(client, file(pdf(), "a.pdf"), body="")
    age(DAY)
    send(client, file(zipped(), "b.zip"), body="")
    assert [row.name for row in Attachment.objects.all()] == ["b.zip"]
    assert len(files_in(store)) == 1


def test_a_reference_ends_before_its_file(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    given = references(send(client, file(pdf(), "a.pdf"), body=""))
    monkeypatch.setattr(parking, "_REFERENCE_FOR", timedelta(seconds=-1))
    assert "期限が切れました" in send(client, attachments_parked=given).content.decode()


def orphan(store: Path, day: datetime) -> Path:
    path = store / f"inquiries/{clock.day(day):%Y%m%d}" / ("x" * 32)
    path.parent.mkdir(parents=True)
    path.write_bytes(b"left by a process that was killed")
    return path


def test_a_file_without_a_row_is_removed_after_a_day(store: Path) -> None:
    now = clock.now() + timedelta(days=3)
    path = orphan(store, now - timedelta(days=2))
    assert leftovers.clear(now - timedelta(days=2)) == 0
    assert path.exists()
    assert leftovers.clear(now) == 1
    assert not path.exists()


def test_a_storage_that_tells_no_time_loses_nothing(store: Path, settings: LazySettings) -> None:
    now = clock.now() + timedelta(days=3)
    path = orphan(store, now - timedelta(days=2))
    place = {**settings.STORAGES["kasuhara_attachments"], "BACKEND": "attachment_files.Timeless"}
    settings.STORAGES = {**settings.STORAGES, "kasuhara_attachments": place}
    assert leftovers.clear(now) == 0
    assert path.exists()


def test_a_storage_that_fails_keeps_no_reminder_from_being_sent(
    client: Client, settings: LazySettings
) -> None:
    send(client, file(pdf(), "a.pdf"), body="")
    age(DAY)
    broken = {"BACKEND": "attachment_files.NoStorage"}
    settings.STORAGES = {**settings.STORAGES, "kasuhara_attachments": broken}
    call_command("kasuhara_remind", stdout=StringIO())
    assert Attachment.objects.count() == 1
