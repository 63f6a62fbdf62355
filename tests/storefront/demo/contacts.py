"""A month of dealing with customers, written through the plugin's public doors."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.contrib.auth.models import Group, Permission
from django.core.management import call_command

from kasuhara_plugin.customers.actions import register
from kasuhara_plugin.flags.actions import approve, lift, propose, reject
from kasuhara_plugin.models import Customer, MailAttempt, OutgoingMail
from kasuhara_plugin.notes.actions import revise, withdraw, write
from storefront.accounts.models import User
from storefront.demo import contact_texts as texts
from storefront.demo import inquiries, inquiry_page, policy

ROLE_OF = {
    "operator@example.com": "担当者",
    "operator2@example.com": "担当者",
    "supervisor@example.com": "上長",
    "supervisor2@example.com": "上長",
    "desk@example.com": "相談窓口",
    "legal@example.com": "法務",
    "policy@example.com": "方針管理者",
}

SHOP = {
    "company": "つばめプリント株式会社",
    "contact_name": "つばめプリント お客様窓口",
    "contact_phone": "03-0000-0000",
    "contact_email": "support@example.jp",
    "contact_hours": "平日 10:00～17:00",
}


def load(now: datetime) -> None:
    call_command("kasuhara_setup", roles="full", draft=True, stdout=_Silent(), **SHOP)
    people = {user.email: user for user in User.objects.all()}
    for email, group in ROLE_OF.items():
        people[email].groups.add(Group.objects.get(name=group))
    may_see_orders = Permission.objects.get(content_type__app_label="shop", codename="view_order")
    for name in ("担当者", "上長", "相談窓口"):
        Group.objects.get(name=name).permissions.add(may_see_orders)
    policy.load()
    inquiry_page.load()
    if not Customer.objects.exists():
        inquiries.load(people, now)
        _flags(people, now)
        _notes(people, now)
        _mails_went_out()


def _mails_went_out() -> None:
    """As they would have, each in its own time."""
    for mail in OutgoingMail.objects.filter(attempts=None):
        MailAttempt.objects.create(mail=mail, ok=True, at=mail.created_at + timedelta(seconds=2))


def _flags(people: Mapping[str, User], now: datetime) -> None:
    operator, supervisor = people["operator@example.com"], people["supervisor@example.com"]
    for state, email, days, wording in texts.FLAGS:
        at = now - timedelta(days=days)
        customer = register(user=people[email], name=people[email].name, by=operator)
        until = (at + timedelta(days=5 if state == "expired" else 120)).date()
        if state == "watch":
            propose(customer, level="watch", reason=wording, by=operator, now=at)
            continue
        flag = propose(
            customer,
            scopes=["order", "reorder", "quote"],
            reason=wording,
            customer_message=texts.MESSAGE,
            until=until,
            by=operator,
            now=at,
        )
        later = at + timedelta(hours=3)
        if state == "rejected":
            reject(flag, by=supervisor, reason=texts.REJECTED, now=later)
        elif state != "proposed":
            approve(flag, by=supervisor, reason="記録を確認しました。", now=later)
        if state == "lifted":
            lift(flag, by=supervisor, reason=texts.LIFTED, now=later + timedelta(days=4))


def _notes(people: Mapping[str, User], now: datetime) -> None:
    operator = people["operator@example.com"]
    for email, days, body, revised, reason, more in texts.NOTES:
        customer = register(user=people[email], name=people[email].name, by=operator)
        at = (now - timedelta(days=days)).replace(hour=2, minute=30)  # 11:30 in Tokyo
        content = dict(more)
        if lasts := content.pop("until_days", None):
            content["until"] = (at + timedelta(days=lasts)).date()
        note = write(customer, body=body, by=operator, now=at, **content)
        if revised:
            later = at + timedelta(hours=4)
            revise(note, body=revised, reason=reason, by=operator, now=later)
    flagged = register(user=people["flagged@example.com"], by=operator)
    at = (now - timedelta(days=6)).replace(hour=5, minute=0)
    mistaken = write(flagged, body=texts.WITHDRAWN_NOTE, by=operator, now=at)
    later = at + timedelta(minutes=20)
    withdraw(mistaken, reason=texts.WITHDRAWAL, by=operator, now=later)


class _Silent:
    def write(self, text: str) -> None:
        """The demo says one line of its own."""
