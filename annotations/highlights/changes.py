"""What changed on the highlights of an article, so that other readers' pages can ask for it.

Triggers of the database (see the migration `threads`) keep both, in the transaction of the change
itself: nothing that writes a highlight, a speaker, a label or a note can forget to, and no page
pays a query for it. What hangs on a highlight otherwise is told by saving the highlight. Neither
table is held to what it points to: nobody has to wait for whoever revises the article, and rows
that are written while a highlight goes stand in nobody's way.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from annotations.highlights.models import OPEN, Highlight
from newsroom.articles.models import Article

NEWS = f"""
    EXISTS (SELECT FROM annotations_change AS change
        JOIN annotations_highlight AS highlight ON highlight.id = change.highlight_id
        WHERE change.article_id = %(article)s AND change.number > %(since)s
        AND ({OPEN} OR change.hidden > %(since)s))
"""
"""Whether there are any `news`: written in SQL because every open page asks every few seconds."""


class Pulse(models.Model):
    """The number of the latest change to what stands on an article.

    Whoever changes something holds the row until they are done: a number that can be read is
    never lower than one that cannot be read yet. Numbers are microseconds since 1970, at least,
    so that a gap between two does not say how many were somebody's own.
    """

    article = models.OneToOneField(
        Article, models.CASCADE, primary_key=True, related_name="+", db_constraint=False
    )
    number = models.BigIntegerField()

    def __str__(self) -> str:
        return str(self.number)


class ChangeQuerySet(models.QuerySet["Change"]):
    def news(self, article: int, since: int, reader: int) -> ChangeQuerySet:
        """Changes on `article` after the number `since` that `reader` may know of (both keys).

        A highlight that was taken out of everybody's sight counts once more for them.
        """
        theirs = Highlight.objects.open_to(reader)
        return self.filter(
            Q(highlight__in=theirs) | Q(hidden__gt=since), article=article, number__gt=since
        )


class Change(models.Model):
    """When a highlight last changed: itself (`card`), its thread, and in any way (`number`).

    `hidden` is when it was last kept from the others.
    """

    highlight = models.OneToOneField(
        Highlight, models.CASCADE, primary_key=True, related_name="change", db_constraint=False
    )
    article = models.ForeignKey(
        Article, models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    number = models.BigIntegerField()
    card = models.BigIntegerField(default=0)
    thread = models.BigIntegerField(default=0)
    hidden = models.BigIntegerField(default=0)

    objects: ClassVar = ChangeQuerySet.as_manager()

    class Meta:
        indexes = (models.Index(fields=["article", "number"]),)

    def __str__(self) -> str:
        return str(self.number)
