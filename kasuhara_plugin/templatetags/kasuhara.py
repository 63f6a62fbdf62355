"""``{% restricted "order" as r %}{% if r %}…{{ r.customer_message }}…{% endif %}``, and
``{% policy_notice %}``: two sentences and the link to the policy, for a checkout or a form."""

from datetime import date
from typing import Any

from django import template

from kasuhara_plugin.flags.gate import Restriction, restriction_for
from kasuhara_plugin.policy import notice
from kasuhara_plugin.policy.models import PolicyVersion
from kasuhara_plugin.policy.words import language_name, said, spoken_day

register = template.Library()


@register.simple_tag(takes_context=True)
def restricted(context: dict[str, Any], scope: str) -> Restriction | None:
    """The restriction of this visitor in ``scope``, or None."""
    return restriction_for(context["request"], scope)


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
