"""The clauses that a restriction rests on: chosen from the version that held when it was proposed."""

from collections.abc import Callable
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from storefront.accounts.models import User

from kasuhara_plugin.flags.actions import IncompleteFlag, amend, propose
from kasuhara_plugin.models import AccountFlag, AuditRecord, ClauseBasis, Customer, PolicyVersion

Make = Callable[..., Any]
OWN = [["1", "目的"], ["9", "お取引を控える場合があります"], ["10", "お取引をお断りします"]]
WHY = "条項を直すため"


@pytest.fixture
def own_policy(setup_done: None) -> Make:
    """``own_policy({"transaction_restriction": "9"})``: the shop's next version, with that mapping."""

    def make(mapping: dict[str, str]) -> PolicyVersion:
        last = PolicyVersion.objects.latest("number")
        version = PolicyVersion.objects.create(
            site_key=last.site_key, language=last.language, number=last.number + 1,
            title="当店の方針", text="…", digest="0" * 64, clauses=OWN,
            established_on=last.established_on, effective_on=last.effective_on,
            approval=last.approval,
        )  # fmt: skip
        for code, clause in mapping.items():
            ClauseBasis.objects.create(version=version, code=code, clause=clause)
        return version

    return make


BOTH = {"transaction_restriction": "9", "transaction_refusal": "10"}


@pytest.mark.parametrize(("level", "clauses"), [("limit", ["9"]), ("refuse", ["10"])])
def test_unless_chosen_it_is_the_clause_that_the_version_maps_to_the_measure(
    own_policy: Make, proposed: Make, level: str, clauses: list[str]
) -> None:
    version = own_policy(BOTH)
    flag = AccountFlag.objects.get(pk=proposed(level=level).pk)
    assert (flag.clauses, flag.policy_version) == (clauses, version)
    assert flag.grounds() == [(clauses[0], dict(OWN)[clauses[0]])]
    assert AuditRecord.objects.get(act="flag.propose").data["clauses"] == clauses
    assert flag.decisions.get().content["clauses"] == clauses


def test_with_the_shipped_text_it_is_its_clause(proposed: Make) -> None:
    assert (proposed().clauses, proposed(level="refuse").clauses) == (["s6-4-b"], ["s6-4-b"])


def test_watch_rests_on_no_clause(own_policy: Make, proposed: Make) -> None:
    own_policy({})
    assert proposed(level="watch", clauses=["9"]).clauses == []


@pytest.mark.parametrize("level", ["limit", "refuse"])
def test_a_version_that_maps_nothing_to_the_measure_asks_to_choose(
    own_policy: Make, proposed: Make, level: str
) -> None:
    own_policy({"verbal_abuse": "1"})
    with pytest.raises(IncompleteFlag, match="根拠となる方針の条項を選択してください"):
        proposed(level=level)
    assert not AccountFlag.objects.exists()
    assert not AuditRecord.objects.filter(act="flag.propose").exists()
    assert proposed(level=level, clauses=["1", "10"]).clauses == ["1", "10"]


@pytest.mark.parametrize("clauses", [["s6-4-b"], ["9", "77"], ["９"], [""], ["9 "]])
def test_a_clause_that_the_version_lacks_is_refused_by_its_name(
    own_policy: Make, proposed: Make, clauses: list[str]
) -> None:
    own_policy(BOTH)
    with pytest.raises(IncompleteFlag, match=f"選ばれた条項がありません：{clauses[-1]}$"):
        proposed(clauses=clauses)
    assert not AccountFlag.objects.exists()


def test_no_clause_at_all_is_not_the_default_but_a_gap(proposed: Make) -> None:
    with pytest.raises(IncompleteFlag, match="条項を選択"):
        proposed(clauses=[])


def test_before_a_policy_is_published_it_is_the_id_of_the_shipped_text(
    customer: Customer, as_user: Callable[[User], Client]
) -> None:
    owner = User.objects.create_superuser("owner@staff.example.jp", name="店主")
    assert not PolicyVersion.objects.exists()
    flag = propose(customer, reason="理由", customer_message="ご説明", by=owner)
    assert (flag.clauses, flag.policy_version) == (["s6-4-b"], None)
    assert flag.grounds() == [("s6-4-b", "")]
    typed = {"level": "refuse", "reason": "理由", "customer_message": "ご説明"}
    address = reverse("kasuhara_flags:propose", args=[customer.pk])
    assert as_user(owner).post(address, typed).status_code == 302
    assert AccountFlag.objects.latest("id").clauses == ["s6-4-b"]


def test_an_amendment_is_held_against_the_version_it_was_proposed_under(
    own_policy: Make, proposed: Make, staff: Make
) -> None:
    before = proposed()
    shipped = before.policy_version
    own_policy(BOTH)
    with pytest.raises(IncompleteFlag, match="選ばれた条項がありません：9"):
        amend(before, clauses=["9"], by=staff("desk"), reason=WHY)
    amend(before, clauses=["s6-4-a"], by=staff("desk"), reason=WHY)
    flag = AccountFlag.objects.get(pk=before.pk)
    assert (flag.clauses, flag.policy_version) == (["s6-4-a"], shipped)
    assert AuditRecord.objects.get(act="flag.amend").data["clauses"] == ["s6-4-a"]


def test_what_is_not_amended_keeps_its_clauses(proposed: Make, staff: Make) -> None:
    flag = proposed(clauses=["s6-4-a", "s4-2-a"])
    amend(flag, scopes=["quote"], by=staff("desk"), reason=WHY)
    assert AccountFlag.objects.get(pk=flag.pk).clauses == ["s6-4-a", "s4-2-a"]


def _choices(client: Client, address: str) -> tuple[list[str], list[str]]:
    """The clauses that the page offers, and those that are ticked already."""
    page = BeautifulSoup(client.get(address).content, "html.parser")
    boxes = page.select("input[name=clauses]")
    return [box["value"] for box in boxes], [
        box["value"] for box in boxes if box.has_attr("checked")
    ]


def test_the_page_offers_the_version_in_force_and_ticks_the_measure(
    own_policy: Make, customer: Customer, staff: Make, as_user: Callable[[User], Client]
) -> None:
    own_policy({**BOTH, "verbal_abuse": "1"})
    address = reverse("kasuhara_flags:propose", args=[customer.pk])
    assert _choices(as_user(staff("operator")), address) == (["1", "9", "10"], ["9"])


def test_the_page_of_an_amendment_offers_the_flags_own_version(
    own_policy: Make, proposed: Make, staff: Make, as_user: Callable[[User], Client]
) -> None:
    flag = proposed(clauses=["s6-4-b", "s4-2-a"])
    own_policy(BOTH)
    offered, ticked = _choices(
        as_user(staff("desk")), reverse("kasuhara_flags:amend", args=[flag.pk])
    )
    assert ticked == ["s4-2-a", "s6-4-b"]
    assert "9" not in offered


def test_what_it_rests_on_stays_to_be_chosen_when_the_mapping_moves_on(
    own_policy: Make, proposed: Make, staff: Make, as_user: Callable[[User], Client]
) -> None:
    version = own_policy(BOTH)
    flag = proposed()
    version.bases.filter(code="transaction_restriction").update(clause="1")
    offered, ticked = _choices(
        as_user(staff("desk")), reverse("kasuhara_flags:amend", args=[flag.pk])
    )
    assert ticked == ["9"]
    assert offered == ["1", "9", "10"]


def test_a_forged_clause_of_the_form_is_refused_and_nothing_is_lost(
    customer: Customer, staff: Make, as_user: Callable[[User], Client]
) -> None:
    typed = {
        "level": "limit", "scopes": ["order"], "reason": "理由", "customer_message": "ご説明",
        "clauses": ["s99"],
    }  # fmt: skip
    address = reverse("kasuhara_flags:propose", args=[customer.pk])
    answer = as_user(staff("operator")).post(address, typed)
    assert "clauses" in answer.context["form"].errors
    assert answer.context["form"]["customer_message"].value() == "ご説明"
    assert not AccountFlag.objects.exists()


@pytest.mark.parametrize(("rows", "asked"), [([], "clauses"), (["s6-4-b"], None)])
def test_the_form_asks_for_a_clause_unless_it_is_watch(
    customer: Customer, staff: Make, as_user: Callable[[User], Client],
    rows: list[str], asked: str | None,
) -> None:  # fmt: skip
    typed = {"scopes": ["order"], "reason": "理由", "customer_message": "ご説明", "clauses": rows}
    client = as_user(staff("operator"))
    address = reverse("kasuhara_flags:propose", args=[customer.pk])
    answer = client.post(address, {**typed, "level": "limit"})
    assert answer.status_code == (200 if asked else 302)
    if asked:
        assert list(answer.context["form"].errors) == [asked]
    assert client.post(address, {**typed, "level": "watch"}).status_code == 302
