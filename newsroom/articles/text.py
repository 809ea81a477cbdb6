"""The text of an article: blocks, and the one offset-stable string they make.

Every offset in Margent counts Unicode code points of `Extract.text` (which a
`Version` keeps as `Version.text`). A block never contains a line break, so the
line breaks of the text are exactly the borders between blocks.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Kind(StrEnum):
    """What a block is to a reader."""

    TITLE = "title"
    STANDFIRST = "standfirst"
    PARAGRAPH = "paragraph"
    HEADING = "heading"
    LIST_ITEM = "list_item"
    QUOTE = "quote"
    CAPTION = "caption"


class PageForm(StrEnum):
    """What sort of page a text is; a stub is the beginning of one that has to be paid for."""

    ARTICLE = "article"
    LIVE_BLOG = "live_blog"
    TRANSCRIPT = "transcript"
    STUB = "stub"


BODY_KINDS = frozenset({Kind.PARAGRAPH, Kind.HEADING, Kind.LIST_ITEM, Kind.QUOTE})

_LINE_SPACE = re.compile(r"[\t\n\v\f\r \x1c-\x1f\x85\u2028\u2029]+")
_UNSTORABLE = re.compile("[\x00-\x08\x0e-\x1b\x7f\ud800-\udfff\ufffe\uffff]")


def clean(text: str) -> str:
    """Return `text` on one line, fit for a block.

    Runs of ASCII white space and line separators become one space, the ends
    are trimmed, and what neither PostgreSQL nor an HTML parser keeps as it is
    (NUL, other C0 controls, lone surrogates) is removed. No-break spaces, soft
    hyphens, joiners and combining characters stay: they are the outlet's. The
    text is composed (Unicode NFC), so the same words always compare equal.
    """
    text = unicodedata.normalize("NFC", _UNSTORABLE.sub("", text))
    return _LINE_SPACE.sub(" ", text).strip(" ")


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of an article that is read as one: `text` is on one line.

    `level` is 2 to 6 for headings and 0 otherwise; `credit` names the maker of
    the picture a caption belongs to and is not part of the text.
    """

    kind: Kind
    text: str
    level: int = 0
    credit: str = ""


@dataclass(frozen=True, slots=True)
class Extent:
    """Where a block stands: code points `start` to `end` (exclusive) of the text."""

    kind: Kind
    start: int
    end: int
    level: int = 0
    credit: str = ""


@dataclass(frozen=True, slots=True)
class Extract:
    """What a page, a file or a pasted text was found to say.

    `published_at` is aware of its zone or None; `language` is a BCP 47 tag or
    empty; `left_out` are the lines that were taken for clutter, in their order, and
    `left_out_after` says of each how many blocks stand before it (empty when unknown);
    `sources` says of a field ("title") where on the page it was read ("h1").
    """

    blocks: tuple[Block, ...]
    authors: tuple[str, ...] = ()
    published_at: datetime | None = None
    outlet_name: str = ""
    outlet_domain: str = ""
    language: str = ""
    canonical_url: str = ""
    lead_image: str = ""
    sections: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    left_out_after: tuple[int, ...] = ()
    form: PageForm = PageForm.ARTICLE
    sources: tuple[tuple[str, str], ...] = ()

    @property
    def title(self) -> str:
        return self._first(Kind.TITLE)

    @property
    def standfirst(self) -> str:
        return self._first(Kind.STANDFIRST)

    @property
    def text(self) -> str:
        """All blocks in reading order, joined by line breaks."""
        return "\n".join(block.text for block in self.blocks)

    @property
    def body(self) -> str:
        """Paragraphs, headings, list items and quotes, joined by line breaks."""
        return "\n".join(block.text for block in self.blocks if block.kind in BODY_KINDS)

    @property
    def captions(self) -> tuple[Block, ...]:
        return tuple(block for block in self.blocks if block.kind is Kind.CAPTION)

    @property
    def extents(self) -> tuple[Extent, ...]:
        return tuple(extents(self.blocks))

    @property
    def digest(self) -> str:
        """SHA-256, in hexadecimal, of what is read and how: the kinds and the text."""
        lines = (f"{block.kind}\t{block.text}" for block in self.blocks)
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()

    def _first(self, kind: Kind) -> str:
        return next((block.text for block in self.blocks if block.kind is kind), "")


def extents(blocks: Iterable[Block]) -> Iterable[Extent]:
    """Yield where each of `blocks` stands in the text they make."""
    start = 0
    for block in blocks:
        end = start + len(block.text)
        yield Extent(block.kind, start, end, block.level, block.credit)
        start = end + 1


_RIGHT_TO_LEFT = frozenset(
    {"ar", "arc", "ckb", "dv", "fa", "he", "ks", "ps", "sd", "ug", "ur", "yi"}
)


def direction(language: str) -> str:
    """Return "rtl" or "ltr", the base direction of a BCP 47 language tag."""
    return "rtl" if language.partition("-")[0].lower() in _RIGHT_TO_LEFT else "ltr"
