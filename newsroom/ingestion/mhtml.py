"""A page saved as one file (MHTML, RFC 2557) -> the page in it. Pictures and frames stay behind."""

import binascii
import quopri
import re
from base64 import b64decode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

_HEAD = 20_000
_MOST_PARTS = 2_000
_DEEPEST = 3
_BEGINNING = re.compile(
    rb"\s*(?:[A-Za-z][A-Za-z0-9-]{1,40}:[^\n]*\n(?:[ \t][^\n]*\n)*){0,40}?"
    rb"Content-Type:\s*multipart/",
    re.IGNORECASE,
)
_END_OF_HEADERS = re.compile(rb"\r?\n\r?\n")
_FOLD = re.compile(r"\r?\n[ \t]+")
_NO_BASE64 = re.compile(rb"[^A-Za-z0-9+/]")


class NotMhtml(ValueError):
    """What looked like a page saved as one file has no page that can be read."""


@dataclass(frozen=True, slots=True)
class MainPart:
    """The page itself, as bytes. `charset` and `url` are empty where the file does not say."""

    body: bytes
    content_type: str
    charset: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class _Part:
    headers: Mapping[str, str]
    body: bytes

    @property
    def type(self) -> str:
        return self.headers.get("content-type", "text/plain").partition(";")[0].strip().lower()

    def parameter(self, name: str) -> str:
        """Return a parameter of Content-Type."""
        header = self.headers.get("content-type", "")
        found = re.search(rf";\s*{name}\s*=\s*(?:\"([^\"]*)\"|([^;\s]*))", header, re.IGNORECASE)
        return (found[1] or found[2] or "") if found else ""


def is_mhtml(body: bytes) -> bool:
    """Whether a file begins with the headers of a message in parts, as a saved page does."""
    return _BEGINNING.match(body[:_HEAD]) is not None


def main_part(body: bytes) -> MainPart:
    """Return the page in an MHTML file: the part named as its start, or its first one of HTML.

    Raises NotMhtml where there is none, or where it cannot be decoded.
    """
    whole = _part(body)
    pages = [part for part in _leaves(whole) if part.type == "text/html"]
    if not pages:
        raise NotMhtml("no page in it")
    page = next((part for part in pages if _is_start(part, whole)), pages[0])
    address = page.headers.get("content-location", "")
    return MainPart(
        body=_decoded(page),
        content_type="text/html",
        charset=page.parameter("charset")[:40],
        url=_link(address) or _link(whole.headers.get("snapshot-content-location", "")),
    )


def _part(body: bytes) -> _Part:
    body = body.lstrip(b"\r\n")
    end = _END_OF_HEADERS.search(body[:_HEAD])
    head, rest = (body[: end.start()], body[end.end() :]) if end else (b"", body)
    lines = _FOLD.sub(" ", head.decode("utf-8", "replace")).splitlines()
    headers = (line.partition(":") for line in lines)
    return _Part({name.strip().lower(): value.strip() for name, _, value in headers}, rest)


def _leaves(part: _Part, depth: int = 0) -> Iterator[_Part]:
    """Yield the parts that are not made of parts themselves, in their order."""
    if not part.type.startswith("multipart/"):
        yield part
    elif depth < _DEEPEST:
        for inner in _inner(part):
            yield from _leaves(inner, depth + 1)


def _inner(part: _Part) -> Iterator[_Part]:
    boundary = part.parameter("boundary")
    if not boundary:
        return
    line = re.compile(
        rb"(?:\A|\r?\n)--" + re.escape(boundary.encode()) + rb"(--)?[ \t]*(?=\r?\n|\Z)"
    )
    begun = None
    for count, found in enumerate(line.finditer(part.body)):
        if begun is not None:
            yield _part(part.body[begun : found.start()])
        if found[1] or count >= _MOST_PARTS:
            return
        begun = found.end()
    if begun is not None:
        yield _part(part.body[begun:])


def _is_start(part: _Part, whole: _Part) -> bool:
    start = whole.parameter("start")
    if start:
        return part.headers.get("content-id", "").strip("<>") == start.strip("<>")
    place = whole.headers.get("snapshot-content-location", "")
    return bool(place) and part.headers.get("content-location") == place


def _decoded(part: _Part) -> bytes:
    match part.headers.get("content-transfer-encoding", "").lower():
        case "base64":
            return _from_base64(part.body)
        case "quoted-printable":
            return quopri.decodestring(part.body)
    return part.body


def _from_base64(body: bytes) -> bytes:
    signs = _NO_BASE64.sub(b"", body)
    try:
        return b64decode(signs + b"=" * (-len(signs) % 4))
    except binascii.Error as error:
        raise NotMhtml("cut short") from error


def _link(text: str) -> str:
    return text if re.match(r"https?://\S+$", text, re.IGNORECASE) else ""
