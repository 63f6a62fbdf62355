from django.conf import settings
from django.core.mail import EmailMessage
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from kasuhara_plugin.inquiries.protect import protect
from storefront.contact.forms import ContactForm
from storefront.contact.models import ContactMessage


@protect(form=ContactForm, body="message", email="email", name="name")
def form(request: HttpRequest) -> HttpResponse:
    contact_form = ContactForm(request.POST or None)
    if not contact_form.is_valid():
        return render(request, "contact/form.html", {"form": contact_form})
    tell_staff(contact_form.save())
    return redirect("contact:thanks")


def thanks(request: HttpRequest) -> HttpResponse:
    return render(request, "contact/thanks.html")


def tell_staff(message: ContactMessage) -> None:
    # The subject holds nothing a visitor typed, so no line break can reach the mail headers.
    EmailMessage(
        subject="【つばめプリント】お問い合わせがありました",
        body=f"お名前: {message.name}\nメール: {message.email}\n\n{message.message}\n",
        to=[address for _name, address in settings.MANAGERS],
        reply_to=[message.email],
    ).send()
