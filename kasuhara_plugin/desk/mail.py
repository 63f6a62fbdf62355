"""送信メール in the Wagtail admin: what was written to whom, and whether it went out. Read only."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import QuerySet
from wagtail.admin.ui.tables import Column

from kasuhara_plugin.core.admin import ListView, RoomViewSet
from kasuhara_plugin.core.mails import OutgoingMail

OVERDUE = timedelta(hours=1)
TOLD_FOR = timedelta(days=14)  # after its writing; then a mail that was given up is history


class MailIndexView(ListView):
    any_permission_required = ["view"]

    def get_base_queryset(self) -> QuerySet[OutgoingMail]:
        return super().get_base_queryset().defer("body").prefetch_related("attempts")


class OutgoingMailViewSet(RoomViewSet):
    model = OutgoingMail
    name = "kasuhara_mail"
    url_prefix = "kasuhara/mail"
    icon = "mail"
    menu_label = "送信メール"
    index_view_class = MailIndexView
    inspect_template_name = "kasuhara_plugin/admin/mail.html"
    list_display = ["subject", "to", Column("state_label", label="状態"), "kind", "created_at"]
    list_filter = ["kind", "created_at"]
    search_fields = ["to", "subject"]


def troubles(now: datetime) -> Iterator[str]:
    """What staff should know of the mails that did not go out, as sentences."""
    given_up = OutgoingMail.objects.given_up(now).filter(created_at__gt=now - TOLD_FOR).count()
    overdue = OutgoingMail.objects.waiting(now).filter(created_at__lte=now - OVERDUE).count()
    if given_up:
        yield f"送信できないまま再送を終えたメールが{given_up}件あります。ほかの方法でご連絡ください。"
    if overdue:
        yield f"1時間以上送信できていないメールが{overdue}件あります。メールサーバーの設定をご確認ください。"
