"""One sign for each of those that differ in width, kana or look, or cannot be seen. Imports no Django."""

import re

from kasuhara_plugin.core.text import fold

CUT = "␞"  # stands where something was taken out, so that what stood around it does not join
DENIED = "¬"
WANTED = "∴"
MARKS = CUT + DENIED + WANTED

_LINE = "\u2424"
_OVERLAID = re.compile(
    "[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u20d0-\u20ff\u3099\u309a\ufe20-\ufe2f]"
)
_SPELT_OUT = re.compile(r"(?<!\w)\w([^\w\n])(?:[^\n]\1){3,}\w?(?!\w)")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_LAUGHTER = re.compile("(?<![a-z])w+(?![a-z])")
_BETWEEN_LATIN = re.compile(r"(?<=[0-9a-z]) +(?=[0-9a-z])")
_UNSAID = re.compile(rf"[^\w{MARKS}\x1f]|_")
_LONG = re.compile("ー[ー一]*|(?<=[ァ-ヺ])[一丨]+(?=[ァ-ヺ])")

_LARGE = dict(zip("ァィゥェォッャュョヮヵヶ", "アイウエオツヤユヨワカケ", strict=True))
_HIRAGANA = {chr(code): chr(code + 0x60) for code in range(ord("ぁ"), ord("ゖ") + 1)}
_ALIKE = dict(zip("力二口八工夕卜", "カニロハエタト", strict=True)) | dict(
    zip("авекмнорстухіјѕԁαορντυκι", "abekmhopctyxijsdaopvtuki", strict=True)
)
_KATAKANA = str.maketrans(
    {sign: _LARGE.get(kana, kana) for sign, kana in _HIRAGANA.items()}
    | _LARGE
    | _ALIKE
    | {"々": ""}
)
_OTHERS = re.compile(f"[{''.join(map(chr, _KATAKANA))}]")


def level(text: str) -> str:
    """One width and case, without what is drawn as nothing or on top; the lines stay."""
    joined = _LINE.join(text.splitlines()).replace("゛", "\u3099").replace("゜", "\u309a")
    levelled = _OVERLAID.sub("", fold(joined)).replace(_LINE, "\n")
    return _SPELT_OUT.sub(lambda spelt: spelt[0].replace(spelt[1], ""), levelled)


def without_signs(text: str) -> str:
    """Without punctuation and spacing, but between two words of Latin letters and figures."""
    if "w" in text:
        text = _LAUGHTER.sub("", text)
    if "," in text:
        text = _THOUSANDS.sub("", text)
    if " " in text:
        text = _BETWEEN_LATIN.sub("\x1f", text)
    return _UNSAID.sub("", text).replace("\x1f", " ")


def katakana(text: str) -> str:
    """All kana of one kind and size, and one sign for those that look alike."""
    if _OTHERS.search(text):
        text = text.translate(_KATAKANA)
    return _LONG.sub("ー", text)
