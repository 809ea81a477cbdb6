"""Bytes of XML from anywhere -> a tree of bounded size, mended where it can be.

Nothing is ever loaded from elsewhere and no entity is expanded: all that stands before the first
element, with it any DOCTYPE, is cut off before the parser sees it.
"""

import codecs
import html
import re
from collections.abc import Iterator
from html.entities import html5

from lxml import etree
from lxml.etree import LxmlError, _Element

from newsroom.ingestion.charsets import decode
from newsroom.ingestion.packing import BadPacking, gunzipped, is_gzipped

LONGEST = 10_000_000
"""Bytes of XML, unpacked, that are read."""
_MOST_TAGS = 150_000
_MOST_ESCAPES = 200_000
_REACH = 20_000
"""Characters before the first element that are looked through."""
_MOST_BEFORE = 500
"""Characters of words before it, such as a server's own warnings."""

_DECLARATION = re.compile(
    rb"^\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']utf-?(?:8|16(?:[lb]e)?)[\"'][^>]{0,200}>", re.I
)
_SOME_TAG = re.compile(r"<[^<>]*>")
_HTML = re.compile(r"<(?:html|head|body|title|meta)\b", re.IGNORECASE)
# A parser's work grows with the square of the number of attributes.
_ENDLESS_TAG = re.compile(r"<([\w:]{1,60})\s[^<>]{20000,}?>")
_UNSURE = re.compile(
    r"&(?!(?:lt|gt|amp|quot|apos);)(?:(#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{0,31});)?"
)
_OF_XML = (
    ("&lt;", "&#60;"),
    ("&gt;", "&#62;"),
    ("&amp;", "&#38;"),
    ("&quot;", "&#34;"),
    ("&apos;", "&#39;"),
)
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class Unreadable(ValueError):
    """There is no element of the names that were looked for."""


def plain_bytes(body: bytes) -> bytes:
    """Return a body, unpacked if it is a gzip file. Raises Unreadable when it is cut or a bomb."""
    if not is_gzipped(body):
        return body
    try:
        plain = gunzipped(body, LONGEST)
    except BadPacking as error:
        raise Unreadable(str(error)) from error
    if len(plain) > LONGEST:
        raise Unreadable("too large")
    return plain


def text_of(body: bytes, charset: str | None = None) -> str:
    """Return the text of an XML or JSON document; what cannot be read becomes U+FFFD."""
    if body[:1] == b"<" and body[1:2] == b"\x00":
        return body.decode("utf-16-le", "replace")
    if body[:2] == b"\x00<":
        return body.decode("utf-16-be", "replace")
    if _is_utf_8(body):
        return decode(body)
    # Whoever says UTF-8 and is wrong has most often written Windows-1252.
    claimed = (charset or "").lower().replace("-", "").startswith("utf8")
    return decode(_DECLARATION.sub(b"", body, count=1), None if claimed else charset)


def _is_utf_8(body: bytes) -> bool:
    if body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return True
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def root_name(text: str, names: frozenset[str]) -> str:
    """Return the name of the first of the elements `names` near the beginning, or nothing."""
    found = _root(text, names)
    return found["name"].lower() if found else ""


def _root(text: str, names: frozenset[str]) -> re.Match[str] | None:
    pattern = rf"<(?:[\w.-]+:)?(?P<name>{'|'.join(sorted(names))})(?=[\s>/])"
    found = re.compile(pattern, re.IGNORECASE).search(text, 0, _REACH)
    return found if found and _may_stand_before(text[: found.start()]) else None


def _may_stand_before(text: str) -> bool:
    """Whether text before the first element is a prolog, or what a server let slip; not a page."""
    return not _HTML.search(text) and len(_SOME_TAG.sub("", text).strip()) <= _MOST_BEFORE


def tree_of(text: str, names: frozenset[str]) -> _Element:
    """Return the tree whose root is one of the elements `names` (in small letters).

    What is cut short or badly nested is mended; what lies beyond the bounds is left out. Raises
    Unreadable.
    """
    found = _root(text, names)
    if found is None:
        raise Unreadable("no such element")
    source = _mended(_NOT_IN_XML.sub("", text[found.start() : found.start() + LONGEST]))
    try:
        root = etree.fromstring(source.encode("utf-8"), parser=_parser())
    except (LxmlError, ValueError) as error:
        raise Unreadable("no tree") from error
    if root is None:
        raise Unreadable("no tree")
    return root


def _parser() -> etree.XMLParser:
    return etree.XMLParser(
        encoding="utf-8",
        recover=True,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        collect_ids=False,
    )


def _mended(text: str) -> str:
    """Return XML whose escapes are all ones that XML knows; CDATA stays as it is."""
    return "".join(_mended_parts(_ENDLESS_TAG.sub(r"<\1>", text)))


def _mended_parts(text: str) -> Iterator[str]:
    outside, *inside = text.split("<![CDATA[")
    tags = outside.count("<")
    yield _with_known_escapes(_cut(outside, "<", _MOST_TAGS))
    for part in inside:
        verbatim, _end, outside = part.partition("]]>")
        yield f"<![CDATA[{verbatim}]]>"
        yield _with_known_escapes(_cut(outside, "<", _MOST_TAGS - tags))
        tags += outside.count("<")
        if tags > _MOST_TAGS:
            return


def _cut(text: str, mark: str, most: int) -> str:
    """Return as much of a text as has no more than `most` of a character."""
    if text.count(mark) <= most:
        return text
    at = -1
    for _ in range(most + 1):
        at = text.index(mark, at + 1)
    return text[:at]


def _with_known_escapes(text: str) -> str:
    if "&" not in text:
        return text
    text = "".join(_pieces(text))
    # The parser forgets even the five names it knows after the first fault, but not the numbers.
    for name, number in _OF_XML:
        text = text.replace(name, number)
    return text


def _pieces(text: str) -> Iterator[str]:
    at = 0
    for number, found in enumerate(_UNSURE.finditer(text)):
        yield text[at : found.start()]
        if number == _MOST_ESCAPES:
            return
        yield _known(found)
        at = found.end()
    yield text[at:]


def _known(found: re.Match[str]) -> str:
    """Return an escape that XML has for what browsers take this one to be."""
    name = found[1]
    if not name:
        return "&amp;"
    if name.startswith("#"):
        return _numbers(html.unescape(f"&{name};"))
    return _numbers(html5.get(f"{name};", "")) or f"&amp;{name};"


def _numbers(characters: str) -> str:
    return "".join(f"&#{ord(one)};" for one in _NOT_IN_XML.sub("", characters))
