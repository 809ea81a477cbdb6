"""The margin of an article: its cards come closed, and each is fetched to open.

A closed card shows who speaks and what the notes say; all that can be done with a highlight comes
with its open card (`reader/card.html`), which takes a hundred times as long to make. The queries
and the HTML are written by hand for the same reason.
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from html import escape, unescape
from typing import Any

from django.utils.dateformat import format as date_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import localdate, localtime
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from annotations.highlights.changes import Change
from annotations.highlights.models import SEEN, Anchor, Highlight
from annotations.notes.models import Note
from annotations.notes.threads import Thread
from annotations.reader.histories import History
from annotations.reader.marks import Span
from annotations.reader.page import ArticlePage, Card, blocks_on, cards_on
from annotations.reader.suggested import suggested_on
from annotations.speakers.models import Attribution, Speaker
from annotations.speakers.offices import ROLE_ON
from annotations.speakers.opinions import opinions_of
from annotations.teams.models import User
from annotations.templatetags.remembered import remembered
from newsroom.articles.models import Version
from newsroom.links import link
from newsroom.prepared import planned_once

MOST_OPEN = 100
"""So many cards at most come open where somebody asks for that."""
AT_ONCE = 1000
"""So many closed cards come with the page; the others follow it."""
_TAGS = re.compile(r"<(/?(?:blockquote|br|h\d|hr|li|ol|p|pre|ul)\b)?[^>]*>")
#: An item of a list may be a paragraph itself.
_ITEMS = re.compile(r"\n• \s*\n(?!•)")


@dataclass(frozen=True, slots=True)
class ClosedCard:
    """A highlight as a closed card shows it; `start` and `end` are where it stands, if it does.

    `on` is the key of the version shown; `others` is how many other speakers are named; `notes` are
    [who wrote it, its HTML, its key], `labels` are [key, name].
    """

    pk: int
    start: int | None
    end: int | None
    status: str
    number: int
    kind: str
    verdict: str
    visibility: str
    author: int
    author_name: str
    created_at: datetime
    speaker: Speaker | None
    others: int
    stamps: tuple[int, int]
    labels: list[tuple[int, str]]
    notes: list[tuple[str, str, int]]
    resolved_by: str
    was: str
    editable: bool
    on: int
    words: "Words"

    @property
    def highlight(self) -> "ClosedCard":
        """Itself: it knows of its highlight what the page as a whole asks."""
        return self

    @property
    def changed(self) -> bool:
        return self.status == Anchor.Status.CHANGED

    @property
    def label(self) -> str:
        kind = self.words.lower_kinds[self.kind]
        return f"{kind}, {self.speaker.name}" if self.speaker else kind

    @property
    def span(self) -> Span:
        return Span(
            id=self.pk,
            start=self.start or 0,
            end=self.end or 0,
            kind=self.kind,
            label=self.label,
            closing=self.words.closings[self.kind],
            number=self.number,
        )


@dataclass(frozen=True, slots=True)
class Made:
    """A highlight that was just made, with all that hangs on it, so that its card asks nothing."""

    highlight: Highlight
    opinions: list[Attribution]
    notes: list[Note]


class Words:
    """What closed cards say in the language of now."""

    def __init__(self) -> None:
        self.kinds = {kind.value: str(kind.label) for kind in Highlight.Kind}
        self.lower_kinds = {kind: name.lower() for kind, name in self.kinds.items()}
        self.closings = {
            kind: _("end of %(kind)s") % {"kind": name} for kind, name in self.lower_kinds.items()
        }
        self.glyphs = {kind: remembered("reader/glyph.html", kind=kind) for kind in self.kinds}
        self.verdicts = {
            value: remembered("reader/verdict_tag.html", verdict=value)
            for value in Highlight.Verdict.values
        }
        self.only_me = remembered("reader/only_me.html")
        self.nobody, self.unnamed = _("No speaker yet"), _("unnamed")
        self.words_changed, self.was = _("Words changed"), _("Highlighted as:")


@lru_cache
def _words_in(language: str | None) -> Words:
    return Words()


def page_around(
    version: Version,
    user: User,
    wanted: Collection[int] = (),
    *,
    made: Made | None = None,
    all_open: bool = False,
    lost: bool = True,
) -> ArticlePage:
    """Return what `user` sees on `version`, with open cards of the highlights `wanted` (keys).

    That of `made` is open, too. The cards of all others are closed, but for those that have `lost`
    their passage. With `all_open` none is, if they are no more than `MOST_OPEN`.
    """
    closed = closed_on(version, user)
    here = [card for card in closed if card.start is not None]
    if all_open and len(here) <= MOST_OPEN:
        wanted = {card.pk for card in here}
    keys = [card.pk for card in closed if card.pk in wanted or (lost and card.start is None)]
    found = suggested_on(version, user)
    opened = {card.highlight.pk: card for card in cards_on(version, keys, user)} if keys else {}
    if made:
        opened |= {card.pk: _card_of(made, card) for card in here if card.pk == made.highlight.pk}
    return ArticlePage(
        version=version,
        blocks=list(blocks_on(version, [one.span for one in (*here, *found.suggestions)])),
        cards=[
            replace(opened[card.pk], number=card.number) if card.pk in opened else card
            for card in here
        ],
        lost=[card for card in opened.values() if card.start is None],
        found=found,
    )


def _card_of(made: Made, closed: ClosedCard) -> Card:
    card, thread = closed.stamps
    made.highlight.change = Change(card=card, thread=thread)
    for said in made.opinions:
        # What the speaker was on the day is known already.
        said.role = closed.speaker.role if closed.speaker else ""
    return Card(
        highlight=made.highlight,
        opinions=opinions_of(made.opinions),
        thread=Thread(made.highlight, made.notes, resolution=None),
        start=closed.start,
        end=closed.end,
        status=closed.status,
        number=closed.number,
        editable=closed.editable,
        history=History(labels=closed.labels, ranges=[], verdicts=[]),
    )


def closed_on(
    version: Version, user: User, first: int = 0, most: int | None = None
) -> list[ClosedCard]:
    """Return the cards of what `user` sees on `version`, in text order, after the `first` ones.

    One query. Those that have lost their passage come last.
    """
    words, speakers = _words_in(get_language()), {None: None}
    asked = {
        "user": user.pk,
        "version": version.pk,
        "day": localdate(version.article.dated_at),
        "first": first,
        "most": most,
    }
    with planned_once() as cursor:
        cursor.execute(_CARDS, asked)
        return [
            _card(number, row, user, version.pk, words, speakers)
            for number, row in enumerate(cursor, first + 1)
        ]


_CARDS = f"""
    SELECT highlight.id, anchor.start, anchor."end", anchor.status, highlight.kind,
        highlight.verdict, highlight.visibility, highlight.author_id,
        coalesce(nullif(author.name, ''), author.email), highlight.created_at,
        speaker.id, speaker.name, speaker.kind, {ROLE_ON.format(day="%(day)s::date")},
        (SELECT count(DISTINCT other.speaker_id) FROM annotations_attribution AS other
            WHERE other.highlight_id = highlight.id AND other.withdrawn_at IS NULL
            AND other.speaker_id <> said.speaker_id
            AND (NOT said.decides OR other.id > said.id)),
        coalesce(change.card, 0), coalesce(change.thread, 0),
        (SELECT json_agg(json_build_array(label.id, label.name) ORDER BY label.name)
            FROM annotations_label_highlights AS has
            JOIN annotations_label AS label ON label.id = has.label_id
            WHERE has.highlight_id = highlight.id),
        (SELECT json_agg(json_build_array(coalesce(nullif(writer.name, ''), writer.email),
                note.html, note.id) ORDER BY note.created_at, note.id)
            FROM annotations_note AS note JOIN annotations_user AS writer
            ON writer.id = note.author_id
            WHERE note.highlight_id = highlight.id AND note.deleted_at IS NULL),
        coalesce(nullif(resolver.name, ''), resolver.email),
        CASE WHEN anchor.status = 'changed' THEN highlight.words ELSE '' END
    FROM annotations_anchor AS anchor
    JOIN annotations_highlight AS highlight ON highlight.id = anchor.highlight_id
    JOIN annotations_user AS author ON author.id = highlight.author_id
    LEFT JOIN annotations_attribution AS said
        ON said.highlight_id = highlight.id AND said.shown
    LEFT JOIN annotations_speaker AS speaker ON speaker.id = said.speaker_id
    LEFT JOIN annotations_change AS change ON change.highlight_id = highlight.id
    LEFT JOIN annotations_resolution AS resolution ON resolution.highlight_id = highlight.id
    LEFT JOIN annotations_user AS resolver ON resolver.id = resolution.by_id
    WHERE anchor.version_id = %(version)s AND {SEEN}
    ORDER BY anchor.start, anchor."end" DESC, highlight.id
    OFFSET %(first)s LIMIT %(most)s
"""


def _card(
    number: int,
    row: tuple[Any, ...],
    user: User,
    on: int,
    words: Words,
    speakers: dict[int | None, Speaker | None],
) -> ClosedCard:
    pk, start, end, status, kind, verdict, visibility, author, author_name, created_at = row[:10]
    speaker, name, speaker_kind, role, others, stamp, thread_stamp, labels, notes, by, was = row[
        10:
    ]
    if speaker not in speakers:
        speakers[speaker] = Speaker(pk=speaker, name=name, kind=speaker_kind, role=role)
    everyones = visibility == Highlight.Visibility.EVERYONE
    return ClosedCard(
        pk=pk,
        start=start,
        end=end,
        status=status,
        number=number,
        kind=kind,
        verdict=verdict,
        visibility=visibility,
        author=author,
        author_name=author_name,
        created_at=created_at,
        speaker=speakers[speaker],
        others=others,
        stamps=(stamp, thread_stamp),
        labels=labels or [],
        notes=notes or [],
        resolved_by=by or "",
        was=was,
        editable=author == user.pk or (user.owns_installation and everyones),
        on=on,
        words=words,
    )


def closed_cards(cards: Iterable[Card | ClosedCard | SafeString]) -> SafeString:
    """Return those that are closed as HTML, the first ones; what somebody wrote is escaped.

    Cards that are HTML already stay in their places.
    """
    left, made = AT_ONCE, []
    for card in cards:
        if isinstance(card, SafeString):
            made.append(card)
        elif isinstance(card, ClosedCard) and left:
            made.append(_html(card))
            left -= 1
    return mark_safe("".join(made))


def _html(card: ClosedCard) -> str:
    glyph = card.words.glyphs[card.kind]
    return (
        f'<article class="card" id="card-{card.pk}" data-for="{card.pk}" data-closed'
        f' data-stamp="{card.stamps[0]}" data-kind="{card.kind}" data-n="{card.number}"'
        f'{_attributes(card)} aria-label="{escape(card.label)}" tabindex="-1">'
        f'<div class="hd">{glyph}{_who(card)}{_signs(card)}</div>'
        f"{_labels(card)}{_was(card)}{_talk(card)}</article>"
    )


def _attributes(card: ClosedCard) -> str:
    speaker = f' data-speaker="{card.speaker.pk}"' if card.speaker else ""
    labels = "".join(f"{pk} " for pk, _name in card.labels)
    span = f' data-span="{card.start} {card.end}"' if card.editable else ""
    return (
        f'{speaker} data-by="{card.author}"' + (f' data-label="{labels}"' if labels else "") + span
    )


def _who(card: ClosedCard) -> str:
    # With script it leads to the passage.
    here = f'href="{link("highlight_card", card.pk)}?on={card.on}"'
    if card.speaker:
        unnamed = card.speaker.kind == Speaker.Kind.UNNAMED
        role = card.words.unnamed if unnamed else escape(card.speaker.role)
        name = escape(card.speaker.name)
        said = f'<span class="role"><bdi>{role}</bdi></span> ' if role else ""
        return f'<a class="who" {here}><bdi>{name}</bdi></a> {said}'
    if card.kind == Highlight.Kind.PASSAGE:
        when = date_format(localtime(card.created_at), "j M, H:i")
        return (
            f'<a class="who nobody" {here}><bdi>{escape(card.author_name)}</bdi></a> '
            f'<span class="role"><span class="num">{when}</span></span> '
        )
    return f'<a class="who nobody" {here}><bdi>{card.words.nobody}</bdi></a> '


def _signs(card: ClosedCard) -> str:
    verdict = card.words.verdicts[card.verdict] if card.kind == Highlight.Kind.CLAIM else ""
    mine = card.words.only_me if card.visibility == Highlight.Visibility.ONLY_ME else ""
    changed = f' <span class="tag bad">{card.words.words_changed}</span>' if card.changed else ""
    return f"{verdict}{mine}{_disagreement(card)}{changed}"


def _disagreement(card: ClosedCard) -> str:
    if not card.others:
        return ""
    words = _("%(n)s opinions") % {"n": card.others + 1}
    return f' <span class="tag">{words}</span>'


def _labels(card: ClosedCard) -> str:
    tags = "".join(
        f'<span class="tag line"><bdi>{escape(name)}</bdi></span> ' for _pk, name in card.labels
    )
    return f'<p class="labels">{tags}</p>' if tags else ""


def _was(card: ClosedCard) -> str:
    """The words that were highlighted, where the article has others now: for who prints it."""
    if not card.was:
        return ""
    return f'<p class="was small">{card.words.was} <span dir="auto">{escape(card.was)}</span></p>'


def _talk(card: ClosedCard) -> str:
    """All notes: who prints the page has no other place to read them."""
    said = "<br>".join(f"<b>{escape(name)}:</b> {_plain(html)}" for name, html, _pk in card.notes)
    many = len(card.notes)
    count = ngettext("%(n)s note", "%(n)s notes", many) % {"n": many} if many > 1 else ""
    resolved = _("Resolved by %(name)s") % {"name": card.resolved_by} if card.resolved_by else ""
    ends = "".join(f' <span class="nn">{escape(one)}</span>' for one in (count, resolved) if one)
    body = f'<div class="body clamp preview">{said}{ends}</div>' if said or ends else ""
    stamp, keys = card.stamps[1], " ".join(str(pk) for _name, _said, pk in card.notes)
    return (
        f'<div class="talk" id="thread-{card.pk}" data-stamp="{stamp}" data-notes="{keys}">'
        f"{body}</div>"
    )


def _plain(html: str) -> str:
    """The words of a note; its paragraphs and items stand one below the other in print."""
    text = _ITEMS.sub("\n• ", unescape(_TAGS.sub(_opened, html.replace("\n", " "))))
    first, *more = [" ".join(line.split()) for line in text.split("\n") if line.strip()] or [""]
    return escape(first) + "".join(f' <span class="ln">{escape(line)}</span>' for line in more)


def _opened(tag: re.Match[str]) -> str:
    return "\n• " if tag[1] == "li" else "\n" if tag[1] else ""
