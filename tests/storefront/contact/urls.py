from django.urls import path

from storefront.contact import views

app_name = "contact"

urlpatterns = [
    path("", views.form, name="form"),
    path("thanks/", views.thanks, name="thanks"),
]
