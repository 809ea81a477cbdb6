"""What sort of page it is: an article, a live blog, a transcript, or the stub before a wall.

By what pages say of themselves in their data, and by how their lines read.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lxml.etree import _Element

from newsroom.articles.text import PageForm

_LIVE = re.compile(r'"LiveBlogPosting"')
_NOT_FREE = re.compile(r'"isAccessibleForFree"\s*:\s*"?(?:false|no)\b', re.IGNORECASE)
_WORD_COUNT = re.compile(r'"wordCount"\s*:\s*"?(\d{2,6})\b')
_LONGEST_DATA = 2_000_000
_LETTERS_A_WORD = 5

_CLOCK = re.compile(
    r"(?<![\d.:])(?:(?:[01]?\d|2[0-3])(?:[:.][0-5]\d){1,2}(?:\s?[ap]\.?\s?m\b\.?)?|(?:0?[1-9]|1[0-2])"
    r"\s?[ap]\.?m\b\.?|(?:[01]?\d|2[0-3])\s?h\s?[0-5]\d)(?![\d%])(?:\s?(?:uhr|h)\b)?"
    r"(?-i:\s(?:[A-Z]{1,4}T|UTC)\b)?",
    re.IGNORECASE,
)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_LONGEST_CLOCK = 48
_LETTER_RUN = re.compile(r"[^\W\d_]+")
FEWEST_ENTRIES = 4

_TURN = re.compile(
    r"(?P<name>[^\W\d_](?:[\w.’'-]| (?=\S)){0,40}?)(?:\s?[(\[][^()\[\]:]{1,40}[)\]]|, [^:]{2,50})?"
    r"\s?[:：]\s+(?=\S)"
)
_PARTICLES = frozenset(("al", "da", "de", "del", "der", "di", "du", "la", "le", "van", "von"))
_FEWEST_TURNS = 5

_WALL = re.compile(
    r"\b(?:to|want to|please) (?:continue|keep) reading|^continue reading (?:with|this|for|by)"
    r"|subscribe (?:now |today )?to (?:read|continue|unlock|keep reading|get access)"
    r"|(?:article|story|content|post|report) is (?:only |exclusive(?:ly)? )?(?:for|available to"
    r"|reserved for|exclusive to) (?:our |paying |paid |registered )*"
    r"(?:subscribers|members|readers)"
    r"|(?:subscribers?|members?)[ -]only|for (?:subscribers|members) only"
    r"|already (?:a|have a) (?:subscri\w+|member\w*)"
    r"|(?:unlock|read) (?:this|the (?:full|rest of (?:this|the))) (?:article|story|report)"
    r"|(?:sign|log) in to (?:read|continue)|reached your (?:\w+ )?limit"
    r"|weiterlesen mit|jetzt weiterlesen|(?:um|wollen sie|möchten sie) weiter(?:zu)?lesen"
    r"|(?:nur|exklusiv|ausschließlich) für (?:unsere )?(?:digital-?)?abonnent|bereits ein abo"
    r"|(?:artikel|text|beitrag) (?:ist|gehört|steht) .{0,40}\babonnent"
    r"|réservé (?:aux|à nos) abonnés|pour lire la suite|il vous reste .{1,20}% de cet article"
    r"|(?:exclusivo|solo|sólo) para (?:nuestros )?suscriptores|para (?:seguir|continuar) leyendo"
    r"|(?:exclusivo|só) para assinantes|riservato (?:agli|ai nostri) abbonati"
    r"|per continuare a leggere|voor abonnees|för prenumeranter|kun for abonnenter"
    r"|للمشتركين فقط|有料会員",
    re.IGNORECASE,
)
_LONGEST_WALL = 300
_SHORT = 1500


@dataclass(frozen=True, slots=True)
class Declared:
    """What a page says of its form: `words` is how many it says it has, 0 if it does not."""

    is_live: bool = False
    is_free: bool = True
    words: int = 0


def declared_form(tree: _Element) -> Declared:
    """Return what the data of a page (JSON-LD) say of its form."""
    data = "\n".join(
        (script.text or "")[:_LONGEST_DATA]
        for script in tree.iter("script")
        if (script.get("type") or "").startswith("application/ld+json")
    )
    words = _WORD_COUNT.search(data)
    return Declared(
        is_live=bool(_LIVE.search(data)),
        is_free=not _NOT_FREE.search(data),
        words=int(words[1]) if words else 0,
    )


def form_of(
    declared: Declared, paragraphs: Sequence[str], entries: int, below: Iterable[str]
) -> PageForm:
    """Return the form of a page of which `paragraphs` are the text.

    `entries` is how many of them stand below a time of day; `below` are the lines
    that follow the text.
    """
    if declared.is_live or entries >= FEWEST_ENTRIES:
        return PageForm.LIVE_BLOG
    if _is_stub(declared, sum(map(len, paragraphs)), any(map(is_wall, below))):
        return PageForm.STUB
    return PageForm.TRANSCRIPT if is_transcript(paragraphs) else PageForm.ARTICLE


def clock_of(line: str) -> str:
    """Return the time of day in `line` if it says that, with a date or a name, and nothing else."""
    match = _CLOCK.search(line) if len(line) <= _LONGEST_CLOCK else None
    if match is None:
        return ""
    around = line[: match.start()] + line[match.end() :]
    alone = len(around.strip()) <= 28 and len(_LETTER_RUN.findall(around)) <= 4
    return match[0].strip() if alone and not around.rstrip().endswith(("?", "!")) else ""


def entries(lines: Sequence[str], is_prose: Sequence[bool], reach: int = 3) -> list[int]:
    """Return the numbers of the `lines` that are the times of entries: prose follows each.

    All with a year in them or all without: else one of the two tells of the page.
    """
    clocks = [
        number
        for number, line in enumerate(lines)
        if clock_of(line) and any(is_prose[number + 1 : number + 1 + reach])
    ]
    dated = [number for number in clocks if _YEAR.search(lines[number])]
    bare = [number for number in clocks if number not in dated]
    return dated if len(dated) > len(bare) else bare


def speaker(line: str) -> str:
    """Return who speaks in `line`, a turn ("NAME: words") of a conversation, or nothing."""
    match = _TURN.match(line[:140])
    if match is None:
        return ""
    words = match["name"].split()
    named = all(word[0].isupper() or word in _PARTICLES or not word.isascii() for word in words)
    return match["name"] if named and len(words) <= 5 else ""


def is_transcript(paragraphs: Sequence[str]) -> bool:
    """Whether `paragraphs` are for the most part turns of several who speak in turn."""
    turns = Counter(name for text in paragraphs if (name := speaker(text)))
    often = [count for count in turns.values() if count > 1]
    return len(often) > 1 and sum(often) >= max(_FEWEST_TURNS, len(paragraphs) * 0.4)


def is_wall(line: str) -> bool:
    """Whether `line` says that what follows is for those who pay."""
    return len(line) <= _LONGEST_WALL and bool(_WALL.search(line))


def _is_stub(declared: Declared, letters: int, walled: bool) -> bool:
    told = declared.words * _LETTERS_A_WORD
    if not declared.is_free and letters < told / 2:
        return True
    return walled and letters < _SHORT
