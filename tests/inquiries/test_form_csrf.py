from django.test import Client
from django.urls import reverse

from kasuhara_plugin.models import Inquiry

TEXT = "名刺の納期を教えてください。"
FORM = {"name": "山田", "email": "y@example.jp", "subject": "納期", "body": TEXT}


def test_a_stale_page_gives_the_text_back_and_can_be_sent_again(db: None) -> None:
    client = Client(enforce_csrf_checks=True)
    answer = client.post(reverse("kasuhara_plugin:inquiry"), FORM)
    assert answer.status_code == 403
    assert TEXT in answer.content.decode()
    assert "もう一度「送信する」を押してください" in answer.content.decode()
    assert not Inquiry.objects.exists()
    token = {"csrfmiddlewaretoken": client.cookies["csrftoken"].value}
    assert client.post(reverse("kasuhara_plugin:inquiry"), {**FORM, **token}).status_code == 302
    assert Inquiry.objects.get().body == TEXT
