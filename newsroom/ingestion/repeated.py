"""Lines that an outlet repeats from page to page, and what its readers repaired before.

Blocks go to the lines left out and lines come back as blocks, each at its place. The
title stays, and so does the last of the text: a page never becomes empty.
"""

import hashlib
import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import replace
from operator import itemgetter

from newsroom.articles.text import BODY_KINDS, Block, Extract, Kind

_LONGEST_REPEATED = 300
_DIGITS = re.compile(r"\d+(?:[.,:/]\d+)*")
_NO_LETTER = re.compile(r"[\W_]+")
_QUOTATION = re.compile('[“”„«»「」]|(?:^|\\s)"')
_HEAD = frozenset({Kind.TITLE, Kind.STANDFIRST})

# A block of the text, or a line that was left out of it.
type _Piece = Block | str


def line_key(line: str) -> str:
    """Return by what `line` is known again, 16 hexadecimal digits.

    Case, accents and punctuation are folded and all numbers are the same, so that
    "214 Comments" and "3 comments" have one key.
    """
    text = unicodedata.normalize("NFKD", line.replace("\u00ad", "")).casefold()
    text = "".join(it for it in text if not unicodedata.combining(it))
    folded = _NO_LETTER.sub(" ", _DIGITS.sub("0", text)).strip()
    return hashlib.blake2b(folded.encode(), digest_size=8).hexdigest()


def without_repeated(extract: Extract, repeated: frozenset[str]) -> Extract:
    """Return `extract` less the blocks that its outlet repeats: those keyed in `repeated`.

    Long blocks and words in quotation marks stay, however often they are said.
    """
    return _sorted_out(extract, lambda it: _may_repeat(it) and line_key(it.text) in repeated)


def with_repairs(extract: Extract, dropped: frozenset[str], restored: frozenset[str]) -> Extract:
    """Return `extract` as readers repaired pages of its outlet before.

    Blocks keyed in `dropped` are left out; lines left out that are keyed in `restored`
    are paragraphs again, where they stood.
    """
    return _sorted_out(
        extract,
        lambda it: line_key(it.text) in dropped,
        lambda line: line_key(line) in restored,
    )


def _may_repeat(block: Block) -> bool:
    return (
        block.kind is not Kind.QUOTE
        and len(block.text) <= _LONGEST_REPEATED
        and not _QUOTATION.search(block.text)
    )


def _sorted_out(
    extract: Extract,
    drops: Callable[[Block], bool],
    restores: Callable[[str], bool] = lambda line: False,
) -> Extract:
    """Return `extract` with its pieces sorted anew, or as it is where nothing were left to read."""
    pieces = [
        _turned(piece, drops if isinstance(piece, Block) else restores)
        for piece in _pieces(extract)
    ]
    kept = [piece for piece in pieces if isinstance(piece, Block)]
    if not any(block.kind in BODY_KINDS for block in kept):
        return extract
    head = [block for block in kept if block.kind in _HEAD]
    return _joined(extract, head, pieces)


def _turned(piece: _Piece, turns: Callable[..., bool]) -> _Piece:
    """`piece` as the other sort, if it `turns`."""
    if isinstance(piece, str):
        return Block(Kind.PARAGRAPH, piece) if turns(piece) else piece
    return piece.text if piece.kind is not Kind.TITLE and turns(piece) else piece


def _pieces(extract: Extract) -> list[_Piece]:
    """The blocks and the lines left out, in the order of the page."""
    places = extract.left_out_after
    if len(places) != len(extract.left_out):
        places = (len(extract.blocks),) * len(extract.left_out)
    rows: list[tuple[int, int, _Piece]] = [
        *((place, 0, line) for place, line in zip(places, extract.left_out, strict=True)),
        *((number, 1, block) for number, block in enumerate(extract.blocks)),
    ]
    return [piece for *_, piece in sorted(rows, key=itemgetter(0, 1))]


def _joined(extract: Extract, head: list[Block], pieces: Sequence[_Piece]) -> Extract:
    """`extract` made of `pieces`; its `head` leads, whatever stood above it."""
    blocks: list[Block] = list(head)
    lines: list[tuple[int, str]] = []
    passed = 0
    for piece in pieces:
        if isinstance(piece, str):
            lines.append((len(blocks) if passed == len(head) else passed, piece))
        elif piece.kind in _HEAD:
            passed += 1
        else:
            blocks.append(piece)
    return replace(
        extract,
        blocks=tuple(blocks),
        left_out=tuple(line for _, line in lines),
        left_out_after=tuple(place for place, _ in lines),
    )
