"""What is kept to find messages of the same words from other senders."""

from collections.abc import Iterable
from functools import lru_cache

from django.db import models

from kasuhara_plugin.core import clock
from kasuhara_plugin.inquiries import repeats
from kasuhara_plugin.inquiries.models import Inquiry
from kasuhara_plugin.inquiries.wording import sketch


class SketchMark(models.Model):
    """One number of a thread's sketch. Found by the number, the newest first."""

    pk = models.CompositePrimaryKey("number", "inquiry_id")
    number = models.BigIntegerField()
    inquiry = models.ForeignKey(
        Inquiry, models.CASCADE, related_name="sketch_marks", db_constraint=False
    )

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.number} {self.inquiry_id}"


class StopList(models.Model):
    """Which groups of signs no sketch is made of, as their numbers: of what they were, nothing is
    kept. The highest version is in force; it was taken to all threads down to the one in ``left``."""

    id = models.BigAutoField(primary_key=True)
    version = models.PositiveIntegerField("版", unique=True)
    numbers = models.BinaryField(editable=False)
    messages = models.PositiveIntegerField("数えたお問い合わせ")
    left = models.BigIntegerField(null=True, editable=False)  # None: nothing was taken up yet
    substance_version = models.PositiveSmallIntegerField(default=0, editable=False)
    made_at = models.DateTimeField("作成日時", default=clock.now)

    class Meta:
        default_permissions = ()
        ordering = ["-version"]

    def __str__(self) -> str:
        return f"第{self.version}版"

    def common(self) -> frozenset[int]:
        return _unpacked(bytes(self.numbers))

    def is_done(self) -> bool:
        return self.left == 0 and self.substance_version == repeats.VERSION


WIDTH = 4  # bytes of a number


def packed(common: Iterable[int]) -> bytes:
    return b"".join(number.to_bytes(WIDTH, "little") for number in sorted(common))


@lru_cache(maxsize=4)
def _unpacked(kept: bytes) -> frozenset[int]:
    starts = range(0, len(kept), WIDTH)
    return frozenset(int.from_bytes(kept[at : at + WIDTH], "little") for at in starts)


def in_force() -> StopList:
    """The newest; the shipped one where the shop has made none."""
    newest = StopList.objects.first()
    if newest is None:
        shipped = packed(sketch.shipped())
        newest, _ = StopList.objects.get_or_create(
            version=1, defaults={"numbers": shipped, "messages": 0}
        )
    return newest
