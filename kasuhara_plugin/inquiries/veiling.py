"""A message with harsh wording is veiled until it is opened, unless the reader wants none of it. The customer's
right to an answer is untouched."""

from functools import lru_cache

from django.http import HttpRequest

from kasuhara_plugin.inquiries.inbox.preferences import preference_of
from kasuhara_plugin.inquiries.rules import InquiryRules, catalogue_line
from kasuhara_plugin.inquiries.wording.harsh import HARSH, Harsh

_KEPT = "kasuhara_veil"


class Veil:
    """What one reader is shown at once, and what after a click."""

    def __init__(self, words: Harsh | None) -> None:
        self._words = words

    def kinds(self, *texts: str) -> tuple[str, ...]:
        """For what kind of wording these are veiled; empty where they are shown."""
        return self._words.kinds("\n".join(filter(None, texts))) if self._words else ()

    def subject(self, text: str) -> str:
        kinds = self.kinds(text)
        return f"（件名を伏せています：{'、'.join(kinds)}）" if kinds else text


def veil_of(request: HttpRequest) -> Veil:
    """For whoever asks; looked up once a request."""
    if not hasattr(request, _KEPT):
        veils = preference_of(request.user).veils
        words = _words(InquiryRules.load(request).harsh_words) if veils else None
        setattr(request, _KEPT, Veil(words))
    return getattr(request, _KEPT)


@lru_cache(maxsize=4)
def _words(typed: str) -> Harsh:
    lines = filter(None, map(str.strip, typed.splitlines()))
    return HARSH.with_own(map(catalogue_line, lines))
