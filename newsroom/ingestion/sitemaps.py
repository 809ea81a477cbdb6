"""News sitemaps and plain ones, read as if they were feeds; and the maps that an index names."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice

from lxml.etree import _Element

from newsroom.ingestion.feed_contents import (
    MOST_ENTRIES,
    FeedContents,
    FeedEntry,
    NotFeed,
    clean,
    language_from,
    link_from,
    moment_from,
    sections_from,
    title_from,
)
from newsroom.ingestion.feed_trees import Unreadable, plain_bytes, root_name, text_of, tree_of

MOST_MAPS = 20
"""Maps of one index that are returned."""
_MOST_READ = 50_000
_ROOTS = frozenset({"urlset", "sitemapindex"})
_OLDEST = datetime.min.replace(tzinfo=UTC)
_NEWS = ("news", "google", "latest", "today", "recent", "aktuell")


@dataclass(frozen=True, slots=True)
class SitemapLink:
    """A map that an index names. `is_news`: its name says that it holds what is new."""

    url: str
    is_news: bool
    changed_at: datetime | None


def looks_like_sitemap(body: bytes) -> bool:
    """Whether a body, packed with gzip or not, is a sitemap or an index of sitemaps."""
    try:
        return bool(root_name(text_of(plain_bytes(body)), _ROOTS))
    except Unreadable:
        return False


def sitemap_contents(body: bytes, url: str, charset: str | None = None) -> FeedContents:
    """Return what a sitemap names, the newest first; of an index, no entries (`maps_in`).

    Where it is a news sitemap, entries have titles, sections and the moment of publication; else
    only links, with the moment of the last change. Raises NotFeed.
    """
    root = _root(body, charset)
    entries = (_entry(one, url) for one in islice(_named(root, "url"), _MOST_READ))
    named = [entry for entry in entries if entry.url]
    named.sort(key=lambda entry: entry.published_at or _OLDEST, reverse=True)
    language = named[0].language if named else ""
    return FeedContents("", "", language, tuple(named[:MOST_ENTRIES]))


def maps_in(body: bytes, url: str, charset: str | None = None) -> tuple[SitemapLink, ...]:
    """Return the maps that an index of sitemaps names: those of news first, then the newest.

    Empty where it is no index. Raises NotFeed.
    """
    named = islice(_named(_root(body, charset), "sitemap"), _MOST_READ)
    maps = [link for one in named if (link := _map(one, url)).url]
    maps.sort(key=lambda link: (link.is_news, link.changed_at or _OLDEST), reverse=True)
    return tuple(maps[:MOST_MAPS])


def _root(body: bytes, charset: str | None) -> _Element:
    try:
        return tree_of(text_of(plain_bytes(body), charset), _ROOTS)
    except Unreadable as error:
        raise NotFeed(str(error)) from error


def _map(element: _Element, url: str) -> SitemapLink:
    link = link_from(_text(element, "loc"), url)
    name = link.rpartition("://")[2].partition("/")[2].lower()
    return SitemapLink(link, any(word in name for word in _NEWS), _changed(element))


def _entry(element: _Element, url: str) -> FeedEntry:
    link = link_from(_text(element, "loc"), url)
    news = next(_named(element, "news"), element)
    publication = next(_named(news, "publication"), news)
    return FeedEntry(
        id=link,
        url=link,
        title=title_from(_text(news, "title")),
        summary="",
        sections=sections_from(_text(news, "keywords").split(",")),
        language=language_from(_text(publication, "language")),
        published_at=moment_from(_text(news, "publication_date")) or _changed(element),
    )


def _changed(element: _Element) -> datetime | None:
    return moment_from(_text(element, "lastmod"))


def _named(element: _Element, name: str) -> Iterator[_Element]:
    # Prefixes are often not declared, so they stand in the name.
    return (child for child in element if _name(child) == name)


def _name(element: _Element) -> str:
    return str(element.tag).rpartition("}")[2].rpartition(":")[2].lower()


def _text(element: _Element, name: str) -> str:
    return next((clean("".join(child.itertext())) for child in _named(element, name)), "")
