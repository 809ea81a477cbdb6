"""Which words of a page are its headline."""

import re
import unicodedata
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass

from lxml.etree import _Element

from newsroom.articles.text import clean
from newsroom.ingestion.choices import Choice, Source
from newsroom.ingestion.labels import word_set, words_of
from newsroom.ingestion.metadata import PageFacts

_SEPARATOR = re.compile(r"\s+[|\-–—•·:»/~]+\s+|\s*[|»]\s*|\s+::\s+")
_KICKER_WORDS = word_set(
    """
    antetitulo badge dachzeile eyebrow flag hat invisible kicker label occhiello overline pretitle
    pretitolo roofline rubrik spitzmarke sronly strapline supertitle topline toptitle visuallyhidden
    volanta
    """
)
_NO_LETTER = re.compile(r"[\W_]+")
_MOST_HEADINGS = 40


def fold(text: str) -> str:
    """Return `text` for comparison: its letters and digits, without accents and case."""
    if text.isascii():
        return _NO_LETTER.sub("", text.lower())
    text = unicodedata.normalize("NFKD", text.replace("\u00ad", "")).casefold()
    return _NO_LETTER.sub("", "".join(c for c in text if not unicodedata.combining(c)))


@dataclass(frozen=True, slots=True)
class Headline:
    """The headline of a page, where it was read, and the heading that shows it, if one does."""

    text: str = ""
    source: str = ""
    heading: _Element | None = None


def headline(tree: _Element, facts: PageFacts, domain: str) -> Headline:
    """Return the headline of a page: what its h1 and its data agree on, else either of them."""
    declared = _declared(facts, domain)
    by_fold = {fold(it.value): it for it in reversed(declared)}
    headings = _headings(tree, facts, domain)
    return (
        _agreed(headings, by_fold)
        or _in_part(headings, list(by_fold))
        or _akin(headings, list(by_fold))
        or _alone(headings, bool(declared))
        or _shown(declared, by_fold, tree)
        or (_of_h1(*headings[0]) if headings else Headline())
    )


def _headings(tree: _Element, facts: PageFacts, domain: str) -> list[tuple[_Element, str]]:
    """The h1 of a page with their words, less those that say only whose page it is."""
    sites = {fold(name) for name in (*facts.outlet_names, domain, domain.split(".")[0])}
    worded = ((heading, _words(heading)) for heading in list(tree.iter("h1"))[:_MOST_HEADINGS])
    return [(heading, text) for heading, text in worded if text and not _is_logo(text, sites)]


def _is_logo(text: str, sites: set[str]) -> bool:
    """Whether `text` has no words but the site's name, with or without "logo"."""
    left = fold(text)
    for site in sorted((site for site in sites if len(site) >= 3), key=len, reverse=True):
        left = left.replace(site, "")
    return left in ("", "logo") or fold(text) in sites


def _of_h1(heading: _Element, text: str) -> Headline:
    return Headline(text, Source.H1, heading)


def _agreed(
    headings: Sequence[tuple[_Element, str]], by_fold: dict[str, Choice[str]]
) -> Headline | None:
    """The h1 that says what the page declares, in its own words where they have no kicker."""
    for heading, text in headings:
        if told := by_fold.get(fold(text)):
            # Elements that a page sets one below the other run together in its text.
            is_divided = len(told.value.split()) > len(text.split())
            return Headline(told.value if is_divided else text, Source.H1, heading)
    for heading, _ in headings:
        told = by_fold.get(fold(_whole(heading)))
        if told and told.source == Source.JSON_LD:
            return Headline(told.value, told.source, heading)
    return None


def _whole(heading: _Element) -> str:
    """All that a heading says, the kicker with the rest."""
    return clean("".join(heading.itertext()))


def _in_part(headings: Sequence[tuple[_Element, str]], folded: list[str]) -> Headline | None:
    for heading, _ in headings:
        if part := _declared_part(heading, folded):
            return _of_h1(heading, part)
    return None


def _akin(headings: Sequence[tuple[_Element, str]], folded: list[str]) -> Headline | None:
    for heading, text in headings:
        if any(_alike(fold(text), it) for it in folded):
            return _of_h1(heading, text)
    return None


def _alone(headings: Sequence[tuple[_Element, str]], is_declared: bool) -> Headline | None:
    """The first h1 where nothing is declared, or the only one if it is long enough to be one."""
    if headings and (not is_declared or (len(headings) == 1 and len(headings[0][1]) >= 15)):
        return _of_h1(*headings[0])
    return None


def _words(heading: _Element) -> str:
    """The text of a heading less the kicker above it."""
    bare = copy(heading)
    bare.tail = None
    for part in list(bare.iterdescendants()):
        if not isinstance(part.tag, str) or _is_kicker(part):
            part.drop_tree()
        elif part.tag in ("br", "div", "p"):
            part.tail = f" {part.tail or ''}"
    return clean("".join(bare.itertext())).strip(" :|") or _whole(heading)


def _is_kicker(element: _Element) -> bool:
    return element.tag in ("style", "script", "svg", "button") or not _KICKER_WORDS.isdisjoint(
        words_of(element)
    )


def _declared(facts: PageFacts, domain: str) -> list[Choice[str]]:
    names = (*facts.outlet_names, domain, domain.split(".")[0])
    said = (*facts.headlines, Choice(facts.page_title, Source.PAGE_TITLE))
    told = [
        Choice(without_site(it.value, names).rstrip(" -–—|·"), it.source) for it in said if it.value
    ]
    sites = {fold(name) for name in names}
    return [it for it in told if len(key := fold(it.value)) >= 5 and key not in sites]


def without_site(title: str, names: Sequence[str]) -> str:
    """Return `title` less the name of the site at its end or start, with what divides them."""
    sites = {fold(name) for name in names if len(fold(name)) >= 2}
    cuts = list(_SEPARATOR.finditer(title))
    for cut in reversed(cuts):
        if _names_site(title[cut.end() :], sites):
            return without_site(title[: cut.start()], names).strip()
    for cut in cuts[:1]:
        if _names_site(title[: cut.start()], sites):
            return title[cut.end() :].strip()
    return title.strip()


def _names_site(text: str, sites: set[str]) -> bool:
    folded = fold(text)
    return bool(folded) and any(
        folded == site
        or (
            len(site) >= 4
            and len(text) < 45
            and (site in folded or (len(folded) >= 4 and folded in site))
        )
        for site in sites
    )


def _declared_part(heading: _Element, folded: Sequence[str]) -> str:
    """The part of a heading that the page declares as its headline, or as the end of it."""
    parts = [
        clean("".join(part.itertext()))
        for part in heading.iterdescendants()
        if isinstance(part.tag, str)
    ]
    tails = [
        clean(part.tail or "") for part in heading.iterdescendants() if isinstance(part.tag, str)
    ]
    for part in (*parts, *tails):
        key = fold(part)
        if len(key) >= 15 and any(
            it == key or (it.endswith(key) and len(key) > len(it) / 2) for it in folded
        ):
            return part
    return ""


def _alike(one: str, other: str) -> bool:
    if not one or not other:
        return False
    short, long = sorted((one, other), key=len)
    if len(short) >= 12 and short in long:
        return True
    grams = {short[n : n + 4] for n in range(len(short) - 3)}
    shared = sum(long.count(gram) > 0 for gram in grams)
    return len(grams) >= 8 and shared >= len(grams) * 0.5


def _shown(
    declared: Sequence[Choice[str]], by_fold: dict[str, Choice[str]], tree: _Element
) -> Headline | None:
    """The first of `declared` that a lesser heading shows, else the first."""
    for heading in list(tree.iter("h2", "h3"))[:_MOST_HEADINGS] if declared else ():
        text = _words(heading)
        if told := by_fold.get(fold(text)):
            return Headline(text or told.value, Source.HEADING, heading)
    return Headline(declared[0].value, declared[0].source) if declared else None
