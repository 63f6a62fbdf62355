"""Who else this might be. Shown to staff with its reason, never acted on: two people may share
a telephone, a name or a house."""

from dataclasses import dataclass

from kasuhara_plugin.customers.family import family, roots_named_by
from kasuhara_plugin.customers.models import Customer, Identifier, IdentifierKind
from kasuhara_plugin.customers.orders import sharing_an_address

SHOWN = 10


@dataclass(frozen=True)
class Hint:
    """``reasons`` are what the two have in common, in the words of the screen."""

    customer: Customer
    reasons: tuple[str, ...]


def hints(customer: Customer) -> list[Hint]:
    """Other customers with the same telephone, an equal name, or orders that went to the same
    address; at most ``SHOWN``."""
    own = family(customer)
    found: dict[Customer, list[str]] = {}
    for other in _by_phone(own):
        found.setdefault(other, []).append("同じ電話番号")
    for other in _by_name(own):
        found.setdefault(other, []).append("同じお名前")
    for other in sharing_an_address(own):
        found.setdefault(other, []).append("同じお届け先")
    return [Hint(other, tuple(reasons)) for other, reasons in found.items()][:SHOWN]


def _by_phone(own: list[Customer]) -> list[Customer]:
    phones = Identifier.objects.effective().filter(customer__in=own, kind=IdentifierKind.PHONE)
    marks = [(IdentifierKind.PHONE, "", key) for key in phones.values_list("key", flat=True)]
    return [other for other in roots_named_by(marks) if other not in own]


def _by_name(own: list[Customer]) -> list[Customer]:
    names = {customer.name_key for customer in own} - {""}
    roots = {customer.pk for customer in own}
    same = Customer.objects.filter(name_key__in=names).exclude(pk__in=roots)
    others = same.select_related("merged_into")[: SHOWN * 2]
    return list(dict.fromkeys(other.merged_into or other for other in others))
