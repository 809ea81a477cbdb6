"""How many articles a topic has, without counting them."""

from typing import ClassVar

from django.db import connection, models, transaction

from newsroom.outlets.models import Topic


class TopicTallyQuerySet(models.QuerySet["TopicTally"]):
    def merge(self) -> None:
        """Make one row of all rows of a topic."""
        with connection.cursor() as cursor:
            cursor.execute(_MERGE)

    def recount(self) -> None:
        """Count all articles afresh."""
        with transaction.atomic(), connection.cursor() as cursor:
            # Nobody may count an article before we see it.
            cursor.execute("LOCK TABLE newsroom_topictally IN SHARE ROW EXCLUSIVE MODE")
            cursor.execute(_RECOUNT)


_MERGE = """
    WITH gone AS (
        DELETE FROM newsroom_topictally WHERE topic_id IN (
            SELECT topic_id FROM newsroom_topictally GROUP BY topic_id HAVING count(*) > 1
        ) RETURNING topic_id, change
    )
    INSERT INTO newsroom_topictally (topic_id, change)
    SELECT topic_id, sum(change) FROM gone GROUP BY topic_id HAVING sum(change) <> 0
"""
_RECOUNT = """
    WITH gone AS (DELETE FROM newsroom_topictally)
    INSERT INTO newsroom_topictally (topic_id, change)
    SELECT given.topic_id, count(*) FROM newsroom_article_topics AS given
    JOIN newsroom_article AS article ON article.id = given.article_id
    WHERE article.latest_version_id IS NOT NULL AND article.removed_at IS NULL
    GROUP BY given.topic_id
"""


class TopicTally(models.Model):
    """By how many the readable articles of a topic became more or fewer.

    As with `Tally`, triggers add the rows (migration `library`), and the worker merges them.
    """

    topic = models.ForeignKey(Topic, models.CASCADE, related_name="tallies")
    change = models.IntegerField()

    objects: ClassVar = TopicTallyQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "topic tallies"

    def __str__(self) -> str:
        return f"{self.topic}: {self.change:+}"
