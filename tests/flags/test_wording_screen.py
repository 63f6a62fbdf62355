"""Two buttons beside the one that acts: a template is put in, and what the customer will see is
looked at. Neither keeps anything, and neither loses anything."""

from collections.abc import Callable
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from storefront.accounts.models import User

from kasuhara_plugin.core.outbox import OutgoingMail
from kasuhara_plugin.flags.actions import approve
from kasuhara_plugin.flags.message import MessageTemplate
from kasuhara_plugin.models import AccountFlag, AuditRecord, Customer, FlagDecision
from kasuhara_plugin.notes.actions import write

Make = Callable[..., Any]
BODY = "{{ お電話の日 }}のお電話で"


@pytest.fixture
def template(setup_done: None) -> MessageTemplate:
    return MessageTemplate.objects.create(name="当店の文例", body=BODY)


@pytest.fixture
def record(customer: Customer, staff: Make) -> str:
    """A note about the customer, as the form names it."""
    note = write(customer, body="<p>お電話</p>", by=staff("operator"))
    return f"kasuhara_plugin.staffnote:{note.pk}"


@pytest.fixture
def propose_page(customer: Customer) -> str:
    return reverse("kasuhara_flags:propose", args=[customer.pk])


@pytest.fixture
def typed(template: MessageTemplate, record: str) -> dict[str, Any]:
    """Every field of the page, none of them as it was offered."""
    return {
        "level": "limit",
        "scopes": ["quote", "phone"],
        "reason": "社内の理由\n二行目",
        "records": [record],
        "other_evidence": "通話録音 2026/11/20 10:15\n店頭の記録",
        "clauses": ["s4-2-a", "s6-4-a"],
        "template": str(template.pk),
        "customer_message": "はじめに打った文です。",
        "until": "2099-01-31",
        "review_on": "2099-01-05",
        "urgent": "on",
    }


def shown(answer: Any) -> dict[str, Any]:
    """What the browser would send if the button that acts were pressed now."""
    form = BeautifulSoup(answer.content, "html.parser").select_one("form:has([name=level])")
    assert form is not None
    found: dict[str, Any] = {}
    for field in form.select("input[name], textarea[name], select[name]"):
        name = field["name"]
        if field.name == "textarea":
            found[name] = field.text.removeprefix("\n")
        elif field.name == "select":
            ticked = field.select_one("option[selected]")
            found[name] = ticked["value"] if ticked else ""
        elif field.get("type") == "checkbox":
            if field.has_attr("checked"):
                found[name] = [*found.get(name, []), field.get("value", "on")]
        else:
            found[name] = field.get("value", "")
    found.pop("csrfmiddlewaretoken", None)
    return found


def flat(typed: dict[str, Any]) -> dict[str, Any]:
    return {name: [value] if name == "urgent" else value for name, value in typed.items()}


def kept() -> list[Any]:
    models = (AccountFlag, FlagDecision, AuditRecord, OutgoingMail)
    return [list(model.objects.order_by("pk").values()) for model in models]


@pytest.mark.parametrize("button", ["insert", "preview"])
@pytest.mark.parametrize(
    "change",
    [
        {},
        {"level": "refuse", "scopes": []},
        {"level": "watch", "customer_message": ""},
        {"notify": "on"},
        {"until": "31.1.", "review_on": "そのうち"},
        {"reason": "", "clauses": [], "records": []},
        {"customer_message": "<b>&amp;\"'</b> {{ customer }}"},
        {"until": "2020-01-31"},
        {"other_evidence": "あ" * 201},
    ],
    ids=lambda change: "-".join(change) or "whole",
)
def test_neither_button_keeps_anything_nor_loses_anything(
    staff: Make, as_user: Callable[[User], Client], propose_page: str, typed: dict[str, Any],
    button: str, change: dict[str, Any],
) -> None:  # fmt: skip
    client, typed = as_user(staff("supervisor")), {**typed, **change}
    before = kept()
    answer = client.post(propose_page, {**typed, button: "1"})
    assert answer.status_code == 200
    assert kept() == before
    expected = {name: value for name, value in flat(typed).items() if value != []}
    if "notify" in expected:
        expected["notify"] = ["on"]
    if button == "insert":
        parts = (typed["customer_message"], BODY)
        expected["customer_message"] = "\n".join(part for part in parts if part)
    assert shown(answer) == expected


def test_a_template_is_put_below_what_was_typed_as_often_as_one_likes(
    staff: Make, as_user: Callable[[User], Client], propose_page: str, typed: dict[str, Any]
) -> None:
    client = as_user(staff("supervisor"))
    for _ in range(2):
        typed = shown(client.post(propose_page, {**typed, "insert": "1"}))
    assert typed["customer_message"] == f"はじめに打った文です。\n{BODY}\n{BODY}"


@pytest.mark.parametrize("chosen", ["", "abc", "999999", "-1", "99999999999999999999"])
def test_a_template_that_is_not_there_changes_nothing(
    staff: Make, as_user: Callable[[User], Client], propose_page: str, typed: dict[str, Any],
    chosen: str,
) -> None:  # fmt: skip
    answer = as_user(staff("supervisor")).post(
        propose_page, {**typed, "template": chosen, "insert": "1"}
    )
    assert shown(answer)["customer_message"] == typed["customer_message"]


def test_a_template_retired_meanwhile_costs_nothing_that_was_typed(
    staff: Make, as_user: Callable[[User], Client], propose_page: str, typed: dict[str, Any]
) -> None:
    MessageTemplate.objects.update(in_use=False)
    answer = as_user(staff("supervisor")).post(propose_page, {**typed, "insert": "1"})
    assert answer.status_code == 200
    assert shown(answer)["reason"] == typed["reason"]
    assert shown(answer)["customer_message"] == typed["customer_message"]


def test_the_preview_shows_the_very_words_that_are_stored_and_mailed(
    staff: Make, as_user: Callable[[User], Client], propose_page: str, typed: dict[str, Any]
) -> None:
    typed |= {"customer_message": "{{ customer }}様\n<b>&", "notify": "on", "template": ""}
    del typed["urgent"]
    client = as_user(staff("operator"))
    seen = client.post(propose_page, {**typed, "preview": "1"}).context["preview"]
    assert client.post(propose_page, typed).status_code == 302
    flag = AccountFlag.objects.get()
    names = ("customer_message", "scopes", "clauses", "evidence", "until", "review_on", "notify")
    for name in names:
        assert getattr(seen["flag"], name) == getattr(flag, name)
    assert flag.customer_message == "佐藤 一郎様\n<b>&"
    approve(flag, by=staff("supervisor"))
    mail = OutgoingMail.objects.get(kind="flag.notice")
    assert (seen["subject"], seen["addresses"]) == (mail.subject, [mail.to])
    link = next(line for line in mail.body.splitlines() if "/appeal/mail/" in line)
    assert mail.body.replace(link, "（お客様専用のページのアドレスが入ります）") == seen["body"]


def test_the_preview_keeps_to_the_shops_rule(
    one_person_rule: None, staff: Make, as_user: Callable[[User], Client],
    propose_page: str, typed: dict[str, Any],
) -> None:  # fmt: skip
    client = as_user(staff("supervisor"))
    answer = client.post(propose_page, {**typed, "notify": "on", "preview": "1"})
    assert "別の者" not in answer.context["preview"]["body"]


def test_the_preview_is_a_text_and_not_a_page(
    staff: Make, as_user: Callable[[User], Client], propose_page: str, typed: dict[str, Any]
) -> None:
    typed |= {"customer_message": "<script>alert(1)</script>", "notify": "on", "preview": "1"}
    answer = as_user(staff("operator")).post(propose_page, typed)
    assert "<script>alert" not in answer.content.decode()
    assert answer.content.decode().count("&lt;script&gt;alert") == 3  # page, mail, field


def test_the_preview_names_a_blank_in_the_users_words(
    staff: Make, as_user: Callable[[User], Client], propose_page: str, typed: dict[str, Any]
) -> None:
    typed |= {"customer_message": BODY, "preview": "1"}
    answer = as_user(staff("operator")).post(propose_page, typed)
    assert "preview" not in answer.context
    assert "まだ埋めていない箇所があります：{{ お電話の日 }}" in answer.content.decode()


def test_the_page_of_an_amendment_begins_with_all_that_was_said(
    staff: Make, as_user: Callable[[User], Client], propose_page: str, typed: dict[str, Any]
) -> None:
    del typed["urgent"]
    as_user(staff("operator")).post(propose_page, {**typed, "template": ""})
    flag = AccountFlag.objects.get()
    client = as_user(staff("desk"))
    address = reverse("kasuhara_flags:amend", args=[flag.pk])
    found = shown(client.get(address))
    assert found == {**typed, "template": "", "amend_reason": ""}
    for button in ("insert", "preview"):
        again = shown(client.post(address, {**found, "amend_reason": "なぜなら", button: "1"}))
        assert again == {**found, "amend_reason": "なぜなら"}
    assert not FlagDecision.objects.filter(act="amended").exists()
    before = {**AccountFlag.objects.values().get()}
    client.post(address, {**found, "amend_reason": "なぜなら"})
    assert FlagDecision.objects.get(act="amended").reason == "なぜなら"
    assert AccountFlag.objects.values().get() == before


@pytest.mark.parametrize("role", ["legal", "policy_editor", "customer"])
@pytest.mark.parametrize("button", ["insert", "preview"])
def test_whoever_may_not_propose_has_neither_button(
    staff: Make, hanako: User, as_user: Callable[[User], Client], propose_page: str,
    typed: dict[str, Any], button: str, role: str,
) -> None:  # fmt: skip
    client = as_user(hanako if role == "customer" else staff(role))
    answer = client.post(propose_page, {**typed, button: "1"})
    assert answer.status_code == 302
    assert BODY not in answer.content.decode()
