"""The morning of an operator: what is new, a veiled one, one taken and answered by mail, one that needs no
answer; with the keyboard, on a desk and on a phone."""

from collections.abc import Callable
from typing import Any

import pytest

from kasuhara_plugin.inquiries.actions import receive
from kasuhara_plugin.models import Answer, Closure, Inquiry, OutgoingMail

INBOX = "/admin/kasuhara/inquiries/?state=new"
HURTS = "名刺がまだ届かない。この馬鹿野郎。早く送れ。"


def tab(person: Any, label: str) -> str:
    """What the tab says, its count included."""
    found = person.page.locator(".kasuhara-tabs a", has_text=label)
    return str(found.inner_text()).replace("\n", "")


@pytest.mark.parametrize("width", [360, 1280])
def test_the_morning(visitor: Callable[..., Any], width: int) -> None:
    receive(body=HURTS, email="angry@example.jp", name="佐藤", subject="名刺の到着")
    thanks = Inquiry.objects.get(subject="お礼")
    operator = visitor(width=width)
    operator.log_in("operator@example.com", staff=True)
    operator.goto(INBOX)
    new = (
        Inquiry.objects.filter(first=None, waiting_since__isnull=False).count() - 2
    )  # two are held
    assert tab(operator, "新着").startswith(f"新着{new}")

    hurting = Inquiry.objects.get(subject="名刺の到着")
    operator.goto(f"/admin/kasuhara/inquiries/{hurting.pk}/")
    body = operator.page.get_by_text("この馬鹿野郎").first
    assert not body.is_visible()
    assert operator.sees("刺激の強い表現が含まれている可能性があります（侮辱）")
    operator.page.locator(".kasuhara-veil summary").first.focus()
    operator.page.keyboard.press("Enter")
    assert body.is_visible()
    operator.press("自分が担当する")
    assert operator.sees("担当になりました。", "対応中")

    operator.follow("メールで回答する")
    operator.follow("確認してから回答する")
    operator.press("送信する")
    assert operator.sees("まだ埋めていない箇所があります：{{ ご連絡の期日 }}")
    field = operator.page.locator("textarea[name=body]")
    field.fill(field.input_value().replace("{{ ご連絡の期日 }}", "明日の正午"))
    operator.press("送信する")
    assert operator.sees("送信しました。", "回答済み", "明日の正午までに改めてご連絡いたします")
    assert Answer.objects.get(inquiry=hurting).actor_name == "小川 美咲"
    assert OutgoingMail.objects.get(kind="inquiry.reply").to == "angry@example.jp"

    operator.goto(f"/admin/kasuhara/inquiries/{thanks.pk}/")
    operator.follow("対応不要として完了する")
    operator.page.fill("[name=reason]", "お礼のご連絡のため")
    operator.press("対応不要として完了する")
    assert operator.sees("対応不要として完了しました。", "お礼のご連絡のため")
    assert Closure.objects.get().inquiry == thanks
    operator.goto(INBOX)
    assert tab(operator, "新着").startswith(f"新着{new - 2}")
    assert not operator.overflows()


def test_what_another_wrote_meanwhile_is_shown_and_the_text_is_kept(
    visitor: Callable[..., Any],
) -> None:
    row = Inquiry.objects.get(subject="折り加工")
    people = [visitor(), visitor()]
    for person, email in zip(people, ("operator@example.com", "owner@example.com"), strict=True):
        person.log_in(email, staff=True)
        person.goto(f"/admin/kasuhara/inquiries/{row.pk}/reply/")
        person.page.fill("textarea[name=body]", f"折る位置を変えられます。（{email}）")
    people[0].press("送信する")
    assert people[0].sees("送信しました。")
    people[1].press("送信する")
    assert people[1].sees("小川 美咲さんが回答しました", "（operator@example.com）")
    kept = people[1].page.locator("textarea[name=body]").input_value()
    assert kept.endswith("（owner@example.com）")
    assert Answer.objects.filter(inquiry=row).count() == 1
