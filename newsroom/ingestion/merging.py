"""Saying by hand that two articles are one story, and taking that back.

What was merged keeps its row: its page leads to the article it joined, its addresses lead there
too (`identity`), and what it had stands there with a note of where it came from. So a split gives
back what was there, whatever has been merged before and since.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from newsroom.articles.models import Alias, Article, Version
from newsroom.articles.signals import article_split, articles_merged
from newsroom.ingestion.failures import Failure
from newsroom.ingestion.identity import reserve, standing
from newsroom.outlets.models import Entry

_APART = 1_000_000
"""Added to numbers of versions while they change, so that no two are ever the same."""


class Hindrance(StrEnum):
    """Why two articles cannot be merged, or one cannot be split."""

    SAME = "same"
    """They are one article already."""
    NO_TEXT = "no_text"
    """One of them has no text, or is gone."""
    SAMPLE = "sample"
    """One is of the sample library, which can be removed as a whole, and the other is not."""
    NOT_MERGED = "not_merged"
    """It stands by itself already."""
    ALL_OF_IT = "all_of_it"
    """All that the article says came from this address."""


class Hindered(ValueError):
    """It cannot be done; `code` says why."""

    def __init__(self, code: Hindrance) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Memory:
    """What merging changes and a split gives back; kept on the article that was merged.

    `latest` and `kept_latest` are keys of versions, `gave_topics` those of topics that the other
    article did not have, and `kept_published_at` is a moment in ISO 8601 or None.
    """

    latest: int
    state: str
    step: str
    failure: str
    failure_status: int | None
    kept_latest: int
    kept_published_at: str | None
    gave_topics: list[int]


def merge(kept: Article, other: Article, by: AbstractBaseUser | None = None) -> Article:
    """Have all that `other` has become part of `kept`, and return this, as it is now.

    Both stand for the articles they are part of by now. Versions stay what they are; the one that
    was latest later stays the latest. Raises Hindered.
    """
    kept, other = standing(kept), standing(other)
    with transaction.atomic():
        kept, other = _held(kept, other)
        _check(kept, other)
        memory = _memory(kept, other)
        latest = max(kept.latest_version, other.latest_version, key=lambda one: one.captured_at)
        _note_homes(other)
        kept.tell(other.versions.all())
        other.captures.update(article=kept)
        _number([*kept.versions.all(), *other.versions.all()], kept)
        Entry.objects.filter(article=other).update(article=kept)
        kept.topics.add(*memory.gave_topics)
        _close(other, kept, memory, by)
        kept.turn_to(Version.objects.get(pk=latest.pk))
        articles_merged.send(sender=Article, kept=kept, merged=other)
    return kept


def split(article: Article) -> Article:
    """Have `article`, which was merged with another, be one of its own again, and return it.

    All that came with it goes with it. Raises Hindered where it was not merged.
    """
    with transaction.atomic():
        article, kept = _held(article, standing(article))
        if article.merged_at is None:
            raise Hindered(Hindrance.NOT_MERGED)
        memory = Memory(**article.before_merging)
        joined_it = article.twin_id == kept.pk
        homes = family(article)
        _bring_home(article, kept, homes)
        _open(article, memory)
        _renew(article, None)
        _renew(kept, memory if joined_it else None)
        _take_topics_back(kept, memory)
        article_split.send(sender=Article, kept=kept, split=article, homes=homes)
    return article


def split_off(alias: Alias) -> Article:
    """Make what came by an address an article of its own at it, and return it.

    Its captures and the versions that were read from them go with it; without any, its page is
    still to be fetched. Raises Hindered where nothing would be left.
    """
    reserved = alias.address
    with transaction.atomic():
        reserve([reserved])
        [kept] = _held(standing(alias.article))
        alias = Alias.objects.select_for_update().get(pk=alias.pk)
        captures = kept.captures.filter(address=alias.address, came_from=None)
        versions = kept.versions.filter(capture__in=captures, came_from=None)
        if versions.count() == kept.versions.count():
            raise Hindered(Hindrance.ALL_OF_IT)
        new = _stood_up(alias, kept)
        moved = list(versions)
        kept.untell(moved)
        captures.update(article=new)
        _number(moved, new)
        Entry.objects.filter(article=kept, address=new.address).update(article=new)
        if moved:
            _show(new, max(moved, key=_by_time))
        _number(kept.versions.all(), kept)
        _renew(kept, None)
        article_split.send(sender=Article, kept=kept, split=new, homes=frozenset({new.pk}))
    return new


def parts_of(article: Article) -> list[Article]:
    """Return all that was merged with an article, the latest first, with their outlets."""
    parts = Article.objects.filter(pk__in=family(article) - {article.pk})
    return list(parts.select_related("outlet", "merged_by").order_by("-merged_at", "-pk"))


def family(article: Article) -> frozenset[int]:
    """The keys of an article and of all that was merged with it, at any remove."""
    family, new = {article.pk}, {article.pk}
    while new:
        joined = Article.objects.filter(twin__in=new, merged_at__isnull=False)
        new = set(joined.values_list("pk", flat=True)) - family
        family |= new
    return frozenset(family)


def _held(*articles: Article) -> list[Article]:
    """Return the articles as they are now, locked in the order that all keep to."""
    pks = [one.pk for one in articles]
    rows = Article.objects.select_for_update(no_key=True, of=("self",)).filter(pk__in=pks)
    held = {one.pk: one for one in rows.order_by("pk").select_related("latest_version")}
    return [held[pk] for pk in pks if pk in held]


def _check(kept: Article, other: Article) -> None:
    if kept.pk == other.pk:
        raise Hindered(Hindrance.SAME)
    if kept.latest_version is None or other.latest_version is None:
        raise Hindered(Hindrance.NO_TEXT)
    if kept.is_sample != other.is_sample:
        raise Hindered(Hindrance.SAMPLE)


def _memory(kept: Article, other: Article) -> Memory:
    published = kept.published_at
    had = set(kept.topics.values_list("pk", flat=True))
    # An attempt that is under way ends with the merging.
    busy = other.state == Article.State.FETCHING
    return Memory(
        latest=other.latest_version_id,
        state=Article.State.READY if busy else other.state,
        step=Article.Step.DONE if busy else other.step,
        failure="" if busy else other.failure,
        failure_status=None if busy else other.failure_status,
        kept_latest=kept.latest_version_id,
        kept_published_at=published.isoformat() if published else None,
        gave_topics=sorted(set(other.topics.values_list("pk", flat=True)) - had),
    )


def _note_homes(article: Article) -> None:
    """Note on what an article has that this is where it came from."""
    article.captures.filter(came_from=None).update(came_from=article)
    article.versions.filter(came_as=None).update(came_as=F("number"))
    article.versions.filter(came_from=None).update(came_from=article)


def _number(versions: Iterable[Version], article: Article) -> None:
    """Make `versions`, all that it has, those of `article`, and number them.

    With those of another article among them, in the order of time; else as they were numbered
    before there were any.
    """
    rows = list(versions)
    merged = any(one.came_from_id not in {None, article.pk} for one in rows)
    rows.sort(key=_by_time if merged else _as_before)
    for number, version in enumerate(rows, 1):
        version.came_as = (version.came_as or version.number) if merged else None
        version.came_from_id = None if version.came_from_id == article.pk else version.came_from_id
        version.article, version.number = article, _APART + number
    fields = ["article", "number", "came_from", "came_as"]
    Version.objects.bulk_update(rows, fields)
    Version.objects.filter(pk__in=[one.pk for one in rows]).update(number=F("number") - _APART)


def _by_time(version: Version) -> tuple[datetime, int]:
    return version.captured_at, version.pk


def _as_before(version: Version) -> tuple[bool, int]:
    return version.came_as is None, version.came_as or version.number


def _close(article: Article, kept: Article, memory: Memory, by: AbstractBaseUser | None) -> None:
    article.before_merging = asdict(memory)
    article.twin, article.merged_at, article.merged_by = kept, timezone.now(), by
    article.latest_version = article.next_attempt_at = None
    article.state, article.failure = Article.State.FAILED, Failure.ALREADY
    article.failure_status = None
    article.save()


def _open(article: Article, memory: Memory) -> None:
    article.before_merging = {}
    article.twin = article.merged_at = article.merged_by = None
    article.state, article.step = memory.state, memory.step
    article.failure, article.failure_status = memory.failure, memory.failure_status
    article.latest_version_id = memory.latest
    article.save()


def _bring_home(article: Article, kept: Article, homes: frozenset[int]) -> None:
    """Give `article` back what came with it to `kept`."""
    # What was read again from a capture meanwhile goes with the capture.
    read_again = Q(came_from=None, capture__came_from__in=homes)
    versions = list(kept.versions.filter(read_again | Q(came_from__in=homes)))
    kept.untell(versions)
    kept.captures.filter(came_from__in=homes).update(article=article)
    article.captures.filter(came_from=article).update(came_from=None)
    _number(versions, article)
    _number(kept.versions.all(), kept)
    own = Article.objects.filter(pk__in=homes).values("address")
    named = Alias.objects.filter(article__in=homes).values("address")
    for addresses in (own, named):
        Entry.objects.filter(article=kept, address__in=addresses).update(article=article)


def _renew(kept: Article, memory: Memory | None) -> None:
    """Show the latest of what is left to an article, where its latest version has gone."""
    left = {one.pk: one for one in kept.versions.all()}
    if kept.latest_version_id in left:
        return
    if memory and memory.kept_latest in left:
        before = left[memory.kept_latest]
        published = memory.kept_published_at
        kept.published_at = datetime.fromisoformat(published) if published else None
    else:
        before = max(left.values(), key=_by_time)
    kept.turn_to(before)


def _show(article: Article, version: Version) -> None:
    article.state, article.step = Article.State.READY, Article.Step.DONE
    article.turn_to(version)


def _stood_up(alias: Alias, kept: Article) -> Article:
    """Return a new article at the address of an alias, which is one no longer."""
    alias.delete()
    return Article.objects.create(
        address=alias.address,
        url=alias.url or alias.address,
        outlet=kept.outlet,
        added_by=kept.added_by,
        added_at=kept.added_at,
        is_sample=kept.is_sample,
        stands_alone=True,
    )


def _take_topics_back(kept: Article, memory: Memory) -> None:
    still = Article.topics.through.objects.filter(
        article__in=family(kept) - {kept.pk}, topic__in=memory.gave_topics
    )
    gone = set(memory.gave_topics) - set(still.values_list("topic", flat=True))
    kept.topics.remove(*gone)
