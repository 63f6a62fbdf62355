"""``{% restricted "order" as r %}{% if r %}…{{ r.customer_message }}…{% endif %}``"""

from typing import Any

from django import template

from kasuhara_plugin.flags.gate import Restriction, restriction_for

register = template.Library()


@register.simple_tag(takes_context=True)
def restricted(context: dict[str, Any], scope: str) -> Restriction | None:
    """The restriction of this visitor in ``scope``, or None."""
    return restriction_for(context["request"], scope)
