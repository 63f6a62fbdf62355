"""The pages that are measured: each list at its ends and in its middle, each filter, each search."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from bench import listing_data
from kasuhara_plugin.core import clock
from kasuhara_plugin.core.paging import Cursor
from kasuhara_plugin.flags.vocabulary import Level, Status
from kasuhara_plugin.models import AccountFlag, Customer, Refusal

NOBODY = "五百蔵"
RARE = listing_data.RARE


@dataclass(frozen=True)
class Page:
    name: str
    asked: dict[str, Any]
    plain: dict[str, Any] | None = None  # the same, asked of Wagtail's default listing


def customer_pages() -> Iterator[Page]:
    def page(name: str, plain: dict[str, Any] | None = None, **asked: Any) -> Page:
        return Page(name, asked, plain)

    middle, end = place(Customer, 1 / 2), place(Customer, 0)
    phone = a_telephone()
    old: dict[str, Any] = {"created_at_from": days_ago(1000), "created_at_to": days_ago(970)}
    yield page("first page", {})
    yield page("deep: the middle", {"p": 20_000}, p=older(middle, "created_at"))
    yield page("deep: the end", {"p": 39_999}, p=older(end, "created_at"))
    yield page("deep: back from the middle", p=newer(middle, "created_at"))
    yield page("filter 法人・団体", {"party_type": "company"}, party_type="company")
    yield page("filter 不明", party_type="unknown")
    yield page("filter 不明, deep", party_type="unknown", p=older(middle, "created_at"))
    yield page("filter 登録日, a month", **old)
    yield page("filter 取引制限中", flagged="restricted")
    yield page("filter 適用中のフラグあり", flagged="any")
    yield page("filter 取引制限中, deep", flagged="restricted", p=older(middle, "created_at"))
    yield page("filters 不明, 取引制限中", party_type="unknown", flagged="restricted")
    yield page("filters 登録日, 取引制限中", flagged="restricted", **old)
    yield page("search 佐藤", {"q": "佐藤"}, q="佐藤")
    yield page(
        "search 佐藤, deep", {"q": "佐藤", "p": 400}, q="佐藤", p=older(middle, "created_at")
    )
    yield page(f"search {RARE}", {"q": RARE}, q=RARE)
    yield page(f"search {RARE}, deep", q=RARE, p=older(middle, "created_at"))
    yield page("search 林 (one letter)", {"q": "林"}, q="林")
    yield page("search 纐 (one letter, rare)", q="纐")
    yield page(f"search {NOBODY} (nobody)", {"q": NOBODY}, q=NOBODY)
    yield page("search ichiro", q="ichiro")
    yield page("search ichiro77", q="ichiro77")
    yield page("search chiro777", q="chiro777")
    yield page("search zgmail.example (nobody)", q="zgmail.example")
    yield page("search a telephone", {"q": phone.replace("-", "")}, q=phone)
    yield page("search 0312 (four digits)", q="0312")
    yield page("search 佐藤 一郎", q="佐藤 一郎")
    yield page(f"search {RARE} 一郎", q=f"{RARE} 一郎")
    yield page("search 佐藤 ezweb 長谷川 (nobody)", q="佐藤 ezweb 長谷川")
    yield page("不明, search 佐藤", q="佐藤", party_type="unknown")
    yield page("登録日, search 佐藤", q="佐藤", **old)
    yield page("取引制限中, search 佐藤", q="佐藤", flagged="restricted")
    yield page(
        "不明, 取引制限中, search 佐藤", q="佐藤", party_type="unknown", flagged="restricted"
    )
    yield page(f"取引制限中, search {RARE}", q=RARE, flagged="restricted")
    yield page("取引制限中, search gmail", q="gmail", flagged="restricted")
    yield page("登録日, search gmail", q="gmail", **old)


def flag_pages() -> Iterator[Page]:
    def page(name: str, plain: dict[str, Any] | None = None, **asked: Any) -> Page:
        return Page(name, asked, plain)

    middle, end = place(AccountFlag, 1 / 2), place(AccountFlag, 0)
    refused = Refusal.objects.order_by("pk")[500]
    old: dict[str, Any] = {"proposed_at_from": days_ago(1000), "proposed_at_to": days_ago(970)}
    yield page("first page", {})
    yield page("deep: the middle", {"p": 2_000}, p=older(middle))
    yield page("deep: the end", {"p": 3_999}, p=older(end))
    yield page("deep: back from the middle", p=newer(middle))
    yield page("filter 自分の決定を待っている", waiting="me")
    yield page("filter 異議の決定を待っている", waiting="appeals")
    for status in Status:
        yield page(f"filter {status.label}", status=status.value)
    yield page("filter 解除, deep", status=Status.LIFTED.value, p=older(middle))
    for level in Level:
        plain = {"level": level.value} if level == Level.WATCH else None
        yield page(f"filter {level.label}", plain, level=level.value)
    yield page("filter 注文", scope="order")
    yield page("filter 電話", scope="phone")
    for due in ("review_passed", "review_soon", "ending"):
        yield page(f"filter {due}", due=due)
    yield page("filter 申請者", proposer="担当7")
    yield page("filter 申請者 (nobody)", proposer=NOBODY)
    yield page("filter 申請日, a month", **old)
    yield page("search 佐藤", {"q": "佐藤"}, q="佐藤")
    yield page("search 佐藤, deep", q="佐藤", p=older(middle))
    yield page(f"search {RARE}", {"q": RARE}, q=RARE)
    yield page("search 林 (one letter)", q="林")
    yield page(f"search {NOBODY} (nobody)", q=NOBODY)
    yield page("search gmail", q="gmail")
    yield page("search the number of a flag", q=str(middle.pk))
    yield page("search a 受付番号", q=refused.reference)
    yield page("search R- (every 受付番号)", q="R-")
    yield page("却下, search 佐藤", q="佐藤", status=Status.REJECTED.value)
    yield page("失効, search gmail", q="gmail", status=Status.LAPSED.value)
    yield page("申請日, search 佐藤", q="佐藤", **old)


def refusal_pages() -> Iterator[Page]:
    def page(name: str, **asked: Any) -> Page:
        return Page(name, asked)

    middle, end = place(Refusal, 1 / 2), place(Refusal, 0)
    old: dict[str, Any] = {"at_from": days_ago(900), "at_to": days_ago(870)}
    yield page("first page")
    yield page("deep: the middle", p=older(middle, "at"))
    yield page("deep: the end", p=older(end, "at"))
    yield page("deep: back from the middle", p=newer(middle, "at"))
    yield page("search a 受付番号", q=middle.reference)
    yield page("search R- (every 受付番号)", q="R-")
    yield page("search 佐藤", q="佐藤")
    yield page("search 佐藤, deep", q="佐藤", p=older(middle, "at"))
    yield page(f"search {RARE}", q=RARE)
    yield page("search 林 (one letter)", q="林")
    yield page("search gmail", q="gmail")
    yield page(f"search {NOBODY} (nobody)", q=NOBODY)
    yield page("filter 見積", scope="quote")
    yield page("filter 電話 (none)", scope="phone")
    yield page("filter ログイン済み", proven="true")
    yield page("filter 日付, a month", **old)
    yield page("電話 (none), search 佐藤", q="佐藤", scope="phone")
    yield page("日付, search 佐藤", q="佐藤", **old)


def place(model: type[Any], part: float) -> Any:
    """The row below which that part of the table is; 0: near the end."""
    rows = model.objects.order_by("pk")
    return rows.filter(pk__gte=max(60, int(part * rows.last().pk))).first()


def older(row: Any, *keys: str) -> Cursor:
    return Cursor.at(row, (*keys, "id"), older=True)


def newer(row: Any, *keys: str) -> Cursor:
    return Cursor.at(row, (*keys, "id"), older=False)


def days_ago(days: int) -> str:
    return str(clock.day(clock.now()) - timedelta(days=days))


def a_telephone() -> str:
    marks = Customer.objects.order_by("pk")[700].identifiers.filter(kind="phone")
    return str(marks.get().value)


SECTIONS = {"customers": customer_pages, "flags": flag_pages, "refusals": refusal_pages}
