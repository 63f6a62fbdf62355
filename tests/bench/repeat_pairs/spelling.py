"""The same words in other letters: kana for kanji, wide for narrow, slips of the keys."""

import re
import unicodedata
from random import Random


def table(text: str) -> dict[str, str]:
    return dict(pair.split("=") for pair in text.split())


KANA = table(
    "下さい=ください 致し=いたし 頂=いただ 出来=でき 届い=とどい 届き=とどき 早く=はやく 連絡=れんらく 注文=ちゅうもん 名刺=めいし 返金=へんきん 印刷=いんさつ "
    "確認=かくにん 紙が=かみが 色が=いろが 送っ=おくっ 送り=おくり 教え=おしえ 全部=ぜんぶ 商品=しょうひん 交換=こうかん 箱が=はこが 箱の=はこの 写真=しゃしん 間違=まちが 違=ちが 対応=たいおう "
    "電話=でんわ 請求=せいきゅう 領収書=りょうしゅうしょ 封筒=ふうとう 住所=じゅうしょ 部数=ぶすう 見積=みつもり 納期=のうき 文字が=もじが 困=こま "
    "使え=つかえ 使い=つかい 待っ=まっ 作っ=つくっ 作り=つくり 思い=おもい 今回=こんかい 本当=ほんとう 無料=むりょう 料金=りょうきん 説明=せつめい 責任者=せきにんしゃ 必要=ひつよう "
    "変更=へんこう 登録=とうろく 番号=ばんごう 期限=きげん 正しい=ただしい 直し=なおし 一度=いちど 来週=らいしゅう 昨日=きのう 明後日=あさって 早急=さっきゅう"
)
KANJI = table(
    "ください=下さい いただ=頂 できま=出来ま できる=出来る ほしい=欲しい すべて=全て お願いいたします=お願い致します いたしま=致しま わから=分から "
    "まだ=未だ どのくらい=どの位 くらい=位 ほど=程 ときに=時に ことは=事は ことが=事が ものが=物が ものです=物です など=等 とおり=通り すぐ=直ぐ たくさん=沢山 ひどい=酷い"
)
MISTYPED = table(
    "注文=中文 届い=届 返金=変金 断裁=断罪 校正=構成 印刷=印札 納期=脳期 確認=確認ん 紙が=髪が 折り=降り 刷り=擦り 封筒=風塔 再度=サイド "
    "ください=くださｌい ます=まうs です=でs しました=しまhした ません=まsねん いただ=いだた お願い=お根がい 名刺=名詞 交換=後刊 "
    "番号=晩号 データ=デーｔあ 使え=仕え 送っ=贈っ 教え=押しえ 料金=両金 いつ=いちゅ 写真=社員"
)
ASCII = re.compile(r"[!-~]+")
NARROW = {unicodedata.normalize("NFKC", half): half for half in map(chr, range(0xFF66, 0xFF9E))} | {
    unicodedata.normalize("NFKC", half + mark): half + mark
    for half in map(chr, range(0xFF66, 0xFF9E))
    for mark in "ﾞﾟ"
    if len(unicodedata.normalize("NFKC", half + mark)) == 1
}


def replaced(text: str, table: dict[str, str], share: float, rng: Random) -> str:
    """About this share of the table's words, where they stand."""
    known = re.compile("|".join(sorted(table, key=len, reverse=True)))
    return known.sub(lambda found: table[found[0]] if rng.random() < share else found[0], text)


def in_other_kana(text: str, rng: Random) -> str:
    return replaced(text, KANA, 0.6, rng) if rng.random() < 0.6 else replaced(text, KANJI, 0.9, rng)


def wide(text: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


def narrow(text: str) -> str:
    katakana = "".join(NARROW.get(c, c) for c in text)
    return katakana.translate(str.maketrans("。、「」・！？（）", "｡､｢｣･!?()"))


def in_other_width(text: str, rng: Random) -> str:
    both = wide(narrow(text)) if rng.random() < 0.3 else narrow(text)
    return wide(text) if ASCII.search(text) and rng.random() < 0.6 else both


def slipped(text: str, place: int, rng: Random) -> str:
    """One key struck twice, missed, or too early; digits are left alone."""
    here, after = text[place], text[place + 1]
    if here.isdigit() or after.isdigit() or not (here.isalpha() and after.isalpha()):
        return text
    slip = rng.choice([here + here + after, after, after + here])
    return text[:place] + slip + text[place + 2 :]


def with_typos(text: str, rng: Random) -> str:
    typed = replaced(text, MISTYPED, 0.12, rng)
    for _ in range(max(1, len(typed) // 50)):
        typed = slipped(typed, rng.randrange(len(typed) - 1), rng)
    return typed
