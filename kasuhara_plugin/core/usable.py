"""The one place where an act refuses a text that cannot be kept."""

from kasuhara_plugin.core.errors import UnusableText
from kasuhara_plugin.core.text import flaw, flaw_message


def require_usable(text: str, *, limit: int, required: bool = True) -> None:
    """Raises ``UnusableText`` with a message for the person; ``limit`` in characters."""
    if code := flaw(text, limit=limit, required=required):
        raise UnusableText(flaw_message(code, text=text, limit=limit), code=code)
