"""Suggestions on an article's page: quieter than what readers decided, and decided by one press.

The HTML is written by hand, as that of closed cards is: an article may have hundreds.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from annotations.quotations.models import Suggestion
from annotations.quotations.sources import said_otherwise, without_article
from annotations.reader.marks import SUGGESTED, Span
from annotations.speakers.meant import MEANT
from annotations.speakers.models import Speaker, fold
from annotations.teams.models import User
from annotations.templatetags.remembered import icon, remembered
from newsroom.articles.models import Version
from newsroom.links import links
from newsroom.prepared import planned_once

UNNAMED = "~"
"""Stands for all sources without a name in the list of who speaks."""


@dataclass(frozen=True, slots=True)
class Suggested:
    """A suggestion as the margin shows it; `start` and `end` are where it stands.

    `pk_of_speaker` is the key of the speaker who is meant, where that is known; `mention` are
    the words that say who it is, where they are others than the name. `alike` are the names of
    those whose surname it is, where the text says no more.
    """

    pk: int
    start: int
    end: int
    words: str
    name: str
    kind_of_speaker: str
    pk_of_speaker: int | None
    mention: str
    alike: tuple[str, ...] = ()

    @property
    def is_nameless(self) -> bool:
        return self.kind_of_speaker == Speaker.Kind.UNNAMED or not self.name

    @property
    def voice(self) -> str:
        """The value by which the page finds all that one speaker says."""
        if self.pk_of_speaker:
            return str(self.pk_of_speaker)
        named = not self.is_nameless
        return UNNAMED + ("_".join(fold(self.name).split()) if named else "")

    @property
    def speaker(self) -> Speaker:
        """Who is meant, who may not be known yet; all sources without a name are one."""
        if self.is_nameless and not self.pk_of_speaker:
            return Speaker(name=_("Unnamed"), kind=Speaker.Kind.UNNAMED)
        return Speaker(pk=self.pk_of_speaker, name=self.name, kind=self.kind_of_speaker)

    @property
    def label(self) -> str:
        quote = _("suggested quote")
        return f"{quote}, {self.name}" if self.name else quote

    @property
    def span(self) -> Span:
        closing = _("end of %(kind)s") % {"kind": _("suggested quote")}
        return Span(self.pk, self.start, self.end, SUGGESTED, self.label, closing)


@dataclass(frozen=True, slots=True)
class StrayQuote:
    """A quotation of the headline whose words are not in the text, and what comes near them."""

    words: str
    near: str
    near_block: int | None


@dataclass(frozen=True, slots=True)
class SuggestedHere:
    """What the program found on a version: suggestions in text order, and stray quotations."""

    suggestions: Sequence[Suggested] = ()
    strays: Sequence[StrayQuote] = ()


# Written by hand: one query for all that was found, and for whom it may mean.
_FOUND = f"""
    WITH suggestion AS MATERIALIZED (
        SELECT * FROM annotations_suggestion
        WHERE version_id = %(version)s AND state = '{Suggestion.State.OPEN}'
    ), called AS MATERIALIZED (
        SELECT DISTINCT folded, %(article)s::bigint AS article_id FROM suggestion
        WHERE named AND said_by_id IS NULL
    ), {MEANT}
    SELECT examination.strays, suggestion.id, suggestion.start, suggestion."end",
        suggestion.words, suggestion.speaker, suggestion.named, suggestion.mention,
        known.id, known.name, known.kind,
        meant.names
    FROM annotations_examination AS examination
    LEFT JOIN suggestion ON true
    LEFT JOIN meant ON meant.folded = suggestion.folded AND suggestion.named
        AND suggestion.said_by_id IS NULL
    LEFT JOIN annotations_speaker AS known ON known.id = coalesce(
        suggestion.said_by_id, CASE WHEN cardinality(meant.ids) = 1 THEN meant.ids[1] END)
    WHERE examination.version_id = %(version)s
    ORDER BY suggestion.start, suggestion."end" DESC, suggestion.id
"""


def suggested_on(version: Version, user: User) -> SuggestedHere:
    """Return what the program found on `version`: nothing where it is not the latest one.

    Who is meant is said of speakers that `user` knows.
    """
    with planned_once() as cursor:
        values = {"version": version.pk, "article": version.article_id, "user": user.pk}
        cursor.execute(_FOUND, values)
        rows = cursor.fetchall()
    found = [_suggested(*row[1:]) for row in rows if row[1] is not None]
    return SuggestedHere(found, _strays(version, rows[0][0]) if rows else ())


def _suggested(
    pk: int,
    start: int,
    end: int,
    words: str,
    speaker: str,
    named: bool,
    mention: str,
    known: int | None,
    known_name: str | None,
    known_kind: str | None,
    alike: list[str] | None,
) -> Suggested:
    name = known_name or (speaker if named else without_article(speaker))
    kind = known_kind or (Speaker.Kind.PERSON if named else Speaker.Kind.UNNAMED)
    mention = said_otherwise(mention, speaker, known_name or "")
    return Suggested(pk, start, end, words, name, kind, known, mention, tuple(alike or ()))


def _strays(version: Version, stored: str) -> list[StrayQuote]:
    """The stray quotations of the headline, of which `stored` says where they stand."""
    return [_stray(version, **one) for one in json.loads(stored)]


def _stray(
    version: Version, start: int, end: int, near_start: int | None, near_end: int | None
) -> StrayQuote:
    words = version.text[start:end]
    if near_start is None:
        return StrayQuote(words, "", None)
    block = max(one["start"] for one in version.blocks if one["start"] <= near_start)
    return StrayQuote(words, version.text[near_start:near_end], block)


class SuggestedCards:
    """Makes cards of suggestions, in the reader's language; the words are looked up once."""

    def __init__(self, version: Version, suggestions: Sequence[Suggested]) -> None:
        self.version = version
        self.of_voice: dict[str, list[str]] = {}
        for one in suggestions:
            self.of_voice.setdefault(one.voice, []).append(str(one.pk))
        self.to_form, self.glyph = links("suggestion"), icon(SUGGESTED)
        self.suggested, self.unnamed = _("Suggested quote"), _("unnamed")
        self.nobody, self.accept = _("No speaker found"), _("Accept")
        self.dismiss, self.name = _("Dismiss suggestion"), pgettext("verb", "Name")
        self.correct, self.all_of = _("Another speaker"), _("Accept all of %(name)s")
        self.text_says = _("Named here as “%(mention)s”")
        self.which_one = _("Which one? %(names)s")
        self.check, self.cross, self.user = icon("check"), icon("x"), icon("user")
        self.head = remembered("reader/sheet_head.html")

    def html(self, one: Suggested, more: str = "") -> SafeString:
        """Return the card of a suggestion, with `more` attributes; what is read is escaped.

        Where it takes the place of another one, what is being written there stays.
        """
        speaker = f' data-speaker="{escape(one.voice)}"'
        return mark_safe(
            f'<article class="card sugg" id="card-s{one.pk}" data-for="s{one.pk}"'
            f' data-kind="{SUGGESTED}"{speaker} aria-label="{escape(one.label)}" tabindex="-1"'
            f"{more}>"
            f"{self._sheet_head(one)}"
            f'<div class="hd">{self.glyph}<span class="vh">{self.suggested}: </span>'
            f"{self._who(one)}{self._buttons(one)}</div>{self._why(one)}"
            f'<div class="edit-slot" id="edit-s{one.pk}" hx-preserve></div>'
            f"{self._foot(one)}</article>"
        )

    def _sheet_head(self, one: Suggested) -> str:
        words = f'<p class="bq" lang="{escape(self.version.language)}" dir="auto">'
        return f'<div class="sheet-head">{self.head}{words}{escape(one.words)}</p></div>'

    def _who(self, one: Suggested) -> str:
        name = escape(one.name) if one.name else self.nobody
        role = f'<span class="role">{self.unnamed}</span> ' if one.is_nameless and one.name else ""
        return (
            f'<a class="who who-q" href="#highlight-s{one.pk}"><bdi>{name}</bdi></a> {role}'
            '<span class="sp"></span>'
        )

    def _buttons(self, one: Suggested) -> str:
        name = (
            f'<a class="btn sm icon ghost" href="{self.to_form(one.pk)}" data-edit'
            f' aria-label="{self.name}" title="{self.name}">{self.user}</a>'
            if one.is_nameless
            else ""
        )
        return (
            f'{name}<button class="btn sm" form="deciding" name="accepted" value="{one.pk}">'
            f"{self.check}{self.accept}</button>"
            f'<button class="btn sm icon ghost" form="deciding" name="dismissed"'
            f' value="{one.pk}" aria-label="{self.dismiss}">{self.cross}</button>'
        )

    def _why(self, one: Suggested) -> str:
        if len(one.alike) > 1:
            names = ", ".join(f"<bdi>{escape(name)}</bdi>" for name in one.alike)
            words = self.which_one % {"names": names}
        elif one.mention:
            words = self.text_says % {"mention": f"<bdi>{escape(one.mention)}</bdi>"}
        else:
            return ""
        # Who is known by a surname alone is said of cards that are not chosen, too.
        return f'<p class="{"as" if one.alike else "was"} small">{words}</p>'

    def _foot(self, one: Suggested) -> str:
        if one.is_nameless:
            return ""
        to_form, every, same = self.to_form(one.pk), "", self.of_voice.get(one.voice, [])
        if len(same) > 1:
            words = self.all_of % {"name": f"<bdi>{escape(one.name)}</bdi>"}
            every = (
                '<button class="btn sm ghost" form="deciding" name="accepted"'
                f' value="{" ".join(same)}" data-all>{words}</button>'
            )
        correct = f'<a class="btn sm ghost" href="{to_form}" data-edit>{self.correct}</a>'
        return f'<div class="row wr foot">{correct}{every}</div>'
