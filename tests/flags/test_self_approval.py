"""Nobody decides on words of their own, by whichever way they come (law 2): one table of ways."""

from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import NoReverseMatch, get_resolver, reverse
from storefront.accounts.models import User

from kasuhara_plugin.core.errors import AlreadyDecided, AppendOnlyViolation, SamePerson
from kasuhara_plugin.customers.actions import register
from kasuhara_plugin.flags.actions import amend, appeal, approve, decide_appeal, ratify, reject
from kasuhara_plugin.flags.deciding import decide, last_worded
from kasuhara_plugin.flags.vocabulary import Act
from kasuhara_plugin.models import AccountFlag, AuditRecord, Customer, FlagDecision

Make = Callable[..., Any]
Way = Callable[[AccountFlag, User], Any]
TABLE = "kasuhara_plugin_flagdecision"
REFUSED = (SamePerson, AlreadyDecided, AppendOnlyViolation, DatabaseError)


def session(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def press(act: str, **typed: Any) -> Way:
    def way(flag: AccountFlag, person: User) -> None:
        address = reverse(f"kasuhara_flags:{act}", args=[flag.pk])
        session(person).get(address)
        answer = session(person).post(address, {"reason": "可", **typed})  # another browser
        assert answer.status_code in (200, 302, 403)

    return way


def press_with_all_that_was_seen(flag: AccountFlag, person: User) -> None:
    press("approve", seen=last_worded(flag).pk)(flag, person)


def as_another(flag: AccountFlag, person: User) -> None:
    """The flag in memory says that somebody else proposed it."""
    flag.proposer_key = "somebody"
    approve(flag, by=person)


def with_a_rewritten_proposer(flag: AccountFlag, person: User) -> None:
    """Even the flag in the database says so; its first decision does not."""
    AccountFlag.objects.filter(pk=flag.pk).update(proposer_key="somebody", proposer_name="誰か")
    approve(AccountFlag.objects.get(pk=flag.pk), by=person)


def row_of(flag: AccountFlag, person: User, act: str = "approved", **details: Any) -> FlagDecision:
    amender = flag.decisions.filter(act="amended").order_by("id").last()
    facts: dict[str, Any] = {
        "flag": flag, "act": act, "rule": "two", "actor_key": str(person.pk), "actor_name": "x",
        "proposer_key": flag.proposer_key, "amender_key": amender.actor_key if amender else "",
        "reason": "可", **details,
    }  # fmt: skip
    return FlagDecision(**facts)


def insert(flag: AccountFlag, person: User) -> None:
    row = row_of(flag, person)
    fields = [field for field in FlagDecision._meta.concrete_fields if not field.primary_key]
    values = [field.get_db_prep_save(field.pre_save(row, True), connection) for field in fields]
    columns = ", ".join(f'"{field.column}"' for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {TABLE} ({columns}) VALUES ({marks})", values)


def sql(statement: str) -> Way:
    def way(flag: AccountFlag, person: User) -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement.format(table=TABLE), [flag.pk])

    return way


def turned(flag: AccountFlag, person: User) -> FlagDecision:
    row = flag.decisions.latest("id")
    row.act = "approved"
    return row


WAYS: dict[str, Way] = {
    "approve": lambda flag, person: approve(flag, by=person),
    "reject": lambda flag, person: reject(flag, by=person),
    "ratify": lambda flag, person: ratify(flag, by=person),
    "approve as read from the database": lambda flag, person: approve(
        AccountFlag.objects.get(pk=flag.pk), by=User.objects.get(pk=person.pk)
    ),
    "approve what was seen": lambda flag, person: approve(
        flag, by=person, seen=last_worded(flag).pk
    ),
    "approve with a proposer changed in memory": as_another,
    "approve with a proposer rewritten in the table": with_a_rewritten_proposer,
    "the button": press("approve"),
    "the button with what was seen": press_with_all_that_was_seen,
    "the other button": press("reject"),
    "the button of an urgent one": press("ratify"),
    "decide by itself": lambda flag, person: decide(
        flag, Act.APPROVED, by=person, reason="可", now=None
    ),
    "a row saved": lambda flag, person: row_of(flag, person).save(),
    "a row saved as rejected": lambda flag, person: row_of(flag, person, "rejected").save(),
    "a row saved as ratified": lambda flag, person: row_of(flag, person, "ratified").save(),
    "a row saved with force_insert": lambda flag, person: row_of(flag, person).save(
        force_insert=True
    ),
    "bulk_create": lambda flag, person: FlagDecision.objects.bulk_create([row_of(flag, person)]),
    "bulk_create that updates": lambda flag, person: FlagDecision.objects.bulk_create(
        [row_of(flag, person, pk=flag.decisions.latest("id").pk)],
        update_conflicts=True,
        update_fields=["act"],
        unique_fields=["id"],
    ),
    "get_or_create": lambda flag, person: flag.decisions.get_or_create(
        act="approved", defaults={"rule": "two", "actor_key": str(person.pk), "actor_name": "x",
        "proposer_key": flag.proposer_key, "amender_key": row_of(flag, person).amender_key},
    ),
    "SQL INSERT": insert,
    "the proposal saved as an approval": lambda flag, person: turned(flag, person).save(),
    "bulk_update": lambda flag, person: FlagDecision.objects.bulk_update(
        [turned(flag, person)], ["act"]
    ),
    "QuerySet.update": lambda flag, person: flag.decisions.update(act="approved"),
    "the base manager's update": lambda flag, person: FlagDecision._base_manager.filter(
        flag=flag
    ).update(act="approved"),
    "SQL UPDATE": sql("UPDATE {table} SET act = 'approved' WHERE flag_id = %s"),
    "SQL UPDATE of the author": sql("UPDATE {table} SET actor_key = 'x' WHERE flag_id = %s"),
    "SQL DELETE": sql("DELETE FROM {table} WHERE flag_id = %s"),
}  # fmt: skip


@pytest.fixture
def person(staff: Make) -> Make:
    """Somebody who may decide, by every right there is."""

    def make(kind: str) -> User:
        user = staff("superuser" if kind == "superuser" else "supervisor", "当人")
        if kind == "in every group":
            user.groups.set(Group.objects.all())
        return User.objects.get(pk=user.pk)

    return make


def renamed(user: User) -> User:
    """Another name, another address, another right: the same person."""
    user.name, user.email, user.is_superuser = "別の名", "another@staff.example.jp", True
    user.save()
    return User.objects.get(pk=user.pk)


KINDS = ["supervisor", "in every group", "superuser", "renamed"]
HANDS = ["proposer", "proposer of what another amended", "amender", "first of two amenders"]


@pytest.fixture
def own(proposed: Make, person: Make, staff: Make) -> Make:
    """``own("amender", "renamed", urgent=False)``: a flag, and who had that hand in it."""

    def make(hand: str, kind: str, urgent: bool = False) -> tuple[AccountFlag, User]:
        user, other = person(kind), staff("desk", "ほかの人")
        proposes = user if "proposer" in hand else other
        flag = proposed(by=proposes, urgent=urgent)
        if hand == "proposer of what another amended":
            amend(flag, scopes=["quote"], by=other, reason="直す")
        elif "amender" in hand:
            amend(flag, scopes=["quote"], by=user, reason="直す")
        if hand == "first of two amenders":
            amend(flag, scopes=["order"], by=staff("desk", "二人目"), reason="直す")
        flag = AccountFlag.objects.get(pk=flag.pk)
        return flag, renamed(user) if kind == "renamed" else user

    return make


def tried(way: Way, flag: AccountFlag, person: User) -> None:
    try:
        with transaction.atomic():
            way(AccountFlag.objects.get(pk=flag.pk), person)  # as each request reads it
    except REFUSED:
        pass


def kept(flag: AccountFlag) -> list[Any]:
    audits = AuditRecord.objects.filter(act__startswith="flag.").order_by("id")
    return [list(flag.decisions.order_by("id").values()), list(audits.values())]


# The row itself names the last amender only, as the constraint does; the actions know them all.
ROWS = {
    "decide by itself", "a row saved", "a row saved as rejected", "a row saved as ratified",
    "a row saved with force_insert", "bulk_create", "get_or_create", "SQL INSERT",
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("hand", HANDS)
def test_a_proposal_is_decided_by_nobody_who_wrote_it(own: Make, hand: str, kind: str) -> None:
    flag, user = own(hand, kind)
    before = kept(flag)
    for name, way in WAYS.items():
        if hand == "first of two amenders" and name in ROWS:
            continue
        tried(way, flag, user)
        assert kept(flag) == before, name
        assert AccountFlag.objects.get(pk=flag.pk).status() == "proposed", name


@pytest.mark.parametrize("kind", KINDS)
def test_an_urgent_one_is_ratified_by_nobody_who_set_it(own: Make, kind: str) -> None:
    flag, user = own("proposer", kind, urgent=True)
    before = kept(flag)
    for name, way in WAYS.items():
        tried(way, flag, user)
        assert kept(flag) == before, name
        assert AccountFlag.objects.get(pk=flag.pk).awaits_ratification(), name


@pytest.mark.parametrize("way", WAYS)
def test_each_of_these_ways_leads_somewhere_or_is_closed_to_all(
    proposed: Make, staff: Make, way: str
) -> None:
    """The table proves nothing of a way that fails for everybody by mistake."""
    closed = {"UPDATE", "DELETE", "update", "saved as an approval"}
    urgent = {"ratify", "the button of an urgent one"}
    flag = proposed(urgent=way in urgent, by=staff("supervisor"))
    before = kept(flag)
    tried(WAYS[way], flag, staff("superuser", "まったくの別人"))
    assert (kept(flag) == before) is any(word in way for word in closed)


@pytest.mark.parametrize("hand", HANDS)
def test_who_had_no_hand_in_it_decides(own: Make, staff: Make, hand: str) -> None:
    """The table above proves nothing if nobody can."""
    flag, _ = own(hand, "supervisor")
    approve(flag, by=staff("supervisor", "まったくの別人"))
    assert flag.status() == "active"


def answer(granted: str) -> Way:
    def way(flag: AccountFlag, person: User) -> None:
        press("decide_appeal", granted=granted)(flag, person)

    return way


APPEAL_WAYS: dict[str, Way] = {
    "grant": lambda flag, person: decide_appeal(flag, granted=True, reason="可", by=person),
    "deny": lambda flag, person: decide_appeal(flag, granted=False, reason="否", by=person),
    "the button to grant": answer("yes"),
    "the button to deny": answer("no"),
    "decide by itself": lambda flag, person: decide(
        flag, Act.APPEAL_GRANTED, by=person, reason="可", now=None
    ),
    "a row saved": lambda flag, person: row_of(
        flag, person, "appeal_denied", approver_key=approver_of(flag)
    ).save(),
    "bulk_create": lambda flag, person: FlagDecision.objects.bulk_create(
        [row_of(flag, person, "appeal_granted", approver_key=approver_of(flag))]
    ),
}


def approver_of(flag: AccountFlag) -> str:
    return str(flag.decisions.get(act__in=["approved", "ratified"]).actor_key)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("hand", ["proposer", "amender", "approver", "ratifier"])
def test_an_appeal_is_decided_by_nobody_who_had_a_hand_in_the_flag(
    proposed: Make, person: Make, staff: Make, ichiro: User, hand: str, kind: str
) -> None:
    user, other = person(kind), staff("desk", "ほかの人")
    flag = proposed(by=user if hand == "proposer" else other, urgent=hand == "ratifier")
    if hand == "amender":
        amend(flag, scopes=["quote"], by=user, reason="直す")
    decides = user if hand in ("approver", "ratifier") else staff("desk", "承認者")
    (ratify if hand == "ratifier" else approve)(flag, by=decides)
    appeal(flag, by=ichiro, reason="不服です")
    if kind == "renamed":
        user = renamed(user)
    before = kept(flag)
    for name, way in APPEAL_WAYS.items():
        tried(way, flag, user)
        assert kept(flag) == before, name
    assert AccountFlag.objects.appealed().filter(pk=flag.pk).exists()
    assert decide_appeal(flag, granted=False, reason="否", by=staff("desk", "三人目"))


def test_two_who_amended_each_other_need_a_third(proposed: Make, staff: Make) -> None:
    """A proposes, B amends: neither A nor B, whatever is amended again."""
    a, b = staff("supervisor", "甲"), staff("supervisor", "乙")
    flag = proposed(by=a)
    amend(flag, scopes=["quote"], by=b, reason="直す")
    amend(flag, scopes=["order"], by=a, reason="戻す")
    for user in (a, b):
        tried(WAYS["approve"], flag, user)
        tried(WAYS["the button"], flag, user)
    assert flag.status() == "proposed"
    approve(flag, by=staff("desk", "丙"))


def test_a_customer_who_is_staff_does_not_lift_by_an_appeal_of_their_own(
    staff: Make, proposed: Make
) -> None:
    lead = staff("supervisor", "当人")
    flag = proposed(register(user=lead))
    approve(flag, by=staff("supervisor", "乙"))
    appeal(flag, by=lead, reason="不服です")
    with pytest.raises(SamePerson, match="ご自身"):
        decide_appeal(flag, granted=True, reason="可", by=lead)
    tried(APPEAL_WAYS["the button to grant"], flag, lead)
    assert flag.status() == "active"


@pytest.mark.parametrize("model", ["accountflag", "flagdecision", "flagreading", "refusal"])
@pytest.mark.parametrize("door", ["edit", "delete", "add", "copy", "history", "usage", "unpublish"])
def test_wagtails_generic_doors_are_not_there(model: str, door: str) -> None:
    for room in (f"kasuhara_{model}s", "kasuhara_flags", "kasuhara_refusals", model):
        for args in ([], [1]):
            with pytest.raises(NoReverseMatch):
                reverse(f"{room}:{door}", args=args)


@pytest.mark.parametrize("action", ["delete", "approve", "publish", "edit"])
@pytest.mark.parametrize("model", ["accountflag", "flagdecision"])
def test_no_action_on_many_at_once_changes_a_flag(own: Make, model: str, action: str) -> None:
    flag, user = own("proposer", "superuser")
    before = kept(flag)
    address = f"/admin/bulk/kasuhara_plugin/{model}/{action}/?id={flag.pk}"
    for answered in (session(user).get(address), session(user).post(address)):
        assert answered.status_code in (302, 403, 404)
    assert kept(flag) == before


def test_a_flag_is_no_snippet_and_has_no_workflow() -> None:
    names = {pattern.app_name or "" for pattern in get_resolver().url_patterns if hasattr(pattern, "app_name")}  # fmt: skip
    assert not {name for name in names if "wagtailsnippets_kasuhara" in name}
    for model in (AccountFlag, FlagDecision):
        bases = {base.__name__ for base in model.__mro__}
        assert not bases & {"WorkflowMixin", "DraftStateMixin", "RevisionMixin", "LockableMixin"}
    assert apps.get_model("kasuhara_plugin", "AccountFlag") is AccountFlag


def test_the_shell_is_no_other_person(proposed: Make, staff: Make, customer: Customer) -> None:
    """Nobody acts as the system (``by=None``), which has no permission to decide."""
    flag = proposed(by=staff("superuser"))
    for act in (approve, reject, ratify):
        with pytest.raises((AttributeError, SamePerson, AlreadyDecided)):
            act(flag, by=None)
    assert flag.status() == "proposed"
