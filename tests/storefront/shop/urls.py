from django.urls import path

from storefront.shop import views

app_name = "shop"

urlpatterns = [
    path("", views.catalogue, name="catalogue"),
    path("products/<slug:slug>/", views.product, name="product"),
    path("products/<slug:slug>/order/", views.order, name="order"),
    path("products/<slug:slug>/quote/", views.quote, name="quote"),
    path("done/<slug:number>/", views.order_done, name="order_done"),
    path("orders/", views.orders, name="orders"),
    path("orders/<slug:number>/", views.order_detail, name="order_detail"),
    path("orders/<slug:number>/reorder/", views.reorder, name="reorder"),
    path("quotes/<slug:number>/", views.quote_done, name="quote_done"),
]
