"""Which words of a page are its headline."""

import re
import unicodedata
from collections.abc import Sequence
from copy import copy

from lxml.etree import _Element

from newsroom.articles.text import clean
from newsroom.ingestion.labels import word_set, words_of
from newsroom.ingestion.metadata import PageFacts

_SEPARATOR = re.compile(r"\s+[|\-–—•·:»/~]+\s+|\s*[|»]\s*|\s+::\s+")
_KICKER_WORDS = word_set(
    """
    antetitulo badge dachzeile eyebrow flag hat kicker label occhiello overline pretitle pretitolo
    roofline rubrik spitzmarke sronly strapline supertitle topline toptitle visuallyhidden volanta
    """
)
_NO_LETTER = re.compile(r"[\W_]+")
_MOST_HEADINGS = 40


def fold(text: str) -> str:
    """Return `text` for comparison: its letters and digits, without accents and case."""
    text = unicodedata.normalize("NFKD", text.replace("\u00ad", "")).casefold()
    return _NO_LETTER.sub("", "".join(c for c in text if not unicodedata.combining(c)))


def headline(tree: _Element, facts: PageFacts, domain: str) -> tuple[str, _Element | None]:
    """Return the headline of a page and the heading that shows it (None when none does)."""
    declared = _declared(facts, domain)
    folded = [fold(text) for text in declared]
    headings = [
        (heading, text)
        for heading in list(tree.iter("h1"))[:_MOST_HEADINGS]
        if (text := _words(heading))
    ]
    sites = {fold(name) for name in (*facts.outlet_names, domain, domain.split(".")[0])}
    headings = [it for it in headings if fold(it[1]) not in sites]
    for heading, text in headings:
        if fold(text) in folded:
            return text, heading
    for heading, _ in headings:
        if part := _declared_part(heading, folded):
            return part, heading
    for heading, text in headings:
        if any(_alike(fold(text), it) for it in folded):
            return text, heading
    if headings and not declared:
        return headings[0][1], headings[0][0]
    if len(headings) == 1 and len(headings[0][1]) >= 15:
        return headings[0][1], headings[0][0]
    if declared:
        return _shown(declared, tree)
    return headings[0][::-1] if headings else ("", None)


def _words(heading: _Element) -> str:
    """The text of a heading less the kicker above it."""
    bare = copy(heading)
    bare.tail = None
    for part in list(bare.iterdescendants()):
        if not isinstance(part.tag, str) or _is_kicker(part):
            part.drop_tree()
        elif part.tag in ("br", "div", "p"):
            part.tail = f" {part.tail or ''}"
    return clean("".join(bare.itertext())) or clean("".join(heading.itertext()))


def _is_kicker(element: _Element) -> bool:
    return element.tag in ("style", "script", "svg", "button") or not _KICKER_WORDS.isdisjoint(
        words_of(element)
    )


def _declared(facts: PageFacts, domain: str) -> list[str]:
    names = (*facts.outlet_names, domain, domain.split(".")[0])
    said = [*facts.headlines, facts.page_title]
    texts = [without_site(text, names) for text in said if text]
    sites = {fold(name) for name in names}
    return [
        text for text in dict.fromkeys(texts) if len(fold(text)) >= 5 and fold(text) not in sites
    ]


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


def _shown(declared: Sequence[str], tree: _Element) -> tuple[str, _Element | None]:
    """The first of `declared` that a lesser heading shows, else the first."""
    keys = {fold(text): text for text in reversed(declared)}
    for heading in list(tree.iter("h2", "h3"))[:_MOST_HEADINGS]:
        if (key := fold(text := _words(heading))) in keys:
            return text or keys[key], heading
    return declared[0], None
