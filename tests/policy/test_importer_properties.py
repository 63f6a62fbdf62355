"""Every valid file is read word for word, every fault is named, no bytes do any harm."""

import re
from dataclasses import dataclass
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kasuhara_plugin.core.errors import PolicyFormatError
from kasuhara_plugin.policy.importer import parse
from kasuhara_plugin.policy.outline import Block, Bullets, Outline, Paragraph, Section
from kasuhara_plugin.policy.plain import ambiguous, as_text

FIRST = "あいうかさたなのまやをんアカスハラ当社客様対応業務従業員社会通念言動abcXYZ「＊※"
INNER = FIRST + "。、・●-－.．（）()0129１２９ \u3000\tｶｽﾊﾗ①㈱髙表ソ能～―‐以上！？<>&{}"
UNICODE_ONLY = "\u200b\u2060\ufeff\u3099\U000e0100🙂葛é\u00a0\ue000𠮟"
ENCODINGS = ["utf-8", "utf-8-sig", "cp932"]
NEWLINES = ["\n", "\r\n", "\r"]
POINTS = ["・", "・ ", "●", "● ", "- ", "－\u3000", "･ ", "‐ "]
SLOW = [HealthCheck.too_slow]
FAULTS = settings(max_examples=70, deadline=None, suppress_health_check=SLOW)
FILES = settings(max_examples=150, deadline=None, suppress_health_check=SLOW)


def texts(encoding: str) -> st.SearchStrategy[str]:
    """Sentences that begin with a letter and end in one, with anything between."""
    inner = INNER if encoding == "cp932" else INNER + UNICODE_ONLY
    return st.builds(
        "{}{}{}".format,
        st.sampled_from(FIRST),
        st.text(inner, max_size=8),
        st.sampled_from(FIRST + "。"),
    )


@dataclass
class File:
    """A valid file: its lines (kind, text), what they mean, and how they are to be kept."""

    lines: list[tuple[str, str]]
    outline: Outline
    sentences: list[str]
    encoding: str
    newline: str

    def content(self, lines: list[str] | None = None) -> bytes:
        typed = [text for _, text in self.lines] if lines is None else lines
        return self.newline.join(typed).encode(self.encoding)


class Writer:
    """Writes a file line by line and remembers what it means."""

    def __init__(self, draw: Any) -> None:
        self.draw = draw
        self.encoding = draw(st.sampled_from(ENCODINGS))
        self.lines: list[tuple[str, str]] = []
        self.sentences: list[str] = []

    def words(self) -> str:
        self.sentences.append(self.draw(texts(self.encoding)))
        return self.sentences[-1]

    def line(self, kind: str, text: str) -> None:
        for _ in range(self.draw(st.integers(0, 1))):
            self.lines.append(("blank", self.draw(st.sampled_from(["", " ", "\u3000\t"]))))
        before, after = (self.draw(st.sampled_from(["", "", " ", "\u3000"])) for _ in "12")
        self.lines.append((kind, before + text + after))

    def number(self, number: int) -> str:
        digits = str(number)
        wide = str.maketrans("0123456789", "０１２３４５６７８９")
        return digits.translate(wide) if self.draw(st.booleans()) else digits

    def heading(self, number: int) -> str:
        words = self.words()
        sign = self.draw(st.sampled_from([".", "．", "、", ". ", "．\u3000"]))
        self.line("heading", f"{self.number(number)}{sign}{words}")
        return words

    def subheading(self, number: int) -> str:
        words = self.words()
        left, right = self.draw(st.sampled_from(["()", "（）", "(）", "（)"]))
        space = self.draw(st.sampled_from(["", " ", "\u3000"]))
        self.line("subheading", f"{left}{self.number(number)}{right}{space}{words}")
        return words

    def texts(self, most: int = 3) -> list[Block]:
        body: list[Block] = []
        for _ in range(self.draw(st.integers(0, most))):
            words = self.words()
            if self.draw(st.booleans()):
                self.line("paragraph", words)
                body.append(Paragraph(words))
                continue
            self.line("point", self.draw(st.sampled_from(POINTS)) + words)
            earlier = body.pop().items if body and isinstance(body[-1], Bullets) else ()
            body.append(Bullets((*earlier, Paragraph(words))))
        return body

    def section(self, number: int) -> Section:
        heading, body = self.heading(number), self.texts()
        for sub in range(1, self.draw(st.integers(0, 2)) + 1):
            body.append(Section(self.subheading(sub), tuple(self.texts(2)), depth=2))
        return Section(heading, tuple(body))

    def file(self, *, ended: bool | None = None) -> File:
        title = ""
        if self.draw(st.booleans()):
            title = "題名" + self.words()
            self.line("title", title)
        count = self.draw(st.integers(1, 3))
        outline = Outline(title, tuple(self.section(n) for n in range(1, count + 1)))
        if self.draw(st.booleans()) if ended is None else ended:
            self.line("end", "以上")
        newline = self.draw(st.sampled_from(NEWLINES))
        return File(self.lines, outline, self.sentences, self.encoding, newline)


@st.composite
def files(draw: Any, *, ended: bool | None = None) -> File:
    return Writer(draw).file(ended=ended)


@st.composite
def copied(draw: Any) -> tuple[File, list[str]]:
    """A file with an end, and its lines with one or two copies behind them."""
    file = draw(files(ended=True))
    typed = [text for _, text in file.lines]
    for _ in range(draw(st.integers(1, 2))):
        left_out = {draw(st.sampled_from(["", "title"])), draw(st.sampled_from(["", "end"]))}
        kinds = [kind for kind, _ in file.lines]
        skipped = {place for place, kind in enumerate(kinds) if kind in left_out}
        if len({*kinds} - {"title", "blank", "end"}) > 1 and draw(st.booleans()):
            skipped.add(kinds.index("heading"))
        typed += [text for place, (_, text) in enumerate(file.lines) if place not in skipped]
    return file, typed


@FILES
@given(files())
def test_every_valid_file_is_read_word_for_word(file: File) -> None:
    outline = parse(file.content())
    assert outline == file.outline
    assert outline.problems == ()
    written = as_text(outline)
    assert all(sentence in written for sentence in file.sentences)


@FILES
@given(copied())
def test_every_copy_is_taken_once_and_told(copied: tuple[File, list[str]]) -> None:
    file, typed = copied
    outline = parse(file.content(typed))
    assert outline == file.outline
    first = len(file.lines) + 1
    assert outline.problems
    assert all(first <= problem.line <= problem.until <= len(typed) for problem in outline.problems)


@FILES
@given(files(), st.sampled_from(["ja", "en"]))
def test_what_was_read_can_be_written_and_read_again(file: File, language: str) -> None:
    outline = parse(file.content())
    assert ambiguous(outline) == []
    assert parse(as_text(outline, language=language).encode()) == outline


def own_number(text: str) -> str:
    """The first digits of a line."""
    found = re.search("[0-9０-９]+", text)
    assert found
    return found[0]


def refused(content: bytes) -> PolicyFormatError:
    try:
        outline = parse(content)
    except PolicyFormatError as error:
        return error
    raise AssertionError(f"was read as {outline}")


@FAULTS
@given(st.data(), files(), st.sampled_from(["77", "0", "before"]))
def test_a_wrong_number_is_named(data: st.DataObject, file: File, wrong: str) -> None:
    places = [n for n, (kind, _) in enumerate(file.lines) if "heading" in kind]
    place = data.draw(st.sampled_from(places))
    typed = [text for _, text in file.lines]
    number = own_number(typed[place])
    other = str(int(number) - 1) if wrong == "before" else wrong
    typed[place] = typed[place].replace(number, other, 1)
    error = refused(file.content(typed))
    assert (error.line, error.text) == (place + 1, typed[place].strip())
    kind = "飛んで" if wrong == "77" else "重なって" if int(other) else "0になって"
    assert f"番号が{kind}います" in str(error)


@FAULTS
@given(st.data(), files(), st.sampled_from(["\x00", "\x1b", "\x7f", "\x0b", "\x0c", "\x1e"]))
def test_a_character_that_is_no_text_is_named(data: st.DataObject, file: File, sign: str) -> None:
    places = [n for n, (kind, _) in enumerate(file.lines) if kind not in ("blank", "end")]
    place = data.draw(st.sampled_from(places))
    typed = [text for _, text in file.lines]
    typed[place] = f"{typed[place].rstrip()}{sign}あ"
    error = refused(file.content(typed))
    assert error.line == place + 1
    assert f"U+{ord(sign):04X}" in str(error)


@FAULTS
@given(st.data(), files(), st.sampled_from(["・", "●\u3000", "1．", "１、 ", "（1）", "(1) "]))
def test_a_mark_without_words_is_named(data: st.DataObject, file: File, mark: str) -> None:
    typed = [text for _, text in file.lines]
    last = len(typed) - (file.lines[-1][0] == "end")
    place = data.draw(st.integers(0, last))
    typed.insert(place, mark)
    error = refused(file.content(typed))
    assert (error.line, error.text) == (place + 1, mark.strip())
    assert "言葉がありません" in str(error)


@FAULTS
@given(files(), st.sampled_from(["前文です。", "・項目", "（1）小見出し", "以上"]))
def test_text_before_the_first_heading_is_named(file: File, text: str) -> None:
    typed = [typed for _, typed in file.lines]
    place = [kind for kind, _ in file.lines].index("heading")
    typed[place:place] = [text] if file.outline.title or text[0] in "・（以" else ["題名", text]
    error = refused(file.content(typed))
    assert (error.line, error.text) == (typed.index(text) + 1, text)
    assert "最初の見出しの前に" in str(error)


@FAULTS
@given(files(ended=True), st.sampled_from(["追伸です。", "・項目", "1．別の章", "（1）別"]))
def test_new_text_behind_the_end_is_named(file: File, text: str) -> None:
    typed = [*(typed for _, typed in file.lines), "", text]
    error = refused(file.content(typed))
    assert (error.line, error.text) == (len(typed), text)


@FAULTS
@given(st.data(), copied())
def test_a_change_in_a_copy_is_named(data: st.DataObject, copied: tuple[File, list[str]]) -> None:
    file, typed = copied
    places = [n for n in range(len(file.lines), len(typed)) if typed[n].strip() not in ("", "以上")]
    place = data.draw(st.sampled_from(places))
    typed[place] = f"{typed[place].rstrip()}※別"
    error = refused(file.content(typed))
    assert (error.line, error.text) == (place + 1, typed[place].strip())


@FAULTS
@given(st.data(), files(), st.sampled_from([b"\xff", b"\x80", b"\x81\x20", b"\xfe\xfe"]))
def test_unreadable_bytes_are_named(data: st.DataObject, file: File, bytes_: bytes) -> None:
    typed = file.content().split(file.newline.encode())
    typed.append("当社は、お客様との信頼関係を大切にいたします。".encode(file.encoding))
    place = data.draw(st.integers(0, len(typed) - 1))
    typed[place] = typed[place] + bytes_ + b"."
    error = refused(file.newline.encode().join(typed))
    assert error.line == place + 1
    assert "文字コードを読み取れません" in str(error)


def survives(content: bytes) -> None:
    try:
        outline = parse(content)
    except PolicyFormatError as error:
        assert 1 <= error.line <= content.count(b"\n") + content.count(b"\r") + 1
        str(error).encode()
        return
    assert outline.sections
    assert ambiguous(outline) == []
    assert parse(as_text(outline).encode()) == outline


@FAULTS
@given(st.binary(max_size=200))
def test_no_bytes_do_any_harm(content: bytes) -> None:
    survives(content)
    survives(b"1.\x82\xa0\n" + content)
    survives("1．見出し\n".encode() + content)


@FILES
@given(
    st.text(max_size=100)
    | st.text("1１２.．、（(）)・●-－以上。あ \n\r\u3000\u200b\u2028", max_size=60)
)
def test_no_text_does_any_harm(text: str) -> None:
    survives(text.encode())
    survives(("1．見出し\n" + text).encode())


@FILES
@given(st.data(), files())
def test_no_damage_to_a_file_does_any_harm(data: st.DataObject, file: File) -> None:
    content = bytearray(file.content())
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(content)))
        length = data.draw(st.integers(0, 3))
        content[place : place + length] = data.draw(st.binary(max_size=3))
    survives(bytes(content))
