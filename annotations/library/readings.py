"""What somebody has read, one article or many at once. Loaded by `apps`."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.dispatch import receiver

from annotations.library.models import Reading
from annotations.teams.models import User
from newsroom.articles.models import Article, Version
from newsroom.articles.signals import article_revised


@transaction.atomic
def mark_read(user: User, articles: Iterable[Article]) -> list[int]:
    """Note that `user` has read `articles` as they were given.

    Return the keys of those that are new to them. What an outlet has changed since they read it
    counts as read again.
    """
    given = {article.pk: article.latest_version_id for article in articles}
    # Whoever changes an article holds it before they tell its readers of that.
    held = Article.objects.select_for_update(no_key=True).filter(pk__in=given).order_by("pk")
    now = dict(held.values_list("pk", "latest_version"))
    changed = [pk for pk, version in now.items() if version != given[pk]]
    if changed:
        own = Version.objects.filter(pk__in=given.values(), article__in=changed)
        given |= {
            pk: now[pk] for pk in set(changed).difference(own.values_list("article", flat=True))
        }
    before = Reading.objects.filter(reader=user, article__in=given)
    known = dict(before.values_list("article", "version"))
    rows = [
        Reading(reader=user, article_id=article, version_id=version)
        for article, version in given.items()
        # What was merged away meanwhile has no text of its own by now.
        if now.get(article) and known.get(article) != version
    ]
    Reading.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["reader", "article"],
        update_fields=["version", "behind", "block"],
    )
    for article in Article.objects.filter(pk__in=changed).select_related("latest_version"):
        Reading.objects.note_edits(article)
    return [article for article in given if article not in known]


def mark_opened(user: User, article: Article) -> int:
    """Note that `user` has read `article` as it is now; return how far they had come.

    That is the first code point of the block they saw last; 0 for the beginning.
    """
    before = Reading.objects.filter(reader=user, article=article).first()
    if before and before.version_id == article.latest_version_id and not before.behind:
        return before.block
    mark_read(user, [article])
    return 0


def mark_unread(user: User, articles: Iterable[Article]) -> int:
    """Forget that `user` has read `articles`; return how many of them they had."""
    keys = [article.pk for article in articles]
    return Reading.objects.filter(reader=user, article__in=keys).delete()[0]


@receiver(article_revised, dispatch_uid="annotations.edited")
def note_edits(article: Article, **kwargs: Any) -> None:
    """Tell those who have read an article that it is another one now."""
    Reading.objects.note_edits(article)
