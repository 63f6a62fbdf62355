"""An approval covers the hour and the address too, and ends when its schedule is taken back."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from storefront.accounts.models import User

from kasuhara_plugin.core.errors import SamePerson
from kasuhara_plugin.models import PolicyApproval, PolicyPage, PolicyVersion

pytestmark = pytest.mark.django_db
Make = Callable[..., Any]
SOON = (timezone.localtime() + timedelta(days=2)).replace(second=0, microsecond=0)


def test_the_author_does_not_schedule_again_what_was_taken_back(
    page: PolicyPage, staff: Make, drafted: Make, unmoved: Make, as_user: Callable[[User], Client]
) -> None:
    author, second, third = (staff("superuser", name) for name in ("甲", "乙", "丙"))
    revision = drafted(author, go_live_at=SOON)
    revision.publish(user=second)
    address = reverse("wagtailadmin_pages:revisions_unschedule", args=[page.pk, revision.pk])
    assert as_user(second).post(address).status_code == 302
    revision.refresh_from_db()
    assert revision.approved_go_live_at is None
    with unmoved(), pytest.raises(SamePerson):
        revision.publish(user=author, skip_permission_checks=True)
    revision.publish(user=third)
    assert PolicyApproval.objects.latest("pk").approver_name == "丙"


@pytest.mark.parametrize("field", ["slug", "seo_title", "search_description"])
def test_the_address_and_the_words_for_a_search_engine_take_two_people_and_make_no_version(
    page: PolicyPage, staff: Make, drafted: Make, unmoved: Make, field: str
) -> None:
    author, second = staff("superuser", "甲"), staff("superuser", "乙")
    as_it_stands = {"title": page.title, "change_summary": "", "change_reason": ""}
    revision = drafted(author, **as_it_stands, **{field: "policy"})
    with unmoved(), pytest.raises(SamePerson):
        revision.publish(user=author, skip_permission_checks=True)
    revision.publish(user=second)
    page.refresh_from_db()
    assert getattr(page, field) == "policy"
    assert PolicyVersion.objects.count() == 1
    assert PolicyApproval.objects.latest("pk").approver_name == "乙"
