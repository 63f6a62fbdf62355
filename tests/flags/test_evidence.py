"""確認した記録: only this customer's, only what the person may view; the label outlives the record."""

from collections.abc import Callable
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from storefront.accounts.models import User

from kasuhara_plugin.core.audit import unlocked
from kasuhara_plugin.core.errors import UnusableText
from kasuhara_plugin.customers.actions import merge, register
from kasuhara_plugin.flags import evidence
from kasuhara_plugin.flags.actions import Evidence, NoEvidence, amend
from kasuhara_plugin.models import AccountFlag, AuditRecord, Customer, Inquiry, Refusal, StaffNote
from kasuhara_plugin.notes.actions import write

Make = Callable[..., Any]
AsUser = Callable[[User], Client]
TYPED = {
    "level": "limit", "scopes": ["order"], "reason": "理由", "customer_message": "ご説明",
    "clauses": ["s6-4-b"],
}  # fmt: skip


@pytest.fixture
def other(db: None) -> Customer:
    return register(email="other@example.jp", name="別の 人")


@pytest.fixture
def records(staff: Make, active: Make) -> Callable[[Customer], dict[str, Any]]:
    """One of each kind about this customer."""

    def make(customer: Customer) -> dict[str, Any]:
        flag = active(customer)
        inquiry = Inquiry.objects.create(
            number=f"Q-{customer.pk}", customer=customer, subject="納期", body="…", sender_key="k"
        )
        refusal = Refusal.objects.create(
            reference=f"R-{customer.pk}", scope="order", door="/shop/", flag=flag, proven=True
        )
        note = write(customer, body="<p>お電話</p>", by=staff("operator"))
        return {"staffnote": note, "inquiry": inquiry, "refusal": refusal}

    return make


def named(row: Any, label: str = "記録") -> Evidence:
    return Evidence(label, f"{row._meta.label_lower}:{row.pk}")


def labels(client: Client, flag: AccountFlag) -> dict[str, str]:
    """What the flag's page says of each piece, and where it leads."""
    answer = client.get(reverse("kasuhara_flags:inspect", args=[flag.pk]))
    return {piece.label: piece.url for piece in answer.context["evidence"]}


def test_each_kind_is_named_and_leads_to_its_record(
    records: Make, customer: Customer, staff: Make, as_user: AsUser, proposed: Make
) -> None:
    rows = records(customer)
    pieces = evidence.offered(customer, staff("operator"))
    assert [piece.record for piece in pieces] == [named(row).record for row in rows.values()]
    flag = proposed(evidence=pieces)
    found = labels(as_user(staff("operator")), flag)
    assert [label.partition("　")[0] for label in found] == [
        "対応メモ",
        "お問い合わせ",
        "お断りの記録",
    ]
    for url in found.values():
        assert as_user(staff("operator")).get(url).status_code == 200
    assert AuditRecord.objects.filter(act="flag.propose").latest("id").data["evidence"] == [
        {"label": piece.label, "record": piece.record} for piece in pieces
    ]


@pytest.mark.parametrize("kind", ["staffnote", "inquiry", "refusal"])
def test_a_record_about_somebody_else_is_refused(
    records: Make, customer: Customer, other: Customer, proposed: Make, staff: Make, kind: str
) -> None:
    theirs = records(other)[kind]
    flag = proposed(customer)
    with pytest.raises(NoEvidence, match="この顧客の記録ではありません：記録"):
        proposed(customer, evidence=[named(theirs)])
    with pytest.raises(NoEvidence):
        amend(flag, evidence=[named(theirs)], by=staff("desk"), reason="追加")
    assert AccountFlag.objects.filter(customer=customer).count() == 1


@pytest.mark.parametrize("kind", ["staffnote", "inquiry", "refusal"])
def test_a_forged_form_gets_no_record_of_somebody_else(
    records: Make, customer: Customer, other: Customer, staff: Make, as_user: AsUser, kind: str
) -> None:
    theirs = named(records(other)[kind]).record
    write(customer, body="<p>お電話</p>", by=staff("operator"))
    client = as_user(staff("superuser"))
    address = reverse("kasuhara_flags:propose", args=[customer.pk])
    for button in ({}, {"preview": "1"}, {"insert": "1"}):
        answer = client.post(address, {**TYPED, "records": [theirs], **button})
        assert answer.status_code == 200
        page = BeautifulSoup(answer.content, "html.parser")
        assert not page.select(f'input[value="{theirs}"]')
    assert not AccountFlag.objects.filter(customer=customer).exists()
    with unlocked(reason="試験のため", by=None):
        StaffNote.objects.filter(customer=customer)._raw_delete("default")
    client.post(address, {**TYPED, "records": [theirs]})  # no field for what there is nothing of
    assert AccountFlag.objects.get(customer=customer).evidence == []


@pytest.mark.parametrize(
    "record",
    [
        "kasuhara_plugin.staffnote:999999",
        "kasuhara_plugin.staffnote:",
        "kasuhara_plugin.staffnote:abc",
        "kasuhara_plugin.staffnote:-1",
        "kasuhara_plugin.staffnote:99999999999999999999",
        "kasuhara_plugin.auditrecord:1",
        "accounts.user:1",
        "nonsense",
        ":1",
        "staffnote:1 OR 1=1",
    ],
)
def test_what_is_no_record_is_refused(
    records: Make, customer: Customer, proposed: Make, record: str
) -> None:
    records(customer)
    before = AccountFlag.objects.count()
    with pytest.raises(NoEvidence):
        proposed(customer, evidence=[Evidence("記録", record)])
    assert AccountFlag.objects.count() == before


def test_a_number_in_other_digits_is_no_record(
    records: Make, customer: Customer, proposed: Make
) -> None:
    note = records(customer)["staffnote"]
    foreign = str(note.pk).translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    with pytest.raises(NoEvidence):
        proposed(customer, evidence=[Evidence("記録", f"kasuhara_plugin.staffnote:{foreign}")])


def test_the_records_of_merged_customers_are_theirs(
    records: Make, customer: Customer, other: Customer, proposed: Make, staff: Make
) -> None:
    theirs = records(other)
    merge(customer, other, by=staff("supervisor"), reason="同じ方")
    offered = {piece.record for piece in evidence.offered(customer, staff("operator"))}
    assert {named(row).record for row in theirs.values()} <= offered
    assert proposed(customer, evidence=[named(theirs["inquiry"])]).evidence


@pytest.mark.parametrize("model", ["staffnote", "inquiry", "refusal"])
def test_what_a_person_may_not_view_is_neither_offered_nor_linked(
    records: Make, customer: Customer, proposed: Make, staff: Make, as_user: AsUser, model: str
) -> None:
    flag = proposed(evidence=[named(row, kind) for kind, row in records(customer).items()])
    person = staff("operator", "限られた担当者")
    person.groups.get().permissions.remove(Permission.objects.get(codename=f"view_{model}"))
    found = labels(as_user(person), flag)
    assert [label for label, url in found.items() if not url] == [model]
    person = User.objects.get(pk=person.pk)
    offered = [piece.record.partition(":")[0] for piece in evidence.offered(customer, person)]
    assert f"kasuhara_plugin.{model}" not in offered
    assert len(offered) == 2


def test_an_amendment_keeps_what_its_author_may_not_view(
    records: Make, customer: Customer, proposed: Make, staff: Make, as_user: AsUser
) -> None:
    note = records(customer)["staffnote"]
    flag = proposed(evidence=[named(note, "対応メモ")])
    person = staff("operator", "限られた担当者")
    person.groups.get().permissions.remove(Permission.objects.get(codename="view_staffnote"))
    address = reverse("kasuhara_flags:amend", args=[flag.pk])
    typed = {**TYPED, "records": [named(note).record], "amend_reason": "文面のため"}
    assert as_user(person).post(address, typed).status_code == 302
    assert AccountFlag.objects.get(pk=flag.pk).evidence == [
        {"label": "対応メモ", "record": named(note).record}
    ]


def test_lines_of_ones_own_are_kept_in_order_and_lead_nowhere(
    customer: Customer, staff: Make, as_user: AsUser
) -> None:
    lines = "通話録音 2026/11/20 10:15\r\n\r\n  店頭の記録（紙）\u3000\r\n"
    client = as_user(staff("operator"))
    client.post(
        reverse("kasuhara_flags:propose", args=[customer.pk]), {**TYPED, "other_evidence": lines}
    )
    flag = AccountFlag.objects.get()
    assert flag.evidence == [
        {"label": "通話録音 2026/11/20 10:15", "record": ""},
        {"label": "店頭の記録（紙）", "record": ""},
    ]
    assert set(labels(client, flag).values()) == {""}


@pytest.mark.parametrize(
    ("pieces", "error"),
    [
        ([Evidence("あ" * 200)] * 50, None),
        ([Evidence("あ")] * 51, NoEvidence),
        ([Evidence("あ" * 201)], UnusableText),
        ([Evidence("")], UnusableText),
        ([Evidence("\u200b")], UnusableText),
        ([Evidence("\x00")], UnusableText),
    ],
)
def test_there_is_a_limit_to_what_is_named(
    proposed: Make, pieces: list[Evidence], error: type[Exception] | None
) -> None:
    if error is None:
        assert len(proposed(evidence=pieces).evidence) == 50
        return
    with pytest.raises(error):
        proposed(evidence=pieces)
    assert not AccountFlag.objects.exists()


def test_the_newest_twenty_of_a_kind_are_offered(customer: Customer, staff: Make) -> None:
    notes = [write(customer, body=f"<p>{n}</p>", by=staff("operator")) for n in range(21)]
    offered = [piece.record for piece in evidence.offered(customer, staff("operator"))]
    assert offered == [named(note).record for note in reversed(notes[1:])]


def test_the_label_outlives_the_record(
    records: Make, customer: Customer, proposed: Make, staff: Make, as_user: AsUser
) -> None:
    inquiry = records(customer)["inquiry"]
    flag = proposed(evidence=[named(inquiry, "お問い合わせ Q"), Evidence("通話録音")])
    inquiry.delete()  # as the retention run will
    client = as_user(staff("supervisor", "別の責任者"))
    assert list(labels(client, flag)) == ["お問い合わせ Q", "通話録音"]
    amend(flag, scopes=["quote"], by=staff("desk"), reason="範囲を狭めるため")
    address = reverse("kasuhara_flags:amend", args=[flag.pk])
    initial = client.get(address).context["form"].initial
    typed = {name: value for name, value in initial.items() if value is not None}
    assert client.post(address, {**typed, "amend_reason": "文面のため"}).status_code == 302
    kept = AccountFlag.objects.get(pk=flag.pk)
    assert [piece["label"] for piece in kept.evidence] == ["お問い合わせ Q", "通話録音"]
    third = as_user(staff("supervisor", "三人目"))
    assert third.post(reverse("kasuhara_flags:approve", args=[flag.pk])).status_code == 302


def test_a_record_that_was_never_on_the_flag_does_not_come_by_a_gone_one(
    records: Make, customer: Customer, other: Customer, proposed: Make, staff: Make
) -> None:
    mine, theirs = records(customer)["inquiry"], records(other)["inquiry"]
    flag = proposed(evidence=[named(mine)])
    mine.delete()
    with pytest.raises(NoEvidence):
        amend(flag, evidence=[named(mine), named(theirs)], by=staff("desk"), reason="追加")


@pytest.mark.parametrize("where", ["flag", "amend", "approve", "propose"])
def test_a_hostile_label_is_inert(
    customer: Customer, proposed: Make, staff: Make, as_user: AsUser, where: str
) -> None:
    hostile = '\u202e<script>alert(1)</script>"><img src=x onerror=alert(1)>'
    Inquiry.objects.create(
        number="Q-1", customer=customer, subject=hostile[:100], body="…", sender_key="k"
    )
    piece, *_ = evidence.offered(customer, staff("operator"))
    flag = proposed(evidence=[piece, Evidence(hostile)])
    name = {"flag": "inspect"}.get(where, where)
    args = [customer.pk if where == "propose" else flag.pk]
    page = as_user(staff("supervisor")).get(reverse(f"kasuhara_flags:{name}", args=args))
    soup = BeautifulSoup(page.content, "html.parser")
    assert not soup.select("img[onerror]")
    assert not [one for one in soup.select("script") if "alert(1)" in one.text]
    assert "alert(1)" in soup.text


def test_the_time_of_a_note_is_that_of_japan(customer: Customer, staff: Make) -> None:
    at = timezone.now().replace(year=2026, month=11, day=23, hour=15, minute=0)
    write(customer, body="<p>夜のお電話</p>", by=staff("operator"), now=at)
    assert StaffNote.objects.count() == 1
    piece, *_ = evidence.offered(customer, staff("operator"))
    assert piece.label == "対応メモ　2026/11/24 00:00　operator"
