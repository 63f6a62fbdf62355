"""A morning with 20 new messages, a repeat, a held and a veiled one among them, by the keyboard alone."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from kasuhara_plugin.core import clock
from kasuhara_plugin.inquiries.actions import receive
from kasuhara_plugin.models import Answer, Inquiry, InquiryTag, Remark

FOCUSED = """kinds => {
  const at = document.activeElement, label = at.labels && at.labels[0];
  if (!kinds.includes(at.tagName)) return "";
  return (at.getAttribute("aria-label") || (label && label.innerText) || at.innerText || "").trim();
}"""
FARTHEST = 250  # stops of the tabulator
HURTS = "領収書の宛名がまた違う。この馬鹿野郎。直して送れ。"
GOODS = [
    "名刺",
    "封筒",
    "冊子",
    "伝票",
    "診察券",
    "年賀状",
    "うちわ",
    "ポスター",
    "シール",
    "カレンダー",
    "のぼり",
    "便箋",
    "看板",
    "横断幕",
    "会社案内",
]
AGAIN = "先週注文した横断幕がまだ届いていません。発送の状況を至急教えてください。"


class Keyboard:
    """Somebody who cannot use a mouse."""

    def __init__(self, person: Any) -> None:
        self.person, self.page = person, person.page

    def press(self, words: str, kinds: str = "A BUTTON") -> None:
        """Goes on to what is called so, and presses Enter."""
        self.reach(words, kinds)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def reach(self, words: str, kinds: str = "BUTTON SUMMARY INPUT TEXTAREA") -> None:
        passed = []
        for _ in range(FARTHEST):
            self.page.keyboard.press("Tab")
            passed.append(self.page.evaluate(FOCUSED, kinds.split()))
            if passed[-1].startswith(words):
                return
        pytest.fail(f"{words} is not reached by the keyboard: {passed}")

    def write(self, label: str, text: str) -> None:
        self.reach(label, "TEXTAREA")
        self.page.keyboard.press("Control+A")
        self.page.keyboard.insert_text(text)


def twenty() -> None:
    """15 of them about other goods, each by another sender; three that say the same; one hurts."""
    now = clock.now()
    for nth, goods in enumerate(GOODS):
        body = f"{goods}の{nth}00部の見積をお願いします。{goods}は初めて注文します。"
        receive(body=body, email=f"morning{nth}@example.jp", subject=goods, now=now)
    for nth in range(3):
        at = now - timedelta(minutes=30 - nth)
        receive(body=AGAIN, email="again@example.jp", subject="横断幕の到着", now=at)
    receive(body="紙の見本を送ってください。", email="sample@example.jp", subject="見本", now=now)
    receive(body=HURTS, email="hurt@example.jp", subject="領収書", now=now)


@pytest.mark.once
def test_the_morning_by_the_keyboard(visitor: Callable[..., Any]) -> None:
    twenty()
    person = visitor()
    person.log_in("operator@example.com", staff=True)
    keys = Keyboard(person)
    keys.reach("カスハラ対策")
    person.page.keyboard.press("Enter")
    keys.press("お問い合わせ")
    assert person.sees("領収書", "横断幕の到着")

    hurting = Inquiry.objects.get(email="hurt@example.jp")
    keys.press(hurting.number)
    body = person.page.get_by_text("この馬鹿野郎").first
    assert not body.is_visible()
    keys.reach("刺激の強い表現")
    person.page.keyboard.press("Enter")
    assert body.is_visible()
    person.page.reload()
    keys.press("自分が担当する")
    keys.press("内部メモを書く")
    keys.write("内部メモ", "宛名の控えを経理に確認中です。")
    keys.press("保存")
    assert Remark.objects.get(inquiry=hurting).actor_name == "小川 美咲"
    keys.press("タグを付ける")
    keys.reach("お支払い")
    person.page.keyboard.press("Space")
    keys.press("保存")
    assert hurting.taggings.get().tag == InquiryTag.objects.get(name="お支払い")
    keys.press("メールで回答する")
    keys.write("回答の文面", "宛名を直した領収書を、本日お送りしました。")
    keys.press("送信する")
    assert person.sees("送信しました。", "回答済み")
    assert Answer.objects.get(inquiry=hurting).body.startswith("宛名を直した")

    person.goto("/admin/kasuhara/inquiries/?state=new")
    first = Inquiry.objects.get(email="again@example.jp", first=None)
    keys.press(first.number)
    assert person.sees("同じ内容のお問い合わせ（2件）")

    person.goto("/admin/kasuhara/inquiries/")
    keys.press("保留")
    held = Inquiry.objects.held().filter(first=None).latest("pk")
    keys.press(held.number)
    keys.press("保留を解除する")
    keys.press("保留を解除する", "BUTTON")
    assert person.sees("保留を解除しました。")
