"""The app: its label, its defaults, and what is connected when the site starts."""

from django.apps import AppConfig
from django.conf import settings
from django.db.models.signals import post_migrate, pre_migrate

from kasuhara_plugin.core import conf

# Django reads a swappable setting by its bare name when it makes migrations.
_SWAPPABLE = ("POLICY_PAGE_MODEL", "INQUIRY_PAGE_MODEL")


class KasuharaConfig(AppConfig):
    name = "kasuhara_plugin"
    verbose_name = "カスハラ対策"
    default_auto_field = "django.db.models.BigAutoField"

    def import_models(self) -> None:
        for name in _SWAPPABLE:
            if not hasattr(settings, conf.PREFIX + name):
                setattr(settings, conf.PREFIX + name, conf.defaults[name])
        super().import_models()

    def ready(self) -> None:
        from kasuhara_plugin.core import (
            answering,
            append_only,
            checks,
            ratelimit,
            retiring,
            rights_kept,
            rights_of_accounts,
            rights_on_pages,
            slots,
            verifying,
        )
        from kasuhara_plugin.customers import accounts
        from kasuhara_plugin.customers import checks as customer_checks
        from kasuhara_plugin.customers import retention as customer_retention
        from kasuhara_plugin.desk import evidence
        from kasuhara_plugin.flags import backstop, standing
        from kasuhara_plugin.flags import beside as flags_beside
        from kasuhara_plugin.flags import checks as flag_checks
        from kasuhara_plugin.flags import retention as flag_retention
        from kasuhara_plugin.flags import verifying as flag_verifying
        from kasuhara_plugin.inquiries import attachment_checks
        from kasuhara_plugin.inquiries import beside as inquiries_beside
        from kasuhara_plugin.inquiries import retention as inquiry_retention
        from kasuhara_plugin.inquiries.inbox import checks as inbox_checks
        from kasuhara_plugin.notes import beside as notes_beside
        from kasuhara_plugin.notes import checks as note_checks
        from kasuhara_plugin.notes import retention as note_retention
        from kasuhara_plugin.notes import triggers as note_triggers
        from kasuhara_plugin.notes import verifying as note_verifying

        checks.register_all()
        customer_checks.register_all()
        flag_checks.register_all()
        note_checks.register_all()
        attachment_checks.register_all()
        inbox_checks.register_all()
        ratelimit.choose_cache()
        backstop.connect()
        accounts.connect()
        rights_kept.connect()
        rights_of_accounts.connect()
        rights_on_pages.connect()
        standing.listen()
        evidence.offer()
        for room in (flags_beside, inquiries_beside, notes_beside):
            room.offer()
        for room in (answering, flag_verifying, note_verifying):
            slots.register(verifying.SLOT, room.findings)
        for keeping in (
            customer_retention, flag_retention, note_retention, inquiry_retention, retiring,
        ):  # fmt: skip
            keeping.offer()
        post_migrate.connect(append_only.install_triggers, sender=self)
        pre_migrate.connect(note_triggers.drop, sender=self)
        post_migrate.connect(note_triggers.install, sender=self)
