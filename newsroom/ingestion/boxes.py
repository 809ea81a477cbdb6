"""The parts of a page that are no article: boxes by their names, and by what they ask."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from lxml.etree import _Element

from newsroom.articles.text import Kind
from newsroom.ingestion.boilerplate import invites
from newsroom.ingestion.passages import Passage, is_hidden
from newsroom.ingestion.reading import Page

_LARGEST_INVITATION = 420
_ASKING = ("a", "button", "form", "input", "h2", "h3", "h4", "h5", "h6")


def clutter_boxes(page: Page) -> set[_Element]:
    """Return the boxes that look like clutter, less those in which the article itself stands."""
    weights: Counter[_Element] = Counter()
    total = seen = 1
    hidden = {box for passage in page.passages for box in passage.boxes if is_hidden(box)}
    for passage in page.passages:
        weight = _prose_weight(passage)
        total += weight
        seen += weight if hidden.isdisjoint(passage.boxes) else 0
        for box in passage.boxes:
            weights[box] += weight
    alike: Counter[str] = Counter()
    for box, weight in weights.items():
        alike[box.get("class") or ""] += weight
    above = set() if page.heading is None else {page.heading, *page.heading.iterancestors()}
    # Where next to nothing is shown, a script shows the article once it has run.
    shows_nothing = seen < max(600, total * 0.15)
    return {
        box
        for box, weight in weights.items()
        if box not in above
        and (
            not shows_nothing
            if box in hidden
            else max(weight, alike[box.get("class") or "-"]) <= total * 0.3
        )
    }


def inviting_boxes(passages: Iterable[Passage]) -> set[_Element]:
    """Return the small elements, with a link or a form, in which a reader is invited to sign up."""
    asking = (it for it in passages if it.kind is not Kind.CAPTION and invites(it.text))
    boxes = {box for passage in asking if (box := _small_box(passage.element)) is not None}
    return {box for box in boxes if next(box.iter(*_ASKING), None) is not None}


def with_boxes(passages: Iterable[Passage], boxes: Iterable[_Element]) -> list[Passage]:
    """Return `passages`, each of them knowing which of `boxes` it stands in."""
    inside = {box: set(box.iter()) for box in boxes}
    return [
        replace(passage, boxes=(*passage.boxes, *around))
        if (around := tuple(box for box, held in inside.items() if passage.element in held))
        else passage
        for passage in passages
    ]


def _small_box(element: _Element) -> _Element | None:
    """The largest element around `element` that says no more than an invitation would."""
    box, above = None, element
    while above is not None and above.tag not in ("body", "main", "article"):
        if sum(len(text.strip()) for text in above.itertext()) > _LARGEST_INVITATION:
            break
        box, above = above, above.getparent()
    return box


def _prose_weight(passage: Passage) -> int:
    if passage.kind is Kind.CAPTION or passage.linked > 0.5 or len(passage.text) <= 60:
        return 0
    return len(passage.text)
