"""Where the database does not answer, a message is given back: nothing that was typed is lost."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.urls import reverse

from kasuhara_plugin.models import Inquiry

pytestmark = pytest.mark.django_db

ADDRESS = reverse("kasuhara_plugin:inquiry")
TYPED = {
    "name": "山田",
    "email": "a@example.jp",
    "subject": "納期",
    "body": "<b>いつ</b>届きますか。",
}
OF_A_PAGE = {"extra_0": 'つばめ"商会', "category": "納期・配送"}


@contextmanager
def no_database() -> Iterator[None]:
    def refuse(*_: Any) -> None:
        raise OperationalError("the database is gone")

    with connection.execute_wrapper(refuse):
        yield


@pytest.mark.parametrize("address", [ADDRESS, f"{ADDRESS}?page=1"])
def test_what_was_typed_is_given_back_with_503(client: Client, address: str) -> None:
    with no_database():
        answer = client.post(address, TYPED | OF_A_PAGE)
    page = answer.content.decode()
    assert (answer.status_code, int(answer["Retry-After"]) > 0) == (503, True)
    assert "no-store" in answer["Cache-Control"]
    assert "&lt;b&gt;いつ&lt;/b&gt;届きますか。" in page
    assert 'name="extra_0" value="つばめ&quot;商会"' in page
    assert 'name="category" value="納期・配送"' in page
    assert not Inquiry.objects.exists()


def test_the_same_form_is_received_when_it_is_back(client: Client) -> None:
    with no_database():
        form = client.post(ADDRESS, TYPED).context["form"]
    assert client.post(ADDRESS, TYPED | {"token": form["token"].value() or ""}).status_code == 302
    assert Inquiry.objects.get().body == TYPED["body"]
