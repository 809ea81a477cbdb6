"""Any text with any highlights on it is shown whole, and nothing in it becomes markup."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from hypothesis import example, given
from hypothesis import strategies as st

from annotations.reader.marks import DEPTH, Span, html, segments
from newsroom.articles.text import Block, Kind, clean, extents
from tests import served

SCRAPS = (
    "<script>alert(1)</script>",
    "</p></mark>",
    '<mark class="hl" data-h="7" id="highlight-7">',
    "<!-- -->",
    "<![CDATA[",
    "&lt;b&gt;",
    "&amp",
    "&#x3c;",
    "\"'`=>",
    "👩🏽‍🚀",
    "e\u0301\u0323",
    "Haf\u00aden\u00adgeld",
    "4\u00a0200",
    "قالت الوزيرة: «لا»",
    "\u202eevol\u202c",
    "\ufeff",
)
ALLOWED = {
    "mark": {
        "class", "data-h", "data-kind", "id", "data-says", "aria-details",
        "data-ends", "data-n",
    },
    "span": {"id"},
}  # fmt: skip


@dataclass(frozen=True)
class Shown:
    """A text with its spans, and the blocks a browser makes of what is served."""

    text: str
    spans: list[Span]
    blocks: list[tuple[int, Element]]

    def pieces(self) -> Iterator[tuple[int, int, Element]]:
        """Every mark with the offsets of the words it encloses."""
        for start, block in self.blocks:
            yield from _pieces(block, start)

    def by_id(self) -> dict[str, list[tuple[int, Element]]]:
        """Where a link with a fragment leads: the elements that have it as their id."""
        found = defaultdict(list)
        for start, block in self.blocks:
            for at, element in _elements(block, start):
                if "id" in element.attrib:
                    found[element.attrib["id"]].append((at, element))
        return found

    def linked(self) -> list[Span]:
        """The spans that begin at a character, as those do that readers make."""
        return [
            span for span in self.spans if self.text[span.start : span.end][:1] not in ("", "\n")
        ]


def show(lines: list[str], spans: list[Span]) -> Shown:
    blocks = [Block(Kind.PARAGRAPH, line) for line in lines]
    text = "\n".join(lines)
    places = list(extents(blocks))
    source = "".join(
        f"<div data-block='{place.start}'>"
        f"{html(segments(text, place.start, place.end, spans))}</div>"
        for place in places
    )
    found = served.blocks(f"<!doctype html><body>{source}</body>")
    return Shown(text, spans, [(int(block.get("data-block", "")), block) for block in found])


def _pieces(element: Element, start: int) -> Iterator[tuple[int, int, Element]]:
    for at, found in _elements(element, start):
        if found.tag == "mark":
            yield at, at + len(served.text(found)), found


def _elements(element: Element, start: int) -> Iterator[tuple[int, Element]]:
    at = start + len(element.text or "")
    for child in element:
        yield at, child
        yield from _elements(child, at)
        at += len(served.text(child)) + len(child.tail or "")


def _depth(element: Element) -> int:
    return (element.tag == "mark") + max(map(_depth, element), default=0)


words = st.lists(st.text(max_size=12) | st.sampled_from(SCRAPS), max_size=5).map("".join).map(clean)


@st.composite
def pages(draw: st.DrawFn) -> Shown:
    lines = draw(st.lists(words, min_size=1, max_size=4))
    places = st.integers(0, len("\n".join(lines)))
    ends = draw(st.lists(st.tuples(places, places).map(sorted), max_size=9))
    label = draw(st.sampled_from(("claim, Oriel Tavasti", *SCRAPS)))
    kinds = st.sampled_from(("quote", "claim", "passage"))
    spans = [
        Span(number, start, end, draw(kinds), label, closing=f"end of {label}", number=number)
        for number, (start, end) in enumerate(ends, 1)
    ]
    return show(lines, draw(st.permutations(spans)))


def stacked(count: int, *more: tuple[int, int]) -> Shown:
    """A page on which `count` highlights cover all words, and `more` lie below them."""
    line = "The islands were never asked"
    places = [(0, len(line))] * count + list(more)
    return show([line], [Span(n, *place, "quote") for n, place in enumerate(places, 1)])


@given(pages())
@example(stacked(5, (4, 11)))
def test_taking_the_tags_away_gives_back_the_text_byte_for_byte(page: Shown) -> None:
    read = "\n".join(served.text(block) for _start, block in page.blocks)
    assert read.encode() == page.text.encode()


@given(pages())
def test_nothing_in_a_text_or_a_name_becomes_markup(page: Shown) -> None:
    for _start, block in page.blocks:
        for element in block.iter():
            if element is not block:
                assert set(element.attrib) <= ALLOWED[element.tag]


@given(pages())
def test_what_a_screen_reader_says_at_a_mark_is_the_label_and_nothing_else(page: Shown) -> None:
    labels = {span.id: (span.label, span.closing) for span in page.spans}
    for _start, _end, mark in page.pieces():
        label, closing = labels[int(mark.attrib["data-h"].split()[0])]
        assert mark.get("data-says") in (None, label)
        assert mark.get("data-ends") in (None, closing)


@given(pages())
@example(stacked(4))
@example(stacked(3, (4, 11), (8, 16)))
def test_the_marks_of_a_highlight_cover_exactly_its_words(page: Shown) -> None:
    covered = defaultdict(set)
    for start, end, mark in page.pieces():
        for name in mark.attrib["data-h"].split():
            covered[int(name)] |= set(range(start, end))
    for span in page.spans:
        wanted = {at for at in range(span.start, span.end) if page.text[at] != "\n"}
        assert covered[span.id] == wanted


@given(pages())
@example(stacked(9))
def test_marks_never_nest_deeper_than_the_design_paints(page: Shown) -> None:
    assert all(_depth(block) <= DEPTH == 3 for _start, block in page.blocks)


@given(pages())
def test_no_mark_is_empty(page: Shown) -> None:
    assert all(start < end for start, end, _mark in page.pieces())


@given(pages())
@example(stacked(4))
@example(stacked(3, (4, 11)))
def test_a_link_to_a_highlight_leads_to_the_one_place_where_it_begins(page: Shown) -> None:
    places = page.by_id()
    found = {name: [at for at, _element in elements] for name, elements in places.items()}
    assert found == {f"highlight-{span.id}": [span.start] for span in page.linked()}


@given(pages())
def test_the_end_of_a_highlight_is_said_once_where_it_is(page: Shown) -> None:
    ends = defaultdict(list)
    for _start, end, mark in page.pieces():
        if "data-ends" in mark.attrib:
            ends[int(mark.attrib["data-h"].split()[0])].append(end)
    for span in page.spans:
        assert ends[span.id] in ([], [span.end])


def test_a_highlight_over_two_paragraphs_is_one_highlight_in_two_pieces() -> None:
    page = show(["Nobody asked us.", "Nobody will."], [Span(5, 7, 23, "quote", "quote", "end")])
    pieces = [(page.text[start:end], mark) for start, end, mark in page.pieces()]
    assert [said for said, _mark in pieces] == ["asked us.", "Nobody"]
    first, last = (mark for _said, mark in pieces)
    assert first.get("id") == "highlight-5" and "data-ends" not in first.attrib
    assert last.get("id") is None and last.get("data-ends") == "end"


def test_the_mark_that_begins_first_is_the_outer_one() -> None:
    page = show(["Four votes decided it"], [Span(1, 5, 18, "claim"), Span(2, 0, 10, "quote")])
    outer = page.blocks[0][1].find("mark")
    assert outer is not None and outer.get("data-h") == "2"
    inner = outer.find("mark")
    assert inner is not None and inner.get("data-h") == "1"
    assert [served.text(outer), served.text(inner)] == ["Four votes", "votes"]


def test_where_four_highlights_share_words_the_innermost_mark_names_the_fourth() -> None:
    page = stacked(3, (4, 11))
    named = [
        page.text[start:end] for start, end, mark in page.pieces() if mark.get("data-h") == "3 4"
    ]
    assert named == ["islands"]
