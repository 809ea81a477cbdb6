"""Who wrote the article on a page."""

import re
from collections.abc import Iterator
from itertools import chain, zip_longest

from newsroom.articles.text import Kind
from newsroom.ingestion.bylines import (
    is_byline_label,
    is_office,
    looks_like_outlet,
    names_author,
    people,
    signers,
    starts_like_byline,
    without_publishers,
)
from newsroom.ingestion.choices import Choice, Source, first
from newsroom.ingestion.dates import find_moment
from newsroom.ingestion.passages import Passage
from newsroom.ingestion.reading import Page
from newsroom.ingestion.signatures import boxed_authors, shown_authors, shown_signers
from newsroom.ingestion.titles import fold

_BY_WITHIN = re.compile(r"\s(?:[Bb]y|[Vv]on|[Pp]ar|[Pp]or):?\s+(?P<names>[^\W\d_].{2,50})\Z")

_NEXT_LABEL = re.compile(r"\s[^\W\d_]+:\s")
_DATE_WORDS = re.compile(r"\b(?:Uhr|Published|Posted|Veröffentlicht)\b")
_DATA_BELOW = 40

type _Names = Choice[tuple[str, ...]]


def authors_of(page: Page, kept: list[int]) -> tuple[str, ...]:
    """Return who wrote the article that stands at `kept`."""
    return authorship(page, kept).value


def authorship(page: Page, kept: list[int]) -> Choice[tuple[str, ...]]:
    """Return who wrote the article that stands at `kept`, and where the page says so.

    People come first; an agency, a desk or the outlet is the author of what no person
    signs. The names of others that stand about a page count least.
    """
    outlets = _own_names(page)
    persons = (_less(outlets, it) for it in _people(page, kept))
    others = (_less(outlets, it) for it in _elsewhere(page, kept))
    found = first(chain(persons, _signers(page, kept, outlets), others), ())
    if found.source == Source.JSON_LD:
        return Choice(_named(page, outlets), found.source)
    return found


def _less(outlets: list[str], found: _Names) -> _Names:
    return Choice(without_publishers(found.value, outlets), found.source)


def _named(page: Page, outlets: list[str]) -> tuple[str, ...]:
    """All whom the page declares as authors: a person may share the work with an agency.

    The outlet is named only where no person is.
    """
    declared = tuple(name for name in page.facts.authors if not is_office(name))
    has_people = bool(without_publishers(page.facts.people, outlets))
    return without_publishers(declared, outlets) if has_people else declared


def _elsewhere(page: Page, kept: list[int]) -> Iterator[_Names]:
    yield from (Choice(people(text), Source.META) for text in page.facts.record_authors)
    places = range(page.start, len(page.passages) + 1)
    yield Choice(shown_authors(page.signatures, places), Source.ELSEWHERE)
    foot = _foot(page, kept)
    for passage in page.passages[foot.stop : foot.stop + _DATA_BELOW]:
        if names_author(passage.text):
            yield Choice(_signed(passage.text), Source.FOOT)
    yield Choice(shown_signers(page.signatures, foot), Source.FOOT)


def _own_names(page: Page) -> list[str]:
    """The names of the outlet. The site of one person bears that person's name."""
    known = (*page.facts.outlet_names, page.domain, page.domain.split(".")[0])
    return [name for name in known if looks_like_outlet(name) or people(name) != (name,)]


def _people(page: Page, kept: list[int]) -> Iterator[_Names]:
    """The people whom the page declares, names by the headline, and names below the article."""
    facts = page.facts
    if facts.people:
        yield Choice(facts.people, Source.JSON_LD)
    yield from (Choice(names, Source.META) for names in _in_meta(page))
    head, foot = _head(page, kept), _foot(page, kept)
    marked = shown_authors(page.signatures, head)
    lines = [_signed(text) for text in _lines_by(page, head, 200)]
    # Not every name in a line need be marked.
    yield from (Choice(it, Source.BYLINE) for it in lines if marked and set(marked) < set(it))
    yield from (Choice(names, Source.BYLINE) for names in (marked, *lines))
    yield from (Choice(names, Source.BYLINE) for names in _set_apart(page, head))
    between = range(page.start + 1, kept[0] + 1) if kept else head
    yield Choice(boxed_authors(page.signatures, between), Source.BYLINE)
    yield from (Choice(names, Source.BYLINE) for names in _beside_date(page, between))
    yield Choice(shown_authors(page.signatures, foot), Source.FOOT)
    yield from (Choice(_signed(text), Source.FOOT) for text in _lines_by(page, foot, 120))


def _signers(page: Page, kept: list[int], outlets: list[str]) -> Iterator[_Names]:
    """Those who sign as authors without being people: agencies, desks, outlets, short signs."""
    head = _head(page, kept)
    shown = shown_signers(page.signatures, head)
    declared = _named(page, outlets)
    if not (declared and set(declared) <= set(shown)):
        yield Choice(shown, Source.BYLINE)
        yield from (Choice(signers(text), Source.BYLINE) for text in _lines_by(page, head, 80))
    yield Choice(declared, Source.JSON_LD)
    # Of itself a page may name there those who built the site.
    own = (text for text in page.facts.meta_authors if _is_of(outlets, text))
    yield from (Choice(signers(text), Source.META) for text in own)


def _is_of(outlets: list[str], name: str) -> bool:
    """Whether `name` contains that of the outlet, or is a part of it."""
    key = fold(name)
    return any(site and (site in key or key in site) for site in map(fold, outlets))


def _in_meta(page: Page) -> list[tuple[str, ...]]:
    """The people in the meta elements, those first whom a reader sees named as well."""
    told = [names for text in page.facts.meta_authors if (names := people(text))]
    if len(told) < 2:
        return told
    short = "\n".join(it.text for it in page.passages if len(it.text) < 200)
    return sorted(told, key=lambda names: not all(name in short for name in names))


def _head(page: Page, kept: list[int]) -> range:
    return range(max(0, page.start - 4), max(page.head_end(kept), page.start + 6))


def _foot(page: Page, kept: list[int]) -> range:
    last = kept[-1] if kept else len(page.passages)
    return range(max(0, last - 2), last + 8)


def _lines_by(page: Page, places: range, longest: int) -> Iterator[str]:
    """The "By ..." lines about `places`, and what follows "By" on its own or after a date."""
    window = page.passages[max(0, places.start - 2) : places.stop + 2]
    for passage, after in zip_longest(window, window[1:]):
        if len(passage.text) >= longest:
            continue
        if starts_like_byline(passage.text):
            yield passage.text
        elif after and is_byline_label(passage.text):
            yield after.text
        elif (match := _BY_WITHIN.search(passage.text)) and find_moment(passage.text):
            yield match["names"]


def _set_apart(page: Page, places: range) -> Iterator[tuple[str, ...]]:
    """The people who alone make up a line in bold below the headline."""
    for passage in page.passages[page.start + 1 : places.stop]:
        if len(passage.text) < 80 and _is_bold(passage):
            names = people(passage.text)
            if fold("".join(names)) == fold(passage.text):
                yield names


def _beside_date(page: Page, places: range) -> Iterator[tuple[str, ...]]:
    """The people who, but for a date, alone make up a line."""
    for passage in page.passages[places.start : places.stop]:
        if len(passage.text) < 80 and passage.kind is not Kind.CAPTION:
            text = _undated(passage.text)
            names = people(text) if text != passage.text else ()
            is_all = fold("".join(names)) == fold(_DATE_WORDS.sub(" ", text))
            if is_all and not any(fold(name) in fold(page.title) for name in names):
                yield names


def _signed(line: str) -> tuple[str, ...]:
    """The people whom a line that begins with "By" names, less what other facts follow."""
    own = _NEXT_LABEL.split(line, maxsplit=1)[0]
    return people(_undated(own)) if len(own) < 200 else ()


def _undated(line: str) -> str:
    """A line without the date that is in it."""
    moment = find_moment(line) if any(map(str.isdigit, line)) else None
    return f"{line[: moment.start]} {line[moment.end :]}".strip() if moment else line


def _is_bold(passage: Passage) -> bool:
    return passage.element.find("strong") is not None or passage.element.find("b") is not None
