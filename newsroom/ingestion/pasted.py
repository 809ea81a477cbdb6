"""Pasted text of a page, clutter and all -> Extract."""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import chain, pairwise

from newsroom.articles.text import BODY_KINDS, Block, Extract, Kind, PageForm
from newsroom.ingestion.absence import NoArticle
from newsroom.ingestion.boilerplate import (
    SENTENCE_END,
    ends_article,
    invites,
    is_about_author,
    is_clutter,
    topics_heading,
    turns_away,
)
from newsroom.ingestion.bylines import people, starts_like_byline
from newsroom.ingestion.captions import ends_in_credit, read_caption
from newsroom.ingestion.dates import Moment, find_moment
from newsroom.ingestion.labels import word_set
from newsroom.ingestion.language import detect_language
from newsroom.ingestion.outlet_names import outlet_name
from newsroom.ingestion.page_forms import FEWEST_ENTRIES, Declared, entries, form_of
from newsroom.ingestion.pasted_lines import Line, Role, is_prose, lines_of, weight

_URL = re.compile(r"https?://\S+\Z", re.IGNORECASE)
_BULLET = re.compile(r"(?:[•▪‣◦●■–*-]\s+|·\s*)(?=\S)")
_NUMBER = re.compile(r"(?P<number>\d{1,2})[.)]\s+(?=\S)")
_TRAIL = re.compile(r"\s+[>›»→/]\s+")
_CJK = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_GLUE = re.compile(r"(?<=[^\W\d_A-Z])(?=[A-Z\u00c0-\u00de][^\W\d_])")
_INNER_CAPITAL = re.compile(r"\b(?:Mc|Mac|De|Le|La|Di|Du|Van|O[’'])\Z")
_LETTER = re.compile(
    r"(?:sign up|subscribe) (?:for|to) (?:the |our )?(?:free )?(?P<name>[^.]{3,60}?)"
    r"\s+(?:e-?mail|newsletter)"
    r"|get (?:our|the) (?:free )?(?P<other>[^.]{3,60}?)\s+(?:e-?mail|newsletter)",
    re.IGNORECASE,
)
_SITE = re.compile(r"\s+(?:[|–—-]|::)\s+(?=[^|–—]{2,40}\Z)")
_UPDATED = re.compile(r"updated|modified|aktualisiert|mis à jour|actualizado|aggiornato", re.I)
_CREDIT_LINE = re.compile(r"image source,?\s*:?\s*(?P<credit>.{2,80})\Z", re.IGNORECASE)
_FRONT_PAGES = word_set(
    """
    accueil home homepage inicio início portada start startseite главная الرئيسية
    """
)
_MENU = re.compile(r"[^|•·.!?]{2,30}(?:[|•·][^|•·.!?]{2,30}){2,}\Z")
_SENDER = re.compile(r"(?:from|von|de|da)\s?:\s*\"?(?P<name>[^<>\"@]{3,60}?)\"?\s*<", re.IGNORECASE)
_NAME = re.compile(r"[^\W\d_][\w’'&-]*(?: [\w’'&-]+){0,4}\Z")
_OWNER = re.compile(r"©|\(c\)|copyright|@|https?:|www\.|\w\.\w", re.IGNORECASE)
_CREDITED = re.compile(r"(?:/|\bfor (?:the )?|\bfür (?:den |die |das )?)(?P<owner>[^/]{4,50})\Z")
_TOP = 8
_MOST_OWNERS = 200
_REACH_OF_WALL = 10
_LONGEST = 4_000_000
_HEAD_REACH = 80


def read_pasted(text: str) -> Extract:
    """Return the article in `text`, copied from a page or a file.

    Lines of the text are its pieces; every word is found again in the blocks, in
    their credits or in `left_out`. Raises NoArticle when there is nothing to read.
    """
    lines = list(lines_of(text[:_LONGEST]))
    if not any(weight(line.text) >= 2 for line in lines):
        raise NoArticle("there is no text in it")
    return _Page(lines).extract()


class _Page:
    """The lines of one paste and what each of them is."""

    def __init__(self, lines: list[Line]) -> None:
        self.lines = lines
        self.letters = _letter_names(lines)
        self.clocks = frozenset(_clocks(lines))
        self.signed = _signed(lines)
        self.clutter = [self._is_clutter(number) for number in range(len(lines))]
        self.name = self._head_of_page()
        self.prose = [
            not out and line.role is Role.UNKNOWN and is_prose(line.text)
            for out, line in zip(self.clutter, lines, strict=True)
        ]
        self.title, self.title_text = self._find_title()
        self.sections, self.trail = self._find_sections()
        self.standfirst = self._find_standfirst()
        self.body = self._find_body()

    def extract(self) -> Extract:
        blocks = dict(self._body_blocks())
        if not blocks and self.title is not None:
            blocks, self.title = {self.title: Block(Kind.PARAGRAPH, self.title_text)}, None
        if not blocks:
            raise NoArticle("there is no text that reads like an article")
        head = [] if self.title is None else [Block(Kind.TITLE, self.title_text)]
        if self.standfirst is not None:
            head.append(Block(Kind.STANDFIRST, self.lines[self.standfirst].text))
        kept = {*blocks, self.title, self.standfirst}
        dropped = [number for number in range(len(self.lines)) if number not in kept]
        left_out = tuple(self.lines[number].text for number in dropped)
        places = sorted(blocks)
        body = " ".join(block.text for block in blocks.values())
        urls = [line.text for line in self.lines[:6] if _URL.match(line.text)]
        return Extract(
            blocks=(*head, *(block for _, block in sorted(blocks.items(), key=lambda it: it[0]))),
            authors=self._authors(),
            published_at=self._published(),
            outlet_name=self._outlet(left_out, blocks),
            language=detect_language(body if len(body) > 40 else f"{self.title_text} {body}"),
            canonical_url=urls[0] if urls else "",
            sections=self.sections,
            tags=self._tags(),
            left_out=left_out,
            left_out_after=tuple(
                0 if number < (self.title or 0) else len(head) + bisect_left(places, number)
                for number in dropped
            ),
            form=self._form(blocks),
        )

    def _form(self, blocks: dict[int, Block]) -> PageForm:
        texts = [block.text for block in blocks.values() if block.kind in BODY_KINDS]
        end = max(blocks) + 1
        below = [line.text for line in self.lines[end : end + _REACH_OF_WALL]]
        return form_of(Declared(), texts, len(self.clocks), below)

    def _is_clutter(self, number: int) -> bool:
        line = self.lines[number]
        if number in self.clocks:
            return False
        if line.role is not Role.UNKNOWN:
            return line.role is Role.OUT
        text = line.text
        return (
            bool(_URL.match(text))
            or text.isdecimal()
            or _is_of(text, self.signed)
            or is_clutter(text)
            or turns_away(text)
            or (invites(text) and not is_prose(text))
            or self._belongs_to_letter(number)
        )

    def _belongs_to_letter(self, number: int) -> bool:
        """Whether a line names a newsletter that is offered in the lines around it."""
        text = self.lines[number].text.casefold()
        if not self.letters or len(text) > 120:
            return False
        near = " ".join(it.text[:300] for it in self.lines[max(0, number - 3) : number + 4])
        offered = {name for name in self.letters if name in text}
        return bool(offered) and any(
            _letter_name(match) in offered for match in _LETTER.finditer(near)
        )

    def _headline_like(self, number: int) -> bool:
        line = self.lines[number]
        return (
            line.role is Role.UNKNOWN
            and not self.clutter[number]
            and weight(line.text) >= 12
            and len(line.text) <= 250
            and len(line.text.split()) >= (1 if _CJK.search(line.text) else 3)
            and not (line.text.endswith(".") and not line.text.endswith("..."))
            and not starts_like_byline(line.text)
            and number not in self.clocks
            and line.text != self.name
            and not _NUMBER.match(line.text)
            and not ends_in_credit(line.text)
            and not _is_dateline(line.text)
            and not _only_names(line.text)
            and not _MENU.match(line.text)
        )

    def _find_title(self) -> tuple[int | None, str]:
        reach = range(min(_HEAD_REACH, len(self.lines)))
        likely = [number for number in reach if self._headline_like(number)]
        bare = {number: self.lines[number].text for number in likely}
        shorter = {text for text in bare.values()}
        for number, text in bare.items():
            start = _SITE.split(text)[0]
            if start in shorter:
                bare[number] = start
        counts = Counter(bare.values())
        repeated = [number for number in likely if counts[bare[number]] > 1]
        if repeated:
            most = max(counts[bare[number]] for number in repeated)
            first = next(number for number in repeated if counts[bare[number]] == most)
            named = next(
                n for n in likely if bare[n] == bare[first] and self.lines[n].text == bare[n]
            )
            return named, bare[first]
        first_prose = self._first_prose(0)
        early = [number for number in likely if number < first_prose]
        if not early:
            return None, ""
        chosen = self._before_byline(early)
        return chosen, self.lines[chosen].text

    def _before_byline(self, early: list[int]) -> int:
        """The headline among `early`: where a byline follows, what stands closest before it."""
        signed = next((n for n in range(early[0], early[-1] + 8) if self._signs(n)), None)
        before = [number for number in early if signed is not None and number < signed][-3:]
        if len(before) < 3:
            return before[0] if before else early[0]
        title, last = before[-2:]
        return title if len(self.lines[last].text) > len(self.lines[title].text) else last

    def _signs(self, number: int) -> bool:
        if number >= len(self.lines):
            return False
        line = self.lines[number]
        return line.role in (Role.BYLINE, Role.DATE) or bool(
            (starts_like_byline(line.text) and people(line.text)) or _is_dateline(line.text)
        )

    def _first_prose(self, start: int) -> int:
        return next((n for n in range(start, len(self.lines)) if self.prose[n]), len(self.lines))

    def _find_sections(self) -> tuple[tuple[str, ...], frozenset[int]]:
        head = range(min(_HEAD_REACH, self._first_prose(0)))
        run: list[int] = []
        for number in head:
            match = _NUMBER.match(self.lines[number].text)
            if match and int(match["number"]) == len(run) + 1 and len(self.lines[number].text) < 48:
                run.append(number)
            elif len(run) >= 2:
                break
            else:
                run = []
        if len(run) >= 2:
            names = tuple(_NUMBER.sub("", self.lines[number].text, count=1) for number in run)
            return _sections(names), frozenset(run)
        for number in head:
            names = tuple(_TRAIL.split(self.lines[number].text))
            if len(names) >= 2 and all(0 < len(name) <= 40 for name in names):
                return _sections(names), frozenset({number})
        return (), frozenset()

    def _find_standfirst(self) -> int | None:
        if self.title is None:
            return None
        counts = Counter(line.text for line in self.lines[:_HEAD_REACH])
        signed = False
        for number in range(self.title + 1, min(len(self.lines), self.title + 16)):
            text = self.lines[number].text
            signed = signed or self._signs(number)
            if text == self.title_text or self.clutter[number] or number in self.trail:
                continue
            if self.lines[number].role is not Role.UNKNOWN or not 25 <= len(text) <= 450:
                continue
            if self._signs(number) or ends_in_credit(text) or _only_names(text):
                continue
            if self._caption(number):
                continue
            unfinished = not SENTENCE_END.search(text)
            if counts[text] > 1 or (unfinished and len(text.split()) >= 5):
                return number
            byline_after = any(self._signs(n) for n in self._next(number, 3))
            return number if byline_after and not signed else None
        return None

    def _next(self, number: int, count: int) -> list[int]:
        """The next `count` lines after `number` that are no clutter and no captions."""
        reach = range(number + 1, min(number + 1 + count * 4, len(self.lines)))
        return [n for n in reach if not self.clutter[n] and not self._caption(n)][:count]

    def _find_body(self) -> range:
        after = max((n for n in (self.title, self.standfirst) if n is not None), default=-1)
        start = next(
            (
                n
                for n in range(after + 1, len(self.lines))
                if self.prose[n] and not self._repeats(n) and not self._signs(n)
            ),
            len(self.lines),
        )
        if (first := min(self.clocks, default=start)) > after:
            start = min(start, first)
        if start == len(self.lines) and self.title is None:
            start = 0
        end = self._find_end(start)
        return range(start, end)

    def _find_end(self, start: int) -> int:
        weights = [
            weight(line.text) if prose else 0
            for line, prose in zip(self.lines, self.prose, strict=True)
        ]
        before, total = 0, sum(weights[start:])
        for number in range(start, len(self.lines)):
            if before >= 300 and ends_article(self.lines[number].text) and total - before <= before:
                return number
            before += weights[number]
        return len(self.lines)

    def _repeats(self, number: int) -> bool:
        head = [self.lines[n].text for n in (self.title, self.standfirst) if n is not None]
        return self.lines[number].text in head

    def _body_blocks(self) -> Iterator[tuple[int, Block]]:
        above = range(self.title + 1 if self.title is not None else 0, self.body.start)
        last = credit = ""
        for number in (*above, *self.body):
            if match := _CREDIT_LINE.match(self.lines[number].text):
                credit = match["credit"]
                continue
            if number in self.body:
                block = self._block(number, last)
            else:
                block = self._caption(number) if number != self.standfirst else None
            if block is None:
                continue
            if block.kind is Kind.CAPTION:
                block, credit = replace(block, credit=block.credit or credit), ""
            else:
                last = block.text
            yield number, block

    def _caption(self, number: int) -> Block | None:
        line = self.lines[number]
        if number in self.clocks:
            return None
        if line.role is Role.CAPTION:
            return Block(Kind.CAPTION, line.text, credit=line.credit)
        if line.role is not Role.UNKNOWN or self.clutter[number] or len(line.text) > 500:
            return None
        caption = read_caption(line.text)
        signed = caption.credit and caption.text and caption.text != line.text
        if signed and (ends_in_credit(line.text) or not line.text.endswith((".", "”", '"'))):
            return Block(Kind.CAPTION, caption.text, credit=caption.credit)
        return None

    def _block(self, number: int, last: str) -> Block | None:
        line = self.lines[number]
        text = line.text
        if number in self.clocks:
            return Block(Kind.HEADING, text, level=3)
        if caption := self._caption(number):
            return caption
        if self.clutter[number] or line.role is not Role.UNKNOWN or self._repeats(number):
            return None
        if match := _BULLET.match(text):
            return Block(Kind.LIST_ITEM, text[match.end() :])
        if match := _NUMBER.match(text):
            return Block(Kind.LIST_ITEM, text[match.end() :])
        if text.startswith("> "):
            return Block(Kind.QUOTE, text[2:].strip())
        if self.prose[number] or SENTENCE_END.search(text):
            return Block(Kind.PARAGRAPH, text)
        if self._signs(number) and number < self.body.start + 4:
            return None
        if last.endswith(":") and len(text) < 200:
            return Block(Kind.LIST_ITEM, text)
        if self._heads_prose(number):
            return Block(Kind.HEADING, text, level=2)
        return (
            Block(Kind.PARAGRAPH, text)
            if weight(text) >= 60 and not self._in_list(number)
            else None
        )

    def _heads_prose(self, number: int) -> bool:
        following = range(number + 1, min(number + 3, self.body.stop))
        after = next((n for n in following if not self.clutter[n]), None)
        if after is None or not self.prose[after] or len(self.lines[number].text) > 110:
            return False
        return number > self.body.start and not self._in_list(number)

    def _in_list(self, number: int) -> bool:
        return any(
            0 <= n < len(self.lines)
            and not self.prose[n]
            and not self.clutter[n]
            and n not in self.clocks
            and self.lines[n].role is not Role.CAPTION
            and not SENTENCE_END.search(self.lines[n].text)
            for n in (number - 1, number + 1)
        )

    def _head_lines(self) -> list[Line]:
        reach = min(len(self.lines), self.body.start + 1)
        return list(self.lines[:reach])

    def _published(self) -> datetime | None:
        head = self._head_lines() + list(self.lines[self.body.stop : self.body.stop + 4])
        found = [
            (moment, line.text)
            for line in head
            if not is_prose(line.text) and (moment := find_moment(line.text[:300]))
        ]
        if not found:
            return None
        best = max(found, key=lambda it: (not _UPDATED.search(it[1]), it[0].zoned, it[0].timed))
        return best[0].when

    def _authors(self) -> tuple[str, ...]:
        head = self._head_lines()
        for line in head:
            if line.role is Role.BYLINE and (names := people(line.text)):
                return names
        for number, line in enumerate(head):
            if starts_like_byline(f"{line.text} ") and len(line.text) < 160:
                following = head[number + 1].text if number + 1 < len(head) else ""
                if names := people(line.text) or people(following):
                    return names
        for number, line in enumerate(head):
            if number in (self.title, self.standfirst) or line.role is not Role.UNKNOWN:
                continue
            near = head[max(0, number - 2) : number + 3]
            dated = any(it.role is Role.DATE or _is_dateline(it.text) for it in near)
            if dated and len(line.text) < 80 and (names := people(line.text)):
                return names
        return ()

    def _outlet(self, left_out: Sequence[str], blocks: dict[int, Block]) -> str:
        suffix = [
            f"© {_SITE.split(line.text)[-1]}"
            for line in self.lines[:_HEAD_REACH]
            if self.title_text and line.text.startswith(self.title_text) and _SITE.search(line.text)
        ]
        said = outlet_name((*suffix, *left_out, *(block.text for block in blocks.values())))
        return said if _squeezed(said) == _squeezed(self.name) else self.name or said

    def _head_of_page(self) -> str:
        """The name at the top of the page by which the page calls itself below, or ''."""
        top = self.lines[:_TOP]
        senders = (it["name"].strip() for line in top if (it := _SENDER.match(line.text)))
        named = [
            line.text
            for number, line in enumerate(top)
            if _NAME.match(line.text) and not self.clutter[number]
        ]
        owners = "\n".join(_squeezed(text) for text in _owners(self.lines))
        called = (it for it in named if len(_squeezed(it)) > 5 and _squeezed(it) in owners)
        return next(chain((it for it in senders if not people(it)), called), "")

    def _tags(self) -> tuple[str, ...]:
        for number in range(self.body.start, len(self.lines)):
            topics = topics_heading(self.lines[number].text)
            if topics is None:
                continue
            tags = _divided(topics) if topics else self._tags_after(number)
            if tags:
                return tags
        return ()

    def _tags_after(self, number: int) -> tuple[str, ...]:
        group: list[str] = []
        for position, line in enumerate(self.lines[number + 1 : number + 16]):
            if (position and line.after_gap) or is_prose(line.text) or is_clutter(line.text):
                break
            group.append(line.text)
        if len(group) == 1:
            return _divided(group[0])
        return tuple(dict.fromkeys(tag for tag in group if len(tag) <= 60))


def _is_dateline(text: str) -> bool:
    """Whether `text` is a date and hardly more."""
    if len(text) > 160:
        return False
    moment: Moment | None = find_moment(text)
    return moment is not None and len(text) - (moment.end - moment.start) <= 45


def _clocks(lines: Sequence[Line]) -> list[int]:
    """The numbers of the lines that are the times of a live blog's entries, if it is one."""
    texts = [line.text for line in lines]
    found = entries(texts, [is_prose(text) for text in texts])
    bare = [number for number in found if not find_moment(texts[number]) or len(found) > 4]
    return bare if len(bare) >= FEWEST_ENTRIES else []


def _signed(lines: Sequence[Line]) -> tuple[str, ...]:
    """The people named in bylines near the top."""
    bylines = (it.text for it in lines[:_HEAD_REACH] if len(it.text) < 160)
    signed = (text for text in bylines if starts_like_byline(f"{text} "))
    return tuple(name for text in signed for name in people(text))


def _is_of(text: str, authors: Sequence[str]) -> bool:
    """Whether `text` begins with one of its `authors` and tells who that is."""
    return text.startswith(tuple(authors)) and is_about_author(text, authors)


def _owners(lines: Sequence[Line]) -> Iterator[str]:
    """What names an outlet: its rights, its addresses, the credits of its own pictures."""
    for line in (*lines[:_MOST_OWNERS], *lines[_MOST_OWNERS:][-_MOST_OWNERS:]):
        if len(line.text) < 300 and _OWNER.search(line.text):
            yield line.text
        if suffix := _SITE.search(line.text[:300]):
            yield line.text[suffix.end() :]
        credit = line.credit or read_caption(line.text[:500]).credit
        if match := _CREDITED.search(credit):
            yield match["owner"]


def _squeezed(text: str) -> str:
    """The letters of `text`, as they stand in addresses too."""
    return "".join(it for it in text.casefold().removeprefix("the ") if it.isalnum())


def _only_names(text: str) -> bool:
    """Whether `text` is names of people, with "and" between them, and nothing else."""
    names = people(text) if len(text) < 120 else ()
    return bool(names) and len(text) <= sum(map(len, names)) + 7 * (len(names) - 1)


def _letter_names(lines: Sequence[Line]) -> frozenset[str]:
    """The names of the newsletters that are offered, folded."""
    found = (_LETTER.search(line.text[:300]) for line in lines)
    return frozenset(name for match in found if match and len(name := _letter_name(match)) >= 4)


def _letter_name(match: re.Match[str]) -> str:
    return (match["name"] or match["other"]).casefold().strip()


def _sections(names: Sequence[str]) -> tuple[str, ...]:
    return tuple(name for name in names if name.casefold() not in _FRONT_PAGES)


def _divided(text: str) -> tuple[str, ...]:
    """The topics in one line: by separators, else where a browser ran them together."""
    parts = re.split(r"\s*[,;|•·#،]\s*", text)
    if len(parts) == 1:
        parts = _split_glued(text)
    return tuple(dict.fromkeys(part.strip() for part in parts if 0 < len(part.strip()) <= 60))


def _split_glued(text: str) -> list[str]:
    cuts = [m.start() for m in _GLUE.finditer(text) if not _INNER_CAPITAL.search(text[: m.start()])]
    edges = [0, *cuts, len(text)]
    return [text[start:end] for start, end in pairwise(edges)]
