"""Which passage of a page is its standfirst: the line below the headline that says what follows.

Whole sentences that report, from which the article then goes on, are its first paragraph,
however large they are set.
"""

import re

from lxml.etree import _Element

from newsroom.articles.text import Kind
from newsroom.ingestion.boilerplate import SENTENCE_END
from newsroom.ingestion.labels import word_set, words_of
from newsroom.ingestion.passages import Passage
from newsroom.ingestion.reading import Page
from newsroom.ingestion.sifting import is_out, signs
from newsroom.ingestion.titles import fold

_STANDFIRST_WORDS = word_set(
    """
    abstract bajada chapeau chapo deck dek desc description entradilla excerpt ingress intro
    introduction lad lead leadtext lede ledtext lid sapo sommario sottotitolo standfirst strapline
    subhead subheading subheadline subhed subtitle summary teaser untertitel vorspann
    """
)
# Named for their place below the headline, not for opening the text as a lead or summary does.
_SUBTITLE_WORDS = word_set(
    """
    bajada deck dek sottotitolo standfirst strapline subhead subheading subheadline subhed subtitle
    untertitel
    """
)
_SENTENCE = re.compile(
    r"(?:[^\W\d_]{3}|[\d)”\"»])[.!?…][”“\"'’»›)\]]*\s+[„“\"«»‘'(¿¡]*(?=[^\W_])|[。！？؟।۔](?=.)"
)
_LONG_SENTENCE = 140


def find_standfirst(page: Page, kept: list[int], boxes: set[_Element]) -> int | None:
    """Return the place of the lines below the headline that say what the article says."""
    if not kept:
        return None
    start = page.title_place if page.title_place is not None else max(0, kept[0] - 4)
    first = kept[0]
    near = [n for n in range(start, first + 1) if n != page.title_place]
    near = [n for n in (*near, *kept[1:3]) if _may_be(page, n, boxes)]
    for place in near:
        if _is_marked(page.passages[place]):
            return place
    described = [fold(text) for text in page.facts.descriptions]
    for place in near:
        key = fold(page.passages[place].text)
        if key in described and (place < first or _stands_apart(page, place, kept)):
            return place
    return None


def is_opening(page: Page, place: int, kept: list[int]) -> bool:
    """Whether what stands below the headline at `place` reports as a first paragraph does.

    `kept` are the places of the body.
    """
    passage = page.passages[place]
    sentences = _count_sentences(passage.text)
    if sentences > 2:
        return True
    if not SENTENCE_END.search(passage.text) or _is_named(passage, _SUBTITLE_WORDS):
        return False
    if sentences > 1 or len(passage.text) >= _LONG_SENTENCE:
        return True
    return place in kept and passage.element.tag == "p" and not _is_marked(passage)


def _count_sentences(text: str) -> int:
    starts = [text[end : end + 1] for end in (it.end() for it in _SENTENCE.finditer(text))]
    return 1 + sum(not start.islower() for start in starts)


def _may_be(page: Page, place: int, boxes: set[_Element]) -> bool:
    passage = page.passages[place]
    return (
        passage.kind in (Kind.PARAGRAPH, Kind.HEADING)
        and 25 <= len(passage.text) <= 600
        and boxes.isdisjoint(passage.boxes)
        and passage.linked < 0.5
        and fold(passage.text) != fold(page.title)
        and not is_out(passage)
        and not signs(passage.text)
    )


def _is_marked(passage: Passage) -> bool:
    return _is_named(passage, _STANDFIRST_WORDS)


def _is_named(passage: Passage, names: frozenset[str]) -> bool:
    """Whether a passage, or what holds little more than it, is called one of `names`."""
    element: _Element | None = passage.element
    for _ in range(2):
        if element is None or element.tag in ("article", "main", "body"):
            return False
        if not names.isdisjoint(words_of(element)) or (
            names is _STANDFIRST_WORDS and element.get("itemprop") == "description"
        ):
            return len("".join(element.itertext())) <= len(passage.text) * 1.5 + 40
        element = element.getparent()
    return False


def _stands_apart(page: Page, place: int, kept: list[int]) -> bool:
    """Whether the passage does not stand among the paragraphs of the body as one of them."""
    element = page.passages[place].element
    others = [page.passages[n].element for n in kept if n != place][:12]
    if element.tag != "p":
        return True
    return not any(other.getparent() is element.getparent() for other in others)
