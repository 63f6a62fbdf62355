"""方針の確認 in the admin: the form names nobody, and who follows it up sees who has not."""

import csv
from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from storefront.accounts.models import User

from kasuhara_plugin.core import clock
from kasuhara_plugin.models import AuditRecord, PolicyVersion, RuleSettings
from kasuhara_plugin.policy.attesting import attest
from kasuhara_plugin.policy.models import Attestation

pytestmark = pytest.mark.django_db
Make = Callable[..., Any]
FOLLOW = ["supervisor", "desk", "superuser"]
ALONE = ["operator", "legal", "policy_editor"]


def switch(on: bool) -> None:
    rules = RuleSettings.load()
    rules.attestation = on
    rules.save()


@pytest.fixture
def asked(setup_done: None) -> None:
    switch(on=True)


def confirm_url() -> str:
    return reverse("kasuhara_attestations:confirm")


def index_url() -> str:
    return reverse("kasuhara_attestations:index")


def export_url() -> str:
    return reverse("kasuhara_attestations:export")


def press(client: Client, **fields: Any) -> Any:
    version = PolicyVersion.objects.order_by("number").last()
    return client.post(
        confirm_url(), {"version": version.pk if version else 1, "read": "on", **fields}
    )


@pytest.mark.parametrize("role", [*FOLLOW, *ALONE])
def test_each_role_reads_and_confirms(staff: Make, as_user: Make, asked: None, role: str) -> None:
    client = as_user(staff(role))
    shown = BeautifulSoup(client.get(confirm_url()).content, "html.parser")
    assert "カスタマーハラスメントの定義" in shown.main.text
    form = shown.main.find("form", method="post")
    assert {field["name"] for field in form.find_all("input")} == {
        "csrfmiddlewaretoken",
        "version",
        "read",
    }
    assert press(client).status_code == 302
    row = Attestation.objects.get()
    assert (row.person_name, row.person_key) == (role, str(staff(role).pk))
    shown = BeautifulSoup(client.get(confirm_url()).content, "html.parser")
    assert shown.main.find("form", method="post") is None
    assert "第1版の確認を記録しています" in shown.main.text


def test_nobody_confirms_for_somebody_else(staff: Make, as_user: Make, asked: None) -> None:
    other, boss = staff("legal"), staff("superuser")
    client = as_user(boss)
    forged = {
        name: str(value)
        for name in ("person", "person_key", "user", "user_id", "by", "pk", "id", "on_behalf_of")
        for value in [other.pk]
    }
    press(client, **forged, person_name=other.name)
    client.post(f"{confirm_url()}?person_key={other.pk}&user={other.pk}", forged)
    row = Attestation.objects.get()
    assert (row.person_key, row.person_name) == (str(boss.pk), "superuser")
    assert AuditRecord.objects.get(act="policy.attest").actor_key == str(boss.pk)


@pytest.mark.parametrize("path", ["add/", "create/", "import/", "1/", "edit/1/", "delete/1/"])
def test_there_is_no_other_door_to_the_rows(
    staff: Make, as_user: Make, asked: None, path: str
) -> None:
    attest(PolicyVersion.objects.get(), by=staff("operator"))
    client = as_user(staff("superuser"))
    for method in (client.get, client.post):
        assert method(f"{index_url()}{path}").status_code == 404
    assert Attestation.objects.count() == 1


@pytest.mark.parametrize(
    "fields",
    [
        {"read": ""},
        {"version": ""},
        {"version": "x"},
        {"version": "999999"},
        {"version": str(10**30)},
        {"version": "-1"},
        {"version": "\x00"},
    ],
)
def test_what_is_not_a_confirmation_is_refused(
    staff: Make, as_user: Make, asked: None, fields: dict[str, str]
) -> None:
    assert press(as_user(staff("operator")), **fields).status_code in (200, 404)
    assert not Attestation.objects.exists()


def test_an_old_page_confirms_nothing(
    staff: Make, as_user: Make, asked: None, published: Make
) -> None:
    old = PolicyVersion.objects.get()
    published(staff("policy_editor"), staff("supervisor"))
    response = press(as_user(staff("operator")), version=old.pk)
    assert "画面を開き直してください" in response.content.decode()
    assert not Attestation.objects.exists()


def test_switched_off_between_reading_and_confirming_nothing_is_kept(
    staff: Make, as_user: Make, asked: None
) -> None:
    client = as_user(staff("operator"))
    client.get(confirm_url())
    switch(on=False)
    assert press(client).status_code == 200
    assert not Attestation.objects.exists()
    assert "お願いしていません" in client.get(confirm_url()).content.decode()


def test_pressing_twice_keeps_one_confirmation(staff: Make, as_user: Make, asked: None) -> None:
    client = as_user(staff("operator"))
    for _ in range(2):
        assert press(client).status_code == 302
    assert Attestation.objects.count() == 1
    assert AuditRecord.objects.filter(act="policy.attest").count() == 1


@pytest.mark.parametrize("role", FOLLOW)
def test_who_follows_it_up_sees_and_exports_who_has_not(
    staff: Make, as_user: Make, asked: None, role: str
) -> None:
    row = attest(PolicyVersion.objects.get(), by=staff("legal", "=HYPERLINK()"))
    staff("operator", "高橋﨑")
    client = as_user(staff(role))
    assert "高橋﨑" in client.get(index_url()).content.decode()
    before = AuditRecord.objects.count()
    response = client.get(export_url())
    assert response.content.startswith(b"\xef\xbb\xbf")
    table = list(csv.reader(StringIO(response.content.decode("utf-8-sig"))))
    assert table[0] == ["氏名", "役割", "状態", "確認した版", "確認日時", "確認をお願いした日"]
    at = f"{row.at.astimezone(clock.TOKYO):%Y-%m-%d %H:%M}"
    today = clock.day(clock.now()).isoformat()
    assert ["'=HYPERLINK()", "法務", "確認済み", "第1版", at, ""] in table
    assert ["高橋﨑", "担当者", "未確認", "", "", today] in table
    every = client.get(export_url(), {"all": "1"}).content.decode("utf-8-sig")
    assert list(csv.reader(StringIO(every)))[1:] == [["'=HYPERLINK()", "ja", "第1版", at]]
    assert AuditRecord.objects.count() == before + 2
    audit = AuditRecord.objects.first()
    assert (audit.act, audit.actor_name) == ("attestation.export", role)


@pytest.mark.parametrize("role", ALONE)
def test_the_others_come_to_their_own(staff: Make, as_user: Make, asked: None, role: str) -> None:
    client = as_user(staff(role))
    for address, leads_to in ((index_url(), confirm_url()), (export_url(), "/admin/")):
        response = client.get(address)
        assert (response.status_code, response["Location"]) == (302, leads_to)
    assert not AuditRecord.objects.filter(act="attestation.export").exists()


def test_a_customer_has_no_door(as_user: Make, asked: None, hanako: User) -> None:
    for client in (Client(), as_user(hanako)):
        for address in (index_url(), export_url(), confirm_url()):
            assert client.get(address).status_code == 302
        assert press(client)["Location"].startswith("/admin/login/")
    assert not Attestation.objects.exists()


def test_the_command_reminds_each_once(staff: Make, asked: None) -> None:
    staff("operator")
    confirmed = staff("legal")
    attest(PolicyVersion.objects.get(), by=confirmed)
    for _ in range(2):
        call_command("kasuhara_remind", stdout=StringIO())
    assert [message.to for message in mail.outbox] == [["operator@staff.example.jp"]]
    assert "確認" in mail.outbox[0].subject
