"""The words of a rich text. Pure Python: imports no Django."""

import re
from html import unescape

_LINK = re.compile(r"""<a href=["']([^"'>]*)["']>(.*?)</a>""", re.IGNORECASE | re.DOTALL)
_LINE_END = re.compile(r"</(?:p|li|blockquote)>|<br ?/?>", re.IGNORECASE)
_TAG = re.compile(r"</?[a-z][^>]*>", re.IGNORECASE)


def plain(html: str) -> str:
    """A line per paragraph or list item; a link says where it leads. A text, never shown as HTML."""
    if "<a " in html:
        html = _LINK.sub(_with_address, html)
    text = unescape(_TAG.sub("", _LINE_END.sub("\n", html)))
    return "\n".join(stripped for line in text.splitlines() if (stripped := line.strip()))


def _with_address(link: re.Match[str]) -> str:
    address, words = link.groups()
    return words if words == address else f"{words}（{address}）"
