"""What a flag stops and what it does not, as sentences for the people who decide on it."""

from collections.abc import Sequence
from typing import NamedTuple

from kasuhara_plugin.flags import scopes as all_scopes
from kasuhara_plugin.flags.vocabulary import Level, scope_label

_BY_STAFF = {
    "phone": "お電話での対応：サイトでは止まりません。担当者が、書面で承ることをお伝えしてください。",
    "visit": "ご来社・ご訪問：サイトでは止まりません。担当者が、お受けできないことをお伝えしてください。",
}
_OPEN = {"phone": "お電話での対応", "visit": "ご来社・ご訪問"}
_ALWAYS = (
    "お問い合わせの送信（いつでも承ります）",
    "適用前に承った注文の製作・発送と、スタッフによる修正",
    "ログイン、注文履歴などの閲覧、方針のページ",
)
_WATCH = "お取引はすべてそのまま承ります。お客様には表示も連絡もされません。"


class Effects(NamedTuple):
    stops: list[str]
    goes_on: list[str]


def effects(level: str, scopes: Sequence[str]) -> Effects:
    if level == Level.WATCH:
        return Effects([], [_WATCH])
    stopped = [scope for scope in all_scopes.known() if level == Level.REFUSE or scope in scopes]
    open_still = [scope for scope in all_scopes.known() if scope not in stopped]
    return Effects(
        [_stopped(scope) for scope in stopped],
        [*(_OPEN.get(scope, scope_label(scope)) for scope in open_still), *_ALWAYS],
    )


def _stopped(scope: str) -> str:
    if scope in _BY_STAFF:
        return _BY_STAFF[scope]
    if scope in all_scopes.enforced():
        return f"{scope_label(scope)}：サイトでのお手続きをお断りします。"
    return f"{scope_label(scope)}：このサイトには止める画面が設定されていません。担当者がお断りしてください。"
