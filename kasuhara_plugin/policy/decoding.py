"""The bytes of a text file as text: UTF-8 with or without its mark, or CP932 (Windows' Shift_JIS).

UTF-8 is tried first: Japanese in CP932 is never valid UTF-8 but for a text of nothing but
half-width katakana. Whatever CP932 would only turn into garbage is refused.
"""

import codecs
import re

from kasuhara_plugin.core.errors import PolicyFormatError

_HIGH = bytes(range(0x80, 0x100))
_UTF8_JAPANESE = re.compile(rb"[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_UTF8_SHARE = 0.8  # of the bytes beyond ASCII; in CP932 such sequences are chance
_NO_CP932 = re.compile("[\x80\uf8f0-\uf8f3]")  # Python reads the unassigned bytes 80 A0 FD FE FF so
_KANA_OR_SIGN = re.compile("[\u3001\u3002\u3041-\u30ff]")
_MARKED = {
    codecs.BOM_UTF16_LE: "UTF-16",
    codecs.BOM_UTF16_BE: "UTF-16",
    b"\0\0\xfe\xff": "UTF-32",
}
_JIS = re.compile(rb"\x1b\$[@B]")
_ADVICE = "UTF-8またはShift_JISで保存し直してください。"


def decoded(content: bytes) -> str:
    """The text. Raises ``PolicyFormatError`` with the line that cannot be read."""
    if name := next((name for mark, name in _MARKED.items() if content.startswith(mark)), None):
        raise _unreadable(b"", name)
    if found := _JIS.search(content):
        raise _unreadable(content[: found.start()], "ISO-2022-JP（JIS）")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        readable = error.object[: error.start]
    return _from_cp932(content, readable)


def _from_cp932(content: bytes, readable: bytes) -> str:
    """``readable`` is what could be read as UTF-8 before that failed."""
    if _is_utf8_but_damaged(content):
        raise _unreadable(readable)
    if _is_euc_jp(content):
        raise _unreadable(readable, "EUC-JP")
    try:
        text = content.decode("cp932")
    except UnicodeDecodeError as error:
        raise _unreadable(content[: error.start]) from None
    if found := _NO_CP932.search(text):
        raise _unreadable(text[: found.start()].encode())
    return text


def _is_utf8_but_damaged(content: bytes) -> bool:
    high = len(content) - len(content.translate(None, _HIGH))
    japanese = sum(map(len, _UTF8_JAPANESE.findall(content)))
    return content.startswith(codecs.BOM_UTF8) or japanese >= _UTF8_SHARE * high


def _is_euc_jp(content: bytes) -> bool:
    """Hiragana and full-width signs of CP932 are never valid EUC-JP."""
    try:
        return bool(_KANA_OR_SIGN.search(content.decode("euc_jis_2004")))
    except UnicodeDecodeError:
        return False


def _unreadable(before: bytes, name: str = "") -> PolicyFormatError:
    line = before.replace(b"\r\n", b"\n").replace(b"\r", b"\n").count(b"\n") + 1
    what = (
        f"文字コードを読み取れません（{name}のようです）。"
        if name
        else "文字コードを読み取れません。"
    )
    return PolicyFormatError(what + _ADVICE, line=line)
