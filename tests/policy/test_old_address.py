"""From the page that the shop had before to the policy's, by Wagtail's own redirects."""

from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, Site

from kasuhara_plugin.models import PolicyPage
from kasuhara_plugin.policy.old_address import REDIRECTS, NoRedirect, can_lead, lead_here

pytestmark = pytest.mark.django_db
Make = Callable[..., Any]
ADDRESS = "/customer-harassment-policy/"


@pytest.fixture
def lead(setup_done: None) -> Callable[[str], None]:
    return lambda path: lead_here(
        path, page=PolicyPage.objects.get(), site=Site.objects.get(), by=None
    )


@pytest.fixture
def old(setup_done: None) -> Page:
    """The policy as the shop kept it before."""
    home = Site.objects.get().root_page.specific
    page: Page = home.add_child(instance=type(home)(title="旧方針", slug="kasuhara"))
    return page


def test_it_leads_once_the_old_page_is_gone(old: Page, lead: Make, client: Client) -> None:
    lead("/kasuhara/")
    assert client.get("/kasuhara/").status_code == 200
    old.delete()
    for path in ("/kasuhara/", "/kasuhara"):
        response = client.get(path, follow=True)
        assert response.redirect_chain[-1][0] == ADDRESS
        assert response.redirect_chain[0][1] == 301
        assert response.status_code == 200


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("/kasuhara/", "/kasuhara"),
        ("kasuhara", "/kasuhara"),
        ("https://old.example.jp/kasuhara/?a=1", "/kasuhara?a=1"),
        ("/カスハラ方針/", "/カスハラ方針"),
        ("/%E6%96%B9%E9%87%9D/", "/方針"),
        ("/policy.html", "/policy.html"),
    ],
)
def test_an_address_is_kept_as_wagtail_looks_for_it(lead: Make, typed: str, kept: str) -> None:
    lead(typed)
    redirect = Redirect.objects.get()
    assert (redirect.old_path, redirect.is_permanent) == (kept, True)
    assert (redirect.site, redirect.redirect_page_id) == (
        Site.objects.get(),
        PolicyPage.objects.get().pk,
    )
    response = Client().get(kept)
    assert (response.status_code, response["Location"]) == (301, ADDRESS)


@pytest.mark.parametrize(
    "path",
    [
        "", " ", "/", "//", "https://example.jp", "?a=1", "#top",
        ADDRESS, ADDRESS.strip("/"), f"{ADDRESS}?a=1", f"https://example.jp{ADDRESS}#s4",
        "/" + "x" * 255, "/" + "%E6" * 300, "/a\x00b",
    ],
)  # fmt: skip
def test_an_address_that_leads_nowhere_is_refused(lead: Make, path: str) -> None:
    with pytest.raises(NoRedirect):
        lead(path)
    assert not Redirect.objects.exists()


def test_leading_twice_keeps_one(lead: Make) -> None:
    lead("/kasuhara/")
    lead("/kasuhara")
    assert Redirect.objects.count() == 1


@pytest.fixture
def without_redirects(monkeypatch: pytest.MonkeyPatch) -> None:
    """A host that has not installed them."""
    installed = apps.is_installed
    monkeypatch.setattr(apps, "is_installed", lambda name: name != REDIRECTS and installed(name))


def test_without_wagtails_redirects_it_says_what_is_needed(
    lead: Make, without_redirects: None
) -> None:
    assert not can_lead()
    with pytest.raises(NoRedirect, match=r"INSTALLED_APPS に wagtail\.contrib\.redirects"):
        lead("/kasuhara/")
    assert not Redirect.objects.exists()


def offered(staff: Make, as_user: Make) -> bool:
    """In the second step of the importer."""
    data = {"text": "1．一\n文", "page": "0"}
    answer = as_user(staff("policy_editor")).post(reverse("kasuhara_policy:take_in"), data)
    assert answer.status_code == 200
    return "redirect_from" in answer.content.decode()


def test_the_importer_offers_it(staff: Make, as_user: Make) -> None:
    assert offered(staff, as_user)


def test_the_importer_does_not_offer_what_is_not_installed(
    staff: Make, as_user: Make, without_redirects: None
) -> None:
    assert not offered(staff, as_user)
