"""A body in another encoding: an error in the field, or 400 where HTTP itself is wrong; no 500."""

from collections.abc import Callable
from urllib.parse import quote_from_bytes

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from kasuhara_plugin.core.text import FLAWS
from kasuhara_plugin.models import Inquiry

pytestmark = pytest.mark.django_db

ADDRESS = reverse("kasuhara_plugin:inquiry")
URLENCODED = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data; boundary=b"
TYPED = {
    "name": "山田 花子",
    "email": "hanako@example.jp",
    "subject": "納期について",
    "body": "いつ届きますか。",
}


@pytest.fixture(autouse=True)
def answers_as_a_live_site_does(client: Client) -> None:
    client.raise_request_exception = False


def urlencoded(encoding: str) -> bytes:
    pairs = (f"{name}={quote_from_bytes(text.encode(encoding))}" for name, text in TYPED.items())
    return "&".join(pairs).encode()


def multipart(encoding: str) -> bytes:
    parts = (
        f'--b\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'.encode()
        + text.encode(encoding)
        + b"\r\n"
        for name, text in TYPED.items()
    )
    return b"".join(parts) + b"--b--\r\n"


def send(client: Client, body: bytes, content_type: str) -> HttpResponse:
    return client.generic("POST", ADDRESS, body, content_type, REMOTE_ADDR="203.0.113.7")


@pytest.mark.parametrize("encoding", ["shift_jis", "euc_jp"])
@pytest.mark.parametrize(
    ("write", "content_type"),
    [(urlencoded, URLENCODED), (multipart, MULTIPART)],
    ids=["urlencoded", "multipart"],
)
def test_a_garbled_text_is_told_in_its_field_and_given_back(
    client: Client, write: Callable[[str], bytes], content_type: str, encoding: str
) -> None:
    response = send(client, write(encoding), content_type)
    assert response.status_code == 200
    assert response.context["form"].errors["body"] == [FLAWS["garbled"]]
    assert "hanako@example.jp" in response.content.decode()
    assert not Inquiry.objects.exists()


@pytest.mark.parametrize(
    "body",
    [b"%ED%A0%80", b"%C0%80", b"%00", b"%FF%FE", b"%F4%90%80%80", b"%EF%BF%BF%00"],
    ids=ascii,
)
def test_bytes_that_are_no_text_are_told_in_the_field(client: Client, body: bytes) -> None:
    fine = b"name=a&email=a%40example.jp&subject=a&body="
    response = send(client, fine + body, URLENCODED)
    assert response.status_code == 200
    assert response.context["form"].errors["body"] in ([FLAWS["garbled"]], [FLAWS["nul"]])


@pytest.mark.parametrize("charset", ["utf-16", "shift_jis", "utf-7", "bogus", ""])
@pytest.mark.parametrize(
    ("write", "content_type"),
    [(urlencoded, URLENCODED), (multipart, MULTIPART)],
    ids=["urlencoded", "multipart"],
)
def test_a_foreign_charset_is_answered_without_a_failure(
    client: Client, write: Callable[[str], bytes], content_type: str, charset: str
) -> None:
    response = send(client, write("utf-8"), f"{content_type}; charset={charset}")
    assert response.status_code in (200, 302, 400)


@pytest.mark.parametrize("charset", ["utf-8", "UTF-8", '"utf-8"', "utf8"])
def test_the_names_of_utf_8_are_understood(client: Client, charset: str) -> None:
    response = send(client, multipart("utf-8"), f"{MULTIPART}; charset={charset}")
    assert response.status_code == 302
    assert Inquiry.objects.get().body == TYPED["body"]


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"{}", "application/json"),
        (b"", URLENCODED),
        (b"", MULTIPART),
        (b"--b\r\nrubbish", MULTIPART),
        (b"x", "multipart/form-data"),
        (b"x", "text/plain"),
        (b"&=&;;%&%zz", URLENCODED),
        (b"a=1&" * 20_000, URLENCODED),
    ],
    ids=range(8),
)
def test_a_malformed_request_is_no_failure(client: Client, body: bytes, content_type: str) -> None:
    assert send(client, body, content_type).status_code in (200, 400, 413)
    assert not Inquiry.objects.exists()
