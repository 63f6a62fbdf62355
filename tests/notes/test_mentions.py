"""A colleague who is mentioned gets a link: once a version, and only who may read notes."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from notes_forms import draft
from storefront.accounts.models import User

from kasuhara_plugin.core.errors import NotPermitted
from kasuhara_plugin.models import AuditRecord, Customer, OutgoingMail, StaffNote
from kasuhara_plugin.notes.actions import revise, write

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)  # 10:00 in Tokyo
Staff = Callable[..., User]
AsUser = Callable[[User], Client]


def bearing(name: str, person: User) -> User:
    User.objects.filter(pk=person.pk).update(name=name)
    return person


def mails() -> list[OutgoingMail]:
    return list(OutgoingMail.objects.filter(kind="note.mention").order_by("pk"))


def test_the_mail_holds_the_link_and_no_word_of_the_note(staff: Staff, customer: Customer) -> None:
    colleague = staff("supervisor")
    author = staff("operator", "田中")
    note = write(customer, body="<p>内密の記録。</p>", by=author, mention=[colleague])
    (mail,) = mails()
    assert mail.to == colleague.email
    assert reverse("kasuhara_notes:inspect", args=[note.pk]) in mail.body
    assert "田中さん" in mail.body
    for word in ("内密", customer.name, "ichiro@example.com"):
        assert word not in mail.subject + mail.body
    act = AuditRecord.objects.get(act="note.write")
    assert act.data == {"mentioned": [str(colleague.pk)]}


def test_each_version_tells_each_colleague_once(staff: Staff, customer: Customer) -> None:
    author, one, two = staff("operator"), staff("desk"), staff("supervisor")
    note = write(customer, body="<p>一。</p>", by=author, mention=[one, one, two], now=NOW)
    assert sorted(mail.to for mail in mails()) == [one.email, two.email]
    revise(note, body="<p>二。</p>", by=author, mention=[one], now=NOW)
    revise(note, body="<p>二。</p>", by=author, mention=[one], now=NOW)  # says the same
    assert [mail.to for mail in mails()[2:]] == [one.email]


@pytest.mark.parametrize("role", ["legal", "policy_editor", "customer", "gone", "oneself"])
def test_nobody_else_is_told(staff: Staff, customer: Customer, hanako: User, role: str) -> None:
    author = staff("operator")
    person = {"customer": hanako, "oneself": author}.get(role) or staff(
        "desk" if role == "gone" else role
    )
    if role == "gone":
        User.objects.filter(pk=person.pk).update(is_active=False)
    with pytest.raises(NotPermitted):
        write(customer, body="<p>一。</p>", by=author, mention=[person])
    assert not mails()
    assert not StaffNote.objects.exists()


def test_a_colleague_without_an_address_does_not_stop_the_note(
    staff: Staff, customer: Customer
) -> None:
    colleague = staff("desk")
    User.objects.filter(pk=colleague.pk).update(email="no address")
    write(customer, body="<p>一。</p>", by=staff("operator"), mention=[colleague])
    assert not mails()  # and the note is written all the same
    assert StaffNote.objects.count() == 1


def test_the_form_offers_the_colleagues_who_may_read_it(
    staff: Staff, as_user: AsUser, customer: Customer
) -> None:
    author, colleague = staff("operator", "田中"), staff("supervisor")
    client, door = as_user(author), reverse("kasuhara_notes:write", args=[customer.pk])
    page = client.get(door)
    offered = [str(label) for _, label in page.context["form"].fields["mention"].choices]
    assert "supervisor" in offered
    assert "田中" not in offered
    data: dict[str, Any] = {"kind": "fact", "body": draft("一。"), "mention": [colleague.pk]}
    client.post(door, data)
    assert [mail.to for mail in mails()] == [colleague.email]


@pytest.mark.parametrize("hostile", ["x", "0", "-1", "\x00", "9" * 40])
def test_a_colleague_who_was_not_offered_is_refused_by_the_form(
    staff: Staff, as_user: AsUser, customer: Customer, hanako: User, hostile: str
) -> None:
    door = reverse("kasuhara_notes:write", args=[customer.pk])
    for key in (hostile, str(hanako.pk)):
        data: dict[str, Any] = {"kind": "fact", "body": draft("一。"), "mention": [key]}
        answer = as_user(staff("operator")).post(door, data)
        assert list(answer.context["form"].errors) == ["mention"]
    assert not StaffNote.objects.exists()


@pytest.mark.parametrize("typed", ["@山田 太郎", "＠山田太郎さん", "お願いします。@山田　太郎"])
def test_a_typed_name_after_an_at_calls_its_bearer_alone(
    staff: Staff, customer: Customer, as_user: AsUser, typed: str
) -> None:
    called, author = bearing("山田 太郎", staff("desk")), staff("operator", "田中")
    bearing("山田", staff("supervisor"))  # the shorter name fits, too
    page = reverse("kasuhara_notes:write", args=[customer.pk])
    as_user(author).post(page, {"kind": "fact", "body": draft(f"{typed} 確認を。")})
    assert [mail.to for mail in mails()] == [called.email]
    act = AuditRecord.objects.get(act="note.write")
    assert act.data == {"mentioned": [str(called.pk)]}


def test_a_revision_calls_only_whom_it_names_anew(
    staff: Staff, customer: Customer, as_user: AsUser
) -> None:
    bearing("山田 太郎", staff("desk"))
    new, author = bearing("鈴木", staff("supervisor")), staff("operator", "田中")
    note = write(customer, body="<p>@山田 太郎</p>", by=author)
    typed = {"kind": "fact", "body": draft("@山田 太郎 @鈴木 確認を。")}
    as_user(author).post(reverse("kasuhara_notes:revise", args=[note.pk]), typed)
    assert [mail.to for mail in mails()] == [new.email]


def test_an_address_in_the_text_calls_nobody(
    staff: Staff, customer: Customer, as_user: AsUser
) -> None:
    bearing("山田 太郎", staff("desk"))
    page = reverse("kasuhara_notes:write", args=[customer.pk])
    typed = {"kind": "fact", "body": draft("yamada@example.jp 山田 太郎")}
    as_user(staff("operator")).post(page, typed)
    assert StaffNote.objects.exists()
    assert not mails()
