from django.apps import apps
from django.urls import include, path
from hosts.given import lines

urlpatterns = [
    path("api/", include("oscarapi.urls")),
    path("", include(apps.get_app_config("oscar").urls[0])),
]
exec(lines("install-oscar.md", "urls"))
