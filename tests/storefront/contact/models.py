from django.db import models
from django.utils import timezone


class ContactMessage(models.Model):
    name = models.CharField("お名前", max_length=100)
    email = models.EmailField("メールアドレス")
    message = models.TextField("お問い合わせ内容", max_length=4000)
    created = models.DateTimeField("受付日時", default=timezone.now, editable=False)

    class Meta:
        ordering = ("-created",)
        verbose_name = "お問い合わせ"
        verbose_name_plural = "お問い合わせ"

    def __str__(self) -> str:
        return f"{self.name}（{self.created:%Y-%m-%d}）"
