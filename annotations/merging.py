"""When articles or speakers become one or two, what readers made of them goes along.

Highlights, anchors and notes stand on versions and go where these go. Loaded by `apps`.
"""

from typing import Any

from django.db.models import F
from django.dispatch import receiver

from annotations.highlights.models import Anchor
from annotations.library.models import Reading
from annotations.quotations.models import Examination, Suggestion
from annotations.sharing.models import ShareLink
from annotations.speakers.signals import speakers_merged, speakers_split
from annotations.speakers.transfers import THEIRS
from annotations.statements.models import Telling
from annotations.tasks import find, follow, place_changed, place_statements
from newsroom.articles.models import Article
from newsroom.articles.signals import article_split, articles_merged
from newsroom.jobs import defer


@receiver(articles_merged, dispatch_uid="annotations.merged")
def bring_over(kept: Article, merged: Article, **kwargs: Any) -> None:
    """Give `kept` the readings and the shared links of `merged`; follow all highlights there."""
    _read_too(kept, merged)
    links = ShareLink.objects.filter(article=merged)
    links.filter(came_from=None).update(came_from=merged)
    links.update(article=kept)
    _follow(kept)


def _read_too(kept: Article, merged: Article) -> None:
    """Whoever has read `merged` has read `kept`; what they read of `merged` stays written down."""
    copies = [
        Reading(
            reader_id=one.reader_id,
            article=kept,
            version_id=one.version_id,
            read_at=one.read_at,
            came_from_id=one.came_from_id or merged.pk,
        )
        for one in Reading.objects.filter(article=merged)
    ]
    Reading.objects.bulk_create(copies, ignore_conflicts=True)
    Reading.objects.note_edits(kept)


@receiver(article_split, dispatch_uid="annotations.split")
def give_back(kept: Article, split: Article, homes: frozenset[int], **kwargs: Any) -> None:
    """Give `split` back its shared links and readings, and take its highlights off `kept`."""
    links = ShareLink.objects.filter(article=kept, came_from__in=homes)
    links.update(article=split)
    ShareLink.objects.filter(article=split, came_from=split).update(came_from=None)
    _readings_apart(kept, split, homes)
    both = Anchor.objects.filter(version__article__in=[kept, split])
    both.exclude(highlight__version__article=F("version__article")).delete()
    _follow(kept)
    _follow(split)


def _readings_apart(kept: Article, split: Article, homes: frozenset[int]) -> None:
    came = Reading.objects.filter(came_from__in=homes).exclude(article__in=homes)
    went = Reading.objects.filter(article=kept, version__article=split)
    copies = [
        Reading(
            reader_id=one.reader_id,
            article=split,
            version_id=one.version_id,
            read_at=one.read_at,
        )
        for one in went
    ]
    Reading.objects.bulk_create(copies, ignore_conflicts=True)
    came.filter(version__article=split).delete()
    came.update(came_from=None)
    went.update(version=kept.latest_version_id)
    Reading.objects.note_edits(kept)
    Reading.objects.note_edits(split)


def _follow(article: Article) -> None:
    if article.latest_version_id:
        # Its suggestions stand on versions that came or went.
        Examination.objects.filter(article=article).delete()
        for task in (follow, find):
            defer(task.name, lock=f"article-{article.pk}", article_id=article.pk)
    # What is said twice in one article counts once.
    told = Telling.objects.filter(highlight__version__article=article, statement__isnull=False)
    if told.update(change=F("change") + 1):
        defer(place_statements.name, article_id=article.pk)


THEIRS["suggestions"] = (Suggestion, "said_by")


@receiver([speakers_merged, speakers_split], dispatch_uid="annotations.speakers_moved")
def place_anew(attributions: list[int], **kwargs: Any) -> None:
    """Group what a speaker said with what they said under another name, or no longer."""
    if attributions:
        defer(place_changed.name)
