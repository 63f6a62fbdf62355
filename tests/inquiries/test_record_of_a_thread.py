"""What staff see at once of a message that was said before, and of the one they act upon."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from storefront.accounts.models import User

from kasuhara_plugin.inquiries.actions import receive

pytestmark = pytest.mark.django_db

BODY = "封筒の色が見本と違います。刷り直しをお願いします。"
NEWS, NO_NEWS = "新しい文があります", "言い回し・日付・回数だけが違います"


@pytest.mark.parametrize(
    ("more", "told"),
    [("", NO_NEWS), ("担当の方のお名前も教えてください。", NEWS)],
    ids=["another count", "another sentence"],
)
def test_staff_are_told_of_what_is_new_and_not_of_a_count(
    as_user: Callable[[User], Client], staff: Callable[..., User], more: str, told: str
) -> None:
    receive(body=f"{BODY}（1回目のご連絡）", email="a@example.jp")
    last = receive(body=f"{BODY}（2回目のご連絡）{more}", email="a@example.jp").inquiry
    record = reverse("kasuhara_inquiries:inspect", args=[last.first_id])
    page = as_user(staff("operator")).get(record).content.decode()
    assert [words for words in (NEWS, NO_NEWS) if words in page] == [told]
    assert reverse("kasuhara_inquiries:inspect", args=[last.pk]) in page


@pytest.mark.parametrize("act", ["answer", "release"])
def test_the_message_is_read_where_it_is_acted_upon(
    as_user: Callable[[User], Client], staff: Callable[..., User], act: str
) -> None:
    row = receive(body=f"{BODY}<b>", email="a@example.jp").inquiry
    page = as_user(staff("supervisor")).get(reverse(f"kasuhara_inquiries:{act}", args=[row.pk]))
    assert f"{BODY}&lt;b&gt;" in page.content.decode()
