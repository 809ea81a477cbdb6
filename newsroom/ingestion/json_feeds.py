"""The text of a JSON Feed (versions 1 and 1.1) -> its entries."""

import json
import re

from newsroom.ingestion.feed_contents import (
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

_LONGEST = 5_000_000
_MOST_PARTS = 300_000
"""Brackets and commas: how many values there can be, and what they take in memory."""
_VERSION = re.compile(r'"version"\s*:\s*"https?:\\?/\\?/(?:www\.)?jsonfeed\.org', re.IGNORECASE)

type Json = dict[str, object]


def looks_like_json(text: str) -> bool:
    return text[:1000].lstrip("\ufeff \t\r\n").startswith("{")


def is_json_feed(text: str, content_type: str = "") -> bool:
    """Whether JSON is a feed, by its beginning or by what its host calls it."""
    return content_type == "application/feed+json" or _VERSION.search(text) is not None


def read_json_feed(text: str, url: str) -> FeedContents:
    """Return what a JSON Feed says; `url` is where it was found. Raises NotFeed."""
    feed = _parsed(text)
    items = feed.get("items")
    if not isinstance(items, list):
        raise NotFeed("no items")
    language = language_from(_string(feed, "language"))
    entries = [_entry(item, url, language) for item in items[:MOST_ENTRIES] if type(item) is dict]
    return FeedContents(
        title=title_from(clean(_string(feed, "title"))),
        site_url=link_from(_string(feed, "home_page_url"), url),
        language=language,
        entries=tuple(entries),
    )


def _parsed(text: str) -> Json:
    if len(text) > _LONGEST or sum(map(text.count, "[{,")) > _MOST_PARTS:
        raise NotFeed("too large")
    try:
        feed = json.loads(text.lstrip("\ufeff \t\r\n"))
    except (ValueError, RecursionError) as error:
        raise NotFeed("no JSON") from error
    if not isinstance(feed, dict):
        raise NotFeed("no feed")
    return feed


def _entry(item: Json, url: str, language: str) -> FeedEntry:
    given = item.get("id")
    tags = item.get("tags")
    return FeedEntry(
        id=id_from(str(given)) if isinstance(given, str | int) else "",
        url=link_from(_string(item, "url"), url) or link_from(_string(item, "external_url"), url),
        title=title_from(text_of_markup(_string(item, "title"))),
        summary=summary_from(_summary(item)),
        sections=sections_from([t for t in tags if type(t) is str] if type(tags) is list else []),
        language=language_from(_string(item, "language")) or language,
        published_at=moment_from(_string(item, "date_published"))
        or moment_from(_string(item, "date_modified")),
    )


def _summary(item: Json) -> str:
    plain = _string(item, "summary") or _string(item, "content_text")
    return clean(plain[:20_000]) or text_of_markup(_string(item, "content_html"))


def _string(values: Json, name: str) -> str:
    value = values.get(name)
    return value if isinstance(value, str) else ""
