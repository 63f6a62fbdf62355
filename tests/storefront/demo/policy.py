"""Two versions of the policy, and its English translation, through the plugin's own doors."""

from datetime import date
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

from django.core.management import call_command
from wagtail.models import Locale

from kasuhara_plugin.models import PolicyPage, PolicyVersion
from storefront.accounts.models import User
from storefront.demo.policy_texts import BESIDE, SINCE_REVISED, WHAT, WHY


def load() -> None:
    if PolicyVersion.objects.exists():
        return
    with TemporaryDirectory() as place:
        first = Path(place) / "policy.txt"
        first.write_text(_first_text(), encoding="utf-8")
        _import(first, "--publish", "--effective-on=2026-10-01", "--redirect-from=/kasuhara/")
    _revise()
    Locale.objects.get_or_create(language_code="en")
    people = ("--by=policy@example.com", "--approved-by=supervisor@example.com")
    _import("shipped", "--publish", "--language=en", "--effective-on=2026-11-16", *people)


def _first_text() -> str:
    text = _import("shipped", "--dry-run")
    for now, before in SINCE_REVISED.items():
        assert now in text, now
        text = text.replace(now, before)
    return text


def _revise() -> None:
    """Drafted by the policy's editor, published by a supervisor."""
    editor = User.objects.get(email="policy@example.com")
    _import("shipped", f"--by={editor.email}")
    page = PolicyPage.objects.get().get_latest_revision_as_object()
    page.revised_on = page.effective_on = date(2026, 11, 16)
    page.change_summary, page.change_reason = WHAT, WHY
    for name, words in BESIDE.items():
        setattr(page, name, words)
    revision = page.save_revision(user=editor)
    revision.publish(user=User.objects.get(email="supervisor@example.com"))


def _import(file: Path | str, *options: str) -> str:
    said = StringIO()
    call_command("kasuhara_import_policy", str(file), *options, stdout=said)
    return said.getvalue()
