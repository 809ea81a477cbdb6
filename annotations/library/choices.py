"""All that can be chosen to filter by, for the page and the sheet of filters."""

from django.db import connection

from annotations.highlights.models import Highlight
from annotations.library.chips import language_name
from annotations.library.filters import Filters
from annotations.library.side import Choice, counting, rounded
from annotations.speakers.models import Speaker
from annotations.teams.models import User
from newsroom.prepared import planned_once

FOUND = 8
MOST_PEOPLE = 200
LOOKED_AT = 100
"""So many highlights of a kind, or of a person, are looked at to count the articles they are in."""
# Goes from one language to the next by the index, past all articles of the same.
_LANGUAGES = """
    WITH RECURSIVE tag AS (
        (SELECT language FROM newsroom_article WHERE language > '' ORDER BY language LIMIT 1)
        UNION ALL
        SELECT (SELECT language FROM newsroom_article WHERE language > tag.language
            ORDER BY language LIMIT 1)
        FROM tag WHERE tag.language IS NOT NULL
    ) SELECT language FROM tag WHERE language IS NOT NULL LIMIT 200
"""


def languages(filters: Filters) -> list[tuple[str, str]]:
    """Return the languages of articles, each with its name; `en` stands for `en-GB` too."""
    with connection.cursor() as cursor:
        cursor.execute(_LANGUAGES)
        tags = {tag.partition("-")[0] for [tag] in cursor.fetchall()}
    return sorted(
        ((tag, language_name(tag)) for tag in {*tags, *filters.languages}), key=lambda one: one[1]
    )


def makings(user: User, filters: Filters) -> tuple[list[Choice], list[Choice]]:
    """Return kinds of highlights, and people of whom `user` sees some, in one query.

    The chosen people stand first, and are there without any highlight too.
    """
    labels = {kind.value: str(kind.label) for kind in Highlight.Kind}
    values = {"user": user.pk, "people": list(filters.people), "kinds": list(labels)}
    kinds, people = [], []
    with planned_once() as cursor:
        cursor.execute(_MAKINGS, values)
        for kind, pk, name, n, or_more in cursor:
            said = rounded(n, or_more)
            if kind:
                kinds.append(Choice(kind, labels[kind], said, or_more, kind in filters.kinds))
            else:
                people.append(Choice(pk, name, said, or_more, pk in filters.people))
    return kinds, people


_MAKINGS = f"""
    (SELECT asked.kind, 0, '', counted.n, counted.or_more
        FROM unnest(%(kinds)s::text[]) WITH ORDINALITY AS asked (kind, place)
        {counting("trace.kind = asked.kind", LOOKED_AT)}
        ORDER BY asked.place)
    UNION ALL
    (SELECT '', person.id, CASE person.name WHEN '' THEN person.email ELSE person.name END,
            counted.n, counted.or_more
        FROM annotations_user AS person
        {counting("trace.author_id = person.id", LOOKED_AT)}
        WHERE counted.n > 0 OR person.id = ANY(%(people)s::bigint[])
        ORDER BY person.id = ANY(%(people)s::bigint[]) DESC, person.name, person.id
        LIMIT {MOST_PEOPLE})
"""


def speakers(user: User, filters: Filters, words: str) -> list[Choice]:
    """Return the chosen speakers, then those that `words` name."""
    asked = Speaker.objects.followed(filters.speakers).values()
    chosen = Speaker.objects.known_to(user).filter(pk__in=asked)
    named = Speaker.objects.named(words).known_to(user).exclude(pk__in=asked)
    return [_choice(one, True) for one in chosen] + [_choice(one, False) for one in named[:FOUND]]


def _choice(one: Speaker, chosen: bool) -> Choice:
    return Choice(one.pk, str(one), None, False, chosen)
