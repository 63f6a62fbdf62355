from django.apps import AppConfig


class ShopConfig(AppConfig):
    name = "storefront.shop"
    verbose_name = "印刷注文"
