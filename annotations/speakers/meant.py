"""Whom a text means by a name: who is known by it, else the people whose surname it is."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db import connection

from annotations.highlights.models import OPEN
from annotations.speakers.models import KNOWN, PRESENT, Speaker
from annotations.teams.models import User

type Called = tuple[str, int]
"""A name as it is looked up (`fold`), and the key of the article that calls somebody so."""

MOST_OFFERED = 3
"""Where more than one may be meant, so many are offered."""
_MOST_ALIKE = 50
"""So many people with one surname are looked at."""
_SURNAME = r"[[:alnum:]]+$"

# One word is a surname where somebody's name ends with it. People of the article come first.
MEANT = f"""
    here AS MATERIALIZED (
        SELECT DISTINCT article_id, speaker_id FROM annotations_trace AS highlight
        WHERE article_id IN (SELECT article_id FROM called) AND {OPEN}
    ), meant AS MATERIALIZED (
        SELECT called.*, coalesce(exact.ids, alike.ids) AS ids, alike.names FROM called
        CROSS JOIN LATERAL (
            SELECT array_agg(DISTINCT speaker.id) AS ids
            FROM annotations_speakername AS known_as
            JOIN annotations_speaker AS speaker
                ON speaker.id = known_as.speaker_id AND {PRESENT}
            WHERE known_as.folded = called.folded AND {KNOWN}
        ) AS exact
        LEFT JOIN LATERAL (
            SELECT (array_agg(id ORDER BY far, name, id))[:{MOST_OFFERED}] AS ids,
                (array_agg(name ORDER BY far, name, id))[:{MOST_OFFERED}] AS names
            FROM (
                SELECT speaker.id, speaker.name, (called.article_id, speaker.id) NOT IN (
                    SELECT article_id, speaker_id FROM here WHERE speaker_id IS NOT NULL) AS far
                FROM (
                    SELECT DISTINCT word.speaker_id AS id FROM annotations_nameword AS word
                    JOIN annotations_speakername AS known_as ON known_as.id = word.name_id
                    WHERE word.word = substring(called.folded FROM '{_SURNAME}')
                        AND right(known_as.folded, length(called.folded) + 1)
                            = ' ' || called.folded
                    LIMIT {_MOST_ALIKE}
                ) AS surnamed JOIN annotations_speaker AS speaker USING (id)
                WHERE {PRESENT}
                    AND speaker.kind = '{Speaker.Kind.PERSON}' AND {KNOWN}
            ) AS people
        ) AS alike ON exact.ids IS NULL AND position(' ' IN called.folded) = 0
    )
"""
"""What `called`, names with the article they stand in, means to the reader `%(user)s`, in SQL."""

_MEANT = f"""
    WITH called AS MATERIALIZED (
        SELECT folded, article_id
        FROM unnest(%(names)s::text[], %(articles)s::bigint[]) AS given (folded, article_id)
    ), {MEANT}
    SELECT meant.folded, meant.article_id, speaker.id, speaker.name
    FROM meant CROSS JOIN LATERAL unnest(meant.ids) WITH ORDINALITY AS one (id, place)
    JOIN annotations_speaker AS speaker ON speaker.id = one.id
    ORDER BY meant.folded, meant.article_id, one.place
"""


@dataclass(frozen=True, slots=True)
class Meant:
    """A speaker who may be meant."""

    pk: int
    name: str


def meant_by(called: Collection[Called], user: User) -> dict[Called, list[Meant]]:
    """Return, of speakers `user` knows, those who may be meant, the likeliest first.

    One alone is meant; who of several is, somebody has to say.
    """
    values = {
        "names": [name for name, _article in called],
        "articles": [article for _name, article in called],
        "user": user.pk,
    }
    found: dict[Called, list[Meant]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_MEANT, values)
        for name, article, pk, speaker in cursor:
            found.setdefault((name, article), []).append(Meant(pk, speaker))
    return found
