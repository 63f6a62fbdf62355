"""What looks like a frame and is the matter itself stays: a print shop is asked about 複写伝票, a 誤字, its hours."""

import pytest

from kasuhara_plugin.inquiries.repeats import frame, is_repeat, substance

BEFORE, BEHIND = "お世話になっております。", "よろしくお願いいたします。"


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("3枚複写の伝票が2枚しかありません。", "複写"),
        ("名刺の裏面に誤字があります。", "誤字"),
        ("年末の営業時間は何時までですか。", "営業"),
        ("宛先の住所を変更できますか。", "宛先"),
        ("荷物を大阪支社へ転送できますか。", "転送"),
        ("不良品はこちらで破棄してよいですか。", "破棄"),
        ("お見積書を拝見しましたが、金額が違います。", "拝見"),
        ("不在の間に荷物が戻されました。", "不在"),
        ("フォームから送信できません。", "送信"),
        ("下記の住所に発送してください。", "ハツソウ"),
        ("2か所に分けて発送していただきたく存じます。", "分ケテ"),
        ("チラシの納期をご教示ください。", "ノウキ"),
        ("恐れ入りますが、チラシの納期を教えてください。", "ノウキ"),
        ("佐藤と申しますが、チラシの納期を教えてください。", "ノウキ"),
        ("注文番号A20418の件です。", "a20418"),
        ("見本帳をもう一度送ってください。", "サンプル帳"),
    ],
)
def test_a_matter_is_kept_between_greetings(said: str, kept: str) -> None:
    assert kept in substance(f"{BEFORE}{said}{BEHIND}")
    assert kept in substance(f"{BEFORE}ポスターの色が薄いです。{said}{BEHIND}")


@pytest.mark.parametrize(
    "framed",
    [
        "平素は格別のご高配を賜り、厚く御礼申し上げます。",
        "時下ますますご清栄のこととお慶び申し上げます。",
        "このメールには機密情報が含まれている場合があります。",
        "宛先以外の方が受信された場合は、複写・転送・開示をせず、破棄してください。",
        "本メールの内容は、当社の公式な見解を示すものではありません。",
        "このメッセージはスマートフォンから送信しています。",
        "変換の誤りがありましたらご容赦ください。",
        "こちらのフォームより失礼いたします。",
        "営業時間：10時から18時",
        "佐藤印刷の佐藤と申します。",
        "お忙しいところ恐れ入りますが、よろしくお願いいたします。",
        "ご回答をいただけますと幸いです。",
        "再度ご連絡いたします。",
    ],
)
def test_a_frame_goes(framed: str) -> None:
    said = "ポスターの色が薄いです。"
    assert substance(f"{framed}\n{said}") == substance(said)
    assert frame(f"{framed}\n{said}")


@pytest.mark.parametrize(
    ("earlier", "new"),
    [
        (
            "箱ごとに2か所に分けて発送してください。",
            "箱は分けずに1か所へまとめて発送してください。",
        ),
        ("納期を一週間早めてもらえますか。", "納期を一週間遅らせてもらえますか。"),
        ("入稿データは印刷の後に削除してください。", "入稿データは印刷の後も保管してください。"),
        ("白い封筒の在庫はありますか。", "茶色い封筒の在庫はありますか。"),
        ("Mサイズを2枚増やしてください。", "Lサイズを2枚増やしてください。"),
    ],
)
def test_the_opposite_or_another_kind_is_another_matter(earlier: str, new: str) -> None:
    assert not is_repeat(new, earlier)
    assert not is_repeat(earlier, new)
