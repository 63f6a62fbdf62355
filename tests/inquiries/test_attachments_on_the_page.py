"""The form and the receipt with files."""

from collections.abc import Callable
from typing import Any

import pytest
from attachment_files import BAD, GOOD, MEGABYTE, fill_the_disk, image, pdf
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from kasuhara_plugin.inquiries.attachments import Attachment
from kasuhara_plugin.models import Inquiry

pytestmark = pytest.mark.django_db

ADDRESS = reverse("kasuhara_plugin:inquiry")
TYPED = {"name": "山田", "email": "a@example.jp", "subject": "入稿", "body": "お願いします。"}
# Django's own parser takes paths and what cannot be seen out of a name before anybody sees it.
CLEANED_BY_DJANGO = {"name", "no_name"}


def send(client: Client, *files: SimpleUploadedFile, **more: Any) -> HttpResponse:
    content = {**TYPED, "attachments": list(files)}
    return client.post(ADDRESS, content, REMOTE_ADDR="203.0.113.7", **more)


def test_the_form_offers_files_and_says_which(client: Client) -> None:
    page = client.get(ADDRESS).content.decode()
    assert 'enctype="multipart/form-data"' in page
    assert '<input type="file" name="attachments"' in page
    assert "1つ20MBまで" in page


def test_without_a_storage_the_form_offers_none(client: Client, settings: LazySettings) -> None:
    settings.KASUHARA_ATTACHMENT_STORAGE = ""
    page = client.get(ADDRESS).content.decode()
    assert "multipart" not in page
    assert 'type="file"' not in page
    assert send(client, SimpleUploadedFile("a.pdf", pdf())).status_code == 302
    assert not Attachment.objects.exists()


@pytest.mark.parametrize(("name", "kind", "made"), GOOD[:3])
def test_a_file_is_received_with_its_message(
    client: Client, name: str, kind: str, made: Callable[[], bytes]
) -> None:
    answer = send(client, SimpleUploadedFile(name, made(), "text/html"))
    row = Inquiry.objects.get().attachments.get()
    assert (row.name, row.kind) == (name, kind)
    assert name in client.get(answer["Location"]).content.decode()


@pytest.mark.parametrize(
    ("name", "code", "made"), [row for row in BAD if row[1] not in CLEANED_BY_DJANGO]
)
def test_what_is_refused_is_told_in_its_field(
    client: Client, name: str, code: str, made: Callable[[], bytes]
) -> None:
    answer = send(client, SimpleUploadedFile(name, made()))
    assert answer.status_code == 200
    (error,) = answer.context["form"].errors["attachments"]
    assert error.startswith(f"「{name}」：")
    page = answer.content.decode()
    assert escape(error) in page
    assert 'aria-invalid="true"' in page
    assert TYPED["body"] in page
    assert not Inquiry.objects.exists()


@pytest.mark.parametrize(
    ("name", "shown"),
    [("../../etc/a.pdf", "a.pdf"), ("C:\\x\\a.pdf", "a.pdf"), ("a\x00b.pdf", "ab.pdf"),
     ("<img src=x>.pdf", "<img src=x>.pdf"), ("a&#47;b.pdf", "b.pdf")],
)  # fmt: skip
def test_an_evil_name_reaches_nothing(client: Client, store: Any, name: str, shown: str) -> None:
    file = SimpleUploadedFile("x", pdf())
    file._name = name
    answer = send(client, file)
    assert Attachment.objects.get().name == shown
    assert escape(shown) in client.get(answer["Location"]).content.decode()
    assert [path.parent.parent.parent for path in store.rglob("*") if path.is_file()] == [store]


def test_twenty_one_megabytes_are_refused_and_never_kept(client: Client, store: Any) -> None:
    big = SimpleUploadedFile("a.jpg", image("JPEG").ljust(21 * MEGABYTE, b"\0"))
    (error,) = send(client, big).context["form"].errors["attachments"]
    assert "1つ20MBまで" in error
    assert not store.exists()


def test_an_upload_without_end_is_cut_off_before_it_fills_the_disk(client: Client) -> None:
    endless = [SimpleUploadedFile(f"{n}.jpg", b"\xff" * 25 * MEGABYTE) for n in range(5)]
    answer = send(client, *endless)
    sizes = [upload.size for upload in answer.wsgi_request.FILES.getlist("attachments")]
    assert all(size <= 20 * MEGABYTE + 2**17 for size in sizes)
    assert sum(sizes) <= 80 * MEGABYTE + 2**17
    assert len(answer.context["form"].errors["attachments"]) == 4


def test_the_receipt_names_the_file_that_could_not_be_kept(
    client: Client, settings: LazySettings
) -> None:
    fill_the_disk(settings)
    answer = send(client, SimpleUploadedFile("入稿.pdf", pdf()))
    page = client.get(answer["Location"]).content.decode()
    assert Inquiry.objects.get().number in page
    assert "入稿.pdf" in page
    assert "このファイルは保存できませんでした" in page


@pytest.mark.parametrize("content", [b"--x\r\n", b"", b"--x\r\nContent-Disposition: form-data; name=attachments\r\n\r\na\r\n--x--\r\n"])  # fmt: skip
def test_a_broken_post_is_no_failure(client: Client, content: bytes) -> None:
    answer = client.post(ADDRESS, content, content_type="multipart/form-data; boundary=x")
    assert answer.status_code in (200, 400)
