"""What stands around a matter: a quoted letter, a signature, a greeting, the word that it is sent once
more. Imports no Django."""

import re
from collections.abc import Iterable, Iterator, Sequence

from kasuhara_plugin.inquiries.wording.characters import CUT
from kasuhara_plugin.inquiries.wording.rewriting import one_of

_QUOTES = tuple(">»│")
_GREETING_SIGNS, _AGAIN_SIGNS = 60, 26  # of a sentence, of a clause
_SIGNED_LINES, _SIGNED_SIGNS = 8, 40  # of a signature at most
_EARLIER_LETTER = re.compile(
    r"^\W*(?:original message|元のメッセージ|転送されたメッセージ|forwarded message)\W*$"
    r"|^(?:from|差出人|送信者)\s*:.*@|^on .+ wrote:$"
    r"|^.{0,40}\d.{0,40}(?:wrote|のメール|書きました|のメッセージ|からの返信)\W*:$"
)
_RULE = re.compile(r"^\s*(?:-- ?|[-=*~_+#・◆◇■□─━――…☆★\s]{4,})$")
_SIGNED = re.compile(
    r"^\W*(?:(?:tel|fax|e-?mail|mail|url|http|〒|携帯|電話番号|電話|住所|担当|所在地)\W*(?:[:/0-9(+@〒]|$)"
    rf"|(?:.{{0,20}}(?:株式会社|有限会社|合同会社).{{0,20}})$|{CUT}+$)"
)
_SENTENCE_END = re.compile(r"[。!?]+|\.(?=\s|$)")
_CLAUSE_END = re.compile(r"[、,;:…]+|(?<=[^a-z0-9]) +(?=[^a-z0-9])")

_NAMED = re.compile(
    r"^.{0,40}(?:と(?:申|もう)しま(?:す|して|した)(?:が|けど|けれど)?|でございます|と(?:言|い)います)$"
    r"|^.{0,25}(?:様|さま|御中|各位|殿|担当者?さん|担当の方へ?)$"
    r"|^(?:件名|氏名|お名前|名前|会社名|担当|ご注文者|注文者)\W"
)
_GREETING = re.compile(
    r"世話に(?:な|成)|^(?:拝啓|敬具|前略|草々|以上|追伸|かしこ)(?:です|となります)?$"
    r"|^(?:こんに[ちに][はわ]|こんばん[はわ]|おはよう|はじめまして|初めまして|失礼(?:いた|致)?します|すみません|すいません)"
    r"|(?:よろしく|宜しく|何卒|なにとぞ).{0,8}(?:願|ねが|頼)|^(?:何卒|なにとぞ|どうぞ|どうか)?(?:よろしく|宜しく)"
    r"|(?:ご|御)(?:清祥|盛栄|健勝|清栄|隆盛|発展)|(?:平素|日頃|日ごろ|いつも).{0,12}(?:ご利用|お世話|ありがと|有難|利用させ|使わせ|利用して)"
    r"|(?:突然|とつぜん|夜分|朝早く|度々|たびたび|何度も).{0,8}(?:失礼|すみません|申し訳|恐れ入り|恐縮|連絡)"
    r"|(?:お?忙し|おいそがし|お手数|多忙|多用|ご面倒|お手間).{0,14}(?:ところ|中|です|存じ|恐|恐縮|申し訳|すみません|が$|おかけ|掛け|ながら)"
    r"|^(?:大変|誠に)?(?:恐れ入り|恐縮)|^(?:ご|御)(?:連絡|返信|回答|対応|確認|検討|返事)?(?:を|の程|のほど|いただけますと)?.{0,6}(?:お待ち|待って|お願い|幸い)"
    r"|不明.{0,10}(?:ございまし|あれば|ありまし)|下記(?:まで|へ).{0,10}(?:連絡|返信|電話)"
    r"|(?:ご|御)(?:一読|容赦|査収|高覧|高配|厚情|愛顧|放念|笑納|無沙汰)|(?:連絡|返信|返事|回答|対応|検討)を?(?:いただけ|頂け|もらえ)[^、]{0,4}幸い|幸甚"
    r"|(?:幸い|うれしく|嬉しく|ありがたく|光栄|恐縮|お喜び|お慶び).{0,6}存じ|(?:御|お)礼申し|お慶び申し|賜り|感謝(?:して|いた|申)"
    r"|(?:メール|返信|お返事|ご連絡).{0,6}拝見|(?:以下|下記|次)の(?:とおり|通り|件)|用件(?:を|の|のみ)|(?:お|ご)(?:伺い|尋ね|聞き)したい(?:こと|件)|(?:連絡|メール)(?:を差し上|させていただ|いたし)"
    r"|サイト.{0,4}拝見|早速(?:で|です|ながら)|^さて$|^末筆|祈り(?:いた|申|して)|利用(?:させて|して)(?:いただ|おり).{0,8}(?:者|もの)|フォーム(?:より|から).{0,4}(?:失礼|連絡|問い?合わせ)"
    r"|お疲れ|(?:日中|平日|昼間).{0,8}(?:席を外|不在|留守)|(?:返信|連絡|返事)(?:は|先は).{0,24}(?:まで|に|へ)|お?電話より|(?:誤字|脱字|変換の?(?:違い|ミス|誤り)|乱文).{0,14}(?:容赦|お許し|了承|失礼|すみません)|取り急ぎ"
    r"|いつも.{0,20}ありがと|引き続き|今後とも|^(?:営業時間|受付時間|定休日?)\W"
    r"|^(?:取り急ぎ|とりいそぎ|まずは).{0,12}(?:連絡|まで|お願い|失礼)"
)
_WHOLE = re.compile(  # a formal opening, whatever it thanks for
    r"^(?:平素|日頃|日ごろ|いつも|時下|このたびは|この度は).*(?:御礼|お礼|感謝|お慶び|お喜び|ありがと|有難).{0,12}$"
    r"|フォーム(?:より|から).{0,4}(?:失礼|連絡|問い?合わせ).{0,8}$"
)
_OF_A_DISCLAIMER = re.compile(
    r"(?:本|この)(?:メール|メッセージ)|機密|秘密|宛先|受信|複写|転送|開示|破棄|発信者|公式|見解|心当たり|(?:スマートフォン|携帯|iphone)から"
)
_DISCLAIMED = 3  # of these words, or two with the mail itself among them
_BESIDES = 16  # signs among which a greeting may stand and be all that is said
_BESIDES_OF_SEVERAL = 10  # the same of a sentence with clauses, which are looked at one by one, too
_NUMBER = re.compile(r"\d{3}")  # no frame names one
_NAME_LINES = 2
_NAME_LINE = re.compile(r"^[^0-9:。、!?]{0,24}[一-龠々ァ-ヶーa-z]$")
_NAME = re.compile(
    r"^(?:.{1,25}(?:の|おります|いる|である))?[一-龠々ァ-ヶーa-z ]{1,8}(?<!件)(?:です|と申します)$"
)
_AGAIN = re.compile(
    r"再送|再度|再び|もう一度|改めて|あらためて|先日も|以前も|前にも|前回も?|先ほども?|先程も?|前のメール|何度も|度々|たびたび|繰り返し|くり返し|重ねて"
    r"|(?:先日|昨日|先週|以前|前)に?(?:も|から)?.{0,6}(?:送り|送っ|お送り|連絡|ご連絡|問い合わせ|問合せ|書き|書い|メール)"
    r"|(?:返信|返事|回答|連絡|お返事|ご返信|ご連絡|ご回答|音沙汰|反応).{0,10}(?:な[いく]|無[いく]|いただけ|頂け|来[なまて]|きま|もらえ|届[いか]|まだ|ありません|ございません)"
)
_SENT = re.compile(
    r"送|連絡|問い合わせ|問合|お尋ね|メール|返信|返事|回答|音沙汰|書[きい]|伝え|申し上げ|投稿|フォーム"
)
_SENT_GOODS = re.compile(  # asks that the goods be sent once more
    r"(?:送って|送り直|再送し?て?|お?送付).{0,8}(?:くださ|下さ|ほし|欲し|お願い|もらえ|いただけ|頂け|いただき|頂き)"
)


_SAYS_WHO = one_of("tel fax mail url http 〒 〠 携帯 電話 住所 担当 会社".split())
# Looked for first, since most clauses have none: each expression above needs one of these words.
_FRAME_WORD = one_of(
    "申し もうし ございます と言い といい 様 さま 御中 各位 殿 担当 件名 氏名 名前 会社名 注文者 世話 拝啓 敬具 前略 草々 以上 追伸 かしこ"
    " こんに こんばん おはよう はじめまして 初めまして 失礼 すみません すいません よろしく 宜しく 何卒 なにとぞ 清祥 盛栄 健勝 清栄 隆盛 発展"
    " 平素 日頃 日ごろ いつも 突然 とつぜん 夜分 朝早く 忙し いそがし 手数 多忙 面倒 手間 恐れ入り 恐縮 ご 御 取り急ぎ とりいそぎ まずは"
    " お疲れ 席を外 不在 留守 許し 電話 誤字 脱字 変換 乱文 不明 質問 下記 以下 次の 一読 容赦 査収 高覧 高配 幸い 幸甚 存じます 礼申し 賜り 感謝 拝見 用件 伺い 尋ね 聞きし 複写 転送 開示 宛先 発信者 見解 利用 フォーム メール メッセージ 誤 秘密 機密 破棄 引き続き 今後とも 営業時間 受付時間 定休 再 もう一度 改めて あらためて 以前 前 先ほど 先程 さて 早速 サイト 多用 末筆 祈り 何度 度々 たびたび 繰り返し くり返し 重ねて 送 連絡 返信 返事 回答 音沙汰".split()
)


def own_lines(lines: Sequence[str]) -> Iterator[str]:
    """Without quoted lines, an earlier letter below, and the signature."""
    own = list(_unquoted(lines))
    for line in _unsigned(own[: _signature(own)]):
        if not _is_rule(line) and not (_SAYS_WHO.search(line) and _SIGNED.match(line)):
            yield line


def _unquoted(lines: Sequence[str]) -> Iterator[str]:
    for line in lines:
        if _is_head_of_letter(line):
            return
        if line.lstrip()[:1] not in _QUOTES and (len(line) != 1 or line.isalnum()):
            yield line


def _is_head_of_letter(line: str) -> bool:
    may_be = line.endswith(":") or "message" in line or "メッセージ" in line or "@" in line
    return may_be and bool(_EARLIER_LETTER.match(line))


def _signature(lines: Sequence[str]) -> int:
    """Where it begins: at a rule under which only a few short lines stand. Any other rule divides."""
    begins, below = len(lines), 0
    for number in range(len(lines) - 1, 0, -1):
        if _is_rule(lines[number]):
            begins = number
        elif lines[number]:
            below += 1
            if below > _SIGNED_LINES or len(lines[number]) > _SIGNED_SIGNS:
                break
    return begins


def _unsigned(lines: Sequence[str]) -> Sequence[str]:
    """Without the names at its end, which no rule sets apart."""
    end, begins = len(lines), next((at for at, line in enumerate(lines) if line), 0)
    for _ in range(_NAME_LINES):
        while end > begins and not lines[end - 1]:
            end -= 1
        if end - 1 <= begins or not _NAME_LINE.match(lines[end - 1]):
            break
        end -= 1
    return lines[:end]


def _is_rule(line: str) -> bool:
    return bool(line) and not line[-1].isalnum() and bool(_RULE.match(line))


def clauses(lines: Iterable[str]) -> Iterator[tuple[str, bool]]:
    """Each clause, and whether it is part of the frame."""
    framed = True
    for line in lines:
        for sentence in filter(None, _SENTENCE_END.split(line)):
            parts = list(filter(None, _CLAUSE_END.split(sentence)))
            if _is_frame(sentence, several=len(parts) > 1):
                parts, framed = [], True
                yield sentence, framed
            for part in parts:
                named = _NAMED.search(part.strip()) or (framed and _NAME.match(part))
                framed = bool(named) or _greets(part, _BESIDES) or _says_again(part)
                yield part, framed


def _is_frame(sentence: str, *, several: bool) -> bool:
    """Whole, whatever its clauses say."""
    if _NUMBER.search(sentence):
        return False
    disclaims = set(_OF_A_DISCLAIMER.findall(sentence))
    its_own = any("メ" in word for word in disclaims)  # the mail or the message itself
    if len(disclaims) + its_own >= _DISCLAIMED or _WHOLE.search(sentence.strip()):
        return True
    return several and _greets(sentence, _BESIDES_OF_SEVERAL)


def _greets(said: str, besides: int) -> bool:
    said = said.strip().strip(CUT)
    if len(said) > _GREETING_SIGNS or not _FRAME_WORD.search(said) or _NUMBER.search(said):
        return False
    found = [len(one[0]) for one in _GREETING.finditer(said)]
    return bool(found) and len(said) - sum(found) <= besides


def _says_again(said: str) -> bool:
    """That it was sent before, or not answered, and nothing else."""
    short = len(said) <= _AGAIN_SIGNS and _FRAME_WORD.search(said)
    return bool(
        short and _AGAIN.search(said) and _SENT.search(said) and not _SENT_GOODS.search(said)
    )
