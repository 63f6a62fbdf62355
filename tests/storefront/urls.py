from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.conf.urls.static import static
from django.contrib.staticfiles.urls import staticfiles_urlpatterns
from django.urls import URLPattern, URLResolver, include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from storefront.accounts.admin_account import account_view

shop_urls: list[URLPattern | URLResolver] = [
    # Before Wagtail's own account page, which asks for a first and a last name.
    path("admin/account/", account_view),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("shop/", include("storefront.shop.urls")),
    path("accounts/", include("storefront.accounts.urls")),
    path("contact/", include("storefront.contact.urls")),
]

# Addresses of installed plugins.
plugin_urls: list[URLPattern | URLResolver] = [
    path("support/", include("kasuhara_plugin.urls")),
]

# Empty when DEBUG is off: a web server answers for files then.
file_urls = [
    *staticfiles_urlpatterns(),
    *static(settings.MEDIA_URL, document_root=settings.MEDIA_ROOT),
]

# Wagtail's pages answer for every remaining address, so they stay last; English ones below /en/.
pages = i18n_patterns(path("", include(wagtail_urls)), prefix_default_language=False)
urlpatterns = [*shop_urls, *plugin_urls, *file_urls, *pages]
