"""The text that comes with the app, as a page. A company brings its own sentences by import."""

import json
from pathlib import Path

from django.apps import apps
from wagtail.models import Page, Site

from kasuhara_plugin.core.conf import conf
from kasuhara_plugin.policy.blocks import to_stream
from kasuhara_plugin.policy.importer import parse

TEXT = Path(__file__).parent.parent / "fixtures" / "policy_ja.txt"
SLUG = "customer-harassment-policy"


def policy_page_model() -> type[Page]:
    return apps.get_model(conf().policy_page_model)


def make_shipped_policy(site: Site, *, live: bool) -> Page | None:
    """Makes the policy page below the site's home page, unless the shop has one already."""
    model = policy_page_model()
    if model.objects.exists():
        return None
    outline = parse(TEXT.read_bytes())
    body = json.dumps([to_stream(section) for section in outline.sections])
    page = model(title=outline.title, slug=SLUG, body=body, live=live)
    page = site.root_page.add_child(instance=page)
    page.save_revision()
    return page
