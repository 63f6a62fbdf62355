"""Measures in a database of its own; see ``bench.notes``."""

from collections.abc import Callable
from io import StringIO
from itertools import count
from statistics import median
from typing import Any

from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import connection, models, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from storefront.accounts.models import User

from bench.measure import best_of, seconds
from kasuhara_plugin.core import audit
from kasuhara_plugin.core.sanitize import LIMIT, bleach_clean, clean
from kasuhara_plugin.customers.actions import register
from kasuhara_plugin.models import StaffNote
from kasuhara_plugin.notes import history
from kasuhara_plugin.notes.actions import revise, usable, write

VERSIONS, RUNS, SAVES = 1_000, 9, 100
SENTENCES = [f"{number}件目のお電話で、納期のご要望を承った。" for number in range(12)]
WRITING = ("INSERT", "UPDATE", "DELETE")
_turn = count()


class PlainNote(models.Model):
    """The same content in a table without history, audit or trigger."""

    customer_id = models.BigIntegerField(db_index=True)
    kind = models.CharField(max_length=10)
    body = models.TextField()
    importance = models.CharField(max_length=10)
    pinned = models.BooleanField()
    until = models.DateField(null=True)
    author_key = models.CharField(max_length=64)
    author_name = models.CharField(max_length=200)
    written_at = models.DateTimeField()

    class Meta:
        app_label = "bench_notes"

    def __str__(self) -> str:
        return f"{self.pk}"


def run() -> None:
    call_command("migrate", verbosity=0)
    call_command("kasuhara_setup", stdout=StringIO())
    author, _ = User.objects.get_or_create(
        email="notes@bench.example", name="記入者", is_staff=True
    )
    author.groups.set(Group.objects.filter(name="責任者"))
    note = long_note(author)
    print(f"{connection.vendor}, a note of {note.history.count():,} versions")
    diffs(note)
    pages(note, author)
    saves(write(note.customer, body=text(), by=author), author)
    print(f"a note of {note.history.count():,} versions is saved")
    saves(note, author)
    cleaning()


def text() -> str:
    turn = next(_turn)
    changed = [*SENTENCES[: turn % 12], f"{turn}回目の書き足し。", *SENTENCES[turn % 12 + 1 :]]
    return "".join(f"<p>{sentence}</p>" for sentence in changed)


def long_note(author: User) -> StaffNote:
    customer = register(email="notes-bench@example.jp", name="測定 用")
    note = write(customer, body=text(), by=author)
    for _ in range(VERSIONS - 1):
        note = revise(note, body=text(), reason="書き足し", by=author)
    return note


def diffs(note: StaffNote) -> None:
    versions = list(note.history.order_by(history.NEWEST_FIRST)[:101])

    def compare() -> None:
        for _, change in history.with_versions(versions):
            for field in change.fields:
                field.diff()

    say("diffs of 100 versions", best_of(RUNS, compare), "≤ 10 ms")


def pages(note: StaffNote, author: User) -> None:
    client = Client()
    client.force_login(author)
    for name, address in {
        "the note's page": f"/admin/kasuhara/notes/{note.pk}/",
        "its history, 20 versions": f"/admin/kasuhara/notes/{note.pk}/history/",
        "its history, 100 versions": f"/admin/kasuhara/notes/{note.pk}/history/?per=100",
        "its history, the last page": f"/admin/kasuhara/notes/{note.pk}/history/?p=50",
        "the changes of all notes": "/admin/kasuhara/notes/changes/",
    }.items():
        answer = client.get(address)
        assert answer.status_code == 200, (address, answer)
        took = median(seconds(lambda address=address: client.get(address)) for _ in range(RUNS))
        say(name, took, "< 100 ms" if "per" not in address else "")


def saves(note: StaffNote, author: User) -> None:
    with connection.schema_editor() as editor:
        editor.create_model(PlainNote)
    try:
        _saves(note, author)
    finally:
        with connection.schema_editor() as editor:
            editor.delete_model(PlainNote)


def _saves(note: StaffNote, author: User) -> None:
    names = [field.attname for field in PlainNote._meta.fields if field.attname != "id"]
    plain = PlainNote.objects.create(**{name: getattr(note, name) for name in names})
    who = audit.actor(author)

    def locked(model: type[models.Model], key: int) -> Any:
        return model._default_manager.select_for_update().get(pk=key)

    def plain_save(body: str) -> None:
        with transaction.atomic():
            row = locked(PlainNote, plain.pk)
            row.body = body
            row.save()

    def kept_save(body: str) -> None:
        with transaction.atomic():
            row = locked(StaffNote, note.pk)
            row.body = body
            row.save(by=who, reason="書き足し")
            audit.record("note.revise", row, by=who, reason="書き足し")

    _compare(
        {
            "plain save": lambda: plain_save(text()),
            "save with version and audit": lambda: kept_save(text()),
        }
    )
    _compare(
        {
            "plain save, cleaned before": lambda: plain_save(usable(text())),
            "revise()": lambda: revise(note, body=text(), reason="書き足し", by=author),
        }
    )


def _compare(acts: dict[str, Callable[[], Any]]) -> None:
    """In turn, so that what else the machine does falls on each alike."""
    took: dict[str, list[float]] = {name: [] for name in acts}
    for _ in range(SAVES):
        for name, act in acts.items():
            took[name].append(seconds(act))
    first = median(next(iter(took.values())))
    for name, act in acts.items():
        with CaptureQueriesContext(connection) as queries:
            act()
        written = sum(query["sql"].startswith(WRITING) for query in queries)
        figure = median(took[name])
        said = f"{figure / first:4.2f} x (≤ 2.0), {written} writing statements (≤ 3)"
        say(name, figure, said)


def cleaning() -> None:
    """At the cap, in the editor's tags as they are stored: else bleach alone would drop them."""
    for name, html in {
        "the worst nesting": nested("strong", "em"),
        "nested quotes": nested("blockquote"),
        "nested lists": nested("ul", "li"),
        "paragraphs": "<p>お電話をいただいた。</p>" * (LIMIT // 17),
        "links": '<a href="https://a.jp/">a</a>' * (LIMIT // 29),
        "one plain text": "あ" * LIMIT,
    }.items():
        theirs = best_of(RUNS, lambda html=html: bleach_clean(html))
        ours = best_of(RUNS, lambda html=html: clean(html))
        say(f"clean, {name}", ours, f"{ours / theirs:4.2f} x bleach (≤ 1.2)")


def nested(*tags: str) -> str:
    depth = (LIMIT - 1) // sum(2 * len(tag) + 5 for tag in tags)
    opened = "".join(f"<{tag}>" for tag in tags) * depth
    closed = "".join(f"</{tag}>" for tag in reversed(tags)) * depth
    return f"{opened}a{closed}"


def say(name: str, took: float, wanted: str) -> None:
    print(f"{name:32}{took * 1000:9.2f} ms   {wanted}", flush=True)
