"""Hints in what is to be disclosed: an opinion, somebody else's data, a colleague's name.

A hint is no judgement (個人情報保護法 33条2項): a person decides on every item, marked or not.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple

from django.apps import apps
from django.contrib.auth import get_user_model
from phonenumbers import Leniency, PhoneNumberFormat, PhoneNumberMatcher, format_number

from kasuhara_plugin.core.audit import actor
from kasuhara_plugin.core.conf import conf
from kasuhara_plugin.core.disclosed import Item, Line
from kasuhara_plugin.core.people import everybody_of_the_admin
from kasuhara_plugin.core.site_settings import ShopSettings
from kasuhara_plugin.core.text import fold
from kasuhara_plugin.customers.identity import Identity, Mark, email_key, phone_key
from kasuhara_plugin.customers.models import Customer, Identifier, IdentifierKind
from kasuhara_plugin.notes.plain import plain


class Hint(StrEnum):
    OPINION = "所見（要確認）"
    OTHERS = "第三者の情報（要確認）"
    STAFF = "従業員の氏名（要確認）"


class Marked(NamedTuple):
    """``found`` is what in the text made the hint; empty where the record itself did."""

    hint: Hint
    found: str = ""


@dataclass(frozen=True)
class Known:
    """What in a text is no hint of somebody else: the person's own marks and the shop's. And the
    names: the person's ``own``, and the colleagues' (``staff``)."""

    marks: frozenset[tuple[str, str]]
    own: re.Pattern[str] | None
    staff: re.Pattern[str] | None


_DASHES = re.compile("[\u2010-\u2015\u2212\u30fc]")
_EMAIL = re.compile(
    r"[a-z0-9.!#$%&*+/=?^_`{|}~-]{1,64}@(?:[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63})+|[\w.-]{1,255})"
)
_NUMBER = re.compile(r"(?:顧客番号|お客様番号)[ :]*([0-9]{1,18})")
_SUBJECT = re.compile(r"([a-z_][a-z0-9_]{0,60}\.[a-z][a-z0-9_]{0,60}):[a-z0-9-]{1,64}")
_DIALLED = re.compile(r"(?:\+|(?<![0-9])[(]?0)(?:[^0-9a-z]{0,3}[0-9]){7,}")  # any telephone is one
# What the matcher passes over where a date or another number stands close by.
_PHONE = re.compile(r"(?<![0-9])0[0-9]{1,4}[-() ]{1,2}[0-9]{1,4}[-() ]{1,2}[0-9]{3,4}(?![0-9])")


def marked(item: Item, known: Known) -> list[Marked]:
    text = _levelled(item.lines)
    others = list(dict.fromkeys(_others(text, known)))
    names = known.staff.findall(_without(known.own, text)) if known.staff else []
    hints = [Marked(Hint.OPINION)] if item.opinion else []
    if others or item.others:
        hints.append(Marked(Hint.OTHERS, "、".join(others)))
    if names:
        hints.append(Marked(Hint.STAFF, "、".join(dict.fromkeys(names))))
    return hints


def known_of(people: Sequence[Customer]) -> Known:
    """Five queries, and one for each model of ``KASUHARA_ALIASES``. An exempted mark is not this
    person's."""
    accounts = list(_accounts(people))
    marks = [(kind, key) for account in accounts for kind, _, key in Identity(account).marks()]
    own = Identifier.objects.effective().filter(customer__in=people)
    marks += [*own.values_list("kind", "key"), *_of_shop()]
    marks += [("customer", str(one.pk)) for one in people]
    names = [name for one in people for name in (one.name, one.organisation)]
    names = [*map(fold, names), *(fold(actor(account).name) for account in accounts)]
    staff = everybody_of_the_admin().exclude(pk__in=[account.pk for account in accounts])
    colleagues = {part for one in staff for part in _called(fold(actor(one).name))}
    mine = {part for name in names for part in _called(name)}
    return Known(frozenset(marks), _any_of(mine), _any_of(colleagues - mine))


def _accounts(people: Sequence[Customer]) -> Iterable[Any]:
    keys: set[Any] = {one.user_id for one in people} - {None}
    return get_user_model()._default_manager.filter(pk__in=keys) if keys else ()


def _of_shop() -> Iterator[tuple[str, str]]:
    for phone, email in ShopSettings.objects.values_list("contact_phone", "contact_email"):
        yield IdentifierKind.PHONE, phone_key(phone)
        yield IdentifierKind.EMAIL, email_key(email)


def _called(name: str) -> Iterator[str]:
    """A whole name and its parts: colleagues write 田中 of 田中 一郎. No address, no single letter."""
    if "@" not in name:
        yield from (part for part in {name, *name.split(" ")} if len(part) > 1)


def _any_of(names: Iterable[str]) -> re.Pattern[str] | None:
    """The longest first; a name in Latin letters stands alone, a Japanese one in any text."""
    each = [_pattern(name) for name in sorted(names, key=len, reverse=True)]
    return re.compile("|".join(each)) if each else None


def _pattern(name: str) -> str:
    spaced = " ?".join(map(re.escape, name.split(" ")))
    return rf"(?<![a-z0-9]){spaced}(?![a-z0-9])" if name.isascii() else spaced


def _without(own: re.Pattern[str] | None, text: str) -> str:
    return own.sub("\n", text) if own else text


def _levelled(lines: Sequence[Line]) -> str:
    """For matching only; a line for each line, so that no number runs into the next."""
    texts = (plain(line.text) if line.rich else line.text for line in lines if not line.person)
    return "\n".join(fold(part) for text in texts for part in text.splitlines())


def _others(text: str, known: Known) -> Iterator[str]:
    for mark in (*_emails(text), *_phones(text), *_keys(text)):
        if (mark[0], mark[2]) not in known.marks:
            yield mark[1]


def _emails(text: str) -> Iterator[Mark]:
    for found in _EMAIL.findall(text) if "@" in text else ():
        address = found.strip(".-")
        yield IdentifierKind.EMAIL, address, email_key(address) or address


def _phones(text: str) -> Iterator[Mark]:
    for line in dict.fromkeys(text.splitlines()):
        if _DIALLED.search(line := _DASHES.sub("-", line)):
            found = dict(_matched(line))
            others = [one for one in _PHONE.findall(line) if one not in found]
            found |= {one: phone_key(one) for one in dict.fromkeys(others)}
            yield from ((IdentifierKind.PHONE, one, key) for one, key in found.items() if key)


def _matched(line: str) -> Iterator[tuple[str, str]]:
    for match in PhoneNumberMatcher(line, "JP", leniency=Leniency.POSSIBLE):
        if match.raw_string.startswith(("0", "+", "(")):  # else an order's number, a price
            yield match.raw_string, format_number(match.number, PhoneNumberFormat.E164)


def _keys(text: str) -> Iterator[Mark]:
    """Numbers of customers, here and in the host's own rows."""
    for match in _NUMBER.finditer(text):
        yield "customer", match[0], str(int(match[1]))
    for match in _SUBJECT.finditer(text):
        if _may_be_somebody(match[1]):
            yield IdentifierKind.SUBJECT, match[0], match[0]


def _may_be_somebody(label: str) -> bool:
    """Whether it is a model of the host's, and none of orders."""
    orders = {order.label.lower() for order in conf().order_models}
    try:
        model = apps.get_model(label)
    except LookupError:  # example.com:8080
        return False
    return model._meta.app_label != Customer._meta.app_label and label not in orders
