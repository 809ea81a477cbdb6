"""Which speakers are offered for a highlight: those of the article, then those heard lately.

How often somebody is heard is counted only so far as it is shown, and only for those who are: the
time it takes does not grow with the library.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection
from django.utils.timezone import localdate

from annotations.highlights.models import OPEN, SEEN
from annotations.speakers.models import KNOWN, PRESENT, initials_of
from annotations.speakers.offices import ROLE_ON
from annotations.speakers.words import words_typed
from annotations.teams.models import User
from newsroom.articles.models import Version

MOST_COUNTED = 100
HERE = 200
"""So many speakers of an article come before others, those with most highlights in it."""
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
    typed = words_typed(words)
    if words and not typed:
        return []
    rarest = _rarest_first(typed)
    many = [is_common for _word, is_common in rarest]
    named = {f"word{place}": f"{word}%" for place, (word, _common) in enumerate(rarest)}
    values = {
        "user": user.pk,
        "article": version.article_id,
        "day": localdate(version.article.dated_at),
        "nearest": list(nearest),
        "here": HERE,
        "lately": LATELY,
        "counted": MOST_COUNTED,
        "some": _FITTING,
        "most": most,
        **named,
    }
    with connection.cursor() as cursor:
        cursor.execute(_RANKED.format(**_fitting(dict(zip(named, many, strict=True)))), values)
        return [Option(*row) for row in cursor]


def _rarest_first(words: list[str]) -> list[tuple[str, bool]]:
    """The word that the fewest names have comes first, each with whether very many have it.

    The others are looked up for these only.
    """
    if len(words) < 2:
        return [(word, True) for word in words]
    counts = ", ".join([_HOW_MANY] * len(words))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {counts}", [value for one in words for value in (f"{one}%", _MANY)])
        found = zip(cursor.fetchone(), words, strict=True)
    return [(word, n == _MANY) for n, word in sorted(found, key=lambda one: one[0])]


_MANY = 6000
_HOW_MANY = """
    (SELECT count(*) FROM (
        SELECT FROM annotations_nameword WHERE word LIKE %s LIMIT %s) AS counted)
"""
# What is limited to one row is looked up speaker by speaker: where very many are called so, some
# of them are found soon.
_HAS = """
    (SELECT word.speaker_id FROM annotations_nameword AS word
        WHERE word.speaker_id = {speaker} AND word.word LIKE %({name})s LIMIT 1) IS NOT NULL
"""
# What must be true is looked up in all of them at once.
_AMONG = """
    ({speaker} IN (SELECT word.speaker_id FROM annotations_nameword AS word
        WHERE word.word LIKE %({name})s)) IS TRUE
"""


def _fitting(names: dict[str, bool]) -> dict[str, str]:
    """The SQL of who is called so: a condition for those who are likely, and some others.

    Of each of `names` it says whether very many are called so.
    """
    if not names:
        newest = f"SELECT id FROM annotations_speaker AS speaker WHERE {PRESENT} ORDER BY id DESC"
        return {"fits": "true", "others": newest}
    first, *more = names
    fits = [_HAS.format(speaker="likely.id", name=name) for name in names]
    also = [
        (_HAS if names[name] else _AMONG).format(speaker="first.speaker_id", name=name)
        for name in more
    ]
    others = f"""
        SELECT first.speaker_id FROM annotations_nameword AS first
        WHERE {" AND ".join([f"first.word LIKE %({first})s", *also])}
        ORDER BY first.word USING ~<~, first.speaker_id
    """
    return {"fits": " AND ".join(fits), "others": others}


# Traces say of each highlight that was not deleted who said it, and where.
_RANKED = f"""
    WITH here AS MATERIALIZED (
        SELECT highlight.speaker_id, count(*) AS n FROM annotations_trace AS highlight
        WHERE highlight.article_id = %(article)s AND highlight.speaker_id IS NOT NULL AND {OPEN}
        GROUP BY highlight.speaker_id ORDER BY n DESC LIMIT %(here)s
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
        SELECT id FROM likely WHERE {{fits}}
        UNION (SELECT * FROM ({{others}} LIMIT %(some)s) AS others)
    ), chosen AS MATERIALIZED (
        SELECT speaker.*, coalesce(here.n, 0) AS in_article, lately.n AS lately,
            coalesce(array_position(%(nearest)s::bigint[], speaker.id), 1000) AS place
        FROM fitting JOIN annotations_speaker AS speaker USING (id)
        LEFT JOIN here ON here.speaker_id = speaker.id
        LEFT JOIN lately ON lately.speaker_id = speaker.id
        WHERE {PRESENT} AND (here.n > 0 OR lately.n > 0 OR {KNOWN})
        ORDER BY place, in_article DESC, coalesce(lately.n, 0) DESC, speaker.name, speaker.id
        LIMIT %(most)s
    )
    SELECT id, name, kind, {ROLE_ON.format(day="%(day)s::date")}, in_article,
        (SELECT count(*) FROM (
        SELECT FROM annotations_trace AS highlight
        JOIN newsroom_article AS article
            ON article.id = highlight.article_id AND article.removed_at IS NULL
        WHERE highlight.speaker_id = speaker.id AND {OPEN}
        LIMIT %(counted)s) AS counted)
    FROM chosen AS speaker ORDER BY place, in_article DESC, coalesce(lately, 0) DESC, name, id
"""
