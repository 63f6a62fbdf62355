"""For our screens in the Wagtail admin."""

from collections.abc import Sequence

from django import template
from django.template.loader import render_to_string
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from kasuhara_plugin.core.errors import UnusableText
from kasuhara_plugin.core.sanitize import clean
from kasuhara_plugin.core.sentences import Piece
from kasuhara_plugin.inquiries.veiling import veil_of

register = template.Library()


@register.simple_tag(takes_context=True)
def message(context: template.Context, text: str, pieces: Sequence[Piece] = ()) -> SafeString:
    """A customer's words, veiled where they are harsh; ``pieces`` mark what is new in them. A thread
    shows hundreds: no template is rendered for each."""
    words = format_html_join("", "{}", ((_piece(one),) for one in pieces)) if pieces else text
    shown = format_html('<div class="kasuhara-text">{}</div>', words)
    if not (kinds := veil_of(context["request"]).kinds(text)):
        return shown
    return render_to_string("kasuhara_plugin/admin/_veil.html", {"kinds": kinds, "shown": shown})


def _piece(piece: Piece) -> str:
    return format_html("<ins>{}</ins>", piece.text) if piece.kind == "added" else piece.text


@register.simple_tag(takes_context=True)
def subject(context: template.Context, text: str) -> str:
    return veil_of(context["request"]).subject(text)


@register.filter
def taken(seconds: float | None) -> str:
    """How long something took, for a person."""
    if seconds is None:
        return "—"
    if seconds < 3600:
        return f"{round(seconds / 60)}分"
    hours = seconds / 3600
    return f"{hours:.1f}時間" if hours < 48 else f"{hours / 24:.1f}日"


@register.filter
def cleaned(html: str) -> SafeString:
    """Rich text for display: sanitised once more, since a row may come by raw SQL or a fixture."""
    try:
        return mark_safe(clean(html))  # noqa: S308 - that is what clean is for
    except UnusableText:  # no action would have taken it; staff still have to read it
        return escape(html)
