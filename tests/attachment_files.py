"""Real bytes of the files that customers attach, and of those that must not come in."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import LazySettings
from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

MEGABYTE = 1024 * 1024


def image(form: str, mode: str = "RGB") -> bytes:
    out = io.BytesIO()
    Image.new(mode, (64, 48), 3).save(out, form)
    return out.getvalue()


def pdf(inside: bytes = b"") -> bytes:
    body = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n" + inside
    body += b"2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
    table = b"xref\n0 1\n0000000000 65535 f \ntrailer<</Root 1 0 R/Size 3>>\n"
    return body + table + b"startxref\n%d\n%%%%EOF\n" % len(body)


def illustrator_8() -> bytes:
    return b"%!PS-Adobe-3.0 \r%%Creator: Adobe Illustrator(R) 8.0\r%%BoundingBox: 0 0 9 9\r%%EOF\r"


def eps() -> bytes:
    return b"%!PS-Adobe-3.0 EPSF-3.0\n%%Creator: cairo\n%%BoundingBox: 0 0 9 9\n%%EOF\n"


def psd(version: int = 1, depth: int = 8) -> bytes:
    head = struct.pack(">4sH6sHLLHH", b"8BPS", version, b"\0" * 6, 4, 9, 9, depth, 4)
    return head + struct.pack(">LLL", 0, 0, 0) + b"\0" * 400


def tiff_of_five_inks() -> bytes:
    """CMYK and a spot colour of 16 bits, as Photoshop saves it for print; Pillow knows no such mode."""
    tags = [(256, 3, 1, 2), (257, 3, 1, 2), (258, 3, 5, 8), (259, 3, 1, 1), (262, 3, 1, 5),
            (273, 4, 1, 20), (277, 3, 1, 5), (278, 3, 1, 2), (279, 4, 1, 40), (338, 3, 1, 0)]  # fmt: skip
    head = b"II*\0" + struct.pack("<L", 60) + struct.pack("<5H", *[16] * 5) + b"\0" * 42
    entries = b"".join(struct.pack("<HHLL", *tag) for tag in tags)
    return head + struct.pack("<H", len(tags)) + entries + b"\0" * 4


def heic() -> bytes:
    def box(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">L4s", 8 + len(content), kind) + content

    return box(b"ftyp", b"heic\0\0\0\0mif1heic") + box(b"meta", b"\0" * 64) + box(b"mdat", b"x")


def zipped(files: dict[str, bytes] | None = None, comment: bytes = b"") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in ({"入稿/名刺.pdf": pdf()} if files is None else files).items():
            member = zipfile.ZipInfo(name)  # of 1980: the same bytes whenever it is made
            archive.writestr(member, content, zipfile.ZIP_DEFLATED)
        archive.comment = comment
    return out.getvalue()


def stored_page() -> bytes:
    """A ZIP whose first member is a web page, as it is."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("index.html", "<html><script>1</script></html>")
    return out.getvalue()


def expanding() -> bytes:
    """A small ZIP whose directory promises four gigabytes."""
    content = zipped({"a.tif": b"a"})
    at = content.rfind(b"PK\x01\x02")
    return content[: at + 24] + struct.pack("<L", 0xFFFF_FFF0) + content[at + 28 :]


def many_pixels() -> bytes:
    """A PNG of a few bytes that says it is 30,000 by 30,000."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        check = struct.pack(">L", zlib.crc32(kind + content))
        return struct.pack(">L", len(content)) + kind + content + check

    head = struct.pack(">LLBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", b"") + chunk(b"IEND", b"")


def moving_photograph() -> bytes:
    """A JPEG with the film behind it, as telephones make them."""
    return image("JPEG") + struct.pack(">L4s", 24, b"ftyp") + b"mp42" + b"\0" * 2_000


GOOD: list[tuple[str, str, Callable[[], bytes]]] = [
    ("名刺.pdf", "pdf", pdf),
    ("PDF", "pdf", pdf),
    ("データ.2026", "pdf", pdf),
    ("ロゴ.ai", "ai", pdf),
    ("ロゴ.AI", "ai", illustrator_8),
    ("写真.psd", "psd", psd),
    ("写真16.psd", "psd", lambda: psd(depth=16)),
    ("a.jpg", "jpeg", lambda: image("JPEG")),
    ("a.JPEG", "jpeg", lambda: image("JPEG", "CMYK")),
    ("ａ．ｊｐｇ", "jpeg", moving_photograph),
    ("a.png", "png", lambda: image("PNG", "RGBA")),
    ("a.gif", "gif", lambda: image("GIF", "P")),
    ("a.webp", "webp", lambda: image("WEBP")),
    ("a.tif", "tiff", lambda: image("TIFF", "CMYK")),
    ("a.tiff", "tiff", lambda: image("TIFF")),
    ("分版.tif", "tiff", tiff_of_five_inks),
    ("IMG_0001.HEIC", "heic", heic),
    ("入稿.zip", "zip", zipped),
    ("入稿.zip", "zip", stored_page),
    ("入稿.zip", "zip", lambda: zipped(comment="入稿データ".encode("cp932"))),
]
PAGE = b"<html><script>alert(1)</script></html>"
BAD: list[tuple[str, str, Callable[[], bytes]]] = [
    ("空.pdf", "empty", bytes),
    ("a.html", "unknown", lambda: PAGE),
    ("a.svg", "unknown", lambda: b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'),
    ("a.svg", "unknown", lambda: b'\xef\xbb\xbf<?xml version="1.0"?><svg/>'),
    ("a.exe", "unknown", lambda: b"MZ" + b"\0" * 200),
    ("a.txt", "unknown", lambda: "見積をお願いします。".encode()),
    ("a.eps", "unknown", eps),
    ("a.mp4", "unknown", lambda: b"\0\0\0\x18ftypmp42" + b"\0" * 99),
    ("a.rar", "unknown", lambda: b"Rar!\x1a\x07\x00" + b"\0" * 99),
    ("a.bmp", "unknown", lambda: image("BMP")),
    ("a.jar", "unknown", lambda: zipped({"META-INF/MANIFEST.MF": b"x", "A.class": b"x"})),
    ("a.docx", "office", lambda: zipped({"[Content_Types].xml": b"<x/>", "word/document.xml": b""})),
    ("a.zip", "office", lambda: zipped({"[Content_Types].xml": b"<x/>", "xl/workbook.xml": b""})),
    ("a.epub", "office", lambda: zipped({"mimetype": b"application/epub+zip"})),
    ("a.jpg", "extension", pdf),
    ("a.pdf", "extension", lambda: image("JPEG")),
    ("a.exe", "extension", lambda: image("PNG")),
    ("a.html", "extension", pdf),
    ("請求書.pdf.exe", "extension", pdf),
    ("請求書.pdf.exe. .", "extension", pdf),
    ("ロゴ.eps", "extension", illustrator_8),
    ("a.psd", "extension", zipped),
    ("a.pdf", "broken", lambda: pdf()[:-20]),
    ("a.pdf", "broken", lambda: b"\xef\xbb\xbf" + pdf()),
    ("a.psd", "broken", lambda: psd(version=9)),
    ("a.psd", "broken", lambda: psd(depth=7)),
    ("a.psd", "broken", lambda: psd()[:30]),
    ("a.tif", "broken", lambda: tiff_of_five_inks()[:80]),
    ("a.tif", "broken", lambda: b"II*\0" + b"\xff" * 99),
    ("a.heic", "broken", lambda: heic()[:-1]),
    ("a.png", "broken", lambda: image("PNG")[:40]),
    ("a.png", "broken", lambda: image("PNG").replace(b"IDAT", b"IDAX")),
    ("a.jpg", "broken", lambda: b"\xff\xd8\xff\xe0" + b"\0" * 99),
    ("a.zip", "broken", lambda: zipped()[:-1]),
    ("a.zip", "broken", lambda: zipped() + b"x"),
    ("a.zip", "zip_empty", lambda: zipped({})),
    ("a.zip", "zip_paths", lambda: zipped({"../../etc/passwd": b"x"})),
    ("a.zip", "zip_paths", lambda: zipped({"C:/windows/x.pdf": b"x"})),
    ("a.zip", "zip_paths", lambda: zipped({"a\\..\\..\\x.pdf": b"x"})),
    ("a.zip", "zip_expands", expanding),
    ("a.png", "pixels", many_pixels),
    # Two things at once.
    ("a.pdf", "disguised", lambda: pdf(PAGE)),
    ("a.pdf", "disguised", lambda: pdf() .replace(b"%\xe2", b"<!DOCTYPE html>%\xe2")),
    ("a.pdf", "disguised", lambda: pdf()[:-6] + zipped() + b"\n%%EOF\n"),
    ("a.gif", "disguised", lambda: b"GIF89a/*" + image("GIF", "P")[8:] + b"*/=1;alert(1)"),
    ("a.gif", "disguised", lambda: image("GIF", "P") + PAGE),
    ("a.jpg", "disguised", lambda: image("JPEG") + zipped()),
    ("a.png", "disguised", lambda: image("PNG") + zipped({"A.class": b"x"})),
    ("a.jpg", "disguised", lambda: image("JPEG")[:2] + b"\xff\xfe\0\x30" + PAGE.ljust(46) + image("JPEG")[2:]),
    ("a.jpg", "disguised", lambda: image("JPEG")[:2] + b"\xff\xfe\0\x30" + b"%PDF-1.4".ljust(46) + image("JPEG")[2:]),
    ("a.psd", "disguised", lambda: psd() + PAGE),
    ("a.zip", "disguised", lambda: b"PK\x03\x04junk" + zipped()),
    ("a.zip", "disguised", lambda: zipped(comment=PAGE)),
    ("a.zip", "disguised", lambda: zipped(comment=b"trailer %%EOF")),
    ("a.heic", "disguised", lambda: heic() + struct.pack(">L4s", 8 + len(PAGE), b"free") + PAGE),
    # Names.
    ("../../etc/passwd", "name", pdf),
    ("..\\..\\a.pdf", "name", pdf),
    ("a\x00.pdf", "name", pdf),
    ("a\r\nX: y.pdf", "name", pdf),
    ("a\x1b[31m.pdf", "name", pdf),
    ("請求\u202efdp.exe", "name", pdf),
    ("a\u2066b.pdf", "name", pdf),
    ("a\u200fb.pdf", "name", pdf),
    ("a\udce3.pdf", "name", pdf),
    ("a\ufffd.pdf", "name", pdf),
    ("", "no_name", pdf),
    (" \u3000\u200b", "no_name", pdf),
    (".htaccess", "reserved_name", pdf),
    ("...", "reserved_name", pdf),
    ("CON", "reserved_name", pdf),
    ("nul.pdf", "reserved_name", pdf),
    ("Lpt1 .pdf", "reserved_name", pdf),
    ("あ" * 84 + ".pdf", "long_name", pdf),
]  # fmt: skip


def upload(content: bytes, name: str = "名刺.pdf", said: str = "") -> SimpleUploadedFile:
    """As Django hands it over; ``said`` is the type that the browser claims."""
    file = SimpleUploadedFile("x", content, said or "application/octet-stream")
    file._name = name  # past Django's own cleaning
    return file


class FullDisk(FileSystemStorage):
    """Takes a few bytes and fails."""

    def _save(self, name: str, content: Any) -> str:
        path = Path(self.path(name))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"%PD")
        raise OSError(28, "No space left on device")


def fill_the_disk(settings: LazySettings) -> None:
    place = {**settings.STORAGES["kasuhara_attachments"], "BACKEND": f"{__name__}.FullDisk"}
    settings.STORAGES = {**settings.STORAGES, "kasuhara_attachments": place}


class Timeless(FileSystemStorage):
    """One that does not know when a file was written."""

    def get_modified_time(self, name: str) -> Any:
        raise NotImplementedError


class NoStorage:
    """One that cannot be reached."""

    def __getattr__(self, name: str) -> Any:
        raise ConnectionError(name)
