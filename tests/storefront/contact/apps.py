from django.apps import AppConfig


class ContactConfig(AppConfig):
    name = "storefront.contact"
    verbose_name = "お問い合わせ"
