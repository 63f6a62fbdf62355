"""The plugin's form as a page of the shop, with fields that the shop added."""

from wagtail.models import Site

from kasuhara_plugin.models import InquiryPage
from storefront.demo.inquiry_texts import INTRODUCTION, PAGE_FIELDS, PAGE_TITLE

SLUG = "consultation"


def load() -> None:
    if InquiryPage.objects.exists():
        return
    fields = [{"type": "field", "value": _value(*one)} for one in PAGE_FIELDS]
    page = InquiryPage(
        title=PAGE_TITLE, slug=SLUG, introduction=INTRODUCTION, further_fields=fields
    )
    Site.objects.get(is_default_site=True).root_page.add_child(instance=page)


def _value(
    label: str, kind: str, choices: str, required: bool, help_text: str
) -> dict[str, object]:
    return {
        "label": label,
        "kind": kind,
        "choices": choices,
        "required": required,
        "help_text": help_text,
    }
