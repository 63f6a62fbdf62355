"""Where the database does not answer, a message is given back: nothing that was typed is lost."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from typing import Any

import pytest
from attachment_files import pdf
from bs4 import BeautifulSoup, Tag
from django import forms
from django.conf import LazySettings
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse
from django.views.generic import FormView
from inquiries.visitors import fields
from storefront.accounts.models import User

from kasuhara_plugin.core.outbox import MailState, OutgoingMail
from kasuhara_plugin.inquiries.protect import ProtectMixin, protect
from kasuhara_plugin.models import Inquiry
from kasuhara_plugin.signals import inquiry_received

pytestmark = pytest.mark.django_db

ADDRESS = reverse("kasuhara_plugin:inquiry")
TYPED = {
    "name": "山田",
    "email": "a@example.jp",
    "subject": "納期",
    "body": "<b>いつ</b>届きますか。",
}
OF_A_PAGE = {"extra_0": 'つばめ"商会', "category": "納期・配送"}


class Question(forms.Form):
    text = forms.CharField()
    mail = forms.EmailField()


class Asking(ProtectMixin, FormView):
    form_class = Question
    success_url = "/thanks/"
    inquiry_fields = {"body": "text", "email": "mail"}


def counts_groups(request: HttpRequest) -> dict[str, int]:
    """A context processor such as shops have: it asks the database on every page."""
    return {"groups": Group.objects.count()}


@contextmanager
def no_database() -> Iterator[None]:
    def refuse(*_: Any) -> None:
        raise OperationalError("the database is gone")

    with connection.execute_wrapper(refuse):
        yield


def boxes(page: str) -> list[Tag]:
    return BeautifulSoup(page, "html.parser").select("input[name=attachments_parked]")


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


def test_somebody_signed_in_is_given_it_back_too(
    as_user: Callable[[User], Client], hanako: User
) -> None:
    client = as_user(hanako)
    with no_database():
        answer = client.post(ADDRESS, TYPED)
    assert answer.status_code == 503
    typed = fields(answer.content.decode())
    assert typed["body"] == TYPED["body"]
    assert client.post(ADDRESS, typed).status_code == 302
    assert Inquiry.objects.get().proven


def test_files_that_were_put_down_meanwhile_are_still_there(client: Client) -> None:
    files = [SimpleUploadedFile(f"{n}.pdf", pdf(b"%%%d\n" % n)) for n in range(2)]
    page = client.post(ADDRESS, {**TYPED, "body": "", "attachments": files})
    references = [tag["value"] for tag in boxes(page.content.decode())]
    with no_database():
        answer = client.post(ADDRESS, {**TYPED, "attachments_parked": references})
    assert answer.status_code == 503
    kept = [tag["value"] for tag in boxes(answer.content.decode())]
    assert client.post(ADDRESS, {**TYPED, "attachments_parked": kept}).status_code == 302
    names = Inquiry.objects.get().attachments.values_list("name", flat=True)
    assert sorted(names) == ["0.pdf", "1.pdf"]


def test_a_shop_that_asks_the_database_for_every_page_is_no_hindrance(
    client: Client, settings: LazySettings
) -> None:
    settings.TEMPLATES = deepcopy(settings.TEMPLATES)
    processors = settings.TEMPLATES[0]["OPTIONS"]["context_processors"]
    processors.append(f"{__name__}.{counts_groups.__name__}")
    with no_database():
        answer = client.post(ADDRESS, TYPED)
    assert answer.status_code == 503
    typed = fields(answer.content.decode())
    assert {name: typed[name] for name in TYPED} == TYPED
    assert typed["csrfmiddlewaretoken"]


@pytest.fixture(params=["decorator", "class view"])
def host(request: pytest.FixtureRequest) -> Callable[[HttpRequest], HttpResponse]:
    """A form of the host's own under our guard."""
    if request.param == "class view":
        return Asking.as_view()
    return protect(form=Question, body="text", email="mail")(lambda request: HttpResponse("ok"))


def test_a_form_of_the_hosts_own_is_given_back_too(
    host: Callable[[HttpRequest], HttpResponse], rf: RequestFactory
) -> None:
    typed = {"text": "<b>いつ</b>届きますか。", "mail": "a@example.jp", "size": ["A4", "B5"]}
    with no_database():
        answer = host(rf.post("/", typed))
    page = answer.content.decode()
    assert (answer.status_code, int(answer["Retry-After"]) > 0) == (503, True)
    assert "&lt;b&gt;いつ&lt;/b&gt;届きますか。</textarea>" in page
    assert all(f'name="size" value="{one}"' in page for one in typed["size"])
    assert host(rf.post("/", typed)).status_code in (200, 302)
    assert Inquiry.objects.get().body == typed["text"]


@pytest.mark.django_db(transaction=True)
def test_a_message_whose_commit_nobody_heard_of_is_stored_once(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed = {**fields(client.get(ADDRESS).content.decode()), **TYPED}
    commit = connection._commit

    def lose_the_answer() -> None:
        commit()
        raise OperationalError("the connection is lost")

    with monkeypatch.context() as line:
        line.setattr(connection, "_commit", lose_the_answer)
        answer = client.post(ADDRESS, typed)
    assert (answer.status_code, Inquiry.objects.count()) == (503, 1)
    again = client.post(ADDRESS, fields(answer.content.decode()))
    assert again.status_code == 302
    inquiry = Inquiry.objects.get()
    assert inquiry.number in client.get(again.url).content.decode()
    assert OutgoingMail.objects.get().state() == MailState.WAITING


@pytest.mark.django_db(transaction=True)
def test_a_database_that_goes_away_after_the_commit_costs_no_receipt(client: Client) -> None:
    def refuse(*_: Any) -> None:
        raise OperationalError("the database is gone")

    def go_away(**_: Any) -> None:
        connection.execute_wrappers.append(refuse)

    inquiry_received.connect(go_away)
    try:
        answer = client.post(ADDRESS, TYPED)
    finally:
        inquiry_received.disconnect(go_away)
        connection.execute_wrappers.clear()
    assert answer.status_code == 302
    assert Inquiry.objects.get().number in client.get(answer.url).content.decode()
