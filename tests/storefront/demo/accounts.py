"""Who can log in to the demo shop. Every account has the same password."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.hashers import make_password

from storefront.accounts.models import EmailAddress, User

PASSWORD = "demo-print-2026"


@dataclass(frozen=True)
class Login:
    email: str
    name: str
    company: str = ""
    phone: str = ""
    is_staff: bool = False
    is_superuser: bool = False
    member_for_days: int = 400


STAFF = (
    Login("owner@example.com", "燕 正樹", is_staff=True, is_superuser=True),
    Login("operator@example.com", "小川 美咲", is_staff=True),
    Login("operator2@example.com", "林 健太", is_staff=True),
    Login("supervisor@example.com", "中島 恵子", is_staff=True),
    Login("supervisor2@example.com", "藤田 誠", is_staff=True),
    Login("desk@example.com", "石井 彩", is_staff=True),
    Login("legal@example.com", "前田 浩", is_staff=True),
    Login("policy@example.com", "岡本 由紀", is_staff=True),
)

CUSTOMERS = (
    Login("customer@example.com", "山田 花子", "", "090-0000-0001", member_for_days=300),
    Login("flagged@example.com", "佐藤 一郎", "", "090-0000-0002", member_for_days=40),
    Login("suzuki@example.com", "鈴木 美穂", "喫茶すずらん", "03-0000-0011"),
    Login("takahashi@example.com", "高橋 大輔", "高橋工務店", "03-0000-0012"),
    Login("tanaka@example.com", "田中 優子", "たなか書道教室", "03-0000-0013"),
    Login("ito@example.com", "伊藤 翔太", "", "090-0000-0014", member_for_days=120),
    Login("watanabe@example.com", "渡辺 直美", "渡辺歯科医院", "03-0000-0015"),
    Login("nakamura@example.com", "中村 剛", "株式会社みなと商事", "03-0000-0016"),
    Login("kobayashi@example.com", "小林 さくら", "", "090-0000-0017", member_for_days=60),
    Login("kato@example.com", "加藤 和也", "加藤デザイン事務所", "03-0000-0018"),
    Login("yoshida@example.com", "吉田 千春", "ヨガスタジオ若葉", "03-0000-0019"),
    Login("matsumoto@example.com", "松本 隆", "松本町内会", "03-0000-0020", member_for_days=90),
)

# 佐藤 一郎 again, with an account of another name: the restriction on his address holds for it.
SECOND = Login("sato@example.com", "佐藤 一郎", member_for_days=2)
FURTHER_ADDRESSES = {SECOND.email: "flagged@example.com"}


def load(now: datetime) -> None:
    # Hashing is slow on purpose, so the one password is hashed once.
    password = make_password(PASSWORD)
    for login in (*STAFF, *CUSTOMERS, SECOND):
        _save(login, password, now)
    for email, further in FURTHER_ADDRESSES.items():
        member = User.objects.get(email=email)
        EmailAddress.objects.get_or_create(member=member, address=further)


def _save(login: Login, password: str, now: datetime) -> None:
    profile = {
        "name": login.name,
        "company": login.company,
        "phone": login.phone,
        "is_staff": login.is_staff,
        "is_superuser": login.is_superuser,
    }
    joined = {"date_joined": now - timedelta(days=login.member_for_days)}
    User.objects.update_or_create(
        email=login.email,
        defaults={**profile, "password": password},
        create_defaults={**profile, **joined, "password": password},
    )
