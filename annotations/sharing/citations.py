"""Citing what was said where. Pure: a citation is made of strings and a date."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

#: What would end a field or begin a template, a link or a tag of the wiki.
_WIKI = str.maketrans(
    {"|": "{{!}}", **{sign: f"&#{ord(sign)};" for sign in "{}[]<>"}},
)


@dataclass(frozen=True, slots=True)
class Source:
    """What a citation names. `published_at` and `kept_at` are in the reader's time zone.

    `is_quoted` is False where the article reports what the speaker said in its own words.
    """

    title: str
    authors: Sequence[str]
    outlet: str
    url: str
    published_at: datetime | None
    kept_at: datetime
    version: int
    speaker: str = ""
    is_quoted: bool = True


@dataclass(frozen=True, slots=True)
class Citation:
    """`html` is `text` as a page shows it, where that needs more than its lines."""

    style: str
    name: str
    text: str
    html: str = ""


def citations(source: Source) -> list[Citation]:
    """Return the source cited in each style Margent knows.

    What its outlet signs itself, nobody signed: the outlet is named in its own place.
    """
    signed = [name for name in source.authors if name.casefold() != source.outlet.casefold()]
    source = replace(source, authors=signed)
    return [
        Citation("plain", _("Plain"), plain(source), _shown(source)),
        Citation("apa", "APA", apa(source)),
        Citation("bibtex", "BibTeX", bibtex(source)),
        Citation("wikipedia", _("Wikipedia"), wikipedia(source)),
    ]


def plain(source: Source) -> str:
    """Who is quoted or reported, in whose article, where and when, and which version was kept."""
    by = ", ".join(source.authors)
    said = _("%(speaker)s, quoted in") if source.is_quoted else _("%(speaker)s, reported in")
    said = said % {"speaker": source.speaker} + " " if source.speaker else ""
    kept = _("Version %(number)d, kept %(when)s.") % {
        "number": source.version,
        "when": date_format(source.kept_at, "j F Y, H:i"),
    }
    # Marks inside marks alternate.
    title = f"“{source.title}”" if "‘" in source.title else f"‘{source.title}’"
    parts = [by, title, source.outlet, _day(source, "j F Y, H:i")]
    return f"{said}{', '.join(part for part in parts if part)}. {kept}"


def _shown(source: Source) -> SafeString:
    """Return the plain citation with each name in its own direction and the outlet in italics."""
    names = replace(
        source,
        title=_apart(source.title),
        authors=[_apart(name) for name in source.authors],
        outlet=format_html("<i>{}</i>", _apart(source.outlet)) if source.outlet else "",
        speaker=_apart(source.speaker),
    )
    return mark_safe(plain(names))  # what is not of ours is escaped above


def _apart(words: str) -> SafeString:
    return format_html("<bdi>{}</bdi>", words) if words else mark_safe("")


def apa(source: Source) -> str:
    """Publication Manual of the American Psychological Association, 7th edition, 10.1."""
    by = " & ".join(_turned(author) for author in source.authors) or source.outlet
    when = _day(source, "Y, F j") or _("n.d.")
    outlet = f" {source.outlet}." if source.authors and source.outlet else ""
    return f"{by} ({when}). {source.title}.{outlet} {source.url}".strip()


def bibtex(source: Source) -> str:
    fields = {
        "author": " and ".join(_braced(author) for author in source.authors),
        "title": f"{{{_escaped(source.title)}}}",
        "journal": _escaped(source.outlet),
        "date": source.published_at.date().isoformat() if source.published_at else "",
        "url": source.url.replace("{", "%7B").replace("}", "%7D"),
        "urldate": source.kept_at.date().isoformat(),
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join(["@article{" + _key(source) + ",", *lines, "}"])


def wikipedia(source: Source) -> str:
    """The template {{cite news}} of the English Wikipedia."""
    fields = {
        "title": source.title,
        "author": "; ".join(source.authors),
        "work": source.outlet,
        "date": source.published_at.date().isoformat() if source.published_at else "",
        "url": source.url,
        "access-date": source.kept_at.date().isoformat(),
    }
    parts = [f"|{name}={value.translate(_WIKI)}" for name, value in fields.items() if value]
    return "{{cite news " + " ".join(parts) + "}}"


def _day(source: Source, pattern: str) -> str:
    return date_format(source.published_at, pattern) if source.published_at else ""


def _turned(name: str) -> str:
    first, _space, last = name.rpartition(" ")
    initials = " ".join(f"{word[0]}." for word in first.split())
    return f"{last}, {initials}" if initials else last


def _escaped(value: str) -> str:
    return "".join("\\" + c if c in "&%$#_{}" else c for c in value)


def _braced(author: str) -> str:
    return f"{{{_escaped(author)}}}" if " and " in author else _escaped(author)


def _key(source: Source) -> str:
    year = str(source.published_at.year) if source.published_at else "nd"
    word = next((word for word in source.title.split() if word.isalnum()), "article")
    letters = "".join(c for c in f"{source.outlet}{word}".lower() if c.isascii() and c.isalnum())
    return f"{letters or 'article'}{year}"
