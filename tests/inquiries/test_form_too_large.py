"""A message of any size is answered in a page that says what to do; no bare error."""

from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from processes import processes
from wagtail.models import Site

from kasuhara_plugin.core.site_settings import ShopSettings
from kasuhara_plugin.core.text import flaw_message
from kasuhara_plugin.models import Inquiry

ADDRESS = reverse("kasuhara_plugin:inquiry")
URLENCODED = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data"
TYPED = {"name": "客", "email": "a@example.jp", "subject": "納期", "body": "いつ届きますか。"}
MILLION = "a" * 1_000_000
BEYOND = "あ" * 1_000_000  # more than Django reads of a form (DATA_UPLOAD_MAX_MEMORY_SIZE)
TOO_MANY = 20_000
TOO_MUCH = [
    ({"body": BEYOND}, URLENCODED),
    ({"body": BEYOND}, MULTIPART),
    ({"body": TYPED["body"], "more": ["1"] * TOO_MANY}, URLENCODED),
    ({"body": TYPED["body"], "more": ["1"] * TOO_MANY}, MULTIPART),
    ({"attachments": [SimpleUploadedFile(f"{n}.txt", b"x") for n in range(101)]}, MULTIPART),
]


@pytest.fixture(autouse=True)
def a_live_site(client: Client, settings: LazySettings, db: None) -> None:
    client.raise_request_exception = settings.DEBUG = False


def post(client: Client, typed: dict[str, object], content_type: str) -> object:
    if content_type == MULTIPART:
        return client.post(ADDRESS, TYPED | typed)
    return client.post(ADDRESS, urlencode(TYPED | typed, doseq=True), content_type=content_type)


@pytest.mark.parametrize("content_type", [URLENCODED, MULTIPART])
def test_a_million_characters_are_told_in_the_field_and_given_back(
    client: Client, content_type: str
) -> None:
    answer = post(client, {"body": MILLION}, content_type)
    assert answer.status_code == 200
    message = flaw_message("too_long", text=MILLION, limit=5_000)
    assert dict(answer.context["form"].errors) == {"body": [message]}
    assert MILLION in answer.content.decode()
    assert not Inquiry.objects.exists()


@pytest.mark.parametrize(("typed", "content_type"), TOO_MUCH, ids=range(len(TOO_MUCH)))
def test_what_is_not_even_read_is_answered_in_words(
    client: Client, typed: dict[str, object], content_type: str
) -> None:
    shop = ShopSettings.for_site(Site.objects.get(is_default_site=True))
    shop.contact_phone = "03-0000-0000"
    shop.save()
    answer = post(client, typed, content_type)
    page = answer.content.decode()
    assert answer.status_code == 413
    assert "no-store" in answer["Cache-Control"]
    assert "送信された内容が大きすぎるため、まだ受け付けできていません" in page
    assert all(text in page for text in ("「戻る」", "5,000文字以内", "3つまで", "03-0000-0000"))
    assert not Inquiry.objects.exists()


def test_no_files_are_spoken_of_where_none_are_taken(
    client: Client, settings: LazySettings
) -> None:
    settings.KASUHARA_ATTACHMENT_STORAGE = ""
    assert "添付" not in post(client, {"body": BEYOND}, URLENCODED).content.decode()


@pytest.mark.django_db(transaction=True)
def test_the_page_arrives_although_nobody_read_what_was_sent(tmp_path: Path) -> None:
    with processes("inquiries.web", 1, tmp_path) as (server,):
        talk = HTTPConnection("127.0.0.1", server.ask(0, 0), timeout=20)
        body = urlencode(TYPED | {"body": BEYOND})
        talk.request("POST", ADDRESS, body, {"Content-Type": URLENCODED})
        answer = talk.getresponse()
        assert (answer.status, "「戻る」" in answer.read().decode()) == (413, True)
