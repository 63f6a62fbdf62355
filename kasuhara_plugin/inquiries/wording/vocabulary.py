"""Words in groups, found in a substance. Imports no Django."""

import re
from collections.abc import Iterable, Mapping
from functools import cached_property
from re import Pattern

from kasuhara_plugin.inquiries.wording.characters import MARKS, level
from kasuhara_plugin.inquiries.wording.keys import key
from kasuhara_plugin.inquiries.wording.rewriting import one_of

Words = frozenset[str]
Named = Mapping[str, Words]  # of each group that is named

_LEAST_WORD = re.compile(f"[{MARKS}]*[ァ-ヺa-z0-9]?[{MARKS}]*")  # stands within too many words


class Vocabulary:
    """``groups`` names the entries of each group; the words of an entry, apart by spaces, say the
    same. What a message names of a group can stand in place of another entry of that group."""

    def __init__(self, groups: Mapping[str, Iterable[str]]) -> None:
        self.groups = {group: tuple(entries) for group, entries in groups.items()}

    def with_own(self, groups: Iterable[tuple[str, Iterable[str]]]) -> "Vocabulary":
        """Another one, with more entries in its groups."""
        wider = {group: list(entries) for group, entries in self.groups.items()}
        for group, entries in groups:
            wider.setdefault(group, []).extend("".join(entry.split()) for entry in entries)
        return Vocabulary(wider)

    def named(self, substance: str) -> Named:
        """The entries of each group that the substance names, by their first words."""
        found: dict[str, set[str]] = {}
        for word in self._words.findall(substance):
            group, entry = self._entries[word]
            found.setdefault(group, set()).add(entry)
        return {group: frozenset(entries) for group, entries in found.items()}

    @cached_property
    def _entries(self) -> dict[str, tuple[str, str]]:
        return {
            written: (group, words[0])
            for group, entries in self.groups.items()
            for words in map(str.split, entries)
            for written in (key(level(word)) for word in words)
            if not _LEAST_WORD.fullmatch(written)
        }

    @cached_property
    def _words(self) -> Pattern[str]:
        return one_of(self._entries)
