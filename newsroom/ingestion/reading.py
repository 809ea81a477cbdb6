"""A page with what it declares, how it reads and where its headline stands."""

from collections.abc import Sequence
from dataclasses import dataclass

from lxml.etree import _Element

from newsroom.articles.text import clean
from newsroom.ingestion.metadata import PageFacts, domain_of, read_facts
from newsroom.ingestion.passages import Passage, read_passages
from newsroom.ingestion.signatures import Signature
from newsroom.ingestion.titles import fold, headline

_LONGEST_GAP = 8


@dataclass(frozen=True, slots=True)
class Page:
    """One page. Places are indexes of `passages`; `title_place` is None when no passage is it.

    `unseen` are the elements that no reader sees; `times` are the values of its dated
    elements, each with its place.
    """

    tree: _Element
    url: str
    facts: PageFacts
    domain: str
    title: str
    title_source: str
    heading: _Element | None
    title_place: int | None
    passages: list[Passage]
    unseen: Sequence[_Element]
    signatures: Sequence[Signature]
    times: Sequence[tuple[str, int]]

    @property
    def start(self) -> int:
        """The place of the headline, 0 where the page does not show it."""
        return self.title_place or 0

    def head_end(self, kept: Sequence[int]) -> int:
        """The place where what stands between the headline and the text at `kept` is over.

        A line in large letters may be the first that is kept, with the byline below it.
        """
        if not kept:
            return self.start + 12
        second = kept[1] if len(kept) > 1 else kept[0]
        return max(kept[0] + 3, min(second, kept[0] + _LONGEST_GAP))


def read_page(tree: _Element, url: str) -> Page:
    """Return what there is to read in `tree`, a page fetched from `url`."""
    facts = read_facts(tree, url)
    domain = domain_of(url) or domain_of(facts.canonical_url)
    found = headline(tree, facts, domain)
    title = clean(found.text)
    reading = read_passages(tree.find("body"))
    return Page(
        tree=tree,
        url=url,
        facts=facts,
        domain=domain,
        title=title,
        title_source=found.source,
        heading=found.heading,
        title_place=_place_of(title, found.heading, reading.passages),
        passages=reading.passages,
        unseen=reading.unseen,
        signatures=reading.signatures,
        times=reading.times,
    )


def _place_of(title: str, heading: _Element | None, passages: Sequence[Passage]) -> int | None:
    inside = set(heading.iter()) if heading is not None else set()
    for place, passage in enumerate(passages):
        if passage.element in inside:
            return place
    key = fold(title)
    return next((n for n, it in enumerate(passages) if key and fold(it.text) == key), None)
