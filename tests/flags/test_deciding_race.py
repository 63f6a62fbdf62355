"""Eight people at eight screens, over the same forty proposals (law 2)."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from processes import at_once

from kasuhara_plugin.customers.actions import register
from kasuhara_plugin.flags.vocabulary import VERDICTS
from kasuhara_plugin.models import AccountFlag, AuditRecord, FlagDecision, OutgoingMail

PEOPLE, FLAGS = 8, 40
Make = Callable[..., Any]


@pytest.mark.django_db(transaction=True)
def test_each_flag_is_decided_once_and_by_nobody_who_proposed_it(
    staff: Make, proposed: Make, tmp_path: Path
) -> None:
    people = [staff("supervisor", f"決裁者{number}") for number in range(PEOPLE)]
    for number in range(FLAGS):
        who = register(email=f"guest{number}@example.com")
        proposed(who, by=people[number % PEOPLE])
    before = OutgoingMail.objects.count()
    told = at_once("flags.others", [("decide_on_all", str(one.pk)) for one in people], tmp_path)

    rows = list(FlagDecision.objects.filter(act__in=VERDICTS).order_by("flag_id"))
    flags = list(AccountFlag.objects.order_by("pk").prefetch_related("decisions"))
    assert [row.flag_id for row in rows] == [flag.pk for flag in flags]
    assert len(flags) == FLAGS
    proposer = {flag.pk: flag.proposer_key for flag in flags}
    assert not [row for row in rows if row.actor_key == proposer[row.flag_id]]
    # Whoever was told that it is done is the one whose row stands; everybody else was told why not.
    by_person = {
        str(one.pk): sorted(said["decided"]) for one, said in zip(people, told, strict=True)
    }
    assert by_person == {
        key: [row.flag_id for row in rows if row.actor_key == key] for key in by_person
    }
    errors = Counter(name for said in told for name in said["errors"])
    assert set(errors) <= {"AlreadyDecided", "SamePerson"}
    assert errors.total() == PEOPLE * FLAGS - FLAGS
    acts = AuditRecord.objects.filter(act__in=["flag.approve", "flag.reject"])
    assert sorted(acts.values_list("subject_key", "actor_key")) == sorted(
        (str(row.flag_id), row.actor_key) for row in rows
    )
    approved = [row for row in rows if row.act == "approved"]
    assert OutgoingMail.objects.count() - before == len(approved)
