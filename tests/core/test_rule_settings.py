import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from storefront.accounts.models import User
from wagtail.log_actions import LogContext

from kasuhara_plugin.core.audit import AuditRecord
from kasuhara_plugin.core.site_settings import RuleSettings

pytestmark = pytest.mark.django_db


@pytest.fixture
def rules() -> RuleSettings:
    return RuleSettings.load()


def kept() -> list[AuditRecord]:
    return list(AuditRecord.objects.filter(act="rulesettings.change").order_by("id"))


def test_a_changed_rule_is_kept_with_old_and_new_value(rules: RuleSettings, hanako: User) -> None:
    rules.appeal_days, rules.decision_rule = 5, "one"
    with LogContext(user=hanako):
        rules.save()
    (row,) = kept()
    assert row.data == {"appeal_days": [30, 5], "decision_rule": ["two", "one"]}
    assert (row.actor_key, row.actor_name) == (str(hanako.pk), "山田 花子")
    assert (row.subject_type, row.subject_key) == ("kasuhara_plugin.rulesettings", str(rules.pk))


def test_without_a_person_it_is_the_systems_act(rules: RuleSettings) -> None:
    rules.appeal_days = 31
    rules.save()
    assert (kept()[0].actor_key, kept()[0].actor_name) == ("", "システム")


def test_saving_without_a_change_is_no_act(rules: RuleSettings) -> None:
    rules.save()
    assert kept() == []


def test_a_change_in_the_admin_names_its_author(
    client: Client, rules: RuleSettings, hanako: User
) -> None:
    hanako.is_staff = hanako.is_superuser = True
    hanako.save()
    client.force_login(hanako)
    address = reverse("wagtailsettings:edit", args=["kasuhara_plugin", "rulesettings", rules.pk])
    fields = ["decision_rule", "review_after_days"]
    fields += ["policy_review_months", "attestation_months"]
    typed = {name: getattr(rules, name) for name in fields}
    assert client.post(address, {**typed, "appeal_days": 3, "staff_mail": "on"}).status_code == 302
    (row,) = kept()
    assert (row.actor_name, row.data) == ("山田 花子", {"appeal_days": [30, 3]})


@pytest.mark.parametrize("field", ["appeal_days", "policy_review_months", "review_after_days"])
def test_a_limit_of_nothing_is_refused(rules: RuleSettings, field: str) -> None:
    setattr(rules, field, 0)
    with pytest.raises(ValidationError, match=field):
        rules.full_clean()
