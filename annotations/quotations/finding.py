"""Looking for the quotations of articles and keeping them as suggestions."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict

from django.db import connection, transaction
from django.utils import timezone

from annotations.highlights.following import follow_highlights
from annotations.highlights.models import Anchor, Highlight
from annotations.quotations.attribution import Spoken, attribute
from annotations.quotations.english import ENGLISH
from annotations.quotations.german import GERMAN
from annotations.quotations.headlines import Stray, strays
from annotations.quotations.keeping import Cover, Known, Place, is_taken_up, keep
from annotations.quotations.models import LONGEST_NAME, Examination, Suggestion
from annotations.quotations.sources import described
from annotations.speakers.models import fold
from newsroom.articles.models import Article, Version
from newsroom.articles.text import Kind, PageForm
from newsroom.prepared import Prepared

#: No quotation runs over these, and what is quoted in a title or heading is said again below it.
_SKIPPED = frozenset({Kind.TITLE, Kind.HEADING, Kind.CAPTION})
_REPEATING = frozenset({Kind.TITLE, Kind.HEADING})
_HEADLINE = frozenset({Kind.TITLE, Kind.STANDFIRST})
_LANGUAGES = frozenset({"en", "de", ""})
_PRONOUNS = frozenset(ENGLISH.pronouns) | frozenset(GERMAN.pronouns)

_BEHIND = """
    SELECT article.id FROM newsroom_article AS article
    LEFT JOIN annotations_examination AS examination ON examination.article_id = article.id
    WHERE article.latest_version_id IS NOT NULL
        AND examination.version_id IS DISTINCT FROM article.latest_version_id
    LIMIT %s
"""


def articles_unsearched(most: int) -> Iterator[Article]:
    """The articles in whose latest version no quotations were looked for yet, at most so many."""
    with connection.cursor() as cursor:
        cursor.execute(_BEHIND, [most])
        keys = [pk for (pk,) in cursor.fetchall()]
    for pk in keys:
        yield from Article.objects.filter(pk=pk).select_related("latest_version")


def find_quotations(article: Article) -> int:
    """Have the suggestions of `article` be those of its latest version; return how many are open.

    What readers decided stays decided, what they highlighted is not suggested. Running it again
    changes nothing.
    """
    version = article.latest_version
    if version is None:
        return 0
    if not Examination.objects.filter(article=article, version=version).exists():
        spoken = said_in(version)
        follow_highlights(article)
        with transaction.atomic():
            Suggestion.objects.of(article).hold()
            # Nobody else decides what to suggest here, and no newer version comes in meanwhile.
            now = Article.objects.select_for_update(no_key=True).get(pk=article.pk)
            if now.latest_version_id == version.pk:
                _keep(now, version, spoken)
    return Suggestion.objects.standing().filter(version=version).count()


def said_in(version: Version) -> list[Spoken]:
    """Return what somebody says in `version`, with the speakers."""
    extents = version.extents
    skipped = {one.start for one in extents if one.kind in _SKIPPED}
    repeating = [one for one in extents if one.kind in _REPEATING]
    return [
        one
        for one in attribute(version.text, skipped)
        if not any(extent.start <= one.quotation.start < extent.end for extent in repeating)
    ]


def strays_of(version: Version) -> list[Stray]:
    """Return the quotations of the title that are not in the text; all offsets count in the text.

    None where there is only the beginning of a text.
    """
    extents = version.extents
    title = next((one for one in extents if one.kind is Kind.TITLE), None)
    body = [one.start for one in extents if one.kind not in _HEADLINE]
    if title is None or not body or version.form == PageForm.STUB:
        return []
    first, text = body[0], version.text[body[0] :]
    return [
        Stray(
            title.start + one.start,
            title.start + one.end,
            None if one.near_start is None else first + one.near_start,
            None if one.near_end is None else first + one.near_end,
        )
        for one in strays(version.text[title.start : title.end], text)
    ]


def take_up(highlight: Highlight) -> None:
    """Note that a reader highlighted what is suggested: then it is suggested no more."""
    if highlight.visibility != Highlight.Visibility.EVERYONE:
        return
    cover = Cover(highlight.start, highlight.end, highlight.kind == Highlight.Kind.QUOTE)
    for pk, start, end in _NEAR.rows(highlight.version_id, highlight.start, highlight.end):
        if is_taken_up(start, end, cover):
            Suggestion.objects.standing().filter(pk=pk).update(
                state=Suggestion.State.ACCEPTED,
                highlight=highlight,
                decided_by=highlight.author_id,
                decided_at=timezone.now(),
            )


_NEAR = Prepared(
    lambda version, start, end: (
        Suggestion.objects.standing()
        .filter(version=version, start__lt=end, end__gt=start)
        .order_by("pk")
        .values_list("pk", "start", "end")
    ),
    numbers=3,
)


def _keep(article: Article, version: Version, spoken: Sequence[Spoken]) -> None:
    known = Suggestion.objects.of(article).select_related("said_by")
    rows = list(known.order_by("version__number", "start", "pk"))
    covers = _covers(version)
    standing = {pk for pk, _cover in covers}
    places = [_place(version, one) for one in spoken]
    outcome = keep(
        places,
        # What was accepted and still stands is there as a highlight.
        [_known(one) for one in rows if one.highlight_id not in standing],
        [cover for _pk, cover in covers],
    )
    by_key = {one.pk: one for one in rows}
    taught = _taught(rows)
    for pk, at in outcome.moved.items():
        _put(by_key[pk], article, version, places[at], spoken[at], taught)
    moved = [by_key[pk] for pk in outcome.moved]
    new = [
        _put(Suggestion(), article, version, places[at], spoken[at], taught) for at in outcome.new
    ]
    Suggestion.objects.filter(pk__in=outcome.gone).delete()
    Suggestion.objects.bulk_update(moved, _FOUND, batch_size=500)
    Suggestion.objects.bulk_create(new, batch_size=500)
    Examination.objects.update_or_create(
        article=article,
        defaults={
            "version": version,
            "at": timezone.now(),
            "strays": [asdict(one) for one in strays_of(version)],
        },
    )


_FOUND = (
    "version", "outlet", "start", "end", "words", "speaker", "folded", "named", "mention",
    "mention_start", "constant", "confidence", "said_by",
)  # fmt: skip


def _put(
    suggestion: Suggestion,
    article: Article,
    version: Version,
    place: Place,
    spoken: Spoken,
    taught: dict[str, int],
) -> Suggestion:
    """Give a suggestion the place and the speaker of a quotation that was found."""
    suggestion.version, suggestion.outlet_id = version, article.outlet_id
    suggestion.start, suggestion.end, suggestion.words = place.start, place.end, place.words
    # Words for sources without a name are known in few languages; a name is one in all.
    told = spoken.named or version.language[:2].lower() in _LANGUAGES
    known = told and fold(spoken.speaker) not in _PRONOUNS
    suggestion.speaker = _short(_called(version.text, spoken)) if known else ""
    suggestion.folded, suggestion.named = fold(suggestion.speaker), known and spoken.named
    suggestion.mention = _short(spoken.mention) if told else ""
    suggestion.mention_start = spoken.mention_start if told else None
    suggestion.confidence = spoken.confidence
    mention = fold(suggestion.mention)
    suggestion.constant = bool(mention) and mention not in _PRONOUNS
    if suggestion.state == Suggestion.State.OPEN and suggestion.said_by_id is None:
        suggestion.said_by_id = taught.get(mention) if suggestion.constant else None
    return suggestion


def _called(text: str, spoken: Spoken) -> str:
    if spoken.named or spoken.mention_end is None or spoken.speaker != spoken.mention:
        return spoken.speaker
    return described(text, spoken.speaker, spoken.mention_end)


def _short(words: str) -> str:
    return " ".join(words.split())[:LONGEST_NAME]


def _taught(rows: Sequence[Suggestion]) -> dict[str, int]:
    """Who is meant by which words, where readers said so in this article; the latest holds."""
    said = [
        one
        for one in rows
        if one.said_by and not one.said_by.removed_at and one.constant and one.taught_by_id is None
    ]
    said.sort(key=lambda one: one.decided_at.timestamp() if one.decided_at else 0)
    return {fold(one.mention): one.said_by_id for one in said if one.said_by_id}


def _place(version: Version, spoken: Spoken) -> Place:
    start, end = spoken.quotation.start, spoken.quotation.end
    return Place(start, end, version.text[start:end])


def _known(suggestion: Suggestion) -> Known:
    decided = suggestion.state != Suggestion.State.OPEN
    return Known(suggestion.pk, suggestion.words, decided)


def _covers(version: Version) -> list[tuple[int, Cover]]:
    """The keys of the highlights on `version` that all see, and where they stand."""
    here = Anchor.objects.filter(
        version=version,
        start__isnull=False,
        highlight__in=Highlight.objects.for_outsiders(),
    )
    return [
        (pk, Cover(start, end, kind == Highlight.Kind.QUOTE))
        for pk, start, end, kind in here.values_list(
            "highlight_id", "start", "end", "highlight__kind"
        )
    ]
