"""Who may do what with the policy page. Wagtail lets a superuser pass; law 2 does not."""

from typing import Any

from wagtail.models import PagePermissionTester

from kasuhara_plugin.policy import actions


class PolicyPermissionTester(PagePermissionTester):
    def holds_publish(self) -> bool:
        """Wagtail's permission alone."""
        return bool(super().can_publish())

    def can_publish(self) -> bool:
        """And the draft is somebody else's, or has been approved already."""
        return self.holds_publish() and self._may_approve()

    def can_unschedule(self) -> bool:
        return self.holds_publish()

    def can_set_view_restrictions(self) -> bool:
        return self.holds_publish()

    def can_copy(self) -> bool:
        """A copy would be a second policy of the same shop."""
        return False

    def _may_approve(self) -> bool:
        page: Any = self.page.get_latest_revision_as_object()
        return actions.may_approve(page, self.user) or actions.approval_of(page) is not None
