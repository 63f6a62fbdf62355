"""Whether a file holds what its first bytes promise. Pure Python: imports no Django."""

import re
import struct
from collections.abc import Callable
from typing import BinaryIO

from PIL import Image

from kasuhara_plugin.inquiries import zip_files
from kasuhara_plugin.inquiries.file_flaws import Flaw

_PILLOW = {"jpeg": "JPEG", "png": "PNG", "gif": "GIF", "webp": "WEBP", "tiff": "TIFF"}
_MADE_BY_ILLUSTRATOR = re.compile(rb"^%%Creator:\s*\(?Adobe Illustrator", re.MULTILINE)
_PSD = struct.Struct(">4sH6sHLLHH")  # Adobe's file format specification, "File Header Section"
_BOX = struct.Struct(">L4s")  # ISO/IEC 14496-12
_WHOLE, _LONG, _LAST = _BOX.size, 1, 0
_MOST_BOXES = 100


def is_illustrator_postscript(head: bytes) -> bool:
    """An .ai of Illustrator 8 and older."""
    return head.startswith(b"%!PS-Adobe-") and bool(
        _MADE_BY_ILLUSTRATOR.search(head.replace(b"\r", b"\n"))
    )


def require_sound(
    key: str, label: str, stream: BinaryIO, *, head: bytes, tail: bytes, size: int
) -> None:
    if key in _PILLOW:
        _require_image(stream, _PILLOW[key], label, size)
    elif key == "zip":
        zip_files.require_sound(stream, tail, label)
    elif key in _SOUND and not _SOUND[key](head, tail, stream, size):
        raise Flaw("broken", kind=label)


def _require_image(stream: BinaryIO, form: str, label: str, size: int) -> None:
    stream.seek(0)
    try:
        with Image.open(stream, formats=(form,)) as image:
            image.verify()
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise Flaw("pixels") from None
    except Exception:  # a damaged picture raises nearly anything
        if form == "TIFF" and _has_tiff_directory(stream, size):
            return  # of inks that printers use and Pillow does not know: spot colours of 16 bits
        raise Flaw("broken", kind=label) from None


def _has_tiff_directory(stream: BinaryIO, size: int) -> bool:
    """TIFF 6.0, section 2: a directory of 12-byte entries, in rising order, inside the file."""
    stream.seek(0)
    order = "<" if stream.read(4) == b"II*\0" else ">"
    at = struct.unpack(f"{order}L", stream.read(4).ljust(4, b"\0"))[0]
    stream.seek(at)
    count = struct.unpack(f"{order}H", stream.read(2).ljust(2, b"\0"))[0]
    entries = stream.read(12 * count)
    tags = [
        tag for tag, *_ in struct.iter_unpack(f"{order}H10s", entries[: len(entries) // 12 * 12])
    ]
    return (
        at >= 8 and at + 6 + 12 * count <= size and {256, 257} <= set(tags) and tags == sorted(tags)
    )


def _pdf(head: bytes, tail: bytes, stream: BinaryIO, size: int) -> bool:
    end = tail.rstrip(b"\x00 \t\r\n")[-1024:]
    return b"startxref" in end and b"%%EOF" in end


def _psd(head: bytes, tail: bytes, stream: BinaryIO, size: int) -> bool:
    if len(head) < _PSD.size:
        return False
    _, version, zeros, channels, height, width, depth, _mode = _PSD.unpack_from(head)
    sides = 1 <= height <= 30_000 and 1 <= width <= 30_000
    return (version == 1 and not any(zeros) and 1 <= channels <= 56
            and sides and depth in (1, 8, 16, 32) and _sections_fit(stream, size))  # fmt: skip


def _sections_fit(stream: BinaryIO, size: int) -> bool:
    """Colours, resources and layers, each with its length before it, then the picture."""
    position = _PSD.size
    for _ in range(3):
        stream.seek(position)
        position += 4 + int.from_bytes(stream.read(4))
    return position < size


def _heic(head: bytes, tail: bytes, stream: BinaryIO, size: int) -> bool:
    """Boxes from the first byte to the last, one of them the description of a picture."""
    position = 0
    kinds: list[bytes] = []
    while position < size and len(kinds) < _MOST_BOXES:
        stream.seek(position)
        length, kind = _BOX.unpack(stream.read(_WHOLE).ljust(_WHOLE, b"\0"))
        kinds.append(kind)
        if length == _LONG:
            length = int.from_bytes(stream.read(8))
        length = size - position if length == _LAST else length
        if length < _WHOLE:
            return False
        position += length
    return position == size and b"meta" in kinds


_SOUND: dict[str, Callable[[bytes, bytes, BinaryIO, int], bool]] = {
    "pdf": _pdf, "psd": _psd, "heic": _heic,
}  # fmt: skip
