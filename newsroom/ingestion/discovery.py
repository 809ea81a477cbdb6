"""What can be followed at a page: the feeds it names, its articles, its news sitemap."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from lxml.etree import _Element

from newsroom.ingestion.absence import NoArticle
from newsroom.ingestion.addresses import BadAddress, canonical, parse
from newsroom.ingestion.charsets import decode
from newsroom.ingestion.feed_contents import (
    FeedContents,
    clean,
    language_from,
    link_from,
    title_from,
)
from newsroom.ingestion.markup import parsed
from newsroom.ingestion.section_links import articles_in
from newsroom.ingestion.sitemaps import sitemap_contents

__all__ = [
    "Discovered",
    "NamedFeed",
    "discover",
    "is_feed_address",
    "section_contents",
    "sitemap_contents",
]

MOST_FEEDS = 30
FEWEST_ARTICLES = 5
"""Articles that a page links to at least, to be taken for a section page."""

_FEED_TYPES = frozenset(
    f"{kind}/{name}"
    for kind in ("application", "text")
    for name in (
        *("rss+xml", "atom+xml", "rdf+xml", "feed+json", "x-rss+xml", "x-atom+xml"),
        *("rss", "atom", "rdf", "x.atom+xml", "xml", "json"),
    )
)
_UNSURE_TYPES = frozenset({"application/xml", "text/xml", "application/json", "text/json", ""})
_FEED_ADDRESS = re.compile(
    r"\.(?:atom|rdf|rss)$|(?:^|[/._-])(?:rss|atom|feeds?|feed\.xml|rss\.xml|index\.xml|feed\.json)/?$"
    r"|feeds/posts/default/?$|[?&](?:feed=(?:atom|rdf|rss2?)|type=100|format=(?:rss|atom|feed))\b",
    re.IGNORECASE,
)
# What readers say to an article, and what the software says of itself, are no news.
_NOT_NEWS = re.compile(
    r"/comments?(?:/|$)|/oembed/|/wp-json/|/xmlrpc|/opensearch|/search(?:/|$)|\bfeed=comments",
    re.IGNORECASE,
)
_COMMENTS = re.compile(
    r"\b(?:comments?|kommentare?|commentaires|comentarios|comentários|commenti)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class NamedFeed:
    """A feed that a page names. `is_declared`: by a link for programs, not just one for readers."""

    url: str
    title: str
    is_declared: bool = True


@dataclass(frozen=True, slots=True)
class Discovered:
    """What can be followed at the page at `url`.

    `site_name` is what the page says its outlet is called, or empty. `articles` counts the
    articles that it links to in its main part.
    """

    url: str
    title: str = ""
    site_name: str = ""
    feeds: tuple[NamedFeed, ...] = ()
    articles: int = 0

    @property
    def is_section(self) -> bool:
        return self.articles >= FEWEST_ARTICLES

    @property
    def is_front(self) -> bool:
        """Whether it is the first page of its site."""
        return _is_front(self.url)


def discover(body: bytes, url: str, charset: str | None = None) -> Discovered:
    """Return what can be followed at the page in `body`, which was fetched from `url`.

    Feeds that the page declares win; only without them are those returned that it links to.
    """
    tree = _tree(body, charset)
    if tree is None:
        return Discovered(url)
    base = _base(tree, url)
    declared = _once(_declared(tree, base), url)
    return Discovered(
        url=url,
        title=_title(tree),
        site_name=_site_name(tree),
        feeds=declared or _once(_linked(tree, base), url),
        articles=len(articles_in(tree, url, base)),
    )


def section_contents(body: bytes, url: str, charset: str | None = None) -> FeedContents:
    """Return the articles that a section page links to, as the entries of a feed.

    A page without any has no entries.
    """
    tree = _tree(body, charset)
    if tree is None:
        return FeedContents("", url, "", ())
    language = language_from(tree.get("lang") or tree.get("xml:lang") or "")
    entries = tuple(articles_in(tree, url, _base(tree, url), language))
    return FeedContents(_title(tree), url, language, entries)


def _tree(body: bytes, charset: str | None) -> _Element | None:
    try:
        return parsed(decode(body, charset))
    except NoArticle:
        return None


def _base(tree: _Element, url: str) -> str:
    named = next((one.get("href", "") for one in tree.iter("base")), "")
    return link_from(named, url) or url


# --- Feeds


def _declared(tree: _Element, base: str) -> Iterator[NamedFeed]:
    for link in tree.iter("link"):
        kind = link.get("type", "").partition(";")[0].strip().lower()
        rel = set(link.get("rel", "").lower().split())
        if not rel & {"alternate", "feed"} or "stylesheet" in rel:
            continue
        url = link_from(link.get("href", ""), base)
        sure = kind in _FEED_TYPES - _UNSURE_TYPES or "feed" in rel
        if url and (sure or (kind in _UNSURE_TYPES and is_feed_address(url))):
            yield NamedFeed(url, title_from(clean(link.get("title", ""))))


def _linked(tree: _Element, base: str) -> Iterator[NamedFeed]:
    for link in tree.iter("a"):
        url = link_from(link.get("href", ""), base)
        if url and is_feed_address(url):
            words = clean("".join(link.itertext()) or link.get("title", ""))
            yield NamedFeed(url, title_from(words), is_declared=False)


def is_feed_address(url: str) -> bool:
    """Whether an address looks like that of a feed."""
    return bool(_FEED_ADDRESS.search(_tail(url)))


def _tail(url: str) -> str:
    """Path and query of an address; its host may well be called feeds."""
    return "/" + url.partition("://")[2].partition("/")[2]


def _once(feeds: Iterator[NamedFeed], page: str) -> tuple[NamedFeed, ...]:
    """Each feed once, without those of comments; also where one form of it stands beside others."""
    kept: dict[str, NamedFeed] = {}
    for feed in feeds:
        if feed.url != page and not _is_of_comments(feed):
            kept.setdefault(_same(feed), feed)
    return tuple(islice(kept.values(), MOST_FEEDS))


def _is_of_comments(feed: NamedFeed) -> bool:
    return bool(_NOT_NEWS.search(_tail(feed.url)) or _COMMENTS.search(feed.title))


_FORM = re.compile(
    r"\b(?:rss ?2?(?:\.0)?|atom(?: ?1\.0)?|rdf|json ?feed|xml|feed)\b|[()-]", re.IGNORECASE
)


def _same(feed: NamedFeed) -> str:
    """What two forms of one feed (RSS and Atom) have in common: the title, where it tells one."""
    name = _FORM.sub(" ", feed.title).casefold()
    name = " ".join(name.split())
    return f"{name} {parse(feed.url).host}" if len(name) > 3 and feed.is_declared else feed.url


# --- What it is called


def _title(tree: _Element) -> str:
    """The title of a page without the name of its outlet, which most pages put behind it."""
    whole = clean(next(("".join(one.itertext()) for one in tree.iter("title")), ""))
    name = re.escape(_site_name(tree))
    return title_from(re.sub(rf"\s+[|–—·:-]\s+{name}$", "", whole) if name else whole)


def _site_name(tree: _Element) -> str:
    return _named(tree, "og:site_name") or _named(tree, "application-name")


def _named(tree: _Element, name: str) -> str:
    for meta in tree.iter("meta"):
        if (meta.get("property") or meta.get("name", "")).lower() == name:
            return clean(meta.get("content", ""))[:200]
    return ""


def _is_front(url: str) -> bool:
    try:
        return parse(canonical(url)).target == "/"
    except BadAddress:
        return False
