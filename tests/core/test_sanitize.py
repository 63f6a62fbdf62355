import pytest
from bs4 import BeautifulSoup
from django.conf import LazySettings

from kasuhara_plugin.core.errors import UnusableText
from kasuhara_plugin.core.sanitize import LIMIT, TAGS, clean

LINKS = [
    "https://example.jp",
    "http://example.jp/a?b=1#c",
    "HTTPS://EXAMPLE.JP/",
    "https://例え.jp/納品",
    "mailto:info@example.jp",
]
KEPT = [
    ("ご注文<br>納品", "ご注文<br>納品"),
    ("<b>太字</b>", "<strong>太字</strong>"),
    ("<B class='x'>太字</B >", "<strong>太字</strong>"),
    ("<i>斜体</i>", "<em>斜体</em>"),
    ("<b><i>両方</i></b>", "<strong><em>両方</em></strong>"),
    ("<blockquote>引用</blockquote>", "<blockquote>引用</blockquote>"),
    ("<ul><li>一</li></ul><ol><li>二</li></ol>", "<ul><li>一</li></ul><ol><li>二</li></ol>"),
    ("葛\U000e0100飾 ﾅﾏｴ Ａ", "葛\U000e0100飾 ﾅﾏｴ Ａ"),
    ("一行\r\n二行\r三行", "一行\n二行\n三行"),
    ("1 < 2 & 3", "1 &lt; 2 &amp; 3"),
    ("<body>本文</body><img src=x><br/>", "本文<br>"),
    ("<h1>見出し</h1>", "見出し"),
    ("", ""),
]


@pytest.mark.parametrize(("typed", "kept"), KEPT)
def test_what_staff_write_is_kept(typed: str, kept: str) -> None:
    assert clean(typed) == kept


@pytest.mark.parametrize("tag", sorted(TAGS))
def test_an_allowed_tag_keeps_none_of_its_attributes(tag: str) -> None:
    cleaned = clean(f'<{tag} onclick="x()" style="color:red" class="a" id="b">文')
    (element,) = BeautifulSoup(cleaned, "html.parser").find_all(True)
    assert (element.name, element.attrs) == (tag, {})


@pytest.mark.parametrize("link", LINKS)
def test_an_absolute_link_is_kept(link: str) -> None:
    cleaned = clean(f'<a href="{link}" target="_blank" onmouseover="x()">文</a>')
    assert BeautifulSoup(cleaned, "html.parser").a.attrs == {"href": link}


@pytest.mark.parametrize(
    ("html", "code"),
    [("<p>a\x00b</p>", "nul"), ("a\ud800", "garbled"), ("a\ufffd", "garbled")],
    ids=ascii,
)
def test_a_text_that_cannot_be_stored_is_refused(html: str, code: str) -> None:
    with pytest.raises(UnusableText) as refused:
        clean(html)
    assert refused.value.code == code


@pytest.mark.parametrize("piece", ["<b>", "あ", "&#x26;", "<p><a href='https://e.jp'>", "<"])
def test_a_text_that_is_too_long_is_refused_before_any_work(
    settings: LazySettings, piece: str
) -> None:
    settings.KASUHARA_SANITIZER = "no.such.sanitizer"  # reaching it would raise ImportError
    with pytest.raises(UnusableText) as refused:
        clean((piece * 160_000)[:160_000])
    assert refused.value.code == "too_long"


def test_a_text_of_just_the_allowed_length_is_cleaned() -> None:
    assert clean("あ" * LIMIT) == "あ" * LIMIT
    with pytest.raises(UnusableText):
        clean("あ" * (LIMIT + 1))


@pytest.mark.parametrize("html", ["&" * LIMIT, "<" * 9_000, "<p>" * 3_000])
def test_a_text_that_grows_too_long_is_refused_and_never_cut(html: str) -> None:
    """What is stored can be opened and saved again."""
    with pytest.raises(UnusableText) as refused:
        clean(html)
    assert refused.value.code == "too_long"


def test_the_host_may_bring_its_own_sanitizer(settings: LazySettings) -> None:
    settings.KASUHARA_SANITIZER = "django.utils.html.strip_tags"
    assert clean("<b>太字</b>と<a href='https://example.jp'>リンク</a>") == "太字とリンク"


@pytest.mark.parametrize("html", ["a" * (LIMIT + 1), "\x00"])
def test_the_hosts_sanitizer_never_sees_an_unusable_text(settings: LazySettings, html: str) -> None:
    settings.KASUHARA_SANITIZER = "no.such.sanitizer"
    with pytest.raises(UnusableText):
        clean(html)
