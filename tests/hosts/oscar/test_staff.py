"""The staff's side in a shop that had no Wagtail before."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from hosts.oscar.conftest import Shop
from hosts.oscar.journeys import Api, Guest, Member

from kasuhara_plugin.models import AccountFlag, Refusal

Make = Callable[..., AccountFlag]


@pytest.mark.parametrize("way", [Member, Guest, Api])
def test_staff_find_the_attempt_by_the_number_that_the_customer_was_told(
    way: type[Member], shop: Shop, taro: User, people: tuple[User, User], flagged: Make
) -> None:
    flag = flagged(taro)
    journey = way(shop, taro)
    journey.ready()
    journey.place()
    client = Client()
    client.force_login(people[0])
    assert client.get(reverse("wagtailadmin_home")).status_code == 200
    address = reverse("kasuhara_flags:inspect", args=[flag.pk])
    assert address in client.get(reverse("kasuhara_flags:index")).content.decode()
    assert Refusal.objects.latest("pk").reference in client.get(address).content.decode()


def test_the_policy_has_its_page_in_the_shop(people: tuple[User, User]) -> None:
    answer = Client().get("/pages/customer-harassment-policy/")
    assert answer.status_code == 200
    assert "つばめプリント株式会社" in answer.content.decode()
