"""The host's own forms under our guard: a function view, a class view, a page of Wagtail's forms."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django import forms
from django.http import HttpRequest, HttpResponse
from django.test import AsyncRequestFactory, Client, RequestFactory
from django.urls import reverse
from django.views.generic import FormView
from storefront.contact.models import ContactMessage
from storefront.website.models import FormField, FormPage
from wagtail.contrib.forms.models import FormSubmission
from wagtail.models import Page

from kasuhara_plugin.inquiries.actions import LIMITS
from kasuhara_plugin.inquiries.protect import ProtectMixin, protect
from kasuhara_plugin.inquiries.rules import InquiryRules
from kasuhara_plugin.models import Inquiry

pytestmark = pytest.mark.django_db

TYPED = {"name": "井上 真理", "email": "inoue@example.org", "message": "角丸はできますか。"}
ADDRESS = reverse("contact:form")
PEER = {"REMOTE_ADDR": "203.0.113.7"}


def send(client: Client, **typed: str) -> HttpResponse:
    return client.post(ADDRESS, TYPED | typed, **PEER)


def set_rules(**rules: int) -> None:
    InquiryRules.objects.update_or_create(defaults=rules)


def test_an_accepted_message_takes_the_hosts_way_and_is_in_the_inbox(client: Client) -> None:
    assert send(client).url == reverse("contact:thanks")
    assert ContactMessage.objects.get().message == TYPED["message"]
    inquiry = Inquiry.objects.get()
    assert (inquiry.body, inquiry.email, inquiry.name) == (
        TYPED["message"], TYPED["email"], TYPED["name"],
    )  # fmt: skip
    assert inquiry.form == "storefront.contact.views.form"


def test_what_was_said_before_is_receipted_by_us_and_not_mailed_again(client: Client) -> None:
    send(client)
    answer = send(client, message="  角丸はできますか。 ")
    assert "/support/inquiry/" in answer.url
    joined = Inquiry.objects.get(outcome="join")
    assert joined.first == Inquiry.objects.get(outcome="accept")
    assert joined.number in client.get(answer.url).content.decode()
    assert ContactMessage.objects.count() == 1


def test_one_too_many_is_held_and_receipted(client: Client) -> None:
    set_rules(sender_limit=1)
    send(client)
    page = client.get(send(client, message="別の質問です。").url).content.decode()
    assert Inquiry.objects.get(outcome="hold").number in page
    assert ContactMessage.objects.count() == 1


def test_over_the_networks_limit_all_that_was_typed_is_given_back(client: Client) -> None:
    set_rules(network_limit=1)
    send(client)
    answer = send(client, message="<b>二つ目</b>の質問です。", email="other@example.jp")
    page = answer.content.decode()
    assert (answer.status_code, Inquiry.objects.count()) == (429, 1)
    assert int(answer["Retry-After"]) > 0
    assert "&lt;b&gt;二つ目&lt;/b&gt;の質問です。" in page
    assert "other@example.jp" in page
    assert re.findall(r'name="(\w+)" rows="(\d+)"', page) == [
        ("name", "1"), ("email", "1"), ("message", "10"),
    ]  # fmt: skip


def test_an_invalid_form_is_the_hosts_own_business(client: Client) -> None:
    answer = send(client, email="inoue")
    assert answer.context["form"].has_error("email")
    assert not Inquiry.objects.exists()


@pytest.mark.parametrize("message", ["あ" * 3_999, "\u3164"])
def test_what_cannot_be_kept_as_an_inquiry_goes_to_the_host(
    client: Client, message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(LIMITS, "body", 100)
    assert send(client, message=message).url == reverse("contact:thanks")
    assert ContactMessage.objects.get().message == message
    assert not Inquiry.objects.exists()


@pytest.mark.parametrize("fields", [{}, {"email": "mail"}, {"body": "text", "bodies": "x"}])
def test_a_wrong_name_is_told_to_the_developer(fields: dict[str, str]) -> None:
    with pytest.raises(TypeError, match="Name 'body'"):
        protect(**fields)


def test_a_view_without_a_form_class_and_an_async_one(rf: RequestFactory) -> None:
    seen = []

    @protect(body="text")
    def view(request: HttpRequest) -> HttpResponse:
        seen.append(request.inquiry_receipt.number)
        return HttpResponse("ok")

    @protect(body="text")
    async def view_async(request: HttpRequest) -> HttpResponse:
        seen.append(request.inquiry_receipt.number)
        return HttpResponse("ok")

    assert view(rf.post("/", {"text": "質問です。"})).content == b"ok"
    request = AsyncRequestFactory().post("/", {"text": "別の質問です。"})
    assert async_to_sync(view_async)(request).content == b"ok"
    assert seen == list(Inquiry.objects.order_by("pk").values_list("number", flat=True))


class Question(forms.Form):
    text = forms.CharField()
    mail = forms.EmailField()


class QuestionView(ProtectMixin, FormView):
    form_class = Question
    template_name = "contact/form.html"
    success_url = "/thanks/"
    inquiry_fields = {"body": "text", "email": "mail"}


def test_a_class_view(rf: RequestFactory) -> None:
    set_rules(network_limit=2)

    def post(text: str) -> Any:
        request = rf.post("/", {"text": text, "mail": "a@example.jp"}, **PEER)
        answer = QuestionView.as_view()(request)
        return answer.render() if hasattr(answer, "render") else answer

    assert post("質問です。").url == "/thanks/"
    assert "/inquiry/" in post("質問です。").url
    refused = post("また別の質問です。")
    assert (refused.status_code, "また別の質問です。" in refused.content.decode()) == (429, True)


@pytest.fixture
def form_page(setup_done: None) -> FormPage:
    home = Page.objects.filter(depth=2).first()
    page = home.add_child(instance=FormPage(title="サンプルのご請求", slug="samples"))
    for label, kind in (("メールアドレス", "email"), ("ご要望", "multiline")):
        FormField.objects.create(page=page, label=label, field_type=kind, required=True)
    return page


def test_a_page_of_wagtails_forms(
    client: Client, form_page: FormPage, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    names = [field.clean_name for field in form_page.get_form_fields()]
    set_rules(network_limit=2)

    def post(text: str) -> HttpResponse:
        return client.post(
            form_page.url, dict(zip(names, ("a@example.jp", text), strict=True)), **PEER
        )

    assert post("紙の見本を希望します。").status_code == 200
    assert FormSubmission.objects.count() == 1
    inquiry = Inquiry.objects.get()
    assert (inquiry.body, inquiry.email) == ("紙の見本を希望します。", "a@example.jp")
    assert "/inquiry/" in post("紙の見本を希望します。").url
    refused = post("別の紙の見本を希望します。")
    assert (refused.status_code, int(refused["Retry-After"]) > 0) == (429, True)
    assert "別の紙の見本を希望します。" in refused.content.decode()
    assert json.dumps(FormSubmission.objects.get().form_data)
    assert FormSubmission.objects.count() == 1
