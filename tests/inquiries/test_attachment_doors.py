"""A download is a door: the permission of its message, and nothing that runs in the site's name."""

from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest
from attachment_files import fill_the_disk, image, pdf, upload, zipped
from django.conf import LazySettings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from storefront.accounts.models import User

from kasuhara_plugin.inquiries.actions import receive
from kasuhara_plugin.inquiries.attaching import judge
from kasuhara_plugin.models import Inquiry

NAME = '名刺 <1>:"最終".pdf'


@pytest.fixture
def inquiry(setup_done: None, store: Path) -> Inquiry:
    return receive(body="入稿します。", attachments=[judge(upload(pdf(), NAME))]).inquiry


@pytest.fixture
def operator(staff: Callable[..., User], as_user: Callable[[User], Client]) -> Client:
    return as_user(staff("operator"))


def door(inquiry: Inquiry) -> str:
    row = inquiry.attachments.get()
    return reverse("kasuhara_inquiries:attachment", args=[inquiry.pk, row.pk])


def test_a_file_is_saved_and_never_shown(operator: Client, inquiry: Inquiry) -> None:
    answer = operator.get(door(inquiry))
    assert b"".join(answer.streaming_content) == pdf()
    assert answer["Content-Type"] == "application/octet-stream"
    saved = quote("名刺 _1___最終_.pdf")
    assert answer["Content-Disposition"] == f"attachment; filename*=utf-8''{saved}"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert {"private", "no-store"} <= set(answer["Cache-Control"].split(", "))
    assert answer["Content-Length"] == str(len(pdf()))


@pytest.mark.parametrize(
    ("role", "passes"),
    [("operator", True), ("supervisor", True), ("desk", True), ("superuser", True),
     ("legal", False), ("policy_editor", False)],
)  # fmt: skip
def test_the_door_has_the_permission_of_its_message(
    inquiry: Inquiry,
    staff: Callable[..., User],
    as_user: Callable[[User], Client],
    role: str,
    passes: bool,
) -> None:
    answer = as_user(staff(role)).get(door(inquiry))
    assert (answer.status_code == 200) is passes
    assert answer.streaming is passes


def test_customers_and_strangers_have_no_door(
    inquiry: Inquiry, hanako: User, as_user: Callable[[User], Client]
) -> None:
    for client in (Client(), as_user(hanako)):
        answer = client.get(door(inquiry))
        assert answer.status_code == 302
        assert "/login/" in answer["Location"]


def test_another_message_is_no_way_to_it(operator: Client, inquiry: Inquiry) -> None:
    other = receive(body="別の件です。").inquiry
    row = inquiry.attachments.get()
    for keys in ((other.pk, row.pk), (inquiry.pk, row.pk + 1), (0, row.pk)):
        url = reverse("kasuhara_inquiries:attachment", args=keys)
        assert operator.get(url).status_code == 404


def test_a_parked_file_has_no_door(operator: Client, inquiry: Inquiry) -> None:
    address = door(inquiry)
    inquiry.attachments.update(inquiry=None)
    assert operator.get(address).status_code == 404


def test_nothing_is_changed_through_it(operator: Client, inquiry: Inquiry) -> None:
    assert operator.post(door(inquiry)).status_code == 405


@pytest.mark.parametrize("loss", ["file", "storage", "setting"])
def test_a_file_that_is_gone_is_told_in_a_page(
    operator: Client, inquiry: Inquiry, store: Path, settings: LazySettings, loss: str
) -> None:
    if loss == "file":
        (store / inquiry.attachments.get().stored_as).unlink()
    elif loss == "storage":
        settings.STORAGES = {
            name: place
            for name, place in settings.STORAGES.items()
            if name != "kasuhara_attachments"
        }
    else:
        settings.KASUHARA_ATTACHMENT_STORAGE = ""
    answer = operator.get(door(inquiry))
    assert answer.status_code == 404
    page = answer.content.decode()
    assert "保存先から読み出せませんでした" in page
    assert inquiry.number in page


def test_the_screen_of_a_message_lists_its_files(operator: Client, inquiry: Inquiry) -> None:
    page = operator.get(reverse("kasuhara_inquiries:inspect", args=[inquiry.pk])).content.decode()
    assert f'href="{door(inquiry)}" download' in page
    assert "名刺 &lt;1&gt;:&quot;最終&quot;.pdf" in page


def test_a_file_that_was_not_kept_is_named_and_leads_nowhere(
    operator: Client, settings: LazySettings, inquiry: Inquiry
) -> None:
    fill_the_disk(settings)
    lost = receive(body="写真です。", attachments=[judge(upload(image("PNG"), "写真.png"))]).inquiry
    page = operator.get(reverse("kasuhara_inquiries:inspect", args=[lost.pk])).content.decode()
    assert "写真.png" in page
    assert "保存できませんでした" in page
    assert door(lost) not in page
    assert operator.get(door(lost)).status_code == 404


def test_more_files_ask_the_database_no_more(operator: Client, inquiry: Inquiry) -> None:
    files = [judge(upload(content, "a")) for content in (pdf(), image("PNG"), zipped())]
    three = receive(body="入稿です。", attachments=files).inquiry
    counts = []
    for one in (inquiry, inquiry, three):
        with CaptureQueriesContext(connection) as captured:
            operator.get(reverse("kasuhara_inquiries:inspect", args=[one.pk]))
        counts.append(len(captured))
    assert counts[1] == counts[2]
