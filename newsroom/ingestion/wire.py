"""Agency copy: finding the same words at other outlets. Nothing is merged by it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.db.models import F, Q
from django.dispatch import receiver
from django.utils import timezone

from newsroom.articles.copies import body_of, containment, sample, shingles
from newsroom.articles.models import Article, Copy, Sample, Version
from newsroom.articles.signals import article_revised, article_split, articles_merged
from newsroom.jobs import COMPARE, defer
from newsroom.prepared import Prepared

ENOUGH = 0.4
"""How much of the shorter text must stand in the longer, from 0 to 1, to be called a copy.

Reports of one event that share their quotations have a quarter in common, at most; agency copy of
which an outlet changes one word in ten keeps a half.
"""
MOST_CANDIDATES = 100
PER_HASH = 200
"""Texts looked at for each hash, the newest ones: phrases that all use say nothing."""
LEAST_HASHES = 2


@receiver(article_revised, dispatch_uid="newsroom.compare")
def compare_revised(article: Article, **kwargs: Any) -> None:
    """Have the worker compare what an article says now."""
    defer(COMPARE, article_id=article.pk)


@receiver((articles_merged, article_split), dispatch_uid="newsroom.compare_parts")
def compare_parts(kept: Article, split: Article | None = None, **kwargs: Any) -> None:
    """Have the worker compare what became of one article, or of two."""
    for article in filter(None, (kept, split)):
        defer(COMPARE, article_id=article.pk)


def compare(article: Article) -> int:
    """Find the outlets that have the words of an article's latest version; return how many.

    May run twice, and at once for two articles that are copies of each other: samples are kept
    before anything is looked for, so that whichever comes later finds the other.
    """
    version = article.latest_version
    if version is None:
        return 0
    words = shingles(body_of(version.text, version.extents))
    hashes = sample(words)
    rows = [Sample(hash=one, version=version) for one in hashes]
    Sample.objects.bulk_create(rows, ignore_conflicts=True)
    found = {
        other.pk: share
        for other in _elsewhere(article, candidates(hashes))
        if (share := containment(words, shingles(body_of(other.text, other.extents)))) >= ENOUGH
    }
    _keep(article, version, found)
    return len(found)


def candidates(hashes: list[int]) -> list[int]:
    """Return the keys of versions that share some of these hashes, those with most of them first.

    Each hash is looked up in an index by itself, and only so many rows of it are read, so the
    time depends on the length of the text and hardly on the size of the library.
    """
    if not hashes:
        return []
    with transaction.atomic(), connection.cursor() as cursor:
        # The planner takes all hashes for rare ones, and would read every row of a common phrase.
        cursor.execute("SET LOCAL enable_bitmapscan = off")
        cursor.execute(CANDIDATES, asking(hashes))
        return [pk for (pk,) in cursor.fetchall()]


CANDIDATES = """
    SELECT found.version_id
    FROM unnest(%s::bigint[]) AS wanted (hash)
    CROSS JOIN LATERAL (
        SELECT version_id FROM newsroom_sample
        WHERE newsroom_sample.hash = wanted.hash
        ORDER BY version_id DESC LIMIT %s
    ) AS found
    GROUP BY found.version_id
    HAVING count(*) >= %s
    ORDER BY count(*) DESC, found.version_id DESC
    LIMIT %s
"""


def asking(hashes: list[int]) -> list[list[int] | int]:
    """Return the parameters of `CANDIDATES` for these hashes."""
    return [hashes, PER_HASH, LEAST_HASHES, MOST_CANDIDATES]


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """An article of another outlet with the same words; `longer` is by how many words it is."""

    there: Article
    longer: int

    @property
    def shorter(self) -> int:
        return -self.longer


def also_at(article: Article) -> list[Elsewhere]:
    """Return where else the words of an article are, the earliest first."""
    if not _COPIED.rows(article.latest_version_id):
        return []
    others = [copy.other.article for copy in Copy.objects.of(article)]
    return [Elsewhere(other, other.word_count - article.word_count) for other in others]


_COPIED = Prepared(
    lambda version: Copy.objects.filter(version=version).order_by().values_list("pk")[:1], numbers=1
)


def not_compared(limit: int) -> list[Article]:
    """Return articles whose latest version was never compared, at most `limit`."""
    waiting = Version.objects.filter(compared_at=None).order_by("pk")
    latest = Article.objects.filter(latest_version__in=waiting.values("pk"))
    return list(latest.select_related("latest_version")[:limit])


def _elsewhere(article: Article, pks: Iterable[int]) -> list[Version]:
    """Those of the versions that another outlet says now."""
    latest = Version.objects.filter(pk__in=pks, article__latest_version=F("pk"))
    others = latest.exclude(article=article.pk)
    if article.outlet_id:
        others = others.exclude(article__outlet=article.outlet_id)
    return list(others.only("text", "blocks"))


def _keep(article: Article, version: Version, found: dict[int, float]) -> None:
    """Write down the copies of the latest version, in place of those of earlier ones."""
    pairs = [(version.pk, pk, share) for pk, share in found.items()]
    pairs += [(pk, version.pk, share) for pk, share in found.items()]
    rows = [Copy(version_id=one, other_id=two, shared=share) for one, two, share in sorted(pairs)]
    own = Version.objects.filter(article=article)
    with transaction.atomic():
        Sample.objects.filter(version__in=own.exclude(pk=version.pk)).delete()
        Copy.objects.filter(Q(version__in=own) | Q(other__in=own)).delete()
        Copy.objects.bulk_create(rows, ignore_conflicts=True)
        Version.objects.filter(pk=version.pk).update(compared_at=timezone.now())
