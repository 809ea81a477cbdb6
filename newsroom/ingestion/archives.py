"""A ZIP -> the pages and texts in it. Nothing is written anywhere; paths in it mean nothing."""

import io
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePosixPath

MOST_PAGES = 100
LARGEST_PAGE = 10 * 2**20
LARGEST_WHOLE = 50 * 2**20
"""Bytes, unpacked: of one file, and of all of them together."""

_MOST_ENTRIES = 5_000
_TIGHTEST = 100
_SPARED = 2**20
_CHUNK = 2**16
_ENTRY = b"PK\x01\x02"
_BEGINNINGS = (b"PK\x03\x04", b"PK\x05\x06")
_ENCRYPTED = 0x1
# RuntimeError is also what a wrong password raises, and what is not implemented.
_UNREADABLE = (
    *(zipfile.BadZipFile, zlib.error, struct.error, EOFError, RuntimeError, ValueError, OSError),
)
_READ = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_PAGES = frozenset(("", ".htm", ".html", ".xhtml", ".mht", ".mhtml", ".txt", ".text", ".md"))
# Office files and electronic books are ZIPs too; their insides are no pages of the web.
_OTHER_FORMATS = frozenset(("mimetype", "[Content_Types].xml"))


class Reason(StrEnum):
    """Why a file in a ZIP is left out."""

    OTHER = "other"
    """By its name neither a page nor a text."""
    ENCRYPTED = "encrypted"
    NESTED = "nested"
    """A ZIP itself."""
    LINK = "link"
    """A symbolic link."""
    TOO_LARGE = "too_large"
    TOO_TIGHT = "too_tight"
    """Packed so tightly that it is no text somebody wrote."""
    TOO_MANY = "too_many"
    """Behind the last one that is read."""
    METHOD = "method"
    """Packed in a way that is not read here."""
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Member:
    """A file in a ZIP: its name without folders, and its bytes, or why it is left out."""

    name: str
    body: bytes = b""
    left_out: Reason | None = None


class NotZip(ValueError):
    """Not a ZIP of pages, or one that cannot be read; `is_broken` tells which."""

    def __init__(self, *, is_broken: bool) -> None:
        super().__init__("broken" if is_broken else "another kind of file")
        self.is_broken = is_broken


def is_zip(body: bytes) -> bool:
    """Whether a file begins as a ZIP does."""
    return body.startswith(_BEGINNINGS)


def members(body: bytes) -> list[Member]:
    """Return the pages and texts in a ZIP, with those left out in their place. Raises NotZip.

    Folders and what belongs to the picture of a saved page are passed over.
    """
    if body.count(_ENTRY) > _MOST_ENTRIES:
        raise NotZip(is_broken=True)
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            return list(_members(archive))
    except _UNREADABLE as error:
        if isinstance(error, NotZip):
            raise
        raise NotZip(is_broken=True) from error


def _members(archive: zipfile.ZipFile) -> Iterator[Member]:
    entries = archive.infolist()
    if not _OTHER_FORMATS.isdisjoint(entry.filename for entry in entries):
        raise NotZip(is_broken=False)
    left, pages = LARGEST_WHOLE, 0
    for entry in entries:
        if _is_passed_over(entry):
            continue
        full = pages >= MOST_PAGES or left <= 0
        member = _member(archive, entry, left, full=full)
        left -= len(member.body)
        pages += member.left_out is None
        yield member


def _is_passed_over(entry: zipfile.ZipInfo) -> bool:
    *folders, name = PurePosixPath(entry.filename).parts or [""]
    hidden = entry.is_dir() or not name or name.startswith(".") or "__MACOSX" in folders
    # "Web page, complete" keeps pictures, styles and frames in a folder of this name.
    return hidden or any(folder.endswith("_files") for folder in folders)


def _member(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, left: int, *, full: bool) -> Member:
    name = PurePosixPath(entry.filename).name
    reason = _why_not(entry) or (Reason.TOO_MANY if full else None)
    if reason:
        return Member(name, left_out=reason)
    try:
        body = _unpacked(archive, entry, min(left, LARGEST_PAGE))
    except _TooMuch as much:
        return Member(name, left_out=much.reason)
    except _UNREADABLE:
        return Member(name, left_out=Reason.BROKEN)
    return Member(name, left_out=Reason.NESTED) if is_zip(body) else Member(name, body)


def _why_not(entry: zipfile.ZipInfo) -> Reason | None:
    """Return what speaks against a file before it is unpacked."""
    suffix = PurePosixPath(entry.filename).suffix.lower()
    if stat.S_ISLNK(entry.external_attr >> 16):
        return Reason.LINK
    if entry.flag_bits & _ENCRYPTED:
        return Reason.ENCRYPTED
    if suffix not in _PAGES:
        return Reason.NESTED if suffix == ".zip" else Reason.OTHER
    if entry.compress_type not in _READ:
        return Reason.METHOD
    return Reason.TOO_LARGE if entry.file_size > LARGEST_PAGE else None


class _TooMuch(Exception):
    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason


def _unpacked(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, most: int) -> bytes:
    """Unpack a file bit by bit: what it says of its own size is not believed."""
    body = bytearray()
    with archive.open(entry) as file:
        while chunk := file.read(_CHUNK):
            body += chunk
            if len(body) > most:
                raise _TooMuch(Reason.TOO_LARGE if most == LARGEST_PAGE else Reason.TOO_MANY)
            if len(body) > max(_SPARED, entry.compress_size * _TIGHTEST):
                raise _TooMuch(Reason.TOO_TIGHT)
    return bytes(body)
