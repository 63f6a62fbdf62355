"""For our screens in the Wagtail admin."""

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from kasuhara_plugin.core.errors import UnusableText
from kasuhara_plugin.core.sanitize import clean

register = template.Library()


@register.filter
def cleaned(html: str) -> SafeString:
    """Rich text for display: sanitised once more, since a row may come by raw SQL or a fixture."""
    try:
        return mark_safe(clean(html))  # noqa: S308 - that is what clean is for
    except UnusableText:  # no action would have taken it; staff still have to read it
        return escape(html)
