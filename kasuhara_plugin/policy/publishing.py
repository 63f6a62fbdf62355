"""Publishing from outside the admin: the command and the set-up."""

from typing import Any

from django.db import transaction

from kasuhara_plugin.core.errors import KasuharaError
from kasuhara_plugin.core.site_settings import DecisionRule, RuleSettings
from kasuhara_plugin.policy import actions
from kasuhara_plugin.policy.models import PolicyVersion


class SecondPersonNeeded(KasuharaError):
    """Law 2: the shop decides by two people, and one was named."""


class HourToCome(KasuharaError):
    """The draft names an hour at which it goes live: it would be scheduled, not published."""


def publish_draft(page: Any, *, by: Any = None, approved_by: Any = None) -> PolicyVersion:
    """Publishes the newest draft of ``page``, drafted by ``by`` and approved by another person.

    Without ``by`` the system publishes, which it may only where no version exists yet; where the
    shop runs by 一人, ``by`` alone is enough. Raises what ``actions.approve`` raises.
    """
    if by is not None and approved_by is None:
        if RuleSettings.load().decision_rule == DecisionRule.TWO:
            raise SecondPersonNeeded("決裁が「二人」のため、承認した人も指定してください。")
        approved_by = by
    with transaction.atomic():
        draft = page.get_latest_revision_as_object()
        approval = actions.ensure_approved(draft, by=approved_by)
        draft.get_latest_revision().publish(user=approved_by, skip_permission_checks=True)
        version = actions.latest_version(draft)
        if version is None or version.approval != approval:
            raise HourToCome("下書きに公開日時の指定があります。指定を外してから公開してください。")
        return version
