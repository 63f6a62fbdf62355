"""One refused attempt on the staff's screen, with the ways to its flag and its customer."""

from typing import Any

from kasuhara_plugin.core.admin import RecordView


class RefusalView(RecordView):
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        can = self.request.user.has_perm
        return super().get_context_data(
            may_read_flag=can("kasuhara_plugin.view_accountflag"),
            may_see_customer=can("kasuhara_plugin.view_customer"),
            **kwargs,
        )
