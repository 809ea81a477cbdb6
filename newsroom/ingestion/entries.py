"""What a feed names -> entries that are remembered, and articles that come in, each once."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from newsroom.articles.models import Article
from newsroom.articles.moments import of_day
from newsroom.ingestion.adding import article_for
from newsroom.ingestion.addresses import BadAddress, canonical
from newsroom.ingestion.feed_contents import FeedContents, FeedEntry
from newsroom.ingestion.fetching import Door, door, is_refused
from newsroom.ingestion.rules import Condition, judge, rules_for
from newsroom.jobs import IN_TIME, begin_all
from newsroom.outlets.models import Entry, Feed

Outcome = Entry.Outcome
_OLDEST = datetime(1990, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Named:
    """An entry as a feed names it now: what it is remembered by, and the identity of its link.

    `address` is empty where the link cannot be fetched. `published_at` is never in the future.
    """

    entry: FeedEntry
    key: str
    address: str
    published_at: datetime | None


def take_in_entries(feed: Feed, contents: FeedContents) -> int:
    """Take in what `feed` names and has not named before; return how many entries that are.

    Of a feed that never answered before only the newest come in, the others are remembered.
    May run twice, and at the same time: an entry is one by its id or by its address.
    """
    named = _distinct(contents.entries)
    known = _Known.of(feed, named)
    new = [one for one in named if not known.has(one)]
    _remember([known.again(feed, one) for one in named if known.has_half(one)])
    most = settings.FEED_FIRST if feed.answered_at is None else len(new)
    _remember([_remembered(feed, one, Outcome.OLD) for one in reversed(new[most:])])
    rules = rules_for(feed)
    # The newest last, so that it stands first among those that are remembered.
    for one in reversed(new[:most]):
        _take_in(feed, one, rules)
    return len(new)


# --- Which entries


def _distinct(entries: Sequence[FeedEntry]) -> list[Named]:
    """Return the entries, each once by its key and by its address, the newest first."""
    way, now = door(), timezone.now()
    ambiguous = _ambiguous(entries)
    found: dict[str, Named] = {}
    seen: set[str] = set()
    for entry in entries:
        address = _address(entry.url, way)
        key = _key(entry.id if entry.id not in ambiguous else "", address, entry)
        if key not in found and address not in seen:
            found[key] = Named(entry, key, address, _plausible(entry.published_at, now))
            seen.update({address} - {""})
    named = list(found.values())
    # Feeds put the newest first, as a rule; where all have a date, that tells.
    if all(one.published_at for one in named):
        named.sort(key=lambda one: one.published_at or now, reverse=True)
    return named


def _ambiguous(entries: Iterable[FeedEntry]) -> set[str]:
    """Return the ids that a feed gives to entries with different links."""
    links: dict[str, set[str]] = defaultdict(set)
    for entry in entries:
        links[entry.id].add(entry.url)
    return {name for name, urls in links.items() if len(urls) > 1}


def _address(url: str, way: Door) -> str:
    try:
        return "" if not url or is_refused(url, way) else canonical(url)
    except BadAddress:
        return ""


def _key(name: str, address: str, entry: FeedEntry) -> str:
    return _digest(name or address or entry.url or entry.title)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def _plausible(moment: datetime | None, now: datetime) -> datetime | None:
    """Return a moment of publication: what is to come counts as now, what is too old as unknown."""
    return min(moment, now) if moment and moment > _OLDEST else None


# --- What is known


@dataclass(frozen=True)
class _Known:
    """Entries that a feed named before, by key and by address."""

    keys: dict[str, Entry]
    addresses: dict[str, Entry]

    @classmethod
    def of(cls, feed: Feed, named: Iterable[Named]) -> "_Known":
        keys, addresses = {one.key for one in named}, {one.address for one in named} - {""}
        rows = feed.entries.filter(Q(key__in=keys) | Q(address__in=addresses))
        rows = list(rows.only("feed", "key", "address", "article"))
        return cls({row.key: row for row in rows}, {row.address: row for row in rows})

    def has(self, one: Named) -> bool:
        return one.key in self.keys or (one.address != "" and one.address in self.addresses)

    def has_half(self, one: Named) -> bool:
        """Whether an entry is known by its key or its address alone."""
        if not one.address:
            return False
        return (one.key in self.keys) != (one.address in self.addresses)

    def again(self, feed: Feed, one: Named) -> Entry:
        """Return what remembers the other half."""
        row = self.keys.get(one.key) or self.addresses[one.address]
        entry = _remembered(feed, one, Outcome.KNOWN)
        entry.key = _digest(one.address) if one.key in self.keys else one.key
        entry.article_id = row.article_id
        return entry


def _remembered(feed: Feed, one: Named, outcome: Outcome) -> Entry:
    return Entry(feed=feed, key=one.key, **_fields(one), outcome=outcome)


def _fields(one: Named) -> dict[str, object]:
    return {
        "address": one.address,
        "url": one.entry.url,
        "title": one.entry.title,
        "summary": one.entry.summary,
        "sections": list(one.entry.sections),
        "language": one.entry.language,
        "published_at": one.published_at,
    }


def _remember(entries: Sequence[Entry]) -> None:
    Entry.objects.bulk_create(entries, ignore_conflicts=True)


# --- Taking in


@transaction.atomic
def _take_in(feed: Feed, one: Named, rules: Sequence[Condition]) -> None:
    """Remember an entry together with the article that it becomes, and the job that fetches it."""
    outcome = _outcome(one, rules)
    fields = {**_fields(one), "outcome": outcome}
    entry, made = Entry.objects.get_or_create(feed=feed, key=one.key, defaults=fields)
    if not made or outcome != Outcome.TAKEN:
        return
    entry.article, is_new = article_for(one.entry.url, one.entry.title)
    if is_new:
        begin_all([entry.article.pk], IN_TIME)
        _date(entry.article, one)
    else:
        entry.outcome = Outcome.KNOWN
    entry.save(update_fields=["article", "outcome"])


def _outcome(one: Named, rules: Sequence[Condition]) -> Outcome:
    if not one.address:
        return Outcome.UNFIT
    return Outcome.TAKEN if judge(one.entry, rules).keep else Outcome.FILTERED


def _date(article: Article, one: Named) -> None:
    """Note when the feed says it was published, for the case that its page does not."""
    if one.published_at:
        Article.objects.filter(pk=article.pk).update(published_at=of_day(one.published_at))
