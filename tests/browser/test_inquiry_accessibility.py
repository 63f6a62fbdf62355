"""axe on every page of an inquiry, also those that few people see, narrow and wide; and the demo's own
states in the admin."""

from collections.abc import Callable
from typing import Any

import pytest
from attachment_files import pdf
from django.urls import reverse
from refusing_database import without_locks

from kasuhara_plugin.inquiries import mail_link
from kasuhara_plugin.models import Inquiry, InquiryRules

pytestmark = pytest.mark.once
WIDTHS = pytest.mark.parametrize("width", [360, 1280])
FORMS = {"/support/inquiry/": "body", "/consultation/": "body", "/contact/": "message"}


def look(person: Any, within: str | None = None) -> list[str]:
    overflow = ["the page overflows sideways"] if person.overflows() else []
    return [f"{person.page.url}: {row}" for row in person.violations(within) + overflow]


def write(person: Any, path: str, email: str) -> None:
    person.goto(path)
    person.fill(name="高橋", email=email, **{FORMS[path]: "納期はいつですか。"})
    if path != "/contact/":
        person.fill(subject="納期")
    if path == "/consultation/":
        person.page.select_option("[name=extra_1]", "冊子")


@WIDTHS
@pytest.mark.parametrize("path", FORMS)
def test_a_form_its_errors_and_its_given_back_pages(
    visitor: Callable[..., Any], width: int, path: str
) -> None:
    InquiryRules.objects.update(network_limit=1)
    person = visitor(width=width)
    person.goto(path)
    found = look(person)
    person.page.evaluate("document.querySelector('main form').noValidate = true")
    if path != "/contact/":
        file = {"name": "原稿.pdf", "mimeType": "application/pdf", "buffer": pdf()}
        person.page.set_input_files("[name=attachments]", [file, {**file, "name": "悪.exe"}])
    person.send()
    assert person.page.locator(".errorlist").count()
    found += look(person)
    for email in ("a@example.jp", "b@example.jp"):
        write(person, path, email)
        answer = person.send()
    assert answer.status == 429
    found += look(person)
    assert not found, "\n".join(found)


@WIDTHS
@pytest.mark.parametrize("path", ["/support/inquiry/", "/consultation/"])
def test_the_page_while_the_database_is_away(
    visitor: Callable[..., Any], width: int, path: str
) -> None:
    person = visitor(width=width)
    write(person, path, "a@example.jp")
    with without_locks():
        assert person.send().status == 503
    assert look(person) == []


@WIDTHS
def test_the_receipts_and_where_an_inquiry_stands(visitor: Callable[..., Any], width: int) -> None:
    found = []
    for account in ("customer@example.com", "flagged@example.com", "matsumoto@example.com"):
        person = visitor(width=width)
        person.log_in(account)
        last = Inquiry.objects.filter(email=account).latest("id")
        person.goto("/support/inquiry/")
        person.fill(subject=last.subject, body=last.body)
        person.send()
        found += look(person)
        person.goto("/support/inquiries/")
        found += look(person)
        for row in (last, last.thread()):
            person.goto(reverse("kasuhara_plugin:my_inquiry", args=[row.number]))
            found += look(person)
    guest = visitor(width=width)
    for row in Inquiry.objects.exclude(attachments=None):
        guest.goto(reverse("kasuhara_plugin:inquiry_by_mail", args=[mail_link.token(row)]))
        assert guest.sees("添付ファイル")
        found += look(guest)
    assert not found, "\n".join(found)


@WIDTHS
def test_each_state_of_the_demo_in_the_admin(visitor: Callable[..., Any], width: int) -> None:
    operator = visitor(width=width)
    operator.log_in("operator@example.com", staff=True)
    held = Inquiry.objects.held().latest("id")
    rows = {
        held,
        Inquiry.objects.filter(outcome="join").earliest("id"),
        Inquiry.objects.get(subject="返金について", nth=1),
        Inquiry.objects.latest("id"),
        *Inquiry.objects.exclude(attachments=None),
    }
    paths = [f"?state={state}" for state in ("inbox", "held", "joined")]
    paths += [f"{row.pk}/" for row in rows]
    paths += [f"{held.pk}/release/", f"{held.pk}/answer/", "log/"]
    found = []
    for path in paths:
        operator.goto(f"/admin/kasuhara/inquiries/{path}")
        operator.page.wait_for_load_state("networkidle")
        operator.page.eval_on_selector_all("main details", "all => all.map(one => one.open = true)")
        found += look(operator, "main")
    assert not found, "\n".join(found)
