"""Asks those who may decide, by mail: what waits, and where. No name of a customer leaves the admin."""

from typing import Any

from kasuhara_plugin.core import letters, links, outbox
from kasuhara_plugin.core.errors import UnusableAddress
from kasuhara_plugin.core.people import address_of, staff_who_may
from kasuhara_plugin.core.site_settings import DecisionRule, RuleSettings
from kasuhara_plugin.flags.models import AccountFlag, FlagDecision
from kasuhara_plugin.flags.vocabulary import VERDICTS, WORDED, Act, Level

KIND = "flag.staff"
FEW = 3  # more people than that are not written to while a page waits


def ask(decision: FlagDecision) -> None:
    """Posts a mail to each person who may decide on what this decision began."""
    rules = RuleSettings.load()
    if not rules.staff_mail or not (name := _template(decision)):
        return
    people = [person for person in deciders(decision, rules.decision_rule) if address_of(person)]
    for person in people:
        _post(decision, name, person, at_once=len(people) <= FEW)


def deciders(decision: FlagDecision, rule: str) -> list[Any]:
    """Who may take the next decision: nobody who had a hand in the flag (law 2), nor who just
    acted."""
    act = "decide_appeal" if decision.act == Act.APPEALED else "approve"
    keys = {decision.actor_key}
    if rule == DecisionRule.TWO:
        involved = decision.flag.decisions.filter(act__in=[*WORDED, *VERDICTS])
        keys.update(involved.values_list("actor_key", flat=True))
    return [one for one in staff_who_may(f"{act}_accountflag") if str(one.pk) not in keys]


def _template(decision: FlagDecision) -> str:
    flag: AccountFlag = decision.flag
    if flag.level == Level.WATCH:
        return ""
    if decision.act == Act.PROPOSED:
        return "urgent" if flag.lapses_at else "proposed"
    return "appealed" if decision.act == Act.APPEALED else ""


def _post(decision: FlagDecision, name: str, person: Any, *, at_once: bool) -> None:
    url = links.absolute("kasuhara_flags:inspect", decision.flag_id)
    context = {"flag": decision.flag, "decision": decision, "url": url}
    context["by_another"] = decision.rule == DecisionRule.TWO
    subject, body = letters.render(f"staff_flag_{name}", context)
    try:
        outbox.post(
            to=address_of(person),
            subject=subject,
            body=body,
            kind=KIND,
            about=decision.flag,
            key=f"flag-staff:{decision.pk}:{person.pk}",
            now=decision.at,
            at_once=at_once,
        )
    except UnusableAddress:
        return  # the admin's first page shows what waits all the same
