"""What the customer was told of a flag, and how: the mails, and the notices they confirmed."""

from typing import Any, NamedTuple

from django.urls import reverse

from kasuhara_plugin.core.mails import OutgoingMail
from kasuhara_plugin.flags.models import AccountFlag
from kasuhara_plugin.flags.notices import KIND
from kasuhara_plugin.flags.owners import concerns_the_customer
from kasuhara_plugin.flags.readings import FlagReading


class Letter(NamedTuple):
    mail: OutgoingMail
    url: str


class Told(NamedTuple):
    letters: list[Letter]
    readings: list[FlagReading]
    nothing: bool  # in force, and no mail was written: the shop has to tell them otherwise


def of(flag: AccountFlag, user: Any) -> Told:
    """The mails with a link for whoever may read them."""
    about = {"subject_type": flag._meta.label_lower, "subject_key": str(flag.pk), "kind": KIND}
    mails = OutgoingMail.objects.filter(**about).order_by("id").prefetch_related("attempts")
    may_read = user.has_perm("kasuhara_plugin.view_outgoingmail")
    letters = [
        Letter(mail, reverse("kasuhara_mail:inspect", args=[mail.pk]) if may_read else "")
        for mail in mails
    ]
    nothing = not letters and concerns_the_customer(flag)
    return Told(letters, list(flag.readings.all()), nothing)
