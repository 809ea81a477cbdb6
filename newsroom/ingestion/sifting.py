"""Of the passages that were judged to be the article, those that a reader wants."""

from collections import Counter
from collections.abc import Sequence
from itertools import accumulate

from lxml.etree import _Element

from newsroom.articles.text import Kind
from newsroom.ingestion.boilerplate import (
    SENTENCE_END,
    asks_reader,
    ends_article,
    is_about_author,
    is_clutter,
    topics_heading,
    turns_away,
)
from newsroom.ingestion.bylines import people, starts_like_byline
from newsroom.ingestion.dates import find_moment
from newsroom.ingestion.passages import Passage
from newsroom.ingestion.reading import Page
from newsroom.ingestion.titles import fold

_WIDEST_GAP = 6


def filled(page: Page, judged: list[int]) -> list[int]:
    """Return `judged` with the passages that stand among them and look the same."""
    prose = [n for n in judged if len(page.passages[n].text) > 60]
    looks = Counter(_look(page.passages[n]) for n in prose)
    usual = {look for look, count in looks.items() if count >= max(2, len(prose) * 0.3)}
    if not usual:
        return judged
    alike: list[int] = []
    end = judged[-1]
    for place in range(judged[0], len(page.passages)):
        if place > end + _WIDEST_GAP:
            break
        if _look(page.passages[place]) in usual and _is_prose(page.passages[place]):
            alike.append(place)
            end = max(end, place)
    window = range(judged[0], end + 1)
    parents = {page.passages[n].element.getparent() for n in alike}
    headings = [
        place
        for place in window
        if page.passages[place].kind is Kind.HEADING
        and page.passages[place].linked < 0.5
        and page.passages[place].element.getparent() in parents
    ]
    return sorted({*judged, *alike, *headings})


def sifted(
    page: Page, judged: list[int], boxes: set[_Element], authors: Sequence[str]
) -> list[int]:
    """Return the places of `judged` less the lines that are no part of the article.

    `boxes` are the elements that are clutter; `authors` are the people who wrote it.
    """
    title = fold(page.title)
    kept = [
        place
        for place in judged
        if (passage := page.passages[place]).kind is not Kind.CAPTION
        and boxes.isdisjoint(passage.boxes)
        and not (is_out(passage) or _repeats(passage, title) or _is_teaser(passage))
    ]
    kept = _from_title_on(page, kept)
    kept = _without_byline(page, kept)
    kept = _without_link_lists(page, kept)
    kept = _without_teasers(page, kept)
    kept = _without_tail(page, kept)
    return _without_asides(page, kept, authors)


def is_out(passage: Passage) -> bool:
    """Whether a passage is clutter by its own words."""
    text = passage.text
    if len(text) < 200 and topics_heading(text):
        return True
    return is_clutter(text) or (turns_away(text) and (passage.linked > 0.3 or len(text) < 120))


def signs(text: str) -> bool:
    """Whether `text` does no more than name the author or the date of an article."""
    if len(text) > 160 or (len(text) > 80 and SENTENCE_END.search(text)):
        return False
    moment = find_moment(text)
    if moment is not None and len(text) - (moment.end - moment.start) <= 60:
        return True
    return starts_like_byline(text) and bool(people(text))


def _is_prose(passage: Passage) -> bool:
    return (
        passage.kind is Kind.PARAGRAPH
        and passage.linked < 0.5
        and len(passage.text) >= 40
        and bool(SENTENCE_END.search(passage.text))
    )


def _from_title_on(page: Page, kept: list[int]) -> list[int]:
    """`kept` less what stands above the headline, unless most of it does."""
    if page.title_place is None:
        return kept
    below = [place for place in kept if place > page.title_place]
    total = sum(len(page.passages[place].text) for place in kept)
    return below if sum(len(page.passages[place].text) for place in below) > total / 2 else kept


def _without_byline(page: Page, kept: list[int]) -> list[int]:
    """`kept` less the lines before the first paragraphs that only name author and date."""
    start = 0
    for number, place in enumerate(kept[:6]):
        if signs(page.passages[place].text):
            start = number + 1
    before = [p for p in kept[:start] if not signs(page.passages[p].text)]
    kept = before + kept[start:]
    while len(kept) > 2 and all(page.passages[n].kind is Kind.HEADING for n in kept[:2]):
        kept = kept[1:]
    return kept


def _without_link_lists(page: Page, kept: list[int]) -> list[int]:
    """`kept` less the lists of which every item is for the most part a link."""
    items: dict[_Element | None, list[int]] = {}
    for place in kept:
        if page.passages[place].kind is Kind.LIST_ITEM:
            items.setdefault(page.passages[place].element.getparent(), []).append(place)
    lists = {
        place
        for places in items.values()
        for place in places
        if all(page.passages[n].linked > 0.6 and len(page.passages[n].text) < 200 for n in places)
    }
    return [place for place in kept if place not in lists]


def _without_teasers(page: Page, kept: list[int]) -> list[int]:
    """`kept` less the lines that stand each below a link, as the stories of a list do."""
    usual = Counter(_look(page.passages[place]) for place in kept)
    teasers = {
        place
        for place in kept[1:]
        if usual[_look(page.passages[place])] < len(kept) * 0.4
        and _is_link(page, place - 1)
        and (_is_link(page, place + 1) or place + 1 == len(page.passages))
    }
    return [place for place in kept if place not in teasers] if len(teasers) > 1 else kept


def _is_link(page: Page, place: int) -> bool:
    if not 0 <= place < len(page.passages):
        return False
    passage = page.passages[place]
    return passage.linked > 0.9 and len(passage.text) >= 15


def _without_tail(page: Page, kept: list[int]) -> list[int]:
    """`kept` up to a heading of what follows articles, and less headings at the end."""
    weights = [len(page.passages[place].text) for place in kept]
    total = sum(weights)
    for number, before in enumerate(accumulate(weights, initial=0)):
        if number == len(kept):
            break
        after = total - before - weights[number]
        ends = before > 300 and after < before / 2
        if ends and ends_article(page.passages[kept[number]].text):
            return _without_last_headings(page, kept[:number])
    return _without_last_headings(page, kept)


def _without_last_headings(page: Page, kept: list[int]) -> list[int]:
    while kept and page.passages[kept[-1]].kind is Kind.HEADING:
        kept = kept[:-1]
    return kept


def _without_asides(page: Page, kept: list[int], authors: Sequence[str]) -> list[int]:
    """`kept` less the lines at its edges that speak to the reader or of the author."""
    last = len(kept)
    aside = set()
    for number, place in enumerate(kept):
        passage = page.passages[place]
        at_edge = (number < 2 and len(passage.text) < 250) or number >= last - 4
        asks = (at_edge or passage.linked > 0.2) and last > 4 and asks_reader(passage.text)
        if asks or (at_edge and is_about_author(passage.text, authors)):
            aside.add(place)
    return _without_last_headings(page, [place for place in kept if place not in aside])


def _look(passage: Passage) -> tuple[object, ...]:
    """By what passages of one series look the same: their class, else the element they stand in."""
    element = passage.element
    named = element.get("class")
    return (element.tag, named) if named else (element.tag, element.getparent())


def _repeats(passage: Passage, title: str) -> bool:
    """Whether a passage is the headline (folded `title`) again, with a kicker or without."""
    key = fold(passage.text) if len(passage.text) <= 400 else ""
    if not key or not title:
        return False
    return key == title or (
        passage.kind is Kind.HEADING and key.endswith(title) and len(key) <= len(title) * 2
    )


def _is_teaser(passage: Passage) -> bool:
    """Whether a passage is nothing but a link to another page."""
    return (
        passage.linked >= 0.95
        and passage.kind in (Kind.PARAGRAPH, Kind.HEADING, Kind.LIST_ITEM)
        and 15 <= len(passage.text) <= 220
        and not passage.text.startswith(("“", "„", "«", '"'))
    )
