"""The public pages. A host includes them once, under a prefix of its choice."""

from django.urls import path

from kasuhara_plugin.inquiries import views as inquiries

app_name = "kasuhara_plugin"

urlpatterns = [
    path("inquiry/", inquiries.inquiry, name="inquiry"),
    path("inquiry/<str:receipt>/", inquiries.inquiry_received, name="inquiry_received"),
]
