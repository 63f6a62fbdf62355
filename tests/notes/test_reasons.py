"""Every change has a reason, but in the first ten minutes of its author's own typing."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from storefront.accounts.models import User

from kasuhara_plugin.core.errors import UnusableText
from kasuhara_plugin.models import Customer
from kasuhara_plugin.notes.actions import revise, write

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
MOMENT = timedelta(seconds=1)
TEN = timedelta(minutes=10)


def test_in_the_first_ten_minutes_none_is_needed(
    staff: Callable[..., User], customer: Customer
) -> None:
    author = staff("operator")
    note = write(customer, body="<p>一。</p>", by=author, now=NOW)
    revise(note, body="<p>二。</p>", by=author, now=NOW + TEN - MOMENT)
    with pytest.raises(UnusableText):
        revise(note, body="<p>三。</p>", by=author, now=NOW + TEN)
    assert [one.history_change_reason for one in note.history.all()] == ["", ""]


def test_one_that_is_given_must_be_readable_all_the_same(
    staff: Callable[..., User], customer: Customer
) -> None:
    note = write(customer, body="<p>一。</p>", by=staff("operator"), now=NOW)
    with pytest.raises(UnusableText):
        revise(note, body="<p>二。</p>", reason="\x00", by=staff("operator"), now=NOW)


@pytest.mark.parametrize(("minutes", "asked"), [(0, False), (11, True)])
def test_the_form_asks_for_it_as_the_act_does(
    staff: Callable[..., User], as_user: Callable[[User], Client], customer: Customer,
    minutes: int, asked: bool,
) -> None:  # fmt: skip
    written = datetime.now(UTC) - timedelta(minutes=minutes)
    note = write(customer, body="<p>一。</p>", by=staff("operator"), now=written)
    page = as_user(staff("operator")).get(reverse("kasuhara_notes:revise", args=[note.pk]))
    assert page.context["form"].fields["reason"].required == asked
    help_text = BeautifulSoup(page.content, "html.parser").get_text()
    assert ("省略できます" in help_text) != asked
