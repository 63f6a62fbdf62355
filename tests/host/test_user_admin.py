import pytest
from django.test import Client
from django.urls import reverse
from storefront.accounts.models import User

PASSWORD = "kami-to-inku-77"


@pytest.fixture
def admin(client: Client, owner: User) -> Client:
    client.force_login(owner)
    return client


def user_data(email: str) -> dict[str, str]:
    return {"email": email, "name": "林 健太", "company": "", "phone": "", "is_staff": "on"}


def test_the_list_shows_users_by_name_and_finds_them(admin: Client, hanako: User) -> None:
    address = reverse("wagtailusers_users:index")
    assert "山田 花子" in admin.get(address).content.decode()
    assert hanako.email not in admin.get(address, {"q": "燕"}).content.decode()


def test_a_user_is_created(admin: Client) -> None:
    address = reverse("wagtailusers_users:add")
    assert "お名前" in admin.get(address).content.decode()
    passwords = {"password1": PASSWORD, "password2": PASSWORD}
    admin.post(address, user_data("Hayashi@example.com") | passwords)
    assert User.objects.get(email="hayashi@example.com").check_password(PASSWORD)


def test_an_address_in_use_is_refused(admin: Client, hanako: User) -> None:
    passwords = {"password1": PASSWORD, "password2": PASSWORD}
    data = user_data("HANAKO@example.com") | passwords
    response = admin.post(reverse("wagtailusers_users:add"), data)
    assert response.context["form"].has_error("email")


def test_a_user_is_edited_and_keeps_the_password(admin: Client, hanako: User) -> None:
    address = reverse("wagtailusers_users:edit", args=[hanako.pk])
    assert admin.get(address).status_code == 200
    admin.post(address, user_data(hanako.email))
    hanako.refresh_from_db()
    assert (hanako.name, hanako.is_active) == ("林 健太", False)
    assert hanako.check_password(PASSWORD)


def test_a_user_is_deleted(admin: Client, hanako: User) -> None:
    admin.post(reverse("wagtailusers_users:delete", args=[hanako.pk]))
    assert not User.objects.filter(pk=hanako.pk).exists()


def test_several_users_are_deactivated_at_once(admin: Client, hanako: User) -> None:
    bulk = reverse("wagtail_bulk_action", args=["accounts", "user", "set_active_state"])
    admin.post(f"{bulk}?next=/admin/users/&id={hanako.pk}", {"mark_as_active": "False"})
    hanako.refresh_from_db()
    assert not hanako.is_active


def test_the_history_of_a_user_answers(admin: Client, hanako: User) -> None:
    address = reverse("wagtailusers_users:history", args=[hanako.pk])
    assert admin.get(address).status_code == 200


def test_the_own_account_page_asks_for_one_name(admin: Client, owner: User) -> None:
    address = reverse("wagtailadmin_account")
    assert "name_email-first_name" not in admin.get(address).content.decode()
    data = {"name_email-name": "燕 正", "name_email-email": owner.email}
    rest = {"theme-theme": "system", "theme-density": "default", "theme-contrast": "system"}
    admin.post(address, data | rest | {"locale-current_time_zone": "Asia/Tokyo"})
    owner.refresh_from_db()
    assert owner.name == "燕 正"
