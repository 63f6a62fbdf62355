"""From the file of a company to its public page: every sentence, exactly, in order."""

import time
from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.core.management import call_command
from django.test import Client
from storefront.accounts.models import User

from kasuhara_plugin.models import PolicyVersion, RuleSettings
from kasuhara_plugin.policy.importer import LIMIT_BYTES, parse
from kasuhara_plugin.policy.outline import Block, Bullets, Section
from kasuhara_plugin.policy.shipped import TEXTS

pytestmark = pytest.mark.django_db
Keep = Callable[[str], bytes]
ADDRESS = "/customer-harassment-policy/"
SHOP = {
    "company": "つばめプリント株式会社",
    "contact_name": "お客様サポート",
    "contact_phone": "03-0000-0000",
    "contact_email": "support@example.jp",
    "contact_hours": "平日 10:00～17:00",
}
CANONICAL = """お客様対応の方針 <b>&amp;

1．はじめに
当社は、印刷物をお届けしています。髙橋﨑、①㈱、１２３　ＡＢＣ、'"<script>x</script>&lt;
二つ目の段落です。

2．行為の例
次のものは例です。
（1）要求
導入の文です。
・過度な補償
・5営業日以内でも、-5℃でもない要求
・ ・で始まる要求
後の文です。
（2）態様
・暴言
・居座り

3． 5年ごとの見直し
必要に応じて見直します。
以上
"""


def as_utf8(text: str) -> bytes:
    return text.encode()


def with_mark(text: str) -> bytes:
    return text.encode("utf-8-sig")


def as_windows_keeps_it(text: str) -> bytes:
    return text.replace("\n", "\r\n").encode("cp932")


def with_old_line_ends(text: str) -> bytes:
    return text.replace("\n", "\r").encode()


def indented(text: str) -> bytes:
    return "\n".join(f"　{line} " for line in text.split("\n")).encode()


def without_an_end(text: str) -> bytes:
    return text.removesuffix("以上\n").rstrip().encode()


def twice(text: str) -> bytes:
    return (text + text).encode()


KEPT_AS = [
    as_utf8, with_mark, as_windows_keeps_it, with_old_line_ends, indented, without_an_end, twice,
]  # fmt: skip


@pytest.mark.parametrize("kept_as", KEPT_AS, ids=lambda kept_as: kept_as.__name__)
def test_a_text_comes_back_byte_for_byte(kept_as: Keep, tmp_path: Path) -> None:
    publish(tmp_path, kept_as(CANONICAL))
    version = PolicyVersion.objects.get()
    assert version.text.encode() == CANONICAL.encode()
    response = Client().get(f"/support/policy/ja/{version.number}.txt")
    assert response.content == CANONICAL.encode()


@pytest.mark.parametrize("kept_as", KEPT_AS, ids=lambda kept_as: kept_as.__name__)
def test_every_sentence_stands_on_the_public_page_in_order(kept_as: Keep, tmp_path: Path) -> None:
    publish(tmp_path, kept_as(CANONICAL))
    assert on_the_page() == list(said(CANONICAL.encode()))


@pytest.mark.parametrize("language", ["ja", "en"])
def test_so_does_the_shipped_text_with_the_shops_data(tmp_path: Path, language: str) -> None:
    filled = TEXTS[language].read_text()
    for name, value in SHOP.items():
        filled = filled.replace(f"{{{{ {name} }}}}", value)
    call_command("kasuhara_setup", draft=True, verbosity=0, stdout=StringIO(), **SHOP)
    publish(tmp_path, TEXTS[language].read_bytes())
    assert on_the_page() == list(said(filled.encode()))
    if language == "ja":
        assert PolicyVersion.objects.get().text == filled


def test_a_text_of_one_megabyte_is_imported_and_published(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    head, end = "長い方針\n\n1．はじめに\n", "以上\n"
    line = "お客様と従業員が互いを尊重し、安心してやり取りできるよう努めます。第{:05d}文。\n"
    room = LIMIT_BYTES - len((head + end).encode())
    count = room // len(line.format(0).encode())
    text = head + "".join(map(line.format, range(count))) + end
    seconds = {}
    for name, options in {"draft": [], "publish": ["--publish"]}.items():
        started = time.perf_counter()
        publish(tmp_path, text.encode(), options)
        seconds[name] = round(time.perf_counter() - started, 2)
    with capsys.disabled():
        print(f"\n1 MB ({len(text.encode()):,} bytes, {count:,} lines): {seconds} s")
    assert PolicyVersion.objects.get().text == text
    assert len(on_the_page()) == count + 2


def publish(folder: Path, content: bytes, options: list[str] | None = None) -> None:
    """By the system, which may for the first version."""
    path = folder / "policy.txt"
    path.write_bytes(content)
    options = ["--publish"] if options is None else options
    call_command("kasuhara_import_policy", path, *options, stdout=StringIO(), stderr=StringIO())


def on_the_page() -> list[str]:
    """The title, the headings without their numbers, every paragraph and point."""
    article = BeautifulSoup(Client().get(ADDRESS).content, "html.parser").article
    assert article.select("script") == []
    found = [article.h1.text]
    for section in article.find_all("section", id=True, recursive=False):
        for part in section.find_all(["h2", "h3", "p", "li"]):
            mark = {"h2": "．", "h3": "）"}.get(part.name, "")
            found.append(part.text.split(mark, 1)[1] if mark else part.text)
    return found


def said(content: bytes) -> Iterator[str]:
    outline = parse(content)
    yield outline.title
    for section in outline.sections:
        yield from _said(section)


def _said(block: Block) -> Iterator[str]:
    if isinstance(block, Section):
        yield block.heading
        for inner in block.body:
            yield from _said(inner)
    elif isinstance(block, Bullets):
        yield from (item.text for item in block.items)
    else:
        yield block.text


def test_a_file_that_grows_when_it_is_kept_is_still_read(setup_done: None, tmp_path: Path) -> None:
    """CP932 has two bytes where UTF-8 has three: what is published is larger than the file."""
    line = "・お客様との信頼関係を大切にし、誠意をもって丁寧にお答えします。\r\n"
    text = "当店の方針\r\n1.はじめに\r\n" + line * (900_000 // len(line.encode("cp932")))
    file = tmp_path / "policy.txt"
    file.write_bytes(text.encode("cp932"))
    RuleSettings.objects.update_or_create(defaults={"decision_rule": "one"})
    owner = User.objects.create_superuser("owner@example.com", "x", name="店主")
    options = {"publish": True, "by": owner.email, "change": "全文を改めました。", "why": "移行"}
    call_command("kasuhara_import_policy", str(file), verbosity=0, stdout=StringIO(), **options)
    version = PolicyVersion.objects.get(number=2)
    assert len(version.text.encode()) > 1_000_000
    assert Client().get("/customer-harassment-policy/").status_code == 200
