"""Glyphs that matter to printers and signs that deceive: kept as typed in the text and in the shop's
own fields, never a part of a mail's head, and told in the field where they cannot be kept."""

from urllib.parse import quote, urlencode

import pytest
from django.conf import LazySettings
from django.core import mail
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils.html import escape
from wagtail.models import Page

from kasuhara_plugin.core.text import FLAWS
from kasuhara_plugin.inquiries.rules import InquiryRules
from kasuhara_plugin.models import Inquiry, InquiryPage, OutgoingMail

pytestmark = pytest.mark.django_db

ADDRESS = reverse("kasuhara_plugin:inquiry")
URLENCODED = "application/x-www-form-urlencoded"
TYPED = {"name": "山田", "email": "a@example.jp", "subject": "入稿", "body": "お願いします。"}
LINES = ("name", "subject", "extra_0")
TEXTS = ("body", "extra_1")
AS_TYPED = {
    "half-width kana": "ﾂﾊﾞﾒﾌﾟﾘﾝﾄ",
    "a family in one emoji": "👨\u200d👩\u200d👧\u200d👦",
    "a flag and a skin": "🇯🇵👍🏽",
    "glyph variants": "葛\U000e0100飾区と葛\U000e0101城市、辻\U000e0100",
    "standardised variants": "神\ufe00社",
    "compatibility": "㈱つばめ①㍻髙﨑",
    "outside the first plane": "𠮷野家の𩸽",
    "decomposed": "か\u3099ぱ\u309a",
    "bidi": "\u202eさかさま\u202c\u2066名刺\u2069",
    "control": "赤\x1b[31m字",
}
IMPOSSIBLE = {
    "a lone surrogate": (b"%ED%A0%80", "garbled"),
    "half of a pair": (b"%ED%B0%80", "garbled"),
    "beyond Unicode": (b"%F4%90%80%80", "garbled"),
    "overlong": (b"%C0%AF", "garbled"),
    "NUL": (b"%00", "nul"),
}
EVIL = "納期\r\nBcc: victim@example.net\r\n\r\n偽の本文"


def field(label: str, kind: str) -> dict[str, object]:
    value = {"label": label, "kind": kind, "choices": "", "required": False, "help_text": ""}
    return {"type": "field", "value": value}


@pytest.fixture
def form(setup_done: None) -> str:
    """The address of the shop's form with a line and a text of its own."""
    fields = [field("会社名", "line"), field("備考", "text")]
    page = InquiryPage(title="窓口", slug="ask", further_fields=fields)
    Page.objects.filter(depth=2).first().add_child(instance=page)
    return f"{ADDRESS}?page={page.pk}"


def post(client: Client, form: str, **typed: str) -> HttpResponse:
    return client.post(form, TYPED | typed, REMOTE_ADDR="203.0.113.7")


@pytest.mark.parametrize("text", AS_TYPED.values(), ids=AS_TYPED)
def test_it_is_kept_as_typed_in_every_field(client: Client, form: str, text: str) -> None:
    assert post(client, form, **dict.fromkeys((*LINES, *TEXTS), text)).status_code == 302
    row = Inquiry.objects.get()
    assert {row.name, row.subject, row.body} == {text}
    assert row.extra == {"会社名": text, "備考": text}


@pytest.mark.parametrize("text", AS_TYPED.values(), ids=AS_TYPED)
def test_it_is_given_back_as_typed(client: Client, form: str, text: str) -> None:
    answer = post(client, form, **dict.fromkeys((*LINES, *TEXTS), text), email="誰")
    assert list(answer.context["form"].errors) == ["email"]
    assert answer.content.decode().count(escape(text)) >= len(LINES + TEXTS)


def test_a_text_of_several_lines_keeps_its_indents(client: Client, form: str) -> None:
    text = "　一行目\r\n\r\n  二行目\r\n"
    post(client, form, body=text, extra_1=text)
    assert (Inquiry.objects.get().body, Inquiry.objects.get().extra) == (text, {"備考": text})


@pytest.mark.parametrize("nothing", [" \r\n ", "\u3164", "\u200b\u2800"], ids=ascii)
def test_an_answer_in_which_nothing_can_be_seen_is_none(
    client: Client, form: str, nothing: str
) -> None:
    assert post(client, form, extra_0=nothing, extra_1=nothing).status_code == 302
    assert Inquiry.objects.get().extra == {}


@pytest.mark.parametrize("name", [*LINES, *TEXTS])
@pytest.mark.parametrize(("raw", "flaw"), IMPOSSIBLE.values(), ids=IMPOSSIBLE)
def test_bytes_that_are_no_text_are_told_in_their_field(
    client: Client, form: str, name: str, raw: bytes, flaw: str
) -> None:
    others = {key: text for key, text in TYPED.items() if key != name}
    body = f"{urlencode(others)}&{name}={quote('前')}".encode() + raw
    answer = client.post(form, body, content_type=URLENCODED, REMOTE_ADDR="203.0.113.7")
    assert answer.status_code == 200
    assert dict(answer.context["form"].errors) == {name: [FLAWS[flaw]]}
    assert all(text in answer.content.decode() for text in (*others.values(), "前"))
    assert not Inquiry.objects.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", LINES)
def test_a_line_break_in_a_line_writes_no_head_of_a_mail(
    client: Client, form: str, settings: LazySettings, name: str
) -> None:
    InquiryRules.objects.update_or_create(defaults={"recipients": "desk@example.jp"})
    assert post(client, form, **{name: EVIL}).status_code == 302
    assert OutgoingMail.objects.count() == len(mail.outbox) == 2
    for one in mail.outbox:
        head, _, _ = one.message().as_string().partition("\n\n")
        assert one.recipients() in (["a@example.jp"], ["desk@example.jp"])
        assert "Bcc" not in head
        assert "偽の本文" not in one.subject + one.body
