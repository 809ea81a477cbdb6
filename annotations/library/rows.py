"""The rows of a list as HTML: by a template they take six times as long.

What somebody wrote is escaped here, where it is put in.
"""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from html import escape

from django.utils.formats import date_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from annotations.library.gist import Face, Gist
from annotations.library.shelf import Day, Row
from annotations.templatetags.remembered import remembering
from newsroom.articles.text import PageForm
from newsroom.links import links

LONGEST_LEAD = 180
"""So many characters of a quotation stand in a row."""


def days_html(days: Iterable[Day], *, compact: bool, continuing: bool) -> SafeString:
    """Return the rows of `days`, each day under its heading.

    Of a day that began on the page before, the heading is left out where this page is
    `continuing` that one.
    """
    written = _Written(compact)
    return mark_safe("".join(written.day(day, continuing) for day in days))


class _Written:
    """Rows in the reader's language, in which what they say is looked up once for all of them."""

    def __init__(self, compact: bool) -> None:
        self._compact, self._language = compact, get_language()
        self._part, self._to_speaker = remembering(), links("speaker")
        self._class = " compact" if compact else ""
        self._dot = f'<span class="dot" role="img" aria-label="{escape(_("Unread"))}"></span>'
        self._select = escape(_("Select"))
        self._speakers = escape(_("Speakers"))

    def day(self, day: Day, continuing: bool) -> str:
        heading = "" if continuing and day.continued else self._heading(day)
        return f"{heading}<ol>{''.join(map(self._row, day.rows))}</ol>\n"

    def _heading(self, day: Day) -> str:
        count = ""
        if day.whole:
            articles = self._part("library/articles.html", n=len(day.rows))
            count = f' <span class="small muted">{articles}{self._to_check_of(day)}</span>'
        return (
            f'<h2 class="day"><time datetime="{day.date.isoformat()}">'
            f"{_in_words(day.date, self._language)}</time>{count}</h2>\n"
        )

    def _to_check_of(self, day: Day) -> str:
        n = sum(row.to_check for row in day.rows)
        return f", {self._part('library/suggestions.html', n=n)}" if n else ""

    def _row(self, row: Row) -> str:
        title = escape(row.title)
        tongue = f'lang="{escape(row.language)}" dir="{row.direction}"'
        return (
            f'<li class="art{" read" if row.read else ""}{self._class}">'
            f'<input class="pick" type="checkbox" form="bulk" name="article" value="{row.pk}"'
            f' aria-label="{self._select}: {title}">\n'
            f'<div class="when num">{self._when(row)}</div>\n'
            f'<div><div class="out">{self._source(row)}</div>\n'
            f'<h3 {tongue}><a href="{row.url}">{title}</a></h3>\n'
            f"{self._lead(row.gist, tongue)}</div>\n"
            f'<div class="meta">{self._made(row)}</div></li>\n'
        )

    def _when(self, row: Row) -> str:
        """The hour, where it is known, and how long it takes to read."""
        minutes = "" if self._compact else self._part("library/minutes.html", minutes=row.minutes)
        return "<br>".join(filter(None, (row.time, minutes)))

    def _source(self, row: Row) -> str:
        unread = "" if row.read else self._dot
        outlet = ""
        if row.outlet:
            name = f"<bdi>{escape(row.outlet)}</bdi>"
            outlet = f'<a class="plain" href="{row.outlet_url}">{name}</a>'
        time = f'<span class="m-when muted num">{row.time}</span>'
        stray = self._part("library/stray.html") if row.is_stray else ""
        return f"{unread}{outlet}{time}{self._form(row)}{self._edits(row)}{stray}"

    def _form(self, row: Row) -> str:
        if row.form == PageForm.ARTICLE:
            return ""
        return self._part("reader/form_tag.html", form=row.form)

    def _edits(self, row: Row) -> str:
        if row.read_version_url:
            since = self._part("library/edited_since.html")
            return f'<a class="tag bad" href="{row.read_version_url}">{since}</a>'
        return self._part("library/edited.html", edits=row.edits) if row.edits > 0 else ""

    def _lead(self, gist: Gist, tongue: str) -> str:
        if self._compact or not gist.said_by:
            return ""
        words, speaker = escape(shortened(gist.words)), escape(gist.said_by.name)
        page = self._to_speaker(gist.said_by.pk)
        link = f'<a href="{page}"><b><bdi>{speaker}</bdi></b></a>'
        return f'<p class="lead" {tongue}>{words} {link}</p>'

    def _made(self, row: Row) -> str:
        """What readers made of it, and what they have to check: the end of the row."""
        more = "+" if row.gist.or_more else ""
        counts = "".join(
            self._part("library/count.html", kind=kind, n=n, said=f"{n}{more}")
            for kind, n in row.gist.counts
        )
        to_check = self._part("library/to_check.html", n=row.to_check) if row.to_check else ""
        return f'<span class="cts">{counts}</span>\n{to_check}{self._faces(row.gist.faces)}'

    def _faces(self, faces: list[Face]) -> str:
        if not faces:
            return ""
        names = escape(", ".join(face.name for face in faces))
        signs = "".join(
            self._part("library/face.html", initials=face.initials, kind=face.kind)
            for face in faces
        )
        label = f"{self._speakers}: {names}"
        return f'<span class="stack" role="img" aria-label="{label}">{signs}</span>'


@lru_cache(maxsize=1024)
def _in_words(day: date, _language: str | None) -> str:
    return escape(date_format(day, "l j F Y"))


def shortened(words: str) -> str:
    """Return the beginning of `words`, with an ellipsis where there were more."""
    return words if len(words) <= LONGEST_LEAD else Truncator(words).chars(LONGEST_LEAD)
