"""The link in the mail: whoever holds it reads the notice and may disagree, without an account.

It proves that the reader has the mailbox (law 5). It ends when the address is not the customer's
any more, and after ``VALID``.
"""

from datetime import timedelta
from typing import NamedTuple

from django.core import signing
from django.utils.crypto import salted_hmac

from kasuhara_plugin.core.audit import Actor
from kasuhara_plugin.core.links import absolute
from kasuhara_plugin.customers.addresses import known_addresses
from kasuhara_plugin.customers.identity import email_key
from kasuhara_plugin.flags.models import AccountFlag

VALID = timedelta(days=365)
_SALT = "kasuhara.flag.notice"


class Holder(NamedTuple):
    flag: AccountFlag

    @property
    def actor(self) -> Actor:
        """As the acts of somebody without an account are kept."""
        return Actor(f"mail:{self.flag.customer_id}", f"{self.flag.customer}（メールのリンク）")


def address_for(flag: AccountFlag, mailbox: str) -> str:
    token = signing.dumps([flag.pk, _digest(mailbox)], salt=_SALT)
    return absolute("kasuhara_plugin:appeal_by_mail", token)


def holder(token: str) -> Holder | None:
    """Who comes by this link; None if it is not ours, too old, or the mailbox is not theirs now."""
    try:
        pk, digest = signing.loads(token, salt=_SALT, max_age=VALID)
    except signing.BadSignature:
        return None
    flag = AccountFlag.objects.select_related("customer").filter(pk=pk).first()
    if flag is None or digest not in map(_digest, known_addresses(flag.customer)):
        return None
    return Holder(flag)


def _digest(mailbox: str) -> str:
    """No address stands in a link that ends up in logs."""
    return salted_hmac(_SALT, email_key(mailbox) or mailbox).hexdigest()[:20]
