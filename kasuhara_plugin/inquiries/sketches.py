"""What is kept to find messages of the same words from other senders."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from hashlib import sha256

from django.db import connection, models

from kasuhara_plugin.core import clock
from kasuhara_plugin.inquiries import repeats
from kasuhara_plugin.inquiries.models import Inquiry
from kasuhara_plugin.inquiries.wording import sketch

WIDTH = 4  # bytes of a number
AT_ONCE = 5_000  # marks of one statement
INSERT = "INSERT INTO {table} (number, inquiry_id) VALUES {places}"


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
    kept. 受付ルール names the one in force by its digest; it was taken to all threads down to the one
    in ``left``."""

    id = models.BigAutoField(primary_key=True)
    version = models.PositiveIntegerField("版", unique=True)
    digest = models.CharField(max_length=64, unique=True, editable=False)
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
        kept = bytes(self.numbers)
        starts = range(0, len(kept), WIDTH)
        return frozenset(int.from_bytes(kept[at : at + WIDTH], "little") for at in starts)

    def is_fresh(self) -> bool:
        """Whether it is being taken, or was, to what the rules of this release make of messages."""
        return self.left is not None and self.substance_version == repeats.VERSION


def write(marks: Sequence[tuple[int, int]]) -> None:
    """A number and an inquiry each. Plain SQL: a visitor waits for it."""
    table = connection.ops.quote_name(SketchMark._meta.db_table)
    with connection.cursor() as cursor:
        for start in range(0, len(marks), AT_ONCE):
            part = marks[start : start + AT_ONCE]
            statement = INSERT.format(table=table, places=", ".join(["(%s, %s)"] * len(part)))
            cursor.execute(statement, [value for mark in part for value in mark])


def stop_list(common: Iterable[int], *, messages: int) -> StopList:
    """The one of these groups; a new version where there was none."""
    numbers = b"".join(number.to_bytes(WIDTH, "little") for number in sorted(common))
    newest = StopList.objects.first()
    made = {
        "numbers": numbers,
        "messages": messages,
        "version": newest.version + 1 if newest else 1,
    }
    row, _ = StopList.objects.get_or_create(digest=sha256(numbers).hexdigest(), defaults=made)
    return row


@lru_cache(maxsize=4)
def common_of(digest: str) -> frozenset[int]:
    """The stop list of that digest; the shipped one where the shop has none."""
    row = StopList.objects.filter(digest=digest).first() if digest else None
    return row.common() if row else sketch.shipped()
