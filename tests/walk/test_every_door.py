"""Every URL of ours, and Wagtail's doors to our models, in every role."""

import csv
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import NoReverseMatch, reverse
from storefront.accounts.models import User

from kasuhara_plugin.core.routes import all_routes
from kasuhara_plugin.models import PolicyPage

HERE = Path(__file__).parent
OURS = "kasuhara_"
TO_OUR_MODELS = (
    "wagtailadmin_pages:",
    "wagtailadmin_explore",
    "wagtailadmin_choose_page",
    "wagtailadmin_api:pages",
    "wagtailadmin_reports:",
    "wagtailsettings:",
    "wagtail_bulk_action",
)
CUSTOMERS = {"anon", "customer", "flagged"}


def table(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


ACTS = {row["act"]: row for row in table("acts.csv")}
DOORS = table("doors.csv")
ROLES = [name for name in ACTS["policy read"] if name != "act"]


def name_of(row: dict[str, str]) -> str:
    return row["door"].partition(" ")[0]


def test_every_url_has_a_row() -> None:
    walked = [route for route in all_routes() if route.name.startswith((OURS, *TO_OUR_MODELS))]
    assert sorted({route.name for route in walked} - {name_of(row) for row in DOORS}) == []


def test_every_row_names_a_url_and_an_act() -> None:
    assert {name_of(row) for row in DOORS} <= {route.name for route in all_routes()}
    assert {row["act"] for row in DOORS} == set(ACTS)


@pytest.mark.parametrize("role", ROLES)
def test_each_role_passes_the_doors_that_are_its_own(
    role: str, shop: SimpleNamespace, staff: Callable[..., User], hanako: User, ichiro: User
) -> None:
    client = Client()
    if role != "anon":
        people = {"customer": hanako, "flagged": ichiro}
        client.force_login(people[role] if role in people else staff(role))
    wrong = []
    for row in DOORS:
        for address in addresses(row["door"], shop):
            answer = visit(client, row["method"], address)
            if passed(answer) != (ACTS[row["act"]][role] == "Y"):
                wrong.append(f"{row['method']} {address}: {described(answer)} ({row['act']})")
    assert not wrong, "\n".join(wrong)


def visit(client: Client, method: str, address: str) -> HttpResponse:
    """The answer, with whatever the visit changed undone."""
    with transaction.atomic():
        answer = client.generic(method, address)
        while answer.status_code == 302:
            answer = client.get(answer["Location"])
        transaction.set_rollback(True)
    return answer


def passed(answer: HttpResponse) -> bool:
    """Not refused, and not led away to the log-in page or to the admin's home."""
    final = answer.request["PATH_INFO"]
    return answer.status_code not in (403, 404) and final != "/admin/" and "/login/" not in final


def described(answer: HttpResponse) -> str:
    return f"{answer.status_code} at {answer.request['PATH_INFO']}"


def addresses(door: str, shop: SimpleNamespace) -> Iterator[str]:
    """The door's address for each record of ours that it can lead to."""
    name, *parameters = door.split(" ")
    if name == "wagtail_serve":
        yield shop.page.url
        return
    fixed = dict(parameter.split("=") for parameter in parameters if "=" in parameter)
    names = [parameter.partition("=")[0] for parameter in parameters]
    for values in arguments(name, shop):
        chosen = {one: {**values, **fixed}[one] for one in names}
        try:
            yield reverse(name, args=list(chosen.values()))
        except NoReverseMatch:
            yield reverse(name, kwargs=chosen)


def arguments(name: str, shop: SimpleNamespace) -> list[dict[str, object]]:
    namespace = name.partition(":")[0]
    if namespace == "wagtailsettings":
        ours = (
            (shop.rules, shop.rules.pk),
            (shop.retention, shop.retention.pk),
            (shop.shop_settings, shop.shop_settings.site_id),
        )
        return [
            {"app_name": "kasuhara_plugin", "model_name": kind._meta.model_name, "pk": pk}
            for kind, pk in ours
        ]
    record = {
        "kasuhara_customers": shop.customer,
        "kasuhara_flags": shop.active
        if name.endswith((":lift", ":review", ":bulk_lift"))
        else shop.proposed,
        "kasuhara_templates": shop.template,
        "kasuhara_inquiry_tags": shop.tag,
        "kasuhara_reply_templates": shop.reply_template,
        "kasuhara_refusals": shop.refusal,
        "kasuhara_customer_chooser": shop.customer,
        "kasuhara_flag_chooser": shop.active,
        "kasuhara_held_orders": shop.held,
        "kasuhara_notes": shop.note,
        "kasuhara_inquiries": shop.inquiry,
        "kasuhara_audit": shop.audit,
        "kasuhara_mail": shop.mail,
        "kasuhara_policy": shop.version,
        "kasuhara_policy_reviews": shop.review,
    }.get(namespace, shop.page)
    page, home = shop.page, shop.page.get_parent()
    compared = shop.note.version() if namespace == "kasuhara_notes" else 1
    return [
        {
            "pk": record.pk,
            "customer_pk": shop.customer.pk,
            "merge_pk": shop.merge.pk,
            "hold_pk": shop.hold.pk,
            "identifier_pk": shop.customer.identifiers.first().pk,
            "user_pk": shop.member.pk,
            "order_pk": shop.order.pk,
            "attachment_pk": shop.attachment.pk,
            "view_pk": shop.saved_view.pk,
            "earlier_pk": shop.inquiry.pk,
            "receipt": shop.receipt,
            "flag_id": shop.active.pk,
            "token": shop.token,
            "language": "ja",
            "number": 1,
            "inquiry_number": shop.inquiry.number,
            "inquiry_token": shop.inquiry_token,
            "older": compared,
            "newer": compared,
            "version_pk": shop.note.version(),
            "redaction_pk": shop.redaction.pk,
            "page_id": page.pk,
            "page_to_move_id": page.pk,
            "destination_id": home.pk,
            "parent_page_id": home.pk,
            "revision_id": page.latest_revision_id,
            "revision_id_a": "earliest",
            "revision_id_b": "latest",
            "task_state_id": 1,
            "task_id": 1,
            "workflow_state_id": 1,
        }
    ]


@pytest.mark.parametrize("action", ["delete", "unpublish"])
@pytest.mark.parametrize("role", ["operator", "policy_editor"])
def test_bulk_actions_change_nothing_for_whoever_may_not(
    role: str, action: str, shop: SimpleNamespace, staff: Callable[..., User]
) -> None:
    client = Client()
    client.force_login(staff(role))
    client.post(f"/admin/bulk/wagtailcore/page/{action}/?id={shop.page.pk}")
    assert PolicyPage.objects.get(pk=shop.page.pk).live
