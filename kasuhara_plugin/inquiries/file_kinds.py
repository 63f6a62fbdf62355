"""What a file is, by its content alone. Pure Python: imports no Django.

A ZIP is looked into by its directory only and never unpacked; an image is opened, never drawn.
"""

from dataclasses import dataclass
from typing import BinaryIO

import filetype

from kasuhara_plugin.inquiries import file_shapes, zip_files
from kasuhara_plugin.inquiries.file_flaws import Flaw
from kasuhara_plugin.inquiries.file_names import extension
from kasuhara_plugin.inquiries.polyglots import is_also_something_else

MEGABYTE = 1024 * 1024
LIMIT_MB = 20  # one file
LIMIT = LIMIT_MB * MEGABYTE
HEAD, TAIL = 4096, zip_files.LONGEST_END


@dataclass(frozen=True)
class Kind:
    key: str
    label: str
    extensions: tuple[str, ...]


KINDS = {
    kind.key: kind
    for kind in (
        Kind("pdf", "PDF", ("pdf",)),
        Kind("ai", "Illustrator（AI）", ("ai",)),
        Kind("psd", "Photoshop（PSD）", ("psd",)),
        Kind("jpeg", "JPEG画像", ("jpg", "jpeg", "jpe", "jfif")),
        Kind("png", "PNG画像", ("png",)),
        Kind("gif", "GIF画像", ("gif",)),
        Kind("webp", "WebP画像", ("webp",)),
        Kind("tiff", "TIFF画像", ("tif", "tiff")),
        Kind("heic", "HEIC画像", ("heic", "heif")),
        Kind("zip", "ZIP", ("zip",)),
    )
}
_BY_MIME = {
    "application/pdf": "pdf", "image/vnd.adobe.photoshop": "psd", "image/jpeg": "jpeg",
    "image/png": "png", "image/apng": "png", "image/gif": "gif", "image/webp": "webp",
    "image/tiff": "tiff", "image/heic": "heic", "application/zip": "zip",
}  # fmt: skip
_OFFICE = ("application/vnd.openxmlformats", "application/vnd.oasis", "application/msword",
           "application/vnd.ms-", "application/epub")  # fmt: skip


def judge(stream: BinaryIO, *, size: int, name: str) -> Kind:
    """The kind of the file. Raises ``Flaw`` for one that cannot be taken."""
    if size == 0:
        raise Flaw("empty")
    if size > LIMIT:
        raise Flaw("too_large", limit=LIMIT_MB, size=-(-size // MEGABYTE))
    head, tail = _ends(stream, size)
    kind = _kind_of(head)
    file_shapes.require_sound(kind.key, kind.label, stream, head=head, tail=tail, size=size)
    if is_also_something_else(kind.key, head, tail):
        raise Flaw("disguised", kind=kind.label)
    return _as_named(kind, name)


def _ends(stream: BinaryIO, size: int) -> tuple[bytes, bytes]:
    stream.seek(0)
    head = stream.read(HEAD)
    stream.seek(max(0, size - TAIL))
    return head, stream.read(TAIL)


def _kind_of(head: bytes) -> Kind:
    if file_shapes.is_illustrator_postscript(head):
        return KINDS["ai"]
    guess = filetype.guess(head)
    mime = guess.mime if guess else ""
    if mime.startswith(_OFFICE):
        raise Flaw("office")
    key = _BY_MIME.get(mime)
    if key == "pdf" and not head.startswith(b"%PDF-"):  # readers tolerate what stands before it
        raise Flaw("broken", kind=KINDS[key].label)
    if key is None:
        raise Flaw("unknown", found=_found(head, guess))
    return KINDS[key]


def _found(head: bytes, guess: filetype.Type | None) -> str:
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return "HTML・SVG・XML"
    if head.startswith(b"%!PS"):
        return "EPS・PostScript"
    return guess.extension.upper() if guess else "不明"


def _as_named(kind: Kind, name: str) -> Kind:
    """Illustrator saves an .ai as a PDF with its own data inside."""
    typed = extension(name)
    if kind.key == "pdf" and typed == "ai":
        return KINDS["ai"]
    if typed and typed not in kind.extensions:
        raise Flaw("extension", extension=typed, kind=kind.label)
    return kind
