"""A policy text that was pasted several times: what follows ``以上`` is the same once more."""

from collections.abc import Iterator, Sequence
from itertools import takewhile

from kasuhara_plugin.core.errors import PolicyFormatError
from kasuhara_plugin.policy.lines import Line
from kasuhara_plugin.policy.outline import Problem

_AGAIN = "同じ文章がもう一度続いていたため、1回だけ取り込みました。"
_NEW = "「以上」の後に、それまでにない文章があります。"
_CUT_OFF = "「以上」の後に、同じ文章が途中まで続いています。"


def copies(body: Sequence[Line], rest: Sequence[Line]) -> Iterator[Problem]:
    """A problem for each copy of the body in the rest.

    A copy may lack the title and the first heading. Raises ``PolicyFormatError`` where the rest
    says something else.
    """
    forms = _forms(body)
    place = 0
    while place < len(rest):
        if rest[place].kind == "end":
            place += 1
            continue
        until = _end_of_copy(forms, rest, place)
        yield Problem(rest[place].number, rest[until - 1].number, _AGAIN)
        place = until


def _forms(body: Sequence[Line]) -> list[list[str]]:
    """What a copy may consist of; each form says something of its own."""
    texts = [line.text for line in body]
    titles = sum(1 for _ in takewhile(lambda line: line.kind != "heading", body))
    title, heading, words = texts[:titles], texts[titles : titles + 1], texts[titles + 1 :]
    whole = [[*title, *heading, *words], [*heading, *words]]
    return [*whole, [*title, *words], words] if words else whole


def _end_of_copy(forms: list[list[str]], rest: Sequence[Line], start: int) -> int:
    """The place behind the copy that starts there, and behind its own end mark."""
    alike = [_alike(form, rest, start) for form in forms]
    for form, length in zip(forms, alike, strict=True):
        if length == len(form):
            until = start + length
            ended = until < len(rest) and rest[until].kind == "end"
            return until + 1 if ended else until
    raise _new(rest, start, start + max(alike))


def _alike(form: list[str], rest: Sequence[Line], start: int) -> int:
    """How many lines from there on are those of the form."""
    places = zip(form, range(start, len(rest)), strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == rest[pair[1]].text, places))


def _new(rest: Sequence[Line], start: int, place: int) -> PolicyFormatError:
    """The first line that is not the body's; or the copy's first, if it only stops too early."""
    if place < len(rest) and rest[place].kind != "end":
        return PolicyFormatError(_NEW, line=rest[place].number, text=rest[place].text)
    return PolicyFormatError(_CUT_OFF, line=rest[start].number, text=rest[start].text)
