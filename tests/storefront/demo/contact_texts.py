"""What the demo's customers and staff wrote."""

MESSAGE = (
    "同じ内容のお電話が長時間にわたり繰り返され、担当者への強いお言葉もございましたため、"
    "当店の方針に基づき、当面のあいだお取引を控えさせていただいております。"
)
REJECTED = "正当なご指摘と判断しました。品質管理の担当から改めてご説明します。"
LIFTED = "お話し合いのうえ、今後の進め方についてご理解をいただけました。"

# state, account, days ago, internal reason
FLAGS = (
    ("active", "flagged@example.com", 5, "9日前から返金の要求が続き、電話は1回で2時間を超えた。担当者への暴言が3回あった。"),
    ("proposed", "matsumoto@example.com", 1, "刷り直しを2回行った後も、契約にない無償の増刷を求められている。"),
    ("rejected", "ito@example.com", 16, "色味についてのお申し出が3回続いた。"),
    ("lifted", "kato@example.com", 26, "窓口で長時間にわたり大声を出された。"),
    ("expired", "kobayashi@example.com", 27, "納品日の約束をめぐり、電話で恫喝があった。"),
    ("watch", "nakamura@example.com", 11, "急ぎの依頼が多い。納期の約束は必ず書面で残す。"),
)  # fmt: skip

# account, days ago, body, revised body, reason, what else the note says
NOTES = (
    ("customer@example.com", 27, "<p>紙の違いを電話でご説明した。見本帳をお送りする。</p>", "", "", {}),
    (
        "flagged@example.com",
        8,
        "<p>10時15分にお電話。チラシの擦れについてのお申し出。通話は2時間ほど。</p>"
        "<p>全額の返金と無料での刷り直しの両方を求められた。その場では回答していない。</p>",
        "<p>10時15分にお電話。チラシの擦れについてのお申し出。通話は1時間52分（通話記録による）。</p>"
        "<p>全額の返金と無料での刷り直しの両方を求められた。その場では回答していない。</p>"
        "<p>写真を確認し、50部のうち3部に擦れがあることを確かめた。</p>",
        "通話時間を記録に合わせ、写真の確認結果を書き加えました。",
        {"importance": "important", "pinned": True},
    ),
    (
        "flagged@example.com",
        7,
        "<p>擦れのお申し出そのものはもっともであり、返金額についてはお話し合いの余地があると思う。</p>",
        "",
        "",
        {"kind": "opinion"},
    ),
    (
        "flagged@example.com",
        20,
        "<p>配送先の変更について、折り返しのお電話を待っている。</p>",
        "",
        "",
        {"until_days": 3},
    ),
    ("ito@example.com", 15, "<p>色見本を添えて次回の調整方法をお伝えした。ご納得いただけた。</p>", "", "", {}),
    ("matsumoto@example.com", 2, "<ul><li>1回目の刷り直し：折りのずれ</li><li>2回目の刷り直し：紙の変更のご希望</li></ul>", "", "", {}),
)  # fmt: skip
WITHDRAWN_NOTE = "<p>来社のご希望があった。</p>"
WITHDRAWAL = "別のお客様のお電話でした。"
