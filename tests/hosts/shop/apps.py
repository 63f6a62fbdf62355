from django.apps import AppConfig


class ShopConfig(AppConfig):
    """The smallest shop: a form, a checkout of two pages, ordering again, and an API."""

    name = "hosts.shop"
    label = "shop"
