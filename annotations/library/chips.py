"""The filters that are on, in words, each with the address of the list without it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from django.utils.formats import date_format
from django.utils.translation import get_language_info, ngettext
from django.utils.translation import gettext as _

from annotations.highlights.models import Highlight
from annotations.library.filters import Filters, Span
from annotations.library.side import Choice, Side


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter that is on; `query` asks for the same list without it."""

    words: str
    query: str


def chips(filters: Filters, side: Side) -> list[Chip]:
    """Return a chip for each filter that is on; several of one kind share one."""
    return [
        Chip(words, replace(filters, **without).query)
        for words, without in _on(filters, side)
        if words
    ]


def _on(filters: Filters, side: Side) -> Iterable[tuple[str, dict[str, object]]]:
    outlets, topics = len(filters.outlets), len(filters.topics)
    # Several in the address may be one by now.
    speakers = sum(one.chosen for one in side.speakers) or len(filters.speakers)
    people = len(filters.people)
    many = ngettext("%(n)d topic", "%(n)d topics", topics) % {"n": topics}
    yield _words(topics, side.topics, many), {"topics": ()}
    many = ngettext("%(n)d outlet", "%(n)d outlets", outlets) % {"n": outlets}
    yield _words(outlets, side.outlets, many), {"outlets": ()}
    many = ngettext("%(n)d speaker", "%(n)d speakers", speakers) % {"n": speakers}
    yield _words(speakers, side.speakers, many), {"speakers": ()}
    many = ngettext("%(n)d person’s", "%(n)d people’s", people) % {"n": people}
    yield _words(people, side.people, many), {"people": ()}
    yield ", ".join(str(Highlight.Kind(one).label) for one in filters.kinds), {"kinds": ()}
    yield ", ".join(map(language_name, filters.languages)), {"languages": ()}
    yield _span(filters), {"span": "", "first": None, "last": None}


def _words(n: int, choices: Sequence[Choice], many: str) -> str:
    chosen = [one.name for one in choices if one.chosen]
    return chosen[0] if n == len(chosen) == 1 else many if n else ""


def _span(filters: Filters) -> str:
    spans = {
        Span.WEEK: _("Last 7 days"),
        Span.MONTH: _("Last 30 days"),
        Span.YEAR: _("This year"),
    }
    if filters.span in spans:
        return spans[Span(filters.span)]
    first = date_format(filters.first, "j F Y") if filters.first else ""
    last = date_format(filters.last, "j F Y") if filters.last else ""
    if first and last:
        return _("%(first)s to %(last)s") % {"first": first, "last": last}
    if first:
        return _("Since %(day)s") % {"day": first}
    return _("Until %(day)s") % {"day": last} if last else ""


def language_name(tag: str) -> str:
    """Return what a language is called here; the tag itself where that is not known."""
    try:
        return str(get_language_info(tag)["name_translated"])
    except KeyError:
        return tag
