from django.urls import include, path
from hosts.shop import views

shop = [
    path("order/", views.order, name="order"),
    path("order/<int:pk>/again/", views.again, name="order-again"),
    path("guest/", views.guest, name="guest"),
    path("confirm/", views.confirm, name="confirm"),
    path("history/", views.history, name="history"),
]

urlpatterns = [
    path("shop/", include((shop, "shop"))),
    path("api/orders/", views.Orders.as_view(), name="api-orders"),
]
