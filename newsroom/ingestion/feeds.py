"""Bytes of a feed -> its entries: RSS, Atom and JSON Feed, however badly they are written.

Read by rules of our own over a mended tree: the common library for feeds decodes escapes twice
and falls back to a parser whose work cannot be bounded.
"""

import re
from collections.abc import Iterator
from datetime import datetime
from itertools import islice

from lxml.etree import _Element

from newsroom.ingestion.feed_contents import (
    IN_LINE,
    MOST_ENTRIES,
    FeedContents,
    FeedEntry,
    NotFeed,
    clean,
    id_from,
    language_from,
    link_from,
    moment_from,
    sections_from,
    summary_from,
    text_of_markup,
    title_from,
)
from newsroom.ingestion.feed_trees import (
    Unreadable,
    plain_bytes,
    root_name,
    text_of,
    tree_of,
)
from newsroom.ingestion.json_feeds import is_json_feed, looks_like_json, read_json_feed

__all__ = ["FeedContents", "FeedEntry", "NotFeed", "looks_like_feed", "read_feed"]

_ROOTS = frozenset({"rss", "feed", "rdf"})
_ENTRIES = frozenset({"item", "entry"})
_MOST_CHILDREN = 300
_MOST_READ = 20_000
"""Entries that are looked at, to find out which of them are the newest."""
_HEAD = 65_536


def read_feed(body: bytes, url: str, charset: str | None = None) -> FeedContents:
    """Return what a feed says: RSS 0.9 to 2.0, Atom, RDF or JSON Feed, also as a gzip file.

    `url` is where it was found, from which its links are read; `charset` what the transport says.
    Of a feed that is cut short, what came whole is returned. Raises NotFeed.
    """
    try:
        text = text_of(plain_bytes(body), charset)
        if looks_like_json(text):
            return read_json_feed(text, url)
        return _contents(tree_of(text, _ROOTS), url)
    except Unreadable as error:
        raise NotFeed(str(error)) from error


def looks_like_feed(body: bytes, content_type: str) -> bool:
    """Whether a body is a feed, by its beginning; `content_type` is what its host calls it."""
    try:
        text = text_of(plain_bytes(body)[:_HEAD])
    except Unreadable:
        return False
    if looks_like_json(text):
        return is_json_feed(text, content_type)
    return bool(root_name(text, _ROOTS))


# --- The tree


def _contents(root: _Element, url: str) -> FeedContents:
    head = _head(root)
    language = _language(head) or language_from(root.get(_XML_LANG, ""))
    named = (element for element in root.iter("{*}item", "{*}entry") if _is_entry(element))
    entries = _newest_end(list(islice(named, _MOST_READ)))
    return FeedContents(
        title=title_from(_words(head, "title", "dc:title")),
        site_url=_link(head, url),
        language=language,
        entries=tuple(_entry(element, url, language) for element in entries),
    )


def _head(root: _Element) -> _Element:
    return next((child for child in root if _name(child) == "channel"), root)


def _is_entry(element: _Element) -> bool:
    if _name(element) not in _ENTRIES:
        return False
    return not any(_name(above) in _ENTRIES for above in element.iterancestors())


def _newest_end(elements: list[_Element]) -> list[_Element]:
    """Return as many entries as are read, from that end of the feed where the newer ones stand."""
    if len(elements) <= MOST_ENTRIES:
        return elements
    first, last = _published(elements[0]), _published(elements[-1])
    upwards = first is not None and last is not None and first < last
    return elements[-MOST_ENTRIES:] if upwards else elements[:MOST_ENTRIES]


def _entry(element: _Element, url: str, language: str) -> FeedEntry:
    return FeedEntry(
        id=id_from(_text(element, "guid", "id", "dc:identifier") or element.get(_RDF_ABOUT, "")),
        url=_link(element, url),
        title=title_from(_words(element, "title", "dc:title")),
        summary=summary_from(_words(element, *_SUMMARIES)),
        sections=sections_from(list(_sections(element))),
        language=_language(element) or language,
        published_at=_published(element),
    )


_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_RDF_ABOUT = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"
_SUMMARIES = ("summary", "description", "dc:description", "content:encoded", "content")
_PUBLISHED = ("pubdate", "published", "issued", "dc:date", "dc:issued", "date", "dc:created")
_UPDATED = ("updated", "modified", "dc:modified", "created")
_CORE = re.compile(
    r".*(?:atom|netscape\.com|backend\.userland\.com).*|http://purl\.org/rss/1\.0/", re.IGNORECASE
)


def _name(element: _Element) -> str:
    """Return the name of an element in small letters, with the usual prefix of what is no core."""
    namespace, _end, local = str(element.tag).lower().rpartition("}")
    prefix, _colon, bare = local.rpartition(":")
    if prefix or not element.prefix or _CORE.fullmatch(namespace.lstrip("{")):
        return local if prefix else bare
    return f"{_usual_prefix(namespace, element.prefix)}:{bare}"


def _usual_prefix(namespace: str, given: str) -> str:
    if "purl.org/dc/" in namespace:
        return "dc"
    return "content" if namespace.endswith("/rss/1.0/modules/content/") else given.lower()


def _named(element: _Element, *names: str) -> Iterator[_Element]:
    """The children of these names, all of the first name before those of the second."""
    told = ((_name(child), child) for child in element)
    children = list(islice((one for one in told if one[0] not in _ENTRIES), _MOST_CHILDREN))
    for name in names:
        yield from (child for given, child in children if given == name)


def _text(element: _Element, *names: str) -> str:
    texts = ("".join(child.itertext()).strip() for child in _named(element, *names))
    return next((text for text in texts if text), "")


def _words(element: _Element, *names: str) -> str:
    """Return the first text there is of these names, as a reader would see it."""
    return next((words for child in _named(element, *names) if (words := _shown(child))), "")


def _shown(element: _Element) -> str:
    if len(element) == 0:
        return text_of_markup(element.text or "")
    # Markup within is a tree already: its text has been unescaped by the parser.
    return clean("".join(_seen(element)))


def _seen(element: _Element) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        local = _name(child).rpartition(":")[2]
        if local not in {"script", "style"}:
            yield from _seen(child)
        yield ("" if local in IN_LINE else " ") + (child.tail or "")


def _language(element: _Element) -> str:
    named = _text(element, "language", "dc:language") or element.get(_XML_LANG, "")
    return language_from(named)


def _published(element: _Element) -> datetime | None:
    texts = ("".join(child.itertext()) for child in _named(element, *_PUBLISHED, *_UPDATED))
    return next((moment for text in texts if (moment := moment_from(text))), None)


def _sections(element: _Element) -> Iterator[str]:
    for child in _named(element, "category", "dc:subject"):
        yield child.get("label") or child.get("term") or "".join(child.itertext())


def _link(element: _Element, url: str) -> str:
    base = link_from(element.base or "", url) or url
    return next((link for text in _links(element) if (link := link_from(text, base))), "")


def _links(element: _Element) -> Iterator[str]:
    """Where an entry or a feed may lead, the likeliest first."""
    yield _text(element, "feedburner:origlink")
    links = list(_named(element, "link"))
    yield from sorted((_href(link) for link in links if _is_page(link)), key=lambda href: not href)
    for link in _named(element, "guid", "id"):
        text = "".join(link.itertext()).strip()
        if link.get("isPermaLink", "true") != "false" and _ABSOLUTE.match(text):
            yield text
    yield element.get(_RDF_ABOUT, "")


_ABSOLUTE = re.compile(r"https?://", re.IGNORECASE)


def _is_page(link: _Element) -> bool:
    rel = link.get("rel", "alternate").lower()
    return rel in {"alternate", ""} and link.get("type", "text/html").lower() in _PAGES


_PAGES = frozenset({"text/html", "application/xhtml+xml", "", "html"})


def _href(link: _Element) -> str:
    return link.get("href") or "".join(link.itertext()).strip()
