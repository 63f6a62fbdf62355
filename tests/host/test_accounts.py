from django.test import Client
from django.urls import reverse
from storefront.accounts.models import User

PASSWORD = "kami-to-inku-77"


def signup_data(email: str) -> dict[str, str]:
    return {
        "email": email,
        "name": "鈴木 美穂",
        "company": "",
        "phone": "",
        "password1": PASSWORD,
        "password2": PASSWORD,
    }


def test_signing_up_makes_an_account_and_logs_it_in(client: Client, db: None) -> None:
    response = client.post(reverse("accounts:signup"), signup_data("Miho@Example.com"))
    assert response.url == reverse("accounts:mypage")
    assert client.get(response.url).context["user"] == User.objects.get(email="miho@example.com")


def test_an_address_in_another_case_cannot_sign_up_again(client: Client, hanako: User) -> None:
    response = client.post(reverse("accounts:signup"), signup_data("HANAKO@example.com"))
    assert response.context["form"].has_error("email", "unique")


def test_logging_in_asks_for_the_e_mail_address_in_any_case(client: Client, hanako: User) -> None:
    data = {"username": "Hanako@Example.com", "password": PASSWORD}
    response = client.post(reverse("accounts:login"), data)
    assert response.url == reverse("accounts:mypage")


def test_a_wrong_password_does_not_log_in(client: Client, hanako: User) -> None:
    data = {"username": hanako.email, "password": "wrong"}
    client.post(reverse("accounts:login"), data)
    assert "_auth_user_id" not in client.session


def test_logging_out_takes_a_post_and_ends_the_session(member: Client) -> None:
    assert member.get(reverse("accounts:logout")).status_code == 405
    member.post(reverse("accounts:logout"))
    assert "_auth_user_id" not in member.session


def test_my_page_changes_the_profile(member: Client, hanako: User) -> None:
    data = {"name": "山田 花", "company": "花の店", "phone": "03-0000-0000"}
    member.post(reverse("accounts:mypage"), data)
    hanako.refresh_from_db()
    assert (hanako.name, hanako.company) == ("山田 花", "花の店")


def test_my_page_sends_a_visitor_to_the_log_in(client: Client, db: None) -> None:
    assert client.get(reverse("accounts:mypage")).url.startswith(reverse("accounts:login"))
