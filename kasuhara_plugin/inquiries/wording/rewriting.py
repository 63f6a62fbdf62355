"""Many words replaced at once, from left to right, the longest that fits. Imports no Django."""

import re
from collections.abc import Iterable
from typing import Any

_Tree = dict[str, Any]
_END = ""


class Rewriting:
    """Pairs of a word and what is written for it, found by one expression that shares their starts."""

    def __init__(self, pairs: Iterable[tuple[str, str]]) -> None:
        self._written = {word: written for word, written in pairs if word}
        self._words = re.compile(_expression(_tree(self._written)))

    def __call__(self, text: str) -> str:
        return self._words.sub(lambda word: self._written[word[0]], text)


def one_of(words: Iterable[str]) -> re.Pattern[str]:
    """Finds any of the words, at each place the longest that fits."""
    return re.compile(_expression(_tree(filter(None, words))))


def _tree(words: Iterable[str]) -> _Tree:
    tree: _Tree = {}
    for word in words:
        branch = tree
        for sign in word:
            branch = branch.setdefault(sign, {})
        branch[_END] = {}
    return tree


def _expression(tree: _Tree) -> str:
    branches = [re.escape(sign) + _expression(tree[sign]) for sign in tree if sign != _END]
    if not branches:
        return "" if _END in tree else "(?!)"
    either = f"(?:{'|'.join(branches)})"
    return f"{either}?" if _END in tree else either
