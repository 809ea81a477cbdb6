"""Which speakers are offered for a highlight: those of the article, then those heard lately.

How often somebody is heard is counted only so far as it is shown, and only for those who are: the
time it takes does not grow with the library.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection

from annotations.highlights.models import SEEN
from annotations.speakers.models import Speaker, initials_of
from annotations.teams.models import User
from newsroom.articles.models import Version

MOST_COUNTED = 100
LATELY = 500
"""So many attributions are looked at for who is heard lately."""
_FITTING = 50


@dataclass(frozen=True, slots=True)
class Option:
    """A speaker to choose; `in_article` and `heard` count highlights, `heard` not on and on."""

    pk: int
    name: str
    kind: str
    role: str
    in_article: int
    heard: int

    @property
    def initials(self) -> str:
        return initials_of(self.name, self.kind)

    @property
    def is_heard_often(self) -> bool:
        """Whether there are more than were counted."""
        return self.heard >= MOST_COUNTED


def ranked(
    words: str, version: Version, user: User, nearest: Sequence[int] = (), most: int = 7
) -> list[Option]:
    """Return speakers that fit `words`, those of the article first, then those heard lately.

    Of the article are those it names (`nearest`: their keys, the nearest first) and those `user`
    sees highlights of in it. Those only named on highlights `user` may not see are left out.
    """
    fitting, params = _fitting(words)
    values = {
        "user": user.pk,
        "article": version.article_id,
        "nearest": list(nearest),
        "lately": LATELY,
        "counted": MOST_COUNTED,
        "some": _FITTING,
        "most": most,
        **params,
    }
    with connection.cursor() as cursor:
        cursor.execute(_RANKED.format(fitting=fitting), values)
        return [Option(*row) for row in cursor]


def _fitting(words: str) -> tuple[str, dict[str, object]]:
    """The SQL that says whether a speaker is called so, and its parameters."""
    sql, params = Speaker.objects.named(words).values_list("id").order_by().query.sql_with_params()
    named = {f"word{place}": value for place, value in enumerate(params)}
    return sql % tuple(f"%({name})s" for name in named), named


# What is limited to one row is looked up row by row, not by reading whole tables.
_RANKED = f"""
    WITH here AS MATERIALIZED (
        SELECT said.speaker_id, count(*) AS n
        FROM newsroom_version AS version
        JOIN annotations_highlight AS highlight ON highlight.version_id = version.id
        JOIN annotations_attribution AS said
            ON said.highlight_id = highlight.id AND said.shown
        WHERE version.article_id = %(article)s AND {SEEN}
        GROUP BY said.speaker_id
    ), last AS MATERIALIZED (
        SELECT * FROM annotations_attribution ORDER BY id DESC LIMIT %(lately)s
    ), lately AS MATERIALIZED (
        SELECT last.speaker_id, count(*) AS n
        FROM last CROSS JOIN LATERAL (
            SELECT FROM annotations_highlight AS highlight
            WHERE highlight.id = last.highlight_id AND {SEEN} LIMIT 1
        ) AS seen
        WHERE last.shown
        GROUP BY last.speaker_id
    ), likely AS MATERIALIZED (
        SELECT unnest(%(nearest)s::bigint[]) AS id
        UNION SELECT speaker_id FROM here UNION SELECT speaker_id FROM lately
    ), fitting AS MATERIALIZED (
        SELECT id FROM ({{fitting}}) AS named WHERE id IN (SELECT id FROM likely)
        UNION SELECT id FROM ({{fitting}} ORDER BY id DESC LIMIT %(some)s) AS others
    ), chosen AS MATERIALIZED (
        SELECT speaker.*, coalesce(here.n, 0) AS in_article, lately.n AS lately,
            coalesce(array_position(%(nearest)s::bigint[], speaker.id), 1000) AS place
        FROM fitting JOIN annotations_speaker AS speaker USING (id)
        LEFT JOIN here ON here.speaker_id = speaker.id
        LEFT JOIN lately ON lately.speaker_id = speaker.id
        WHERE here.n > 0 OR lately.n > 0 OR (
                SELECT said.id FROM annotations_attribution AS said
                WHERE said.speaker_id = speaker.id LIMIT 1
            ) IS NULL OR (
                SELECT said.id FROM annotations_attribution AS said
                JOIN annotations_highlight AS highlight ON highlight.id = said.highlight_id
                WHERE said.speaker_id = speaker.id
                    AND (highlight.visibility = 'everyone' OR highlight.author_id = %(user)s)
                LIMIT 1
            ) IS NOT NULL
        ORDER BY place, in_article DESC, coalesce(lately.n, 0) DESC, speaker.name, speaker.id
        LIMIT %(most)s
    )
    SELECT id, name, kind, role, in_article, (SELECT count(*) FROM (
        SELECT FROM annotations_attribution AS said
        JOIN annotations_highlight AS highlight ON highlight.id = said.highlight_id
        WHERE said.speaker_id = chosen.id AND said.shown AND {SEEN}
        LIMIT %(counted)s) AS counted)
    FROM chosen ORDER BY place, in_article DESC, coalesce(lately, 0) DESC, name, id
"""
