from wagtail import hooks

from storefront.shop.admin_orders import OrderViewSet


@hooks.register("register_admin_viewset")
def register_orders() -> OrderViewSet:
    return OrderViewSet()
