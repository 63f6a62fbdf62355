"""The account page of the admin, filled in as a browser sends it."""

from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

ACCOUNT = reverse("wagtailadmin_account")


def filled_in(client: Client, *, but: str) -> dict[str, str]:
    """As it stands, without one field of ours."""
    page = BeautifulSoup(client.get(ACCOUNT).content, "html.parser")
    values = {}
    for field in page.select("form input[name], form select[name]"):
        if field.name == "select":
            chosen = field.select_one("option[selected]")
            values[field["name"]] = chosen["value"] if chosen else ""
        elif field.get("type") not in ("checkbox", "radio", "file") or field.has_attr("checked"):
            default = "on" if field.get("type") == "checkbox" else ""
            values[field["name"]] = field.get("value", default)
    values.pop(f"kasuhara_inquiries-{but}")
    return values  # type: ignore[return-value]
