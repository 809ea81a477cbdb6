"""Lists of links as other programs write them: bookmarks, tables, lines with a note to each."""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from html import unescape

from newsroom.ingestion.addresses import BadAddress, canonical, parse

_BOOKMARKS = re.compile(r"<!doctype\s+netscape-bookmark-file", re.IGNORECASE)
_HREF = re.compile(r"<a\s[^>]{0,2000}?href\s*=\s*[\"']?(https?://[^\"'\s>]+)", re.IGNORECASE)
_LINK = re.compile(r"https?://[^\s\"'<>|]+", re.IGNORECASE)
_FEED_SCHEME = re.compile(r"(?<!\S)feed:(?://)?(https?://)?(?=\S)", re.IGNORECASE)
_AFTER = ".,;:!?)]}»”’"
_HEAD = 2_000
_FEWEST = 3
_MOST = 0.8
_MANY = 0.5

_FEED_HOST = re.compile(r"(?:feed|feeds|rss)\.")
_FEED_PATH = re.compile(
    r"\.(?:rss|atom|rdf)\Z|/(?:feed|feeds|rss|atom)(?:/|\Z|\.(?:xml|json|php|aspx?)\Z)"
    r"|/(?:rss|atom|feed)[\w-]*\.(?:xml|json)\Z|[-_](?:rss|feed|atom)\.xml\Z",
    re.IGNORECASE,
)
_FEED_QUERY = re.compile(
    r"(?:\A|&)(?:feed|format|type|output|alt)=(?:rss2?|atom|rdf|feed|jsonfeed)"
)


def is_bookmarks(text: str) -> bool:
    """Whether `text` is a file of bookmarks as browsers write it."""
    return _BOOKMARKS.search(text[:_HEAD]) is not None


def listed_links(text: str, *, is_table: bool = False) -> list[str]:
    """Return the links of a list, each article once, or [] where `text` is no list of links.

    Lists are bookmarks, and lines of which most have a link in them (notes with links), at least
    three of them; of a line the first link counts. A table needs but one (`is_table` says that it
    is one); what stands in its column of links comes back, whether it is a link or not.
    """
    if is_bookmarks(text):
        return once(unescape(link) for link in _HREF.findall(text))
    lines = [line for line in text.splitlines() if line.strip()]
    count = sum(_LINK.search(line) is not None for line in lines)
    fewest, share = (1, _MANY) if is_table else (_FEWEST, _MOST)
    if count < max(fewest, share * (len(lines) - 1)):
        return []
    return once(_column(_cells(lines)) or _first_links(lines))


def _first_links(lines: Iterable[str]) -> Iterator[str]:
    return (found[0].rstrip(_AFTER) for line in lines if (found := _LINK.search(line)))


def _cells(lines: Sequence[str]) -> Sequence[Sequence[str]]:
    """The rows of a table, or nothing where the lines make none."""
    for mark in "\t;,":
        with suppress(csv.Error):
            rows = list(csv.reader(lines, delimiter=mark))
            if len(rows[0]) > 1 and len({len(row) for row in rows}) == 1:
                return rows
    return ()


def _column(rows: Sequence[Sequence[str]]) -> list[str]:
    """What stands in the column that has the most links, below its heading."""
    if not rows:
        return []
    cells = max(zip(*rows, strict=True), key=lambda column: sum(map(_is_link, column)))
    below = [cell.strip() for cell in (cells if _is_link(cells[0]) else cells[1:])]
    return [cell for cell in below if cell] if sum(map(_is_link, below)) * 2 >= len(below) else []


def _is_link(cell: str) -> bool:
    return _LINK.fullmatch(cell.strip()) is not None


def once(links: Iterable[str]) -> list[str]:
    """Return `links` in their order, each article once."""
    first: dict[str, str] = {}
    for link, identity in _identified(links):
        first.setdefault(identity, link)
    return list(first.values())


def _identified(links: Iterable[str]) -> Iterator[tuple[str, str]]:
    for link in links:
        try:
            yield link, canonical(link)
        except BadAddress:
            yield link, link


def without_feed_scheme(text: str) -> str:
    """Return `text` with addresses such as feed://host/news.xml written as links."""
    return _FEED_SCHEME.sub(lambda found: found[1] or "https://", text)


def looks_like_feed(link: str) -> bool:
    """Whether the address alone says that a feed is there."""
    try:
        address = parse(link)
    except BadAddress:
        return False
    path, _, query = address.target.partition("?")
    return bool(
        _FEED_PATH.search(path) or _FEED_QUERY.search(query) or _FEED_HOST.match(address.host)
    )
