from dataclasses import dataclass

from storefront.shop.models import Price, Product


@dataclass(frozen=True)
class Goods:
    slug: str
    name: str
    unit: str
    summary: str
    description: str
    papers: dict[str, float]
    sizes: dict[str, float]
    yen: dict[int, int]


GOODS = (
    Goods(
        "meishi",
        "名刺",
        "枚",
        "100枚から。両面フルカラーで最短翌営業日に発送します。",
        "会社用・個人用の名刺を、両面フルカラーで印刷します。厚手の用紙でしっかりした"
        "手ざわりに仕上がります。肩書きが変わったときの少部数の増刷にもご利用ください。",
        {"上質紙 180kg": 1.0, "マットコート 220kg": 1.15},
        {"91×55mm": 1.0, "85×55mm": 1.0},
        {100: 980, 200: 1580, 500: 2980, 1000: 4680},
    ),
    Goods(
        "flyer",
        "チラシ",
        "枚",
        "折込・手配り・店頭用に。500枚から承ります。",
        "お店のお知らせや催しのご案内に向いた、片面フルカラーのチラシです。"
        "コート紙は写真が鮮やかに、マットコート紙は文字が読みやすく仕上がります。",
        {"コート 90kg": 1.0, "マットコート 110kg": 1.18},
        {"A4": 1.0, "B5": 0.86, "A5": 0.72},
        {500: 3480, 1000: 4280, 3000: 7980, 5000: 11800},
    ),
    Goods(
        "booklet",
        "冊子",
        "部",
        "中綴じ16ページ。会報・文集・カタログに。",
        "表紙を含む16ページの中綴じ冊子です。会報誌、文集、作品集、商品カタログなどに"
        "お使いいただけます。ページ数の変更はお見積りにて承ります。",
        {"上質紙 90kg": 1.0, "コート 110kg": 1.12},
        {"A5": 1.0, "A4": 1.42},
        {50: 14800, 100: 19800, 300: 36800, 500: 49800},
    ),
    Goods(
        "postcard",
        "はがき",
        "枚",
        "ご案内・お礼状・季節のごあいさつに。",
        "通信面フルカラー、宛名面モノクロのはがきです。宛名面には郵便番号枠を印刷します。"
        "展示会のご案内や移転のお知らせにもご利用ください。",
        {"上質紙 180kg": 1.0, "ケント紙 200kg": 1.1},
        {"100×148mm": 1.0},
        {100: 1880, 300: 3280, 500: 4380, 1000: 6980},
    ),
    Goods(
        "poster",
        "ポスター",
        "枚",
        "店頭・催事用。1枚からご注文いただけます。",
        "大判インクジェットで印刷するポスターです。光沢紙は写真に、マット紙は照明の映り込みを"
        "抑えたい場所に向いています。筒に入れてお届けします。",
        {"マット紙": 1.0, "光沢紙": 1.1},
        {"A2": 1.0, "B2": 1.25, "A1": 1.7},
        {1: 1980, 5: 7800, 10: 13800, 30: 36800},
    ),
    Goods(
        "envelope",
        "封筒",
        "枚",
        "社名・住所入りの封筒を500枚から。",
        "社名やロゴを1色で印刷する封筒です。長形3号はA4三つ折り、角形2号はA4が折らずに"
        "入ります。のり付き加工をご希望の場合は、ご要望欄にご記入ください。",
        {"クラフト 85g": 1.0, "ホワイト 80g": 1.2},
        {"長形3号": 1.0, "角形2号": 1.65},
        {500: 6980, 1000: 10800, 2000: 18800},
    ),
)


def load() -> None:
    for position, goods in enumerate(GOODS):
        _save(goods, position)


def _save(goods: Goods, position: int) -> None:
    product, _created = Product.objects.update_or_create(
        slug=goods.slug,
        defaults={
            "name": goods.name,
            "unit": goods.unit,
            "summary": goods.summary,
            "description": goods.description,
            "position": position,
        },
    )
    Price.objects.bulk_create(
        _prices(product, goods),
        update_conflicts=True,
        unique_fields=["product", "paper", "size", "quantity"],
        update_fields=["yen"],
    )


def _prices(product: Product, goods: Goods) -> list[Price]:
    return [
        Price(
            product=product,
            paper=paper,
            size=size,
            quantity=quantity,
            # Whole tens of yen, as printed price lists have them.
            yen=round(yen * paper_factor * size_factor, -1),
        )
        for size, size_factor in goods.sizes.items()
        for paper, paper_factor in goods.papers.items()
        for quantity, yen in goods.yen.items()
    ]
