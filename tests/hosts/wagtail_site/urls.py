from django.urls import include, path
from hosts.given import lines
from hosts.shop.urls import urlpatterns as urls_of_the_shop
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls

urlpatterns = [
    *urls_of_the_shop,
    path("admin/", include(wagtailadmin_urls)),
    path("", include(wagtail_urls)),
]
exec(lines("install-wagtail.md", "urls"))
