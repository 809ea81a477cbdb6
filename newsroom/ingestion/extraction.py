"""A page -> Extract: trafilatura says which words are the article, the page says how they read.

trafilatura's answer has lost no-break spaces, joiners and the difference between a
caption and a paragraph. So only the judgement is taken from it, and the words from
the page itself, passage by passage.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from lxml.etree import _Element

from newsroom.articles.text import BODY_KINDS, Block, Extract, Kind, PageForm, clean
from newsroom.ingestion.absence import NoArticle
from newsroom.ingestion.authorship import authors_of, authorship
from newsroom.ingestion.boilerplate import is_clutter
from newsroom.ingestion.boxes import clutter_boxes, inviting_boxes, with_boxes
from newsroom.ingestion.captions import read_caption
from newsroom.ingestion.charsets import decode
from newsroom.ingestion.choices import Choice
from newsroom.ingestion.judgement import judge, judged_body, lines_of, unpruned
from newsroom.ingestion.language import detect_language
from newsroom.ingestion.markup import parsed
from newsroom.ingestion.metadata import PageFacts, plain
from newsroom.ingestion.outlet_names import outlet_on
from newsroom.ingestion.page_forms import Declared, clock_of, declared_form, form_of
from newsroom.ingestion.passages import CREDIT, Passage
from newsroom.ingestion.publication import publication
from newsroom.ingestion.reading import Page, read_page
from newsroom.ingestion.sifting import clock_places, filled, sifted, with_turns
from newsroom.ingestion.standfirsts import find_standfirst, is_opening

__all__ = ["NoArticle", "extract"]

_MOST_LEFT_OUT = 400
_MOST_LEFT_OUT_LETTERS = 100_000
_REACH_BELOW = 60
_REACH_OF_WALL = 10
_PARAGRAPH_END = re.compile(
    r"</(?:p|div|h\d|li|blockquote)\s*>|<br\s*/?>\s*<br\s*/?>|\n+|\r\n", re.IGNORECASE
)


def extract(html: bytes | str, url: str = "", charset: str | None = None) -> Extract:
    """Return the article on a page.

    `html` is the page as fetched from `url`; `charset` is what its transport said of
    bytes. Raises NoArticle when there is none: an empty page, a page without
    readable text, or one of links only.
    """
    text = decode(html, charset) if isinstance(html, bytes) else html
    page = read_page(parsed(text), url)
    declared = declared_form(page.tree)
    boxes = clutter_boxes(page)
    if inviting := inviting_boxes(page.passages):
        boxes |= inviting
        page = replace(page, passages=with_boxes(page.passages, inviting))
    _prune(page, boxes)
    answer = judged_body(page.tree, url)
    judged = judge(answer, page.passages)
    kept = sifted(page, filled(page, judged), boxes, authors_of(page, judged))
    kept = unpruned(page.passages, kept, page.facts.bodies) or kept
    return _extract(page, _Judgement(kept, boxes, judged, None if judged else answer, declared))


@dataclass(frozen=True, slots=True)
class _Judgement:
    """The places that are `kept` of those `judged` to be the article, and what was known then.

    `boxes` are clutter; `unshown` is the article where no passage shows it.
    """

    kept: list[int]
    boxes: set[_Element]
    judged: list[int]
    unshown: _Element | None
    declared: Declared


def _prune(page: Page, boxes: Iterable[_Element]) -> None:
    """Take out of the tree what is not to be judged."""
    captions = {it.element for it in page.passages if it.kind is Kind.CAPTION}
    for element in (*page.unseen, *boxes, *captions):
        if element.getparent() is not None and element.tag not in ("body", "html"):
            element.drop_tree()


def _extract(page: Page, judgement: _Judgement) -> Extract:
    page, kept, standfirst = _with_standfirst(page, judgement)
    clocks = clock_places(page, kept)
    form = _form(page, judgement.declared, kept, len(clocks))
    if form is PageForm.LIVE_BLOG:
        page, kept = _with_times(page, clocks), sorted({*kept, *clocks})
    elif form is PageForm.TRANSCRIPT:
        kept = with_turns(page, kept, judgement.boxes)
    read = _with_captions(page, kept, judgement.boxes)
    placed = dict(_blocks(page, read))
    shown = list(placed.values())
    blocks = _fuller(page.facts, shown, judgement.unshown)
    blocks = _checked(page, blocks, kept or judgement.judged)
    head = [Block(Kind.TITLE, page.title)] if page.title else []
    if standfirst is not None:
        head.append(Block(Kind.STANDFIRST, page.passages[standfirst].text))
    left_out = list(_left_out(page, {*read, standfirst, page.title_place}))
    authors, published, outlet = authorship(page, kept), publication(page, kept), outlet_on(page)
    return Extract(
        blocks=(*head, *blocks),
        authors=authors.value,
        published_at=published.value,
        outlet_name=outlet.value,
        outlet_domain=page.domain,
        language=page.facts.language or detect_language(" ".join(it.text for it in blocks)),
        canonical_url=page.facts.canonical_url,
        lead_image=page.facts.lead_image,
        sections=page.facts.sections,
        tags=page.facts.tags,
        form=form,
        left_out=tuple(page.passages[place].text for place in left_out),
        left_out_after=tuple(
            len(head) + bisect_left(list(placed), place) if blocks is shown else len(blocks)
            for place in left_out
        ),
        sources=_sources(
            title=Choice(page.title, page.title_source),
            authors=authors,
            published=published,
            outlet=outlet,
            section=Choice(page.facts.sections, page.facts.section_source),
        ),
    )


def _with_standfirst(page: Page, judgement: _Judgement) -> tuple[Page, list[int], int | None]:
    """The page, the places of its body, and that of its standfirst."""
    kept = judgement.kept
    place = find_standfirst(page, kept, judgement.boxes)
    if place is not None and is_opening(page, place, kept):
        opening = replace(page.passages[place], kind=Kind.PARAGRAPH, level=0)
        return _with_passages(page, {place: opening}), sorted({place, *kept}), None
    if place is None or kept == [place]:
        return page, kept, None
    return page, [it for it in kept if it != place], place


def _with_times(page: Page, clocks: Iterable[int]) -> Page:
    """`page` with the times at `clocks` as headings, less what else their lines say."""
    times = {
        place: replace(it, text=clock_of(it.text), kind=Kind.HEADING, level=3)
        for place in clocks
        if (it := page.passages[place])
    }
    return _with_passages(page, times)


def _with_passages(page: Page, others: dict[int, Passage]) -> Page:
    passages = [others.get(place, passage) for place, passage in enumerate(page.passages)]
    return replace(page, passages=passages)


def _form(page: Page, declared: Declared, kept: list[int], entries: int) -> PageForm:
    texts = [page.passages[place].text for place in kept]
    end = kept[-1] + 1 if kept else 0
    below = [it.text for it in page.passages[end : end + _REACH_OF_WALL]]
    return form_of(declared, texts, entries, below)


def _with_captions(page: Page, kept: list[int], boxes: set[_Element]) -> list[int]:
    """`kept` with the captions that stand between the headline and the last of them."""
    if not kept:
        return kept
    start = kept[0] if page.title_place is None else min(kept[0], page.title_place)
    captions = [
        place
        for place in range(start, kept[-1] + 1)
        if page.passages[place].kind is Kind.CAPTION
        and boxes.isdisjoint(page.passages[place].boxes)
    ]
    return sorted({*kept, *captions})


def _blocks(page: Page, places: Iterable[int]) -> Iterator[tuple[int, Block]]:
    """The blocks at `places`, each with its own; a credit joins the caption before it."""
    shown: set[str] = set()
    caption: Block | None = None
    last = 0
    for place in places:
        passage = page.passages[place]
        if caption and not caption.credit and passage.level == CREDIT and _is_caption(passage):
            caption = replace(caption, credit=read_caption(passage.text).credit or passage.text)
            continue
        if caption:
            yield last, caption
        caption, last = _caption(passage, shown) if _is_caption(passage) else None, place
        if not _is_caption(passage):
            yield place, Block(passage.kind, passage.text, passage.level)
    if caption:
        yield last, caption


def _is_caption(passage: Passage) -> bool:
    return passage.kind is Kind.CAPTION


def _caption(passage: Passage, shown: set[str]) -> Block | None:
    """The caption that `passage` is, unless one of its words was `shown` before."""
    caption = read_caption(passage.text)
    if passage.level == CREDIT or not caption.text or caption.text in shown:
        return None
    if is_clutter(caption.text):
        return None
    shown.add(caption.text)
    return Block(Kind.CAPTION, caption.text, credit=caption.credit)


def _fuller(facts: PageFacts, blocks: list[Block], unshown: _Element | None) -> list[Block]:
    """`blocks`, or what the page holds in its data when it shows far less of it."""
    shown = _letters(blocks)
    for body in facts.bodies:
        paragraphs = _divided(body)
        if sum(map(len, paragraphs)) > max(400, shown * 2):
            return [Block(Kind.PARAGRAPH, text) for text in paragraphs]
    if not shown:
        lines = (clean(line) for line in lines_of(unshown))
        return [Block(Kind.PARAGRAPH, line) for line in lines if line and not is_clutter(line)]
    return blocks


def _checked(page: Page, blocks: list[Block], judged: Sequence[int]) -> list[Block]:
    """`blocks`, or what the page says of its article when it shows none; else NoArticle."""
    links = [page.passages[place].linked > 0.8 for place in judged]
    if len(links) >= 6 and sum(links) > len(links) * 0.6:
        raise NoArticle("the page lists links and is no article")
    is_article = bool(page.title and page.facts.published_at)
    if not _letters(blocks) and is_article:
        about = [text for text in page.facts.descriptions if len(text) >= 60]
        blocks = [*blocks, *(Block(Kind.PARAGRAPH, text) for text in about[:1])]
    if _letters(blocks) < (1 if is_article else 80):
        raise NoArticle("the page has no readable text")
    return blocks


def _letters(blocks: Iterable[Block]) -> int:
    return sum(len(block.text) for block in blocks if block.kind in BODY_KINDS)


def _sources(**fields: Choice[Any]) -> tuple[tuple[str, str], ...]:
    return tuple((name, str(it.source)) for name, it in fields.items() if it.source)


def _left_out(page: Page, read: set[int | None]) -> Iterator[int]:
    """The places of lines from the headline to a little below the article that are not `read`."""
    places = sorted(place for place in read if place is not None)
    if not places:
        return
    window = range(places[0], min(places[-1] + _REACH_BELOW, len(page.passages)))
    budget = _MOST_LEFT_OUT_LETTERS
    for place in window[:_MOST_LEFT_OUT]:
        budget -= len(page.passages[place].text) if place not in read else 0
        if place not in read and budget >= 0:
            yield place


def _divided(body: str) -> list[str]:
    """The paragraphs of a text that a page holds in its data, with or without markup."""
    parts = _PARAGRAPH_END.split(body[:400_000])
    texts = (plain(part) for part in parts)
    return [text for text in texts if text and not is_clutter(text)]
