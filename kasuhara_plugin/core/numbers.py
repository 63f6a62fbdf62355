"""Numbers that a customer reads out on the telephone."""

from django.utils.crypto import get_random_string

# No vowels and no look-alikes: neither a word nor a misreading comes out.
ALPHABET = "23456789BCDFGHJKMPQRTVWXY"


def new_number(prefix: str) -> str:
    """Such as ``Q-7KM4-X2TW-9``: speakable, and not guessable (25^9, about 3.8e12)."""
    drawn = get_random_string(9, ALPHABET)
    return f"{prefix}-{drawn[:4]}-{drawn[4:8]}-{drawn[8:]}"
