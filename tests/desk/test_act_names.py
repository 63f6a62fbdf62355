"""Every act has a name that staff read, and the list of the audit is filtered by its kind."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from storefront.accounts.models import User

import kasuhara_plugin
from kasuhara_plugin.core.clock import TOKYO
from kasuhara_plugin.core.purging import RUN
from kasuhara_plugin.core.rights_kept import GIVE, TAKE
from kasuhara_plugin.core.seals import PURGE
from kasuhara_plugin.core.site_settings import AuditedSettings
from kasuhara_plugin.desk.acts import ACTS, ROOMS
from kasuhara_plugin.desk.disclosing import ACT
from kasuhara_plugin.flags.deciding import VERBS
from kasuhara_plugin.models import AuditRecord

RECORDED = re.compile(r'record\(\s*"([a-z]+\.[a-z_]+)"')


def written() -> set[str]:
    files = Path(kasuhara_plugin.__file__).parent.rglob("*.py")
    named = {act for file in files for act in RECORDED.findall(file.read_text(encoding="utf-8"))}
    settings = {f"{model._meta.model_name}.change" for model in AuditedSettings.__subclasses__()}
    return named | settings | set(VERBS.values()) | {GIVE, TAKE, RUN, PURGE, ACT}


def test_every_act_has_a_name_and_a_kind() -> None:
    assert written() <= set(ACTS)
    assert {act.partition(".")[0] for act in ACTS} == set(ROOMS)
    assert len(set(ACTS.values())) == len(ACTS)


@pytest.mark.django_db
def test_the_changes_of_rights_are_one_kind(
    staff: Callable[..., User], as_user: Callable[[User], Client], hanako: User
) -> None:
    client = as_user(staff("superuser"))
    hanako.groups.add(Group.objects.get(name="上長"))
    hanako.groups.clear()
    page = client.get(reverse("kasuhara_audit:index"), {"room": "permission"}).content
    rows = BeautifulSoup(page, "html.parser").select("main tbody tr")
    assert [row.td.a.get_text(strip=True) for row in rows][:2] == ["権限の取り消し", "権限の付与"]
    assert {row.td.a.get_text(strip=True) for row in rows} == {"権限の取り消し", "権限の付与"}


@pytest.mark.django_db
def test_what_was_given_is_said_in_words(
    staff: Callable[..., User], as_user: Callable[[User], Client], hanako: User
) -> None:
    hanako.groups.add(Group.objects.get(name="上長"))
    row = AuditRecord.objects.get(act=GIVE, subject_key=str(hanako.pk))
    page = as_user(staff("superuser")).get(reverse("kasuhara_audit:inspect", args=[row.pk]))
    assert "山田 花子　グループ：上長" in page.content.decode()
    assert "権限の付与（システム）" in page.content.decode()
    assert f"{row.at.astimezone(TOKYO):%Y年%m月%d日 %H:%M:%S}" in page.content.decode()
