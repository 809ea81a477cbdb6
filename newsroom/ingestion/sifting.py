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
    invites,
    is_about_author,
    is_clutter,
    labels_link,
    topics_heading,
    turns_away,
)
from newsroom.ingestion.bylines import people, starts_like_byline
from newsroom.ingestion.dates import find_moment
from newsroom.ingestion.page_forms import entries, speaker
from newsroom.ingestion.passages import Passage
from newsroom.ingestion.reading import Page
from newsroom.ingestion.titles import fold

_WIDEST_GAP = 6
_LONG = 150


def filled(page: Page, judged: list[int]) -> list[int]:
    """Return `judged` with the passages that stand among them and look the same."""
    prose = [n for n in judged if len(page.passages[n].text) > 60]
    looks = Counter(_look(page.passages[n]) for n in prose)
    usual = {look for look, count in looks.items() if count >= max(2, len(prose) * 0.3)}
    if not usual:
        return judged
    below = _alike(page, usual, range(judged[0], len(page.passages)), judged[-1])
    above = _alike(page, usual, range(judged[0] - 1, page.start, -1), judged[0])
    alike = [*above, *below, *_among(page, judged)]
    window = range(min((judged[0], *alike)), max((judged[-1], *alike)) + 1)
    parents = {page.passages[n].element.getparent() for n in alike}
    headings = [
        place
        for place in window
        if page.passages[place].kind is Kind.HEADING
        and page.passages[place].linked < 0.5
        and page.passages[place].element.getparent() in parents
    ]
    return _with_last_lines(page, sorted({*judged, *alike, *headings}))


def _with_last_lines(page: Page, places: list[int]) -> list[int]:
    """`places` with the sentences, however short, that stand right below the last as it does."""
    last = page.passages[places[-1]]
    for place in range(places[-1] + 1, len(page.passages)):
        passage = page.passages[place]
        alike = _look(passage) == _look(last) and passage.kind is last.kind is Kind.PARAGRAPH
        if not alike or passage.linked or not SENTENCE_END.search(passage.text):
            break
        places = [*places, place]
    return places


def _alike(page: Page, usual: set[tuple[object, ...]], way: range, edge: int) -> list[int]:
    """The places on the `way` that look as is `usual`, up to a wide gap beyond the `edge`."""
    alike: list[int] = []
    for place in way:
        if (place - edge) * way.step > _WIDEST_GAP:
            break
        if _look(page.passages[place]) in usual and _is_prose(page.passages[place]):
            alike.append(place)
            edge = place if (place - edge) * way.step > 0 else edge
    return alike


def _among(page: Page, judged: list[int]) -> list[int]:
    """The places of the long paragraphs that stand next to one judged, in what holds it too."""
    known = set(judged)
    return [
        place
        for place in range(judged[0] - 1, judged[-1])
        if place not in known
        and place > page.start
        and len(page.passages[place].text) >= _LONG
        and page.passages[place].linked < 0.3
        and _is_prose(page.passages[place])
        and any(n in known and _stand_together(page, place, n) for n in (place - 1, place + 1))
    ]


def _stand_together(page: Page, one: int, other: int) -> bool:
    around = page.passages[one].element.getparent()
    above = page.passages[other].element.getparent()
    return around is not None and (
        around is above or (above is not None and above.getparent() is around)
    )


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
        and not (is_out(passage) or _names_author(passage))
        and not (_repeats(passage, title) or _is_teaser(passage))
    ]
    kept = _from_title_on(page, kept)
    kept = _without_byline(page, kept)
    kept = _without_link_lists(page, kept)
    kept = _without_teasers(page, kept)
    kept = _without_tail(page, kept)
    return _without_asides(page, kept, authors)


def clock_places(page: Page, kept: list[int]) -> list[int]:
    """Return the places of the times of day below which the entries of a live blog stand."""
    if not kept:
        return []
    known = {place for place in kept if page.passages[place].kind is not Kind.HEADING}
    start = page.start + 1
    window = page.passages[start : kept[-1] + 1]
    prose = [start + number in known for number in range(len(window))]
    found = [start + number for number in entries([it.text for it in window], prose)]
    return [n for n in found if n > kept[0] or not find_moment(page.passages[n].text)]


def with_turns(page: Page, kept: list[int], boxes: set[_Element]) -> list[int]:
    """Return `kept` with all turns, however short, that are between the first and the last."""
    turns = [
        place
        for place in range(kept[0], kept[-1] + 1)
        if speaker(page.passages[place].text)
        and boxes.isdisjoint(page.passages[place].boxes)
        and page.passages[place].kind is not Kind.CAPTION
    ]
    return sorted({*kept, *turns})


def is_out(passage: Passage) -> bool:
    """Whether a passage is clutter by its own words."""
    text = passage.text
    if len(text) < 200 and topics_heading(text):
        return True
    if labels_link(text) and passage.linked > 0.4:
        return True
    return is_clutter(text) or (turns_away(text) and (passage.linked > 0.3 or len(text) < 120))


def _names_author(passage: Passage) -> bool:
    """Whether a passage is a byline ("By …") and nothing more, wherever it stands."""
    text = passage.text
    if len(text) > 80 or SENTENCE_END.search(text) or not starts_like_byline(text):
        return False
    return bool(people(text))


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
        if number < min(2, last - 4) and len(passage.text) >= 150:
            asks = asks and invites(passage.text)
        if asks or (at_edge and is_about_author(passage.text, authors)):
            aside.add(place)
    return _without_last_headings(page, [place for place in kept if place not in aside])


def _look(passage: Passage) -> tuple[object, ...]:
    """By what passages of one series look the same: their class, else the element they stand in."""
    element = passage.element
    named = element.get("class")
    if named:
        return (element.tag, named)
    above = element.getparent()
    around = None if above is None else above.get("class")
    return (element.tag, above.tag, around) if around else (element.tag, above)


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
