"""Rich text made safe: normalised, then sanitised, then never transformed again (law 7).

The only module that imports bleach; ``KASUHARA_SANITIZER`` names another ``(str) -> str``.
"""

import re
from functools import cache
from html import unescape

import bleach
from django.utils.module_loading import import_string

from kasuhara_plugin.core.conf import conf
from kasuhara_plugin.core.usable import require_usable

LIMIT = 10_000  # characters; bleach needs 0.2 s for 10,000 and 12 s for 160,000
TAGS = frozenset(["p", "br", "strong", "em", "ul", "ol", "li", "blockquote", "a"])
PROTOCOLS = frozenset(("http", "https", "mailto"))

_EDITOR_NAMES = (("b", "strong"), ("i", "em"))  # Draftail stores the left ones
_BIDI = re.compile(  # as a character or as a numeric reference to it
    "[\u202a-\u202e\u2066-\u2069]|&#0*(?:823[4-8]|829[4-7])(?![0-9]);?"
    "|&#x0*(?:202[a-e]|206[6-9])(?![0-9a-f]);?",
    re.IGNORECASE,
)
_ABSOLUTE = re.compile(r"(https?://[^\s/\\]|mailto:[^\s])[^\s\\]*", re.IGNORECASE)


def clean(html: str) -> str:
    """The text with only ``TAGS`` and absolute http, https and mailto links left.

    Raises ``UnusableText`` for more than ``LIMIT`` characters (checked before the work, and
    after it: escaping makes a text longer), NUL, lone surrogates and U+FFFD.
    ``clean(clean(x)) == clean(x)``.
    """
    require_usable(html, limit=LIMIT, required=False)
    cleaned = import_string(conf().sanitizer)(_normalise(html))
    require_usable(cleaned, limit=LIMIT, required=False)
    return cleaned


def bleach_clean(html: str) -> str:
    return _cleaner().clean(html)


def _normalise(html: str) -> str:
    """One kind of line end, one name per tag, and no bidi controls, which make a text read
    other than it is stored."""
    html = html.replace("\r\n", "\n").replace("\r", "\n")
    while _BIDI.search(html):  # what is left may join into another
        html = _BIDI.sub("", html)
    for name, kept in _EDITOR_NAMES:
        html = re.sub(rf"(</?){name}(?=[\s/>])", rf"\1{kept}", html, flags=re.IGNORECASE)
    return html


@cache
def _cleaner() -> bleach.Cleaner:
    attributes = {"a": lambda tag, name, value: name == "href" and _is_absolute(value)}
    return bleach.Cleaner(tags=TAGS, attributes=attributes, protocols=PROTOCOLS, strip=True)


def _is_absolute(link: str) -> bool:
    return bool(_ABSOLUTE.fullmatch(unescape(link))) and not _BIDI.search(link)
