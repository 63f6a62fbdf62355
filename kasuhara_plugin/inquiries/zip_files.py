"""A ZIP by its directory, never unpacked. Pure Python: imports no Django."""

import struct
import zipfile
from pathlib import PurePosixPath
from typing import BinaryIO, NamedTuple

from kasuhara_plugin.inquiries.file_flaws import Flaw

_END = struct.Struct("<4s4H2LH")
_END_SIGNATURE, _ENTRY_SIGNATURE = b"PK\x05\x06", b"PK\x01\x02"
LONGEST_END = _END.size + 0xFFFF
LONGEST_DIRECTORY = 2 * 1024 * 1024  # some 20,000 entries
LARGEST_EXPANDED = 2 * 1024**3
_DOCUMENTS = {"[Content_Types].xml", "mimetype"}  # Office; OpenDocument and EPUB
_PROGRAMS = {"META-INF/MANIFEST.MF", "AndroidManifest.xml"}


class End(NamedTuple):
    position: int  # in the tail
    directory: int  # its length
    comment: bytes
    after: int  # bytes behind the comment


def end_of(tail: bytes) -> End | None:
    """The end record in the last ``LONGEST_END`` bytes of a file."""
    position = tail.rfind(_END_SIGNATURE)
    if position < 0 or len(tail) - position < _END.size:
        return None
    fields = _END.unpack_from(tail, position)
    rest = tail[position + _END.size :]
    return End(position, fields[5], rest[: fields[7]], len(rest) - fields[7])


def comment(tail: bytes) -> bytes:
    end = end_of(tail)
    return end.comment if end else b""


def ends_as_zip(tail: bytes) -> bool:
    """Whether a reader of ZIPs takes this file for one, whatever it begins with."""
    end = end_of(tail)
    if end is None:
        return False
    begins = end.position - end.directory
    return begins < 0 or tail.startswith(_ENTRY_SIGNATURE, begins)


def require_sound(stream: BinaryIO, tail: bytes, label: str) -> None:
    end = end_of(tail)
    if end is None or end.after != 0 or end.directory > LONGEST_DIRECTORY:
        raise Flaw("broken", kind=label)
    entries = _entries(stream, label)
    if not entries:
        raise Flaw("zip_empty")
    names = {entry.filename for entry in entries}
    if names & _PROGRAMS:
        raise Flaw("unknown", found="JAR・APK")
    if names & _DOCUMENTS:
        raise Flaw("office")
    if min(entry.header_offset for entry in entries) != 0:
        raise Flaw("disguised", kind=label)
    if any(_leads_outside(name) for name in names):
        raise Flaw("zip_paths")
    if sum(entry.file_size for entry in entries) > LARGEST_EXPANDED:
        raise Flaw("zip_expands")


def _entries(stream: BinaryIO, label: str) -> list[zipfile.ZipInfo]:
    stream.seek(0)
    try:
        return zipfile.ZipFile(stream).infolist()
    except Exception:  # a damaged directory raises nearly anything
        raise Flaw("broken", kind=label) from None


def _leads_outside(name: str) -> bool:
    path = PurePosixPath(name.replace("\\", "/"))
    return path.is_absolute() or ".." in path.parts or name[1:2] == ":"
