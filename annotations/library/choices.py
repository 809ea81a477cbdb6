"""All that can be chosen to filter by, for the page and the sheet of filters."""

from django.db import connection
from django.db.models import Exists, OuterRef, Q

from annotations.highlights.models import Highlight
from annotations.library.chips import language_name
from annotations.library.filters import Filters
from annotations.library.side import Choice
from annotations.speakers.models import Speaker
from annotations.teams.models import User

FOUND = 8
MOST_PEOPLE = 200
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


def people(user: User, filters: Filters) -> list[Choice]:
    """Return those of whom `user` sees highlights, and who is chosen, which stand first."""
    made = Highlight.objects.visible_to(user).filter(author=OuterRef("pk"))
    rows = User.objects.filter(Exists(made) | Q(pk__in=filters.people)).order_by("name", "pk")
    found = [_choice(one, one.pk in filters.people) for one in rows[:MOST_PEOPLE]]
    return sorted(found, key=lambda one: not one.chosen)


def speakers(user: User, filters: Filters, words: str) -> list[Choice]:
    """Return the chosen speakers, then those that `words` name."""
    asked = Speaker.objects.followed(filters.speakers).values()
    chosen = Speaker.objects.known_to(user).filter(pk__in=asked)
    named = Speaker.objects.named(words).known_to(user).exclude(pk__in=asked)
    return [_choice(one, True) for one in chosen] + [_choice(one, False) for one in named[:FOUND]]


def _choice(one: User | Speaker, chosen: bool) -> Choice:
    return Choice(one.pk, str(one), None, False, chosen)


def kinds() -> list[tuple[str, str]]:
    return [(kind.value, str(kind.label)) for kind in Highlight.Kind]
