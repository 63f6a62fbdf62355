"""The policy for machines: JSON-LD of schema.org, from what the page shows."""

import json
from typing import Any

from django.http import HttpRequest
from django.utils.safestring import SafeString, mark_safe

from kasuhara_plugin.policy.shown import Document

_ESCAPES = {ord(char): f"\\u{ord(char):04x}" for char in "<>&\u2028\u2029"}


def structured_data(document: Document, request: HttpRequest) -> SafeString:
    """A ``WebPage`` with its dates, version and publisher, safe inside ``<script>``."""
    facts: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "WebPage",
        "name": document.title,
        "url": request.build_absolute_uri(request.path),
        "inLanguage": document.language,
    }
    if version := document.version:
        facts |= {
            "version": str(version.number),
            "datePublished": version.established_on.isoformat(),
            "dateModified": version.published_at.isoformat(),
        }
    if company := _company(document):
        facts["publisher"] = {"@type": "Organization", "name": company}
    return mark_safe(json.dumps(facts, ensure_ascii=False).translate(_ESCAPES))  # noqa: S308


def _company(document: Document) -> str:
    contact = document.contact
    return contact["company"] if isinstance(contact, dict) else contact.company
