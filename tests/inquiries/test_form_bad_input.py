"""What cannot be stored is answered in the field it belongs to; nothing typed is lost."""

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from kasuhara_plugin.core.text import FLAWS, flaw_message
from kasuhara_plugin.models import Inquiry

pytestmark = pytest.mark.django_db

ADDRESS = reverse("kasuhara_plugin:inquiry")
TYPED = {
    "name": "山田 花子",
    "email": "hanako@example.jp",
    "subject": "納期について",
    "body": "いつ届きますか。",
}
EMAIL = "メールアドレスの形式をご確認ください（例：name@example.jp）。"
BAD = [
    *((field, "", FLAWS["blank"]) for field in TYPED),
    *((field, "\u200b\u3164\u2800 \u3000", FLAWS["blank"]) for field in TYPED),
    ("body", " \t\r\n", FLAWS["blank"]),
    *((field, "前\x00後", FLAWS["nul"]) for field in (*TYPED, "phone", "order_number")),
    *((field, "文字\ufffd", FLAWS["garbled"]) for field in (*TYPED, "phone", "order_number")),
    ("body", "あ" * 5_001, flaw_message("too_long", text="あ" * 5_001, limit=5_000)),
    ("subject", "あ" * 101, flaw_message("too_long", text="あ" * 101, limit=100)),
    ("name", "あ" * 101, flaw_message("too_long", text="あ" * 101, limit=100)),
    ("phone", "1" * 31, flaw_message("too_long", text="1" * 31, limit=30)),
    ("order_number", "1" * 51, flaw_message("too_long", text="1" * 51, limit=50)),
    ("email", "a" * 321, flaw_message("too_long", text="a" * 321, limit=320)),
    *(("email", text, EMAIL) for text in (
        "hanako", "hanako@", "@example.jp", "hanako@example", "ha nako@example.jp",
        "hanako@example.jp, ichiro@example.jp", "山田", "hanako@example..jp",
        "hanako@example.jp\r\nBcc: x@example.jp", "<hanako@example.jp>",
    )),
]  # fmt: skip


def post(client: Client, **typed: str) -> HttpResponse:
    return client.post(ADDRESS, TYPED | typed, REMOTE_ADDR="203.0.113.7")


@pytest.mark.parametrize(("field", "text", "message"), BAD, ids=lambda value: ascii(value)[:24])
def test_bad_input_is_answered_in_its_field_and_given_back(
    client: Client, field: str, text: str, message: str
) -> None:
    response = post(client, **{field: text})
    page = response.content.decode()
    assert response.status_code == 200
    assert dict(response.context["form"].errors) == {field: [message]}
    assert escape(message) in page
    kept = TYPED | {field: text}
    assert all(
        escape(typed).replace("\r\n", "\n") in page.replace("\r\n", "\n") for typed in kept.values()
    )
    assert not Inquiry.objects.exists()


def test_several_faults_are_all_told_at_once(client: Client) -> None:
    errors = client.post(ADDRESS, {}).context["form"].errors
    assert set(errors) == set(TYPED)


@pytest.mark.parametrize(
    "token", ["", "x", "x" * 33, "あ" * 32, "-" * 32, "\x00" * 32, "x" * 5_000], ids=ascii
)
def test_a_foreign_token_is_no_reason_to_refuse_a_message(client: Client, token: str) -> None:
    assert post(client, token=token).status_code == 302
    assert Inquiry.objects.get().token is None


@pytest.mark.parametrize(
    "email",
    ["ｈａｎａｋｏ＠ｅｘａｍｐｌｅ．ｊｐ", "Hanako@Example.JP", "hanako@例え.jp", "hanako@example.jp\u200b",
     "a@" + "日." * 150 + "jp"],
    ids=lambda email: ascii(email)[:24],
)  # fmt: skip
def test_an_address_is_understood_as_people_type_it(client: Client, email: str) -> None:
    assert post(client, email=email).status_code == 302
    assert Inquiry.objects.get().email == email


@pytest.mark.parametrize(
    "body",
    ["  字下げした文です。\r\n\r\n", "👍" * 5_000, "{{ 7|add:7 }}", "<script>alert(1)</script>",
     "'; DROP TABLE x; --", "=HYPERLINK()", "\u202eさかさま", "a\u0301" * 100, "\x1b[31m赤"],
    ids=lambda body: ascii(body)[:24],
)  # fmt: skip
def test_a_body_is_kept_as_typed(client: Client, body: str) -> None:
    assert post(client, body=body).status_code == 302
    assert Inquiry.objects.get().body == body
