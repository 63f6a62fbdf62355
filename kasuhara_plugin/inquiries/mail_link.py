"""The link in the receipt: whoever holds it sees where the inquiry stands, without an account.

It proves that the reader has the mailbox (law 5). It ends after ``VALID``.
"""

from datetime import timedelta

from django.core import signing

from kasuhara_plugin.inquiries.models import Inquiry

VALID = timedelta(days=365)
_SALT = "kasuhara.inquiry"


def token(inquiry: Inquiry) -> str:
    return signing.dumps(inquiry.pk, salt=_SALT)


def inquiry_of(token: str) -> Inquiry | None:
    """None if the link is not ours or too old."""
    try:
        pk = signing.loads(token, salt=_SALT, max_age=VALID)
    except signing.BadSignature:
        return None
    return Inquiry.objects.select_related("first").filter(pk=pk).first()
