from django.core.mail import EmailMessage
from django.test import Client
from django.urls import reverse
from storefront.contact.models import ContactMessage

DATA = {"name": "井上 真理", "email": "inoue@example.org", "message": "角丸はできますか。"}


def test_a_message_is_stored_and_mailed_to_the_staff(
    client: Client, db: None, mailoutbox: list[EmailMessage]
) -> None:
    response = client.post(reverse("contact:form"), DATA)
    assert response.url == reverse("contact:thanks")
    assert ContactMessage.objects.get().message == DATA["message"]
    assert mailoutbox[0].reply_to == [DATA["email"]]


def test_an_incomplete_message_is_asked_for_again(
    client: Client, db: None, mailoutbox: list[EmailMessage]
) -> None:
    response = client.post(reverse("contact:form"), DATA | {"email": "inoue"})
    assert response.context["form"].has_error("email")
    assert not mailoutbox


def test_the_thanks_page_answers(client: Client, db: None) -> None:
    assert client.get(reverse("contact:thanks")).status_code == 200
