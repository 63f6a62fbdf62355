"""What is missing before a text can be public is said in full, at every door."""

from collections.abc import Callable
from datetime import date, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from storefront.accounts.models import User

from kasuhara_plugin.core import clock
from kasuhara_plugin.core.errors import NotPermitted, PolicyIncomplete
from kasuhara_plugin.core.site_settings import ShopSettings
from kasuhara_plugin.models import AuditRecord, PolicyApproval, PolicyPage, PolicyVersion
from kasuhara_plugin.policy import actions

pytestmark = pytest.mark.django_db
Make = Callable[..., Any]
TODAY = clock.day(clock.now())
TEXT = "新しい方針\n\n1．はじめに\n{}本文です。\n以上\n"
FLAWS: dict[str, tuple[dict[str, Any], str]] = {
    "an unknown placeholder": ({"title": "{{ shop }}の方針"}, "{{ shop }}"),
    "data of the shop": ({"title": "{{ contact_hours }}の方針"}, "受付時間"),
    "no summary": ({"change_summary": ""}, "変更した点と変更の理由を入力"),
    "a blank reason": ({"change_reason": " "}, "変更した点と変更の理由を入力"),
    "half a link": ({"terms_label": "第10条"}, "リンク先の両方"),
    "a date before the first": (
        {"established_on": TODAY, "effective_on": TODAY - timedelta(1)},
        "施行日が制定日より前",
    ),
    "a date before the last version": ({"effective_on": date(2020, 4, 1)}, "施行日が第1版"),
}


@pytest.fixture
def no_hours(page: PolicyPage) -> None:
    shop = ShopSettings.objects.get()
    shop.contact_hours = ""
    shop.save()


@pytest.mark.parametrize("flaw", FLAWS)
@pytest.mark.parametrize("door", ["publish", "submit", "approve"])
def test_each_flaw_is_said(
    no_hours: None, staff: Make, drafted: Make, edit: Make, unmoved: Make, door: str, flaw: str
) -> None:
    author, second = staff("superuser", "甲"), staff("superuser", "乙")
    changes, sentence = FLAWS[flaw]
    drafted(author, **changes)
    with unmoved():
        if door == "approve":
            with pytest.raises(PolicyIncomplete) as refused:
                actions.approve(PolicyPage.objects.get(), by=second)
            said = refused.value.problems
        else:
            response = edit(second if door == "publish" else author, door)
            said = response.context["form"].non_field_errors()
    assert any(sentence in problem for problem in said)
    assert PolicyPage.objects.get().get_latest_revision().user == author


def test_all_flaws_are_said_at_once(
    no_hours: None, staff: Make, drafted: Make, edit: Make, unmoved: Make
) -> None:
    kept = {name: value for changes, _ in FLAWS.values() for name, value in changes.items()}
    drafted(staff("superuser", "甲"), **kept, legal_basis="{{ shop }} {{ contact_hours }}")
    with unmoved():
        response = edit(staff("superuser", "乙"), "publish")
    assert len(response.context["form"].non_field_errors()) >= 6


def test_the_words_about_the_change_are_not_those_of_the_version_before(
    staff: Make, published: Make, drafted: Make, edit: Make, unmoved: Make
) -> None:
    author, second = staff("superuser", "甲"), staff("superuser", "乙")
    published(author, second)
    drafted(author, title="さらに新しい方針")
    with unmoved():
        response = edit(second, "publish")
    assert "第2版のままです" in str(response.context["form"].non_field_errors())


@pytest.fixture
def bring(tmp_path: Path) -> Callable[..., str]:
    """The command with a text, as ``bring("甲", "乙")`` or with fewer people."""

    def run(author: User | None, second: User | None, extra: str = "", **options: Any) -> str:
        file, said = tmp_path / "policy.txt", StringIO()
        file.write_text(TEXT.format(extra))
        people = {"by": author and author.email, "approved_by": second and second.email}
        call_command(
            "kasuhara_import_policy", str(file), publish=True, stdout=said, stderr=said,
            **{name: email or "" for name, email in people.items()}, **options,
        )  # fmt: skip
        return said.getvalue()

    return run


SAID = {"change": "表現を整えました", "why": "見直し"}


def test_the_command_publishes_by_two_people(staff: Make, bring: Make, page: PolicyPage) -> None:
    author, second = staff("policy_editor", "甲"), staff("supervisor", "乙")
    assert "第2版" in bring(author, second, **SAID)
    approval = PolicyVersion.objects.get(number=2).approval
    assert (approval.author_key, approval.approver_key) == (str(author.pk), str(second.pk))
    row = AuditRecord.objects.filter(act="policy.approve").first()
    assert row is not None
    assert row.actor_key == str(second.pk)


@pytest.mark.parametrize(
    ("author", "second"),
    [
        (None, None),
        ("superuser", None),
        (None, "superuser"),
        ("superuser", "superuser"),
        ("supervisor", "policy_editor"),
    ],
)
def test_the_command_publishes_by_nobody_less_and_keeps_no_draft(
    staff: Make, bring: Make, unmoved: Make, author: str | None, second: str | None
) -> None:
    before = PolicyPage.objects.get().latest_revision_id
    with unmoved(), pytest.raises(CommandError):
        bring(author and staff(author), second and staff(second), **SAID)
    assert PolicyPage.objects.get().latest_revision_id == before


def test_the_command_says_all_that_is_missing(
    no_hours: None, staff: Make, bring: Make, unmoved: Make
) -> None:
    with unmoved(), pytest.raises(CommandError) as refused:
        bring(staff("policy_editor"), staff("supervisor"), "{{ shop }}{{ contact_hours }}")
    for sentence in ("{{ shop }}", "受付時間", "変更した点"):
        assert sentence in str(refused.value)


def test_the_command_does_not_call_published_what_waits_for_its_hour(
    staff: Make, drafted: Make, bring: Make, unmoved: Make
) -> None:
    author = staff("policy_editor", "甲")
    drafted(author, go_live_at=clock.now() + timedelta(days=2))
    with unmoved(), pytest.raises(CommandError, match="公開日時"):
        bring(author, staff("supervisor", "乙"), **SAID)


def test_the_system_publishes_the_first_version_and_no_other(
    page: PolicyPage, drafted: Make, unmoved: Make
) -> None:
    approval = PolicyVersion.objects.get(number=1).approval
    assert (approval.author_key, approval.approver_key, approval.rule) == ("", "", "two")
    drafted(None)
    with unmoved(), pytest.raises(NotPermitted):
        actions.approve(PolicyPage.objects.get(), by=None)
    with unmoved():
        call_command("kasuhara_setup", roles="full", verbosity=0)
    PolicyPage.objects.get().delete()
    call_command("kasuhara_setup", roles="full", verbosity=0)
    assert not PolicyPage.objects.get().live
    assert (PolicyVersion.objects.count(), PolicyApproval.objects.count()) == (1, 1)
