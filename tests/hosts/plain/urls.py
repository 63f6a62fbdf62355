from django.urls import include, path
from hosts.given import lines
from hosts.shop.urls import urlpatterns

__all__ = ["include", "path", "urlpatterns"]
exec(lines("install-django.md", "urls"))
