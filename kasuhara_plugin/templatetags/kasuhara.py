"""``{% restricted "order" as r %}{% if r %}…{{ r.customer_message }}…{% endif %}``;
``{% policy_notice %}``: two sentences and the link to the policy, for a checkout or a form;
``{% propose_restriction order %}``: for a page on which the staff read an order."""

from datetime import date
from typing import Any

from django import template

from kasuhara_plugin.customers.identity import signed_in
from kasuhara_plugin.flags.gate import Restriction, restriction_for
from kasuhara_plugin.flags.offering import about_order
from kasuhara_plugin.policy import notice
from kasuhara_plugin.policy.models import PolicyVersion
from kasuhara_plugin.policy.words import language_name, said, spoken_day

register = template.Library()


@register.simple_tag(takes_context=True)
def restricted(context: dict[str, Any], scope: str) -> Restriction | None:
    """The restriction of this visitor in ``scope``, or None."""
    return restriction_for(context["request"], scope)


@register.inclusion_tag("kasuhara_plugin/admin/_propose_restriction.html", takes_context=True)
def propose_restriction(context: dict[str, Any], order: Any) -> dict[str, Any]:
    """The restrictions in force for whom the order names, and the way to propose one, each for
    whoever may; nothing for anybody else. The order's model is in ``KASUHARA_ORDER_MODELS``."""
    request = context.get("request")
    return about_order(order, reader=request and signed_in(request))


@register.inclusion_tag("kasuhara_plugin/_policy_notice.html", takes_context=True)
def policy_notice(context: dict[str, Any]) -> dict[str, Any]:
    """The short notice in the visitor's language; nothing while no policy is published."""
    return {"notice": notice.short_notice(context.get("request"))}


@register.simple_tag(takes_context=True)
def policy_said(context: dict[str, Any], key: str, **values: Any) -> str:
    """One of the words around a policy, in its language."""
    language = values.pop("language", "") or _language(context)
    days = {
        name: spoken_day(value, language) if isinstance(value, date) else value
        for name, value in values.items()
    }
    return said(language, key, **days)


@register.simple_tag
def policy_reference(version: PolicyVersion) -> str:
    """Of which version this one is the translation."""
    source = version.translates
    assert source is not None  # noqa: S101 - the template asks before
    name = language_name(source.language, version.language)
    return said(version.language, "reference", number=source.number, source=name)


def _language(context: dict[str, Any]) -> str:
    source = context.get("document") or context.get("row")
    return source.language if source else "ja"
