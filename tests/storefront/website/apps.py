from django.apps import AppConfig


class WebsiteConfig(AppConfig):
    name = "storefront.website"
    verbose_name = "ホームページ"
