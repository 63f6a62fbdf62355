"""Numbers of orders and quotes: readable on the telephone, not to be counted up."""

import secrets
from collections.abc import Callable
from datetime import date

from django.utils import timezone

# Without 0, O, 1, I and L, which are taken for one another when read aloud or by eye.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
CODE_LENGTH = 6


def order_number() -> str:
    return numbered("P", timezone.localdate(), secrets.choice)


def quote_number() -> str:
    return numbered("Q", timezone.localdate(), secrets.choice)


def numbered(prefix: str, day: date, choose: Callable[[str], str]) -> str:
    code = "".join(choose(ALPHABET) for _ in range(CODE_LENGTH))
    return f"{prefix}-{day:%Y%m%d}-{code}"
