import uuid
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.utils import timezone


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        if not email:
            raise ValueError("A user needs an e-mail address.")
        user = self.model(email=self.model.normalize_username(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=self.model.normalize_username(username or ""))


class User(AbstractBaseUser, PermissionsMixin):
    key = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(
        "メールアドレス",
        unique=True,
        error_messages={"unique": "このメールアドレスはすでに登録されています。"},
    )
    name = models.CharField("お名前", max_length=100)
    company = models.CharField("会社名", max_length=200, blank=True)
    phone = models.CharField("電話番号", max_length=20, blank=True)
    is_active = models.BooleanField("有効", default=True)
    is_staff = models.BooleanField("スタッフ", default=False)
    date_joined = models.DateTimeField("登録日時", default=timezone.now)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    objects = UserManager()

    class Meta:
        verbose_name = "会員"
        verbose_name_plural = "会員"

    def __str__(self) -> str:
        return self.name or self.email

    @classmethod
    def normalize_username(cls, username: str) -> str:
        # One person, one account, whatever the case the address is typed in.
        return super().normalize_username(username).lower()

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name


class EmailAddress(models.Model):
    """A further address of a member, as django-allauth keeps them."""

    member = models.ForeignKey(User, on_delete=models.CASCADE, related_name="addresses")
    address = models.EmailField("メールアドレス")

    class Meta:
        verbose_name = "追加のメールアドレス"
        verbose_name_plural = "追加のメールアドレス"
        constraints = (
            models.UniqueConstraint(fields=("member", "address"), name="one_row_per_address"),
        )

    def __str__(self) -> str:
        return self.address
