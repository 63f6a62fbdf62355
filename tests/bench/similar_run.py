"""Asks for the similar messages of each of the labelled repeats, whose earlier message another sender sent;
everything that is stored for it is taken back."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from io import StringIO
from itertools import count
from statistics import median, quantiles
from time import perf_counter
from typing import Any

from django.core.management import call_command
from django.db import connection, transaction

from bench import inquiry_data, similar_peers
from bench.measure import seconds
from bench.repeat_pairs import Pair, pairs, unrelated
from bench.repeats import REWORDED
from kasuhara_plugin.inquiries import nearness, others, sketching
from kasuhara_plugin.inquiries.models import Inquiry
from kasuhara_plugin.inquiries.others import candidates, from_others
from kasuhara_plugin.inquiries.repeats import Said
from kasuhara_plugin.inquiries.rules import InquiryRules
from kasuhara_plugin.inquiries.sketches import SketchMark, write
from kasuhara_plugin.inquiries.wording.sketch import BANDS, common_among, shipped, sketch

RULES = InquiryRules(similar_from_others=True)
INSERTS = 1_000
numbers = count(1)


def run() -> None:
    check_shipped_list()
    fill_once()
    asked = [pair for pair in pairs() if pair.repeat and pair.base % 2 and pair.kind != REWORDED]
    with transaction.atomic():
        sources = {text: stored(text, f"email:{at}@source.example") for at, text in unique(asked)}
        news = [unsaved(pair.new) for pair in asked]
        found(asked, news, sources)
        costs(news)
        similar_peers.run([(pair.new, sources[pair.earlier].pk) for pair in asked])
        transaction.set_rollback(True)
    inserts([pair.new for pair in asked])


def check_shipped_list() -> None:
    """``wording/common.py`` was made of each base's first message and those of 300 senders."""
    firsts = {pair.base: pair.earlier for pair in reversed(pairs())}.values()
    senders = (text for sender in unrelated() for text in (sender.new, *sender.earlier))
    counted = common_among(Said(text).signs for text in (*firsts, *senders))
    same = "as shipped" if counted == shipped() else "NOT as shipped"
    print(f"{len(counted)} common groups in the labelled messages, {same}")


def fill_once() -> None:
    call_command("migrate", verbosity=0)
    call_command("kasuhara_setup", stdout=StringIO())
    if not Inquiry.objects.exists():
        print(f"filled in {seconds(inquiry_data.fill):.0f} s")
    similar_peers.prepare()
    known, marks = Inquiry.objects.count(), SketchMark.objects.count()
    print(f"{known:,} inquiries, {marks:,} marks")


def unique(asked: Sequence[Pair]) -> enumerate[str]:
    return enumerate(dict.fromkeys(pair.earlier for pair in asked))


def unsaved(text: str, sender: str = "email:new@example.jp") -> Inquiry:
    return Inquiry(
        number=f"B-{next(numbers)}",
        body=text,
        sender_key=sender,
        **nearness.columns(nearness.said_of(text)),  # type: ignore[arg-type]
    )


def stored(text: str, sender: str) -> Inquiry:
    row = unsaved(text, sender)
    row.save()
    write([(number, row.pk) for number in numbers_of(row)])
    return row


def found(asked: Sequence[Pair], news: Sequence[Inquiry], sources: dict[str, Inquiry]) -> None:
    hits, shown, kinds = 0, 0, defaultdict(list)
    for pair, new in zip(asked, news, strict=True):
        source = sources[pair.earlier].pk
        hit = source in candidates(said(new), shipped())
        hits += hit
        shown += source in [one.inquiry.pk for one in from_others(new, RULES)]
        kinds[pair.kind].append(hit)
    many = len(asked)
    print(
        f"of {many} sources among the newest: {hits / many:.3f} candidates, {shown / many:.3f} shown"
    )
    for kind, answers in sorted(kinds.items()):
        print(f"  {kind:20}{len(answers):5}{sum(answers) / len(answers):8.2f}")


def said(new: Inquiry) -> Any:
    return nearness.kept(new.substance, new.outline, new.substance_version, new.body)


def costs(news: Sequence[Inquiry]) -> None:
    whole = [new for new in news if len(numbers_of(new)) == BANDS]
    print(f"of {len(whole)} messages with {BANDS} numbers:")
    line(f"{BANDS} bare index probes", probes, whole)
    line("candidates", lambda new: candidates(said(new), shipped()), whole)
    line("all that a page does", lambda new: from_others(new, RULES), whole)


def numbers_of(new: Inquiry) -> list[int]:
    return sketch(said(new).signs, shipped())


def probes(new: Inquiry) -> None:
    parts = (
        others.BAND.format(table=SketchMark._meta.db_table, newest=others.NEWEST, place=place)
        for place in range(BANDS)
    )
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), numbers_of(new))
        cursor.fetchall()


def line(name: str, act: Callable[[Inquiry], Any], news: Sequence[Inquiry]) -> None:
    took = sorted(taken(act, new) for new in news)
    p99 = quantiles(took, n=100)[98]
    print(f"{name:30} p50 {median(took):7.2f} ms   p99 {p99:7.2f} ms   worst {took[-1]:7.2f} ms")


def taken(act: Callable[[Inquiry], Any], new: Inquiry) -> float:
    start = perf_counter()
    act(new)
    return (perf_counter() - start) * 1000


def inserts(texts: Sequence[str]) -> None:
    """Each in a transaction of its own, with and without in turn."""
    plain, with_sketch = [], []
    for at in range(INSERTS):
        text = texts[at % len(texts)]
        for kept, took in ((False, plain), (True, with_sketch)):
            row, known = unsaved(text), nearness.said_of(text)
            took.append(seconds(lambda: put(row, known, kept)) * 1000)  # noqa: B023
    ratio = median(with_sketch) / median(plain)
    print(
        f"an insert {median(plain):.2f} ms, with its sketch {median(with_sketch):.2f} ms: {ratio:.2f} x"
    )
    rows = Inquiry.objects.filter(number__startswith="B-")
    sketching.forget(rows.values_list("pk", flat=True))
    rows.delete()


def put(row: Inquiry, known: Any, kept: bool) -> None:
    """The sketch is written once the message is committed."""
    with transaction.atomic():
        row.save()
        if kept:
            sketching.keep(row, known, RULES)
