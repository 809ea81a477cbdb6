"""Bringing in: links, files and texts become articles that the worker takes in."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from newsroom.articles.models import Article, Capture
from newsroom.ingestion.addresses import canonical
from newsroom.ingestion.identity import articles_at, made_at
from newsroom.jobs import begin


@dataclass(frozen=True, slots=True)
class Added:
    """What adding came to. `was_here`: the article had been brought in before."""

    article: Article
    was_here: bool


def add_link(url: str, by: AbstractBaseUser | None = None, key: UUID | None = None) -> Added:
    """Bring in the article at `url`, unless it is here already.

    One that failed and has no text is tried again. With the same `key` nothing more is done.
    Raises BadAddress.
    """
    own = uuid5(key, canonical(url)) if key else None
    with transaction.atomic():
        article, made = article_for(url, added_by=by, client_key=own)
        again = not made and article.client_key == own is not None
        if made:
            begin(article)
        elif not again and _has_failed(article):
            _bring_back(article, by, own)
            again = True
        elif article.removed_at:
            _put_back(article)
    return Added(article, was_here=not (made or again))


def article_for(
    url: str,
    name: str = "",
    *,
    added_by: AbstractBaseUser | None = None,
    client_key: UUID | None = None,
) -> tuple[Article, bool]:
    """Return the article to which `url` leads and whether it was made; without `url` a new one.

    With a `client_key` the same one again. Raises BadAddress.
    """
    new = {"url": url, "title": name, "added_by": added_by, "client_key": client_key}
    if url:
        return made_at(**new)
    if client_key is None:
        return Article.objects.create(**new), True
    return Article.objects.get_or_create(added_by=added_by, client_key=client_key, defaults=new)


def try_again(article: Article) -> None:
    """Begin a new attempt at an article that failed, or that waits for its next one."""
    with transaction.atomic():
        article = Article.objects.select_for_update().get(pk=article.pk)
        merged = article.merged_at is not None
        if not merged and (article.state == Article.State.FAILED or article.next_attempt_at):
            begin(article)


def count_here(links: Iterable[str]) -> int:
    """Return how many of `links`, all of them good ones, are articles that can be read here."""
    found = articles_at([canonical(link) for link in links])
    return sum(article.latest_version_id is not None for article in found.values())


def _has_failed(article: Article) -> bool:
    return (
        article.state == Article.State.FAILED
        and article.latest_version_id is None
        and article.twin_id is None
    )


def _put_back(article: Article) -> None:
    """Whoever adds an article that was removed wants it in the lists again."""
    Article.objects.filter(pk=article.pk).put_back()


def _bring_back(article: Article, by: AbstractBaseUser | None, own: UUID | None) -> None:
    article.added_by, article.added_at, article.client_key = by, timezone.now(), own
    article.import_of = None
    article.save(update_fields=["added_by", "added_at", "client_key", "import_of"])
    begin(article)


@dataclass(frozen=True, slots=True)
class Handed:
    """What somebody hands over: the bytes of a page or a text.

    `name` is what it is called until its headline is known; `url` where it was published and
    `charset` that of the bytes, if known.
    """

    body: bytes
    source: Capture.Source
    content_type: str
    name: str = ""
    url: str = ""
    charset: str = ""


def hand_in(handed: Handed, by: AbstractBaseUser | None = None, key: UUID | None = None) -> Added:
    """Bring in what is handed over; with the same `key` again, nothing more is done.

    At an address that is here already it becomes what this article says now. Raises BadAddress.
    """
    own = uuid5(key, _digest(handed)) if key else None
    with transaction.atomic():
        article, made = article_for(handed.url, handed.name, added_by=by, client_key=own)
        if made or (handed.url and not _has(article, handed)):
            keep(handed, article)
            begin(article)
        elif article.removed_at:
            _put_back(article)
    return Added(article, was_here=not made and (own is None or article.client_key != own))


def _has(article: Article, handed: Handed) -> bool:
    same = article.captures.filter(sha256=_digest(handed))
    return article.state != Article.State.FAILED and same.exists()


def _digest(handed: Handed) -> str:
    return hashlib.sha256(handed.body).hexdigest()


def hand_over(handed: Handed, article: Article, by: AbstractBaseUser | None = None) -> None:
    """Have the worker read what `by` hands over as the text of `article`, whose link stays."""
    with transaction.atomic():
        keep(handed, article)
        _bring_back(article, by, article.client_key)


def keep(handed: Handed, article: Article, at: datetime | None = None) -> Capture:
    """Keep what is handed over, without reading it yet; `at` is when it was captured."""
    capture = Capture(
        article=article,
        captured_at=at or timezone.now(),
        source=handed.source,
        url=handed.url or article.url,
        address=article.address or "",
        content_type=handed.content_type,
        charset=handed.charset,
    )
    capture.body = handed.body
    capture.save()
    return capture
