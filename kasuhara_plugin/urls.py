"""The public pages. A host includes them once, under a prefix of its choice."""

from django.urls import path

from kasuhara_plugin.flags import appeal_page
from kasuhara_plugin.inquiries import views as inquiries
from kasuhara_plugin.policy import views as policy

app_name = "kasuhara_plugin"

urlpatterns = [
    path("appeal/<int:flag_id>/", appeal_page.appeal, name="appeal"),
    path("appeal/mail/<str:token>/", appeal_page.appeal_by_mail, name="appeal_by_mail"),
    path("notices/<int:flag_id>/", appeal_page.notice, name="notice"),
    path("inquiry/", inquiries.inquiry, name="inquiry"),
    path("inquiry/<str:receipt>/", inquiries.inquiry_received, name="inquiry_received"),
    path("inquiry/mail/<str:token>/", inquiries.inquiry_by_mail, name="inquiry_by_mail"),
    path("inquiries/", inquiries.my_inquiries, name="my_inquiries"),
    path("inquiries/<str:number>/", inquiries.my_inquiry, name="my_inquiry"),
    path("policy/<slug:language>/", policy.versions, name="policy_versions"),
    path("policy/<slug:language>/<int:number>/", policy.version, name="policy_version"),
    path("policy/<slug:language>/<int:number>.txt", policy.version_text, name="policy_text"),
    path(
        "policy/<slug:language>/<int:older>/<int:newer>/",
        policy.version_compare,
        name="policy_compare",
    ),
]
