"""What a customer is told by mail of a decision: in the transaction of the act, through the outbox,
which keeps it as evidence of what was said (law 5: by mail to that address)."""

from kasuhara_plugin.core import clock, letters, links, outbox
from kasuhara_plugin.core.errors import UnusableAddress
from kasuhara_plugin.core.site_settings import DecisionRule, RuleSettings, shop_of_default_site
from kasuhara_plugin.core.text import flaw
from kasuhara_plugin.customers.actions import NAME_LIMIT
from kasuhara_plugin.customers.addresses import mail_addresses
from kasuhara_plugin.customers.family import family
from kasuhara_plugin.flags.appeal_link import address_for
from kasuhara_plugin.flags.appeal_term import last_day
from kasuhara_plugin.flags.models import AccountFlag, FlagDecision
from kasuhara_plugin.flags.vocabulary import Act, Level, scope_label_for_customer

KIND = "flag.notice"
_LATER = "（お客様専用のページのアドレスが入ります）"
_ANSWERS = {
    Act.APPEALED: "appeal_received",
    Act.APPEAL_GRANTED: "appeal_granted",
    Act.APPEAL_DENIED: "appeal_denied",
}


def tell(decision: FlagDecision) -> None:
    """Posts the mail that belongs to this decision, if one does, to each of the customer's
    addresses."""
    flag = decision.flag
    if not (name := _template(flag, decision)):
        return
    for number, address in enumerate(mail_addresses(flag.customer)):
        subject, body = letter(name, flag, decision, mailbox=address)
        key = f"flag-notice:{decision.pk}:{number}"
        try:
            outbox.post(
                to=address,
                subject=subject,
                body=body,
                kind=KIND,
                about=flag,
                key=key,
                now=decision.at,
            )
        except UnusableAddress:
            continue  # the flag's page says that nothing went out


def letter(
    name: str, flag: AccountFlag, decision: FlagDecision | None, *, mailbox: str
) -> tuple[str, str]:
    """Subject and body, as ``mailbox`` gets them; a flag that is not saved yet has no link."""
    context = {
        "flag": flag,
        "name": _greeted(flag.customer.name),
        "decision": decision,
        "since": clock.day(decision.at if decision else clock.now()),
        "reopened": _reopened(flag, decision) if flag.pk else [],
        "shop": shop_of_default_site(),
        "last_day": last_day(flag),
        "appeal_url": address_for(flag, mailbox) if flag.pk else _LATER,
        "policy_url": _policy_url(flag),
        "inquiry_url": links.absolute("kasuhara_plugin:inquiry"),
        "by_another": _rule(decision) == DecisionRule.TWO,
    }
    return letters.render(f"flag_{name}", context)


def _greeted(name: str) -> str:
    """Empty for a name that no mail can carry, as a host's garbled one: it keeps nobody from acting."""
    return "" if flaw(name, limit=NAME_LIMIT) else name


def _rule(decision: FlagDecision | None) -> str:
    return decision.rule if decision else RuleSettings.load().decision_rule


def _template(flag: AccountFlag, decision: FlagDecision) -> str:
    act = Act(decision.act)
    if flag.level == Level.WATCH or (act not in _ANSWERS and not flag.notify):
        return ""
    urgent = flag.lapses_at is not None
    if act == Act.APPROVED or (act == Act.PROPOSED and urgent):
        return "in_force"
    if act in (Act.REJECTED, Act.LAPSED) and urgent:
        return "ended"
    if act == Act.LIFTED and not _was_granted(flag):  # that mail says so already
        return "ended"
    return _ANSWERS.get(act, "")


def _reopened(flag: AccountFlag, decision: FlagDecision | None) -> list[str]:
    """Its scopes that no other flag of the customer closes still, in the customer's words."""
    now = decision.at if decision else clock.now()
    flags = AccountFlag.objects.filter(customer__in=family(flag.customer)).exclude(pk=flag.pk)
    others = list(flags.in_force(now))
    open_now = [scope for scope in flag.all_scopes() if not any(o.covers(scope) for o in others)]
    return [scope_label_for_customer(scope) for scope in open_now]


def _was_granted(flag: AccountFlag) -> bool:
    return flag.decisions.filter(act=Act.APPEAL_GRANTED).exists()


def _policy_url(flag: AccountFlag) -> str:
    version = flag.policy_version
    if version is None:
        return ""
    return links.absolute("kasuhara_plugin:policy_version", version.language, version.number)
