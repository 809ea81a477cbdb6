"""Where lists look for highlights: by who speaks, who made them and of what kind, newest first."""

from typing import ClassVar

from django.conf import settings
from django.db import connection, models, transaction

from annotations.highlights.models import OPEN, Highlight
from annotations.speakers.models import Speaker
from newsroom.articles.models import Article
from newsroom.outlets.models import Outlet

SEEN_TRACE = OPEN.replace("highlight.", "trace.")
"""What holds for the traces of highlights that a reader may see; deleted ones have no trace."""


class TraceQuerySet(models.QuerySet["Trace"]):
    def recount(self) -> None:
        """Write all traces afresh."""
        with transaction.atomic(), connection.cursor() as cursor:
            # Nobody may make a highlight before we see it.
            cursor.execute("LOCK TABLE annotations_trace IN SHARE ROW EXCLUSIVE MODE")
            cursor.execute("DELETE FROM annotations_trace")
            cursor.execute("SELECT annotations_trace_all()")


_COPIED = {"on_delete": models.DO_NOTHING, "db_constraint": False, "related_name": "+"}


class Trace(models.Model):
    """A highlight as lists look for it: its article, that one's day, and who is shown to speak.

    All of it stands elsewhere too. Triggers keep it the same in the transaction that changes
    anything of it, and take it away with its highlight (migration `traces`).
    """

    highlight = models.OneToOneField(Highlight, primary_key=True, **_COPIED)
    article = models.ForeignKey(Article, **_COPIED)
    outlet = models.ForeignKey(Outlet, null=True, db_index=False, **_COPIED)
    dated_at = models.DateTimeField()
    added_at = models.DateTimeField()
    kind = models.CharField(max_length=10)
    visibility = models.CharField(max_length=10)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, db_index=False, **_COPIED)
    speaker = models.ForeignKey(Speaker, null=True, db_index=False, **_COPIED)

    objects: ClassVar = TraceQuerySet.as_manager()

    class Meta:
        # A list walks one of these and stops when its page is full. What else it asks of
        # highlights stands there too, so that those it passes over cost no look at the table.
        indexes = tuple(
            models.Index(
                fields=[*by, at, "article"],
                include=[
                    one for one in ("author", "visibility", "kind", "outlet") if one not in by
                ],
                condition=models.Q(speaker__isnull=False) if by == ["speaker"] else None,
                name="_".join(["trace", *by, at]),
            )
            for at in ("dated_at", "added_at")
            for by in ([], ["kind"], ["author"], ["speaker"], ["outlet"])
        )

    def __str__(self) -> str:
        return f"{self.article_id}: {self.highlight_id}"
