"""Addresses that their provider documents as one mailbox. Pure Python: imports no Django.

A rule stands here only if it can never unite two people, so the list is short. Looked at and left
out: outlook.com, hotmail.com and live.com (each name may be another person's in each domain, and
Microsoft documents "+tag" for Exchange Online only, where an organisation may switch it off and a
mailbox may have a "+" in its name); icloud.com, me.com and mac.com (one mailbox only for accounts
made before 2012-09-19, https://support.apple.com/118230; "+tag" is not documented); Google
Workspace domains (dots do matter there); yahoo.co.jp, docomo.ne.jp and all others.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Provider:
    """One provider: its domains are one, ``ignored`` means nothing in the local part, and what
    follows ``tag`` is the owner's own note."""

    domains: tuple[str, ...]  # the first is the key's
    ignored: str
    tag: str


PROVIDERS = (
    # "Dots don't matter in Gmail addresses", and nobody else can take the name with other dots:
    # https://support.google.com/mail/answer/7436150. "+" and any words, and that a name is one
    # in both domains: Gmail Blog, "2 hidden ways to get more from your Gmail address" (2008-03).
    # A Gmail name has letters, digits and dots only, so a "+" is never part of it.
    Provider(("gmail.com", "googlemail.com"), ignored=".", tag="+"),
)
_BY_DOMAIN = {domain: provider for provider in PROVIDERS for domain in provider.domains}


def mailbox(local: str, domain: str) -> tuple[str, str]:
    """The local part and the domain under which the provider keeps the mailbox; both in small
    letters. What no rule is about is given back as it is."""
    provider = _BY_DOMAIN.get(domain)
    if provider is None:
        return local, domain
    name = local.partition(provider.tag)[0].replace(provider.ignored, "")
    return name or local, provider.domains[0]  # "+a@" names no mailbox, and not that of "+b@"
