from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone

from kasuhara_plugin.flags.guarded import GuardedQuerySet
from storefront.shop.numbers import order_number, quote_number


class ProductQuerySet(models.QuerySet["Product"]):
    def with_lowest_price(self) -> "ProductQuerySet":
        # Grouping drops the model's own order, so it is named again.
        return self.annotate(lowest=models.Min("prices__yen")).order_by(*Product._meta.ordering)


class Product(models.Model):
    slug = models.SlugField(unique=True)
    name = models.CharField("商品名", max_length=100)
    summary = models.CharField("ひとこと", max_length=200)
    description = models.TextField("説明")
    unit = models.CharField("数量の単位", max_length=5, default="部")
    position = models.PositiveSmallIntegerField("並び順", default=0)

    objects = ProductQuerySet.as_manager()

    class Meta:
        ordering = ("position", "pk")
        verbose_name = "商品"
        verbose_name_plural = "商品"

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("shop:product", args=[self.slug])


class Price(models.Model):
    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="prices")
    paper = models.CharField("用紙", max_length=50)
    size = models.CharField("サイズ", max_length=50)
    quantity = models.PositiveIntegerField("数量")
    yen = models.PositiveIntegerField("税込価格（円）")

    class Meta:
        # Papers and sizes appear in the order in which the price table was entered.
        ordering = ("pk",)
        verbose_name = "価格"
        verbose_name_plural = "価格"
        constraints = (
            models.UniqueConstraint(
                fields=("product", "paper", "size", "quantity"), name="one_price_per_choice"
            ),
        )

    def __str__(self) -> str:
        return f"{self.paper} {self.size} {self.quantity}: {self.yen}円"


class PrintJob(models.Model):
    """What is printed, for whom and at what price; the choice is copied, so prices may change."""

    product = models.ForeignKey(
        Product, on_delete=models.PROTECT, related_name="%(class)ss", verbose_name="商品"
    )
    paper = models.CharField("用紙", max_length=50)
    size = models.CharField("サイズ", max_length=50)
    quantity = models.PositiveIntegerField("数量")
    price = models.PositiveIntegerField("税込価格（円）", editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="%(class)ss",
        verbose_name="会員",
    )
    guest_name = models.CharField("お名前", max_length=100, blank=True)
    guest_email = models.EmailField("メールアドレス", blank=True)
    created = models.DateTimeField("受付日時", default=timezone.now, editable=False)

    objects = GuardedQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ("-created",)
        base_manager_name = "objects"  # user.orders.add(order) is guarded as well

    @property
    def customer_name(self) -> str:
        return self.user.name if self.user else self.guest_name

    @property
    def customer_email(self) -> str:
        return self.user.email if self.user else self.guest_email


class Order(PrintJob):
    class Status(models.TextChoices):
        ACCEPTED = "accepted", "受付"
        PRINTING = "printing", "製作中"
        SHIPPED = "shipped", "発送済"

    number = models.CharField("注文番号", max_length=20, unique=True, default=order_number)
    address = models.TextField("お届け先", max_length=500)
    note = models.TextField("ご要望", max_length=1000, blank=True)
    status = models.CharField(
        "状況", max_length=10, choices=Status.choices, default=Status.ACCEPTED
    )

    class Meta(PrintJob.Meta):
        verbose_name = "注文"
        verbose_name_plural = "注文"

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("shop:order_detail", args=[self.number])


class Quote(PrintJob):
    number = models.CharField("見積番号", max_length=20, unique=True, default=quote_number)

    class Meta(PrintJob.Meta):
        verbose_name = "見積"
        verbose_name_plural = "見積"

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("shop:quote_done", args=[self.number])
