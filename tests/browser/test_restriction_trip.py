"""The whole way of a restriction: worded, looked at, decided by two, told, disagreed with, answered."""

from collections.abc import Callable
from typing import Any

from kasuhara_plugin.models import AccountFlag, Customer, OutgoingMail

WHEN = "11月20日"
SORRY = "体調が悪く、強い言い方をしてしまいました。"
ANSWER = "ご事情を確認しました。今後ともよろしくお願いいたします。"


def newest(address: str) -> OutgoingMail:
    return OutgoingMail.objects.filter(to=address).latest("id")


def test_a_restriction_is_worded_decided_told_and_taken_back(visitor: Callable[..., Any]) -> None:
    suzuki = Customer.objects.get(name="鈴木 美穂")
    operator = visitor()
    operator.log_in("operator@example.com", staff=True)
    operator.goto(f"/admin/kasuhara/flags/propose/{suzuki.pk}/")
    operator.page.fill("[name=reason]", "電話での暴言が3回続いた。")
    operator.page.select_option("[name=template]", label="強いお言葉が続いたとき")
    operator.press("文例を差し込む")
    assert operator.page.input_value("[name=reason]") == "電話での暴言が3回続いた。"
    operator.press("申請する")
    assert operator.sees("ご説明に、まだ埋めていない箇所があります：{{ お電話の日 }}")
    wording = operator.page.input_value("[name=customer_message]")
    operator.page.fill("[name=customer_message]", wording.replace("{{ お電話の日 }}", WHEN))
    operator.press("お客様に表示される内容を確認する")
    assert operator.sees("まだ申請していません", f"{WHEN}のお電話", "suzuki@example.com")
    assert operator.sees("お問い合わせの送信（いつでも承ります）")
    operator.press("申請する")
    flag = AccountFlag.objects.latest("id")
    assert (flag.status(), flag.customer) == ("proposed", suzuki)

    asked = newest("supervisor@example.com")
    assert f"/admin/kasuhara/flags/{flag.pk}/" in asked.body
    assert "鈴木" not in asked.subject + asked.body
    supervisor = visitor()
    supervisor.log_in("supervisor@example.com", staff=True)
    supervisor.goto(f"/admin/kasuhara/flags/{flag.pk}/approve/")
    assert supervisor.sees("注文：サイトでのお手続きをお断りします。", f"{WHEN}のお電話")
    supervisor.press("承認する")
    assert supervisor.sees("適用中", "お取引についてのお知らせ", "suzuki@example.com")

    told = newest("suzuki@example.com")
    assert f"{WHEN}のお電話" in told.body
    assert "暴言が3回" not in told.body
    link = next(line for line in told.body.splitlines() if "/appeal/mail/" in line)
    guest = visitor(width=390, javascript=False)  # without an account, on a telephone
    guest.goto("/" + link.split("/", 3)[3])
    assert guest.sees("異議のお申し立て", f"{WHEN}のお電話")
    assert not guest.overflows()
    guest.page.fill("[name=reason]", SORRY)
    guest.press("お申し立てを送信する")
    assert guest.sees("に承りました", SORRY)

    supervisor.goto(f"/admin/kasuhara/flags/{flag.pk}/")
    assert supervisor.sees(SORRY, "メールのリンク", "別の人の決定を待っています")
    desk = visitor()
    desk.log_in("desk@example.com", staff=True)
    desk.goto(f"/admin/kasuhara/flags/{flag.pk}/decide-appeal/")
    desk.page.check("[name=granted][value=yes]")
    desk.page.fill("[name=reason]", ANSWER)
    desk.press("決定する")
    assert desk.sees("解除", "異議を認める")
    assert ANSWER in newest("suzuki@example.com").body
    guest.page.reload()
    assert guest.sees("お申し立てを認め、制限を解除しました", ANSWER)
