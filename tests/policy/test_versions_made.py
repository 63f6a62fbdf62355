"""What a version says: the draft that was approved, to the letter, with the shop's data of that hour."""

import hashlib
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from wagtail.models import Site

from kasuhara_plugin.core import clock
from kasuhara_plugin.core.site_settings import ShopSettings
from kasuhara_plugin.models import ClauseBasis, PolicyPage, PolicyVersion
from kasuhara_plugin.policy.blocks import to_stream
from kasuhara_plugin.policy.importer import parse
from kasuhara_plugin.policy.outline import clause_ids

pytestmark = pytest.mark.django_db
Make = Callable[..., Any]
NOTICES = {
    "legal_basis": "労働施策総合推進法第33条",
    "recording_notice": "{{ company }}はお電話を録音することがあります。",
    "terms_label": "利用規約 第10条",
    "terms_url": "https://example.jp/terms#10",
    "appeal_route": "{{ contact_name }}へお申し出ください。",
    "accommodation": "一緒に考えさせてください。",
}
TODAY = clock.day(clock.now())


@pytest.fixture
def people(staff: Make) -> tuple[Any, Any]:
    return staff("superuser", "甲"), staff("superuser", "乙")


def body(text: str) -> Any:
    outline = parse(f"方針\n\n{text}\n以上\n".encode())
    return PolicyPage(body=[to_stream(section) for section in outline.sections]).body


def test_the_digest_is_that_of_the_bytes_which_the_public_gets(
    people: tuple[Any, Any], published: Make
) -> None:
    published(*people, title="𠮷野家・髙橋の方針")
    for version in PolicyVersion.objects.all():
        response = Client().get(f"/support/policy/ja/{version.number}.txt")
        assert hashlib.sha256(response.content).hexdigest() == version.digest
        assert response.content.decode() == version.text
        assert response["Content-Type"] == "text/plain; charset=utf-8"


def test_the_text_is_read_back_as_the_clauses_that_the_version_names(page: PolicyPage) -> None:
    version = PolicyVersion.objects.get()
    assert [clause for clause, _ in version.clauses] == clause_ids(version.sections)
    assert len(version.clauses) == len(dict(map(tuple, version.clauses)))
    assert "{{" not in version.text
    assert str(version.clause("s1-1")).startswith("つばめプリント株式会社は、")
    assert version.clause("s99") is None


def test_the_notices_and_the_contact_stand_as_they_were_that_hour(
    people: tuple[Any, Any], published: Make
) -> None:
    version = published(*people, **NOTICES)
    shop = ShopSettings.for_site(Site.objects.get(is_default_site=True))
    shop.company, shop.contact_name = "別の会社", "別の窓口"
    shop.save()
    version.refresh_from_db()
    assert version.notices == NOTICES | {
        "recording_notice": "つばめプリント株式会社はお電話を録音することがあります。",
        "appeal_route": "お客様サポートへお申し出ください。",
    }
    assert version.contact == {
        "company": "つばめプリント株式会社",
        "contact_name": "お客様サポート",
        "contact_phone": "03-0000-0000",
        "contact_email": "support@example.jp",
        "contact_hours": "平日 10:00～17:00",
    }


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ({}, (TODAY, TODAY, TODAY)),
        ({"effective_on": TODAY + timedelta(30)}, (TODAY, TODAY, TODAY + timedelta(30))),
        ({"revised_on": TODAY + timedelta(1)}, (TODAY, TODAY + timedelta(1), TODAY)),
        ({"established_on": date(2025, 4, 1)}, (date(2025, 4, 1), TODAY, TODAY)),
    ],
)
def test_the_dates_are_those_of_the_draft_or_of_the_day(
    people: tuple[Any, Any], published: Make, typed: dict[str, date], kept: tuple[date, ...]
) -> None:
    first = PolicyVersion.objects.get()
    assert (first.established_on, first.revised_on, first.effective_on) == (TODAY, None, TODAY)
    version = published(*people, **typed)
    assert (version.established_on, version.revised_on, version.effective_on) == kept


def test_a_version_says_who_what_and_why(people: tuple[Any, Any], published: Make) -> None:
    version = published(*people, change_summary=" 窓口を改めました ", change_reason="移転")
    assert (version.number, version.language) == (2, "ja")
    assert version.site_key == Site.objects.get(is_default_site=True).pk
    assert (version.change_summary, version.change_reason) == ("窓口を改めました", "移転")
    live = PolicyPage.objects.get()
    assert version.approval.digest == live.draft().digest()
    assert version.approval.page_key == str(live.pk)
    assert version.approval.revision_key == str(live.live_revision_id)


BEFORE = "1．はじめに\n本文です。\n2．行為の例\n・大声での威圧や暴言\n・長時間に及ぶお電話\n・対面での居座り"
CASES = {
    "the same text": (BEFORE, "s2-2"),
    "a section before it": (f"1．目的\n目的です。\n{BEFORE.replace('2．', '3．').replace('1．は', '2．は')}", "s3-2"),
    "an item before it": (BEFORE.replace("・大声", "・暴力\n・大声"), "s2-3"),
    "its words polished": (BEFORE.replace("及ぶお電話", "わたるお電話"), "s2-2"),
    "its words gone": (BEFORE.replace("・長時間に及ぶお電話\n", ""), ""),
    "its section gone": ("1．はじめに\n本文です。", ""),
    "its words repeated later": (f"{BEFORE}\n3．再掲\n・長時間に及ぶお電話", "s2-2"),
    "its words repeated before": (f"1．再掲\n・長時間に及ぶお電話\n{BEFORE[BEFORE.index('2．') :]}", "s2-2"),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_the_mapping_follows_the_words_of_its_clause(
    people: tuple[Any, Any], published: Make, case: str
) -> None:
    after, expected = CASES[case]
    earlier = published(*people, body=body(BEFORE))
    assert earlier.clause("s2-2") == "長時間に及ぶお電話"
    ClauseBasis.objects.filter(version=earlier, code="time_restraint").update(clause="s2-2")
    later = published(*people, body=body(after), change_summary=case)
    basis = ClauseBasis.objects.get(version=later, code="time_restraint")
    assert basis.clause == expected
    assert later.bases.count() == earlier.bases.count()
    assert ClauseBasis.objects.get(version=earlier, code="time_restraint").clause == "s2-2"
