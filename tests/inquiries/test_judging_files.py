"""What a file is, is told by its content; whatever is not plainly allowed is refused with a reason."""

import time
from collections.abc import Callable

import pytest
from attachment_files import BAD, GOOD, MEGABYTE, image, pdf, upload, zipped

from kasuhara_plugin.core.errors import UnusableFile
from kasuhara_plugin.inquiries.attaching import judge
from kasuhara_plugin.inquiries.file_flaws import FLAWS
from kasuhara_plugin.inquiries.file_names import name_on_disk

# Pillow grumbles about a damaged TIFF before it gives up.
pytestmark = pytest.mark.filterwarnings("ignore::UserWarning:PIL")


def ids(value: object) -> str | None:
    return ascii(value)[:24] if isinstance(value, str) else ""


@pytest.mark.parametrize(("name", "kind", "made"), GOOD, ids=ids)
def test_what_a_print_shop_is_sent_is_taken(
    name: str, kind: str, made: Callable[[], bytes]
) -> None:
    content = made()
    file = judge(upload(content, name))
    assert (file.name, file.kind, file.size) == (name, kind, len(content))
    assert len(file.sha256) == 64


@pytest.mark.parametrize(("name", "code", "made"), BAD, ids=ids)
def test_anything_else_is_refused_with_its_reason(
    name: str, code: str, made: Callable[[], bytes]
) -> None:
    with pytest.raises(UnusableFile) as refused:
        judge(upload(made(), name))
    assert refused.value.code == code
    assert str(refused.value).endswith(("。", "）。"))


def test_every_reason_has_a_case() -> None:
    assert set(FLAWS) - {code for _, code, _ in BAD} == {"too_large"}


@pytest.mark.parametrize("said", ["image/png", "text/html", "application/zip", "\x00"])
def test_the_type_that_a_browser_claims_is_not_asked(said: str) -> None:
    assert judge(upload(pdf(), said=said)).kind == "pdf"


def test_a_file_may_have_twenty_megabytes() -> None:
    picture = image("JPEG")
    assert judge(upload(picture.ljust(20 * MEGABYTE, b"\0"), "a.jpg")).size == 20 * MEGABYTE
    for size in (20 * MEGABYTE + 1, 21 * MEGABYTE):
        with pytest.raises(UnusableFile, match=r"1つ20MBまで.*21MB") as refused:
            judge(upload(picture.ljust(size, b"\0"), "a.jpg"))
        assert refused.value.code == "too_large"


@pytest.mark.parametrize("made", [made for _, _, made in (*GOOD, *BAD)])
def test_no_piece_of_a_file_is_a_failure(made: Callable[[], bytes]) -> None:
    content = made()
    for end in {*range(1, 64), len(content) // 2, max(1, len(content) - 1)}:
        try:
            judge(upload(content[:end], "a"))
        except UnusableFile:
            continue


def test_the_largest_directory_of_a_zip_is_judged_in_a_moment() -> None:
    content = zipped({f"{n:04}.pdf": b"" for n in range(20_000)})
    begun = time.perf_counter()
    assert judge(upload(content, "a.zip")).kind == "zip"
    assert time.perf_counter() - begun < 5
    with pytest.raises(UnusableFile):
        judge(upload(zipped({f"{n:050}.pdf": b"" for n in range(21_000)}), "a.zip"))


@pytest.mark.parametrize(
    ("name", "saved"), [("10:27 入稿.pdf", "10_27 入稿.pdf"), ('<b>"?*|.png', "_b_____.png")]
)
def test_a_name_is_kept_as_typed_and_saved_so_that_every_system_takes_it(
    name: str, saved: str
) -> None:
    content = pdf() if name.endswith("pdf") else image("PNG")
    assert judge(upload(content, name)).name == name
    assert name_on_disk(name) == saved
