"""A mail from a template, whose first line is the subject."""

from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone

from kasuhara_plugin.core.clock import TOKYO


def render(name: str, context: dict[str, Any]) -> tuple[str, str]:
    """Subject and body of ``kasuhara_plugin/mail/<name>.txt``; a host may write its own.
    Its times are those of Japan, whatever zone the person who acted prefers (law 8)."""
    with timezone.override(TOKYO):
        text = render_to_string(f"kasuhara_plugin/mail/{name}.txt", context)
    subject, _, body = text.strip().partition("\n")
    return subject.strip(), body.strip() + "\n"
