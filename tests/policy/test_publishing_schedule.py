"""Publishing at an hour to come: what was approved goes live then, and nothing else does."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from storefront.accounts.models import User
from wagtail.actions.publish_page_revision import PublishPageRevisionAction
from wagtail.models import Revision

from kasuhara_plugin.core.errors import NotPermitted
from kasuhara_plugin.models import AuditRecord, PolicyApproval, PolicyPage, PolicyVersion

pytestmark = pytest.mark.django_db
Make = Callable[..., Any]
SOON = (timezone.localtime() + timedelta(days=2)).replace(second=0, microsecond=0)
LATER = SOON + timedelta(days=1)


@pytest.fixture
def the_hour_comes(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """It is past every hour that a draft names, and Wagtail's run starts."""

    def run() -> None:
        monkeypatch.setattr("django.utils.timezone.now", lambda: LATER + timedelta(minutes=5))
        call_command("publish_scheduled", verbosity=0)

    return run


def scheduled() -> bool:
    return Revision.objects.filter(approved_go_live_at__isnull=False).exists()


def test_what_a_second_person_scheduled_goes_live_at_its_hour(
    staff: Make, drafted: Make, edit: Make, the_hour_comes: Make
) -> None:
    author, second = staff("superuser", "甲"), staff("superuser", "乙")
    drafted(author, go_live_at=SOON)
    edit(second, "publish")
    assert scheduled()
    assert PolicyVersion.objects.count() == 1
    assert PolicyApproval.objects.latest("pk").approver_name == "乙"
    the_hour_comes()
    version = PolicyVersion.objects.get(number=2, title="新しい方針")
    assert version.approval.author_key == str(author.pk)
    assert version.approval.approver_key == str(second.pk)
    assert version.published_at == LATER + timedelta(minutes=5)
    assert version.effective_on == LATER.date()
    assert AuditRecord.objects.filter(act="policy.publish").count() == 2


@pytest.mark.parametrize("route", ["editor", "revision", "action"])
def test_the_author_schedules_nothing_alone(
    staff: Make, drafted: Make, edit: Make, unmoved: Make, the_hour_comes: Make, route: str
) -> None:
    author = staff("superuser", "甲")
    revision = drafted(author, go_live_at=SOON)
    with unmoved():
        if route == "editor":
            assert edit(author, "publish").status_code == 200
        elif route == "revision":
            with pytest.raises(NotPermitted):
                revision.publish(user=author, skip_permission_checks=True)
        else:
            action = PublishPageRevisionAction(revision, user=author)
            action.execute(skip_permission_checks=True)
        the_hour_comes()
    assert not scheduled()
    assert PolicyPage.objects.get().get_latest_revision_as_object().title == "新しい方針"


def test_a_failed_hour_is_said_and_stops_no_other_page(
    page: PolicyPage, staff: Make, drafted: Make, unmoved: Make, the_hour_comes: Make
) -> None:
    drafted(staff("superuser", "甲")).save()
    Revision.objects.filter(pk=PolicyPage.objects.get().latest_revision_id).update(
        approved_go_live_at=SOON
    )
    home = page.get_parent().specific
    home.title = "新しいホーム"
    home.save_revision(approved_go_live_at=LATER)
    with unmoved():
        the_hour_comes()
    home.refresh_from_db()
    assert home.title == "新しいホーム"
    row = AuditRecord.objects.get(act="policy.schedule_failed")
    assert (row.subject_key, row.actor_name) == (str(page.pk), "システム")
    assert "承認" in row.reason


@pytest.mark.parametrize("changes", [{"title": "書き直した方針"}, {"go_live_at": LATER}])
def test_an_approval_does_not_cover_what_the_author_changed_after_it(
    staff: Make, drafted: Make, edit: Make, unmoved: Make, the_hour_comes: Make, changes: Any
) -> None:
    author = staff("superuser", "甲")
    drafted(author, go_live_at=SOON)
    edit(staff("superuser", "乙"), "publish")
    Revision.objects.update(approved_go_live_at=None)
    with unmoved():
        edit(author, "", **changes)
        assert edit(author, "publish").status_code == 200
        the_hour_comes()
    assert PolicyVersion.objects.count() == 1


def test_what_is_scheduled_is_locked_and_goes_live_as_it_was_approved(
    staff: Make, drafted: Make, edit: Make, the_hour_comes: Make
) -> None:
    author = staff("superuser", "甲")
    drafted(author, go_live_at=SOON)
    edit(staff("superuser", "乙"), "publish")
    assert edit(author, "", title="書き直した方針").status_code == 200
    drafted(author, go_live_at=SOON, title="コードで書き直した方針")
    the_hour_comes()
    assert PolicyVersion.objects.latest("pk").title == "新しい方針"
    assert (
        PolicyPage.objects.get().get_latest_revision_as_object().title == "コードで書き直した方針"
    )


def test_a_newer_version_ends_what_waits_for_its_hour(
    staff: Make, drafted: Make, edit: Make, published: Make, the_hour_comes: Make
) -> None:
    author, second = staff("superuser", "甲"), staff("superuser", "乙")
    waiting = drafted(author, go_live_at=SOON)
    edit(second, "publish")
    published(author, second, title="先に公開した方針", go_live_at=None)
    Revision.objects.filter(pk=waiting.pk).update(approved_go_live_at=SOON)
    the_hour_comes()
    assert PolicyVersion.objects.latest("pk").title == "先に公開した方針"
    assert "承認" in AuditRecord.objects.get(act="policy.schedule_failed").reason


def unschedule(user: User) -> int:
    page = PolicyPage.objects.get()
    client = Client()
    client.force_login(user)
    revision = Revision.objects.get(approved_go_live_at__isnull=False)
    address = reverse("wagtailadmin_pages:revisions_unschedule", args=[page.pk, revision.pk])
    return client.post(address).status_code


@pytest.mark.parametrize(("role", "open_to"), [("supervisor", True), ("policy_editor", False)])
def test_who_may_publish_takes_a_schedule_back(
    staff: Make, drafted: Make, edit: Make, unmoved: Make, the_hour_comes: Make, role: str,
    open_to: bool,
) -> None:  # fmt: skip
    drafted(staff("policy_editor", "甲"), go_live_at=SOON)
    edit(staff("superuser", "乙"), "publish")
    with unmoved():
        unschedule(staff(role, "丙"))
        assert scheduled() is not open_to
        if open_to:
            the_hour_comes()
