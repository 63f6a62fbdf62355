from datetime import datetime, timedelta

from storefront.contact.models import ContactMessage

# Days ago, name, e-mail, message.
MESSAGES = (
    (
        58,
        "井上 真理",
        "inoue@example.org",
        "名刺の角を丸くする加工はお願いできますでしょうか。追加料金も教えてください。",
    ),
    (
        47,
        "山田 花子",
        "customer@example.com",
        "先日注文したチラシの納期を知りたいです。週末の催しに間に合いますか。",
    ),
    (
        39,
        "木村 拓海",
        "kimura@example.org",
        "入稿データの形式について質問です。PDF のほかに対応している形式はありますか。",
    ),
    (
        33,
        "松本 隆",
        "matsumoto@example.com",
        "町内会の会報を24ページで作りたいのですが、お見積りをお願いできますか。",
    ),
    (
        31,
        "佐藤 一郎",
        "flagged@example.com",
        "届いたはがきの色が画面と違います。刷り直しをお願いします。",
    ),
)


def load(now: datetime) -> None:
    for days, name, email, text in MESSAGES:
        ContactMessage.objects.get_or_create(
            email=email,
            message=text,
            defaults={"name": name, "created": now - timedelta(days=days)},
        )
