from django.conf import settings
from django.db import models

from kasuhara_plugin.gate import GuardedQuerySet


class Order(models.Model):
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True)
    email = models.EmailField(blank=True)
    item = models.CharField(max_length=40)
    sent = models.BooleanField(default=False)

    objects = GuardedQuerySet.as_manager()

    class Meta:
        base_manager_name = "objects"

    def __str__(self) -> str:
        return self.item
