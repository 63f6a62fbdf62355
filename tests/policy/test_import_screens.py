"""文章を取り込む in the admin: read and shown first, then confirmed; nothing kept in between."""

from collections.abc import Callable
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from storefront.accounts.models import User
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, Site

from kasuhara_plugin.models import AuditRecord, PolicyPage, PolicyVersion
from kasuhara_plugin.policy.importer import LIMIT_BYTES
from kasuhara_plugin.policy.plain import as_text

pytestmark = pytest.mark.django_db
Make = Callable[..., Any]
TEXT = "お客様対応の方針\n\n1．はじめに\n髙橋﨑です。<b>&amp; '\"\n・点一\n・点二\n以上\n"
MAY = ["policy_editor", "superuser"]
MAY_NOT = ["operator", "supervisor", "desk", "legal", "customer", "nobody"]


@pytest.fixture
def editor(staff: Make, as_user: Make) -> Client:
    client: Client = as_user(staff("policy_editor"))
    return client


def upload(client: Client, content: bytes, name: str = "policy.txt", **fields: Any) -> Any:
    file = SimpleUploadedFile(name, content)
    page = PolicyPage.objects.get().pk
    return client.post(reverse("kasuhara_policy:upload"), {"file": file, "page": page, **fields})


def take_in(client: Client, text: str, **fields: Any) -> Any:
    page = PolicyPage.objects.get().pk
    data = {"text": text, "page": page, "redirect_from": "", **fields}
    return client.post(reverse("kasuhara_policy:take_in"), data)


def kept() -> list[Any]:
    return [
        list(PolicyVersion.objects.values()),
        list(Page.objects.order_by("pk").values()),
        list(PolicyPage.objects.get().revisions.order_by("pk").values()),
        AuditRecord.objects.count(),
        list(Redirect.objects.values()),
    ]


def read_of(response: Any) -> str:
    """The text that the second step would keep."""
    soup = BeautifulSoup(response.content, "html.parser")
    return str(soup.find("input", {"name": "text"})["value"])


KINDS = {
    "utf8": TEXT.encode(),
    "mark": TEXT.encode("utf-8-sig"),
    "crlf": TEXT.replace("\n", "\r\n").encode(),
    "cp932": TEXT.replace("\n", "\r\n").encode("cp932"),
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_is_shown_and_then_taken_in_exactly(editor: Client, kind: str) -> None:
    before = kept()
    response = upload(editor, KINDS[kind])
    assert kept() == before
    assert "髙橋﨑です。&lt;b&gt;" in response.content.decode()
    assert read_of(response) == TEXT
    answer = take_in(editor, read_of(response).replace("\n", "\r\n"))  # as a browser sends it
    page = PolicyPage.objects.get()
    assert answer["Location"] == reverse("wagtailadmin_pages:edit", args=[page.pk])
    draft = page.get_latest_revision_as_object()
    assert as_text(draft.draft().outline()) == TEXT
    assert page.get_latest_revision().user.email == "policy_editor@staff.example.jp"
    audit = AuditRecord.objects.first()
    assert (audit.act, audit.actor_name) == ("policy.import", "policy_editor")
    assert PolicyVersion.objects.count() == 1


FAULTS = {
    "number": ("題名\n1．一\n3．三\n".encode(), "3行目：番号が飛んでいます。"),
    "empty": (b"", "空"),
    "blank": (b" \n \n", "1行目：ファイルに文章がありません。"),
    "plain": ("文だけ\n".encode(), "1行目：「1．見出し」"),
    "after": ("1．一\n文\n以上\n新しい文\n".encode(), "4行目"),
    "binary": (bytes(range(256)) * 20, "行目"),
    "image": (b"\x89PNG\r\n\x1a\n" + b"\x00\x00\x00\rIHDR" * 50, "行目"),
    "utf16": (TEXT.encode("utf-16"), "UTF-16"),
    "large": (b"1. a\n" + b"x" * (LIMIT_BYTES + 1 - 5), "ファイルが大きすぎます"),
    "control": ("1．一\n文\x07字\n".encode(), "2行目：使用できない制御文字（U+0007）"),
    "markup": (b"1. a\n<script>x7()</script>\n3. c\n", "3行目"),
    "title": (("題" * 256 + "\n1．一\n文\n").encode(), ""),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_said_with_its_line_and_nothing_is_kept(editor: Client, fault: str) -> None:
    content, said = FAULTS[fault]
    before = kept()
    response = upload(editor, content)
    assert response.status_code == 200
    assert said in response.content.decode()
    assert "<script>x7" not in response.content.decode()
    assert kept() == before


def test_a_text_of_just_a_megabyte_is_shown(editor: Client) -> None:
    content = ("1．一\n" + "x" * (LIMIT_BYTES - len("1．一\n".encode()))).encode()
    assert len(content) == LIMIT_BYTES
    assert upload(editor, content).status_code == 200


def test_a_text_pasted_twice_is_shown_once_with_a_warning(editor: Client) -> None:
    response = upload(editor, (TEXT + TEXT).encode())
    soup = BeautifulSoup(response.content, "html.parser")
    assert "行目" in soup.select_one(".help-warning").text
    assert read_of(response) == TEXT


@pytest.mark.parametrize("role", MAY_NOT)
def test_only_who_edits_the_policy_takes_a_text_in(
    staff: Make, as_user: Make, hanako: User, setup_done: None, role: str
) -> None:
    client = Client()
    if role != "nobody":
        client = as_user(hanako if role == "customer" else staff(role))
    before = kept()
    doors = [reverse(f"kasuhara_policy:{name}") for name in ("upload", "take_in")]
    for answer in (*map(client.get, doors), upload(client, TEXT.encode()), take_in(client, TEXT)):
        assert answer.status_code == 302
        assert "/edit/" not in answer["Location"]
    assert kept() == before


@pytest.mark.parametrize("role", MAY)
def test_who_may_edit_it_may(staff: Make, as_user: Make, role: str) -> None:
    client = as_user(staff(role))
    assert client.get(reverse("kasuhara_policy:upload")).status_code == 200
    assert take_in(client, TEXT).status_code == 302
    assert PolicyPage.objects.get().get_latest_revision().user.name == role


@pytest.mark.parametrize(
    "forged",
    [
        {"page": "999999"}, {"page": "x"}, {"page": ""}, {"page": str(10**30)},
        {"text": ""}, {"text": "見出しなし"}, {"text": "1．一\n3．三"}, {"text": "1．一\x00\n文"},
        {"text": "1．一\n" + "x" * LIMIT_BYTES}, {"text": "題" * 256 + "\n1．一\n文"},
        {"redirect_from": "/customer-harassment-policy/"}, {"redirect_from": "/"},
        {"redirect_from": "/" + "x" * 255}, {"redirect_from": "/a\x00b"},
    ],
)  # fmt: skip
def test_a_forged_second_step_keeps_nothing(editor: Client, forged: dict[str, str]) -> None:
    before = kept()
    response = take_in(editor, **{"text": TEXT, **forged})
    assert response.status_code == 200
    assert BeautifulSoup(response.content, "html.parser").select_one(
        ".help-critical, .error-message"
    )
    assert kept() == before


def test_a_page_that_is_not_the_policys_cannot_be_named(editor: Client) -> None:
    before = kept()
    assert take_in(editor, TEXT, page=Site.objects.get().root_page_id).status_code == 200
    assert kept() == before


def test_pressing_twice_makes_the_same_draft(editor: Client) -> None:
    drafts = []
    for _ in range(2):
        assert take_in(editor, TEXT).status_code == 302
        drafts.append(PolicyPage.objects.get().get_latest_revision_as_object().draft().digest())
    assert drafts[0] == drafts[1]


def test_the_old_address_is_kept_with_it(editor: Client) -> None:
    take_in(editor, TEXT, redirect_from="  /kasuhara/ ")
    redirect = Redirect.objects.get()
    assert (redirect.old_path, redirect.site) == ("/kasuhara", Site.objects.get())


def test_a_draft_that_waits_for_its_approval_is_not_written_over(
    editor: Client, edit: Make, staff: Make
) -> None:
    edit(staff("policy_editor"), "submit", change_summary="表現", change_reason="見直し")
    before = kept()
    take_in(editor, TEXT)
    assert kept() == before
