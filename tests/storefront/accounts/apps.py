from django.apps import AppConfig
from wagtail.users.apps import WagtailUsersAppConfig


class AccountsConfig(AppConfig):
    name = "storefront.accounts"
    verbose_name = "会員"
    default = True


class AdminUsersConfig(WagtailUsersAppConfig):
    user_viewset = "storefront.accounts.admin_users.UserViewSet"
