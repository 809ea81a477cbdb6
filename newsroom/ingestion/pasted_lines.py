"""Pasted text -> the lines of it, each one piece of a page, with what gives it away by its form.

Browsers run elements together, printers wrap lines and put an address below each sheet,
mails bring their heads along. All of that is undone here, line by line; no word is lost.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto
from itertools import groupby

from newsroom.articles.text import clean
from newsroom.ingestion.boilerplate import SENTENCE_END
from newsroom.ingestion.bylines import people
from newsroom.ingestion.captions import MARKER, read_caption
from newsroom.ingestion.dates import find_moment

_LABELS = re.compile(
    r"^[\s|·•–-]*(?:first )?(?:published|updated|posted|last updated|modified|on|at|veröffentlicht"
    r"|aktualisiert|stand|vom|am|publié|mis à jour|le|el|publicado|actualizado|pubblicato|il"
    r"|تاريخ النشر|نشر في)?(?: (?:on|at|am|le|el|il))?[\s:|·•,–-]*\Z",
    re.IGNORECASE,
)
_CJK = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
# What a browser copies in place of a picture.
_PICTURE = re.compile("[\ufffc\ufffd]+")
# Above and below each printed sheet: its address and number, or the date and the page's name.
_SHEET = re.compile(
    r"https?://\S+\s+\d{1,3}\s?(?:/|of|von|sur|de)\s?\d{1,3}\Z"
    r"|\d{1,2}[./]\d{1,2}[./]\d{2,4},? \d{1,2}:\d{2}(?: ?[AP]M)?\s+\S.{0,200}\Z"
    r"|(?:page|seite|página|pagina) \d{1,3}(?: ?(?:/|of|von|sur|de|di) ?\d{1,3})?\Z",
    re.IGNORECASE,
)
_IN_BRACKETS = re.compile(r"\s*[(\[](?P<credit>[^()\[\]]{2,80})[)\]]\.?")
_BY_LABEL = re.compile(
    r"\s*(?:photo |image )?(?:credits?|photos?|fotos?|bild|crédits?)\s?(?:\.{2,3}|…|:)\s*"
    r"(?P<credit>[^.:]{2,80})\Z",
    re.IGNORECASE,
)
_MAIL_HEAD = re.compile(
    r"-{2,20}[^-].{0,60}-{2,20}\Z|(?:from|to|cc|bcc|sent|date|subject|reply-to|von|an|gesendet|datum|betreff"
    r"|de|à|envoyé|objet|para|enviado|asunto|da|a|inviato|oggetto)\s?:\s",
    re.IGNORECASE,
)
_FEWEST_MAIL_HEADS = 3
_MOST_MAIL_HEADS = 12
_LONGEST_HEAD = 200
_RAGGED = 22
_PROSE = 30
_LONG_PROSE = 140


class Role(Enum):
    UNKNOWN = auto()
    OUT = auto()
    DATE = auto()
    BYLINE = auto()
    CAPTION = auto()


@dataclass(frozen=True, slots=True)
class Line:
    text: str
    after_gap: bool = True
    role: Role = Role.UNKNOWN
    credit: str = ""


def lines_of(text: str) -> Iterator[Line]:
    """Yield the lines of `text`, each one piece of the page that it was copied from."""
    groups = [
        [cleaned for line in group if (cleaned := clean(_PICTURE.sub(" ", line)))]
        for blank, group in groupby(re.split(r"\r\n|[\n\r\v\f\x85\u2028\u2029]", text), _is_blank)
        if not blank
    ]
    wrap = _wrapped_at(groups)
    for group in groups:
        heads = _mail_head(group)
        after_gap = True
        for row in [*group[:heads], *_unwrapped(group[heads:], wrap)]:
            is_out = heads > 0 or bool(_SHEET.match(row))
            for piece in [Line(row, role=Role.OUT)] if is_out else _unglued(row):
                yield replace(piece, after_gap=after_gap)
                after_gap = False
            heads -= 1


def _mail_head(group: Sequence[str]) -> int:
    """How many lines of `group` are the head of a mail: sender, date, subject."""
    heads = [bool(_MAIL_HEAD.match(row[:_LONGEST_HEAD])) for row in group[:_MOST_MAIL_HEADS]]
    lead = next((number for number, is_head in enumerate(heads) if not is_head), len(heads))
    return lead if sum(heads[:lead]) >= _FEWEST_MAIL_HEADS else 0


def _unwrapped(rows: Sequence[str], wrap: int) -> list[str]:
    """`rows` with those joined that a program had wrapped at `wrap` letters (0: it had not)."""
    joined: list[str] = []
    full = False
    for row in rows:
        is_sheet = bool(_SHEET.match(row))
        if full and not is_sheet:
            joined[-1] = f"{joined[-1]} {row}"
        else:
            joined.append(row)
        full = bool(wrap) and len(row) >= wrap - _RAGGED and not is_sheet
    return joined


def _is_blank(line: str) -> bool:
    return not clean(_PICTURE.sub("", line)).strip("\u00a0\u200b\ufeff")


def _wrapped_at(groups: Sequence[Sequence[str]]) -> int:
    """At how many letters the lines are wrapped, 0 if each is a piece of its own."""
    rows = [[row for row in group if not _SHEET.match(row)] for group in groups]
    inner = [row for group in rows for row in group[:-1]]
    widest = max((len(row) for group in rows for row in group), default=0)
    if len(inner) < 4 or not 40 <= widest <= 110:
        return 0
    full = sum(len(row) >= widest - _RAGGED for row in inner)
    return widest if full >= len(inner) * 0.75 else 0


def _unglued(text: str) -> list[Line]:
    """The pieces of a line in which a browser ran several elements together."""
    if len(text) <= 3000:
        for divide in (_divide_at_marker, _divide_doubled, _divide_at_date):
            if pieces := divide(text):
                return [piece for piece in pieces if piece.text]
    return [Line(text)]


def _divide_at_marker(text: str) -> list[Line]:
    marker = MARKER.search(text)
    if marker is None:
        return []
    before, after = text[: marker.start()], text[marker.end() :]
    alternative = _shared(before, after)
    said = Line(marker[0], role=Role.OUT)
    if len(alternative) >= 12:
        return [
            *_unglued(before[: -len(alternative)].strip()),
            Line(alternative.strip(), role=Role.OUT),
            said,
            *_caption_and_rest(after, len(alternative)),
        ]
    if not before.strip() and after.strip(" ,:"):
        return [said, _caption_line(after.strip(" ,:"))]
    if before.strip() and not after.strip():
        return [_caption_line(before.strip()), said]
    return []


def _divide_doubled(text: str) -> list[Line]:
    second = text.find(text[:24], 24) if len(text) >= 60 else -1
    if second < 0 or not text.startswith(text[:second].strip(), second):
        return []
    length = len(text[:second].strip())
    return [
        Line(text[:second].strip(), role=Role.OUT),
        *_caption_and_rest(text[second:], length),
    ]


def _divide_at_date(text: str) -> list[Line]:
    if len(text) > 300 or SENTENCE_END.search(text):
        return []
    moment = find_moment(text)
    if moment is None:
        return []
    before, after = text[: moment.start].strip(" |·•–-,"), text[moment.end :].strip()
    if not _LABELS.match(before) and not (len(before) <= 120 and people(before)):
        return []
    role = Role.BYLINE if people(before) else Role.OUT
    rest = [_out_if_unknown(piece) for piece in (_unglued(after) if after else [])]
    if _LABELS.match(before):
        return [Line(text[: moment.end].strip(), role=Role.DATE), *rest]
    return [
        Line(before, role=role),
        Line(text[moment.start : moment.end].strip(), role=Role.DATE),
        *rest,
    ]


def _shared(before: str, after: str) -> str:
    """The longest end of `before` with which `after` begins."""
    before, after = before.rstrip(), after.lstrip()
    longest = min(len(before), len(after), 800)
    return next(
        (after[:size] for size in range(longest, 0, -1) if before.endswith(after[:size])), ""
    )


def _caption_and_rest(text: str, length: int) -> list[Line]:
    """A caption of `length` code points with the credit after it, and what is glued to that."""
    text = text.lstrip()
    words, rest = text[:length].strip(), text[length:]
    match = _IN_BRACKETS.match(rest) or _BY_LABEL.match(rest)
    credit = match["credit"].strip() if match else ""
    rest = (rest[match.end() :] if match else rest).strip()
    glued = _unglued(rest) if rest else []
    return [
        Line(words, role=Role.CAPTION, credit=credit),
        *(piece if is_prose(piece.text) else _out_if_unknown(piece) for piece in glued),
    ]


def _out_if_unknown(piece: Line) -> Line:
    return replace(piece, role=Role.OUT) if piece.role is Role.UNKNOWN else piece


def _caption_line(text: str) -> Line:
    caption = read_caption(text)
    return Line(
        caption.text or text, role=Role.CAPTION, credit=caption.credit if caption.text else ""
    )


def weight(text: str) -> int:
    """How much there is to read in `text`, in letters; an ideograph counts for three."""
    return sum(map(str.isalnum, text)) + 2 * len(_CJK.findall(text))


def is_prose(text: str) -> bool:
    letters = weight(text)
    return letters >= _LONG_PROSE or (letters >= _PROSE and bool(SENTENCE_END.search(text)))
