"""A page, read from top to bottom as a reader would: its passages, and the boxes they stand in."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from lxml.etree import _Element, iterwalk

from newsroom.articles.text import Kind, clean
from newsroom.ingestion.boilerplate import SENTENCE_END
from newsroom.ingestion.labels import phrase_set, word_set, words_of
from newsroom.ingestion.signatures import Signature, mark_of

_HEADINGS = {"h1": 2, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
_BLOCKS = word_set(
    """
    address amp-img article aside blockquote body caption center dd details dialog dir div dl dt
    fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html iframe legend
    li main menu nav ol p pre section summary table tbody tfoot thead tr ul video
    """
)
_UNREAD = word_set(
    """
    amp-ad amp-sticky-ad applet audio button canvas datalist dialog embed footer frame frameset
    head iframe input label map math menu meter nav noframes noscript object optgroup option
    progress rp rt script select style svg template textarea video
    """
)
_LABELLED = word_set(
    """
    a address article aside b blockquote center details div dl em figure font form h2 h3 h4 h5 h6
    header i li main ol p section small span strong table td time ul
    """
)
_BOX_WORDS = word_set(
    """
    abo aboutauthor ad addthis addtoany ads adslot advert advertisement advertising advertorial
    adverts alsoread artikelteaser audioplayer authorbox authorinfo backlink bio breadcrumb
    breadcrumbs byline bylines comments consent cookie cookies copyright credits crossword
    dateline disclaimer disqus donate donation followus gdpr hashtags horoscope jp kicker lightbox
    listen liveblogteaser mehrzumthema modal morefrom moreon mostpopular mostread navbar
    navigation newsletter newsletters newsticker nextarticle opinary outbrain pager pagination
    paginator playlist poll popup promo promobox promos promoted promotion quiz rating ratings
    readalso readmore readnext recirc recirculation recommendation recommendations recommended
    recommends related relatedarticles relatedlinks relatedposts relatedstories seealso share
    sharebar sharedaddy shares sharing sidebar signup skip skiplink sociable social socials
    sponsored subscribebox subscription survey taboola taglist tags teasers ticker timestamp toast
    toolbar tooltip topics trending tts upnext verwandt verwandte weather
    """
)
_BOX_PAIRS = phrase_set(
    """
    about author, accessibility text, action bar, ai summary, also read, article actions,
    article author, article footer, article links, article tags, article tools, author bio,
    author box, author card, author description, author info, comment form, comment list,
    comment section, comments area, continue reading, cross promo, dont miss, editors picks,
    email signup, entry footer, entry meta, entry tags, follow us, further reading,
    gallery link, hidden text, inline related, key points, key takeaways, leave comment,
    link list, mailing list, meta info, might like, more from, more on, most popular, most read,
    nav links, next article, next post, page tools, paywall box, paywall message,
    paywall overlay, post author, post footer, post meta, post nav, post navigation, post tags,
    prev post, read also, read more, read next, reading time, screen reader, see also, sign up,
    sr only, sticky footer, story links, story package, subscribe box, subscribe form, tag list,
    tags list, up next, video description, visually hidden, you may, you might
    """
)
_BOX_STARTS = (
    "related", "newsletter", "advert", "breadcrumb", "recommend", "sharebar", "sharetool",
    "socialshare", "mostread", "mostpopular", "readmore", "pagination", "taboola", "outbrain",
)  # fmt: skip
_CONTENT_PAIRS = phrase_set(
    """
    article body, article content, article text, body content, content body, entry content,
    post body, post content, rich text, story body, story content, story text
    """
)
_CAPTION_WORDS = word_set(
    """
    bildunterschrift caption captions figcaption imagecaption legende
    """
)
_CREDIT_WORDS = word_set(
    """
    attribution copyright credit credits photographer source
    """
)
_HIDDEN_WORDS = word_set(
    """
    offscreen screenreader sronly visuallyhidden
    """
)
_HIDDEN_PAIRS = phrase_set(
    """
    accessibility text, material icons, material symbols, screen reader, sr only, visually hidden
    """
)
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_NO_SHOW_ROLES = word_set(
    """
    alertdialog banner button contentinfo dialog menu menubar navigation search tablist toolbar
    """
)
_NOTE_MARK = re.compile(r"\s*[\[(]?\s*(?:\d{1,3}|[a-z*†‡]{1,2})\s*[\])]?\s*\Z", re.IGNORECASE)
_NEW_WINDOW = re.compile(
    r"\s*\(?(?:opens? (?:in )?(?:a )?new (?:window|tab)"
    r"|öffnet (?:in|im) (?:einem )?neue[mn] (?:fenster|tab)"
    r"|(?:s['’]ouvre dans une )?nouvelle fenêtre|se abre en (?:una )?(?:nueva )?ventana(?: nueva)?)"
    r"\)?\s*\Z",
    re.IGNORECASE,
)
_LONGEST_STYLE = 400
_LONGEST_CAPTION = 700
_LONG_HEADING = 120
_BREAK = "\0"
CREDIT = 1

# A piece of text as it stands in the page, and whether it stands in a link that leads away.
type _Run = tuple[str, bool]


@dataclass(frozen=True, slots=True, eq=False)
class Passage:
    """A run of text that a browser shows as one.

    `level` is that of a heading, and CREDIT for the part of a caption that is a credit.
    `element` holds it; `boxes` are the elements around it that look like boxes of
    clutter; `linked` is the share of its letters in links that lead away.
    """

    text: str
    kind: Kind
    level: int
    element: _Element
    boxes: tuple[_Element, ...]
    linked: float


@dataclass(frozen=True, slots=True)
class Reading:
    """The passages of a page in reading order, the elements that no reader sees, the signatures.

    `times` are the values of `time` elements, each with the number of passages before it.
    """

    passages: list[Passage]
    unseen: list[_Element]
    signatures: list[Signature]
    times: list[tuple[str, int]]


def read_passages(body: _Element) -> Reading:
    """Return what there is to read in `body`."""
    walk = _Walk()
    walk.over(body)
    return Reading(walk.passages, walk.unseen, walk.signatures, walk.times)


class _Walk:
    """One walk through a page, without recursion: pages may be nested very deeply."""

    def __init__(self) -> None:
        self.passages: list[Passage] = []
        self.unseen: list[_Element] = []
        self.signatures: list[Signature] = []
        self.times: list[tuple[str, int]] = []
        self._texts: list[_Run] = []
        self._open_links = 0
        self._holders: list[_Element] = []
        self._boxes: list[_Element] = []
        self._kinds: list[tuple[_Element, Kind, int]] = []
        self._breaks = 0

    def over(self, body: _Element) -> None:
        walk = iterwalk(body, events=("start", "end"))
        for event, element in walk:
            tag = element.tag
            if not isinstance(tag, str):
                continue
            if event == "start":
                if _is_unread(element, tag):
                    self.unseen.append(element)
                    if tag in _BLOCKS:
                        self._flush()
                    walk.skip_subtree()
                    continue
                self._enter(element, tag)
            elif self.unseen and self.unseen[-1] is element:
                self._add(element.tail)
            else:
                self._leave(element, tag, body)
        self._flush()

    def _enter(self, element: _Element, tag: str) -> None:
        if tag == "br":
            self._breaks += 1
            self._texts.append((_BREAK, False))
            return
        words = words_of(element) if "class" in element.attrib or "id" in element.attrib else ()
        if (mark := mark_of(element, tag, words)) is not None:
            self.signatures.append(Signature(element, mark, len(self.passages)))
        if value := _moment_value(element, tag):
            self.times.append((value[:80], len(self.passages)))
        is_caption = tag == "figcaption" or (
            bool(words) and not _CAPTION_WORDS.isdisjoint(words) and _is_below_picture(element)
        )
        is_caption = is_caption and not _is_slide(element)
        if tag in _BLOCKS:
            self._flush()
            self._holders.append(element)
        if self._in(Kind.CAPTION):
            if words and not _CREDIT_WORDS.isdisjoint(words):
                self._flush()
                self._kinds.append((element, Kind.CAPTION, CREDIT))
        elif self._is_box(element, tag, words):
            if tag not in _BLOCKS:
                self._flush()
            self._boxes.append(element)
        if is_caption and not self._in(Kind.CAPTION):
            self._flush()
            self._kinds.append((element, Kind.CAPTION, 0))
        elif tag == "li":
            self._kinds.append((element, Kind.LIST_ITEM, 0))
        elif tag in _HEADINGS:
            self._kinds.append((element, Kind.HEADING, _HEADINGS[tag]))
        elif tag == "blockquote":
            self._kinds.append((element, Kind.QUOTE, 0))
        if _leads_away(element, tag):
            self._open_links += 1
        if tag in ("td", "th") and any(text.strip() for text, _ in self._texts):
            self._texts.append((" | ", False))
        self._add(element.text)

    def _leave(self, element: _Element, tag: str, body: _Element) -> None:
        if tag == "br":
            self._add(element.tail)
            return
        if _leads_away(element, tag):
            self._open_links -= 1
        if self._boxes and self._boxes[-1] is element:
            self._flush()
            self._boxes.pop()
        if tag in _BLOCKS or (self._kinds and self._kinds[-1][0] is element):
            self._flush()
        if self._kinds and self._kinds[-1][0] is element:
            self._kinds.pop()
        if tag in _BLOCKS and self._holders and self._holders[-1] is element:
            self._holders.pop()
        if element is not body:
            self._add(element.tail)

    def _is_box(self, element: _Element, tag: str, words: Sequence[str]) -> bool:
        if tag in ("body", "main"):
            return False
        if tag == "aside" or is_hidden(element):
            return True
        if not words or tag not in _LABELLED or (tag not in _BLOCKS and self._texts):
            return False
        pairs = {f"{first} {second}" for first, second in pairwise(words)}
        if not _CONTENT_PAIRS.isdisjoint(pairs):
            return False
        named = any(word.startswith(_BOX_STARTS) for word in words)
        if not named and _BOX_WORDS.isdisjoint(words) and _BOX_PAIRS.isdisjoint(pairs):
            return False
        return tag in _BLOCKS or _is_alone(element)

    def _in(self, kind: Kind) -> bool:
        return any(it[1] is kind for it in self._kinds)

    def _add(self, text: str | None) -> None:
        if text and (self._texts or text.strip(" \t\r\n")):
            self._texts.append((text, self._open_links > 0))

    def _flush(self) -> None:
        if not self._texts:
            return
        runs, breaks = self._texts, self._breaks
        self._texts, self._breaks = [], 0
        kind, level = self._kind()
        for part in _paragraphs(runs) if breaks > 1 else [runs]:
            text = clean("".join(" " if text == _BREAK else text for text, _ in part))
            if text.strip("\u00a0\u200b\ufeff "):
                is_prose = kind is Kind.HEADING and _is_set_large(text)
                self.passages.append(
                    Passage(
                        text=text,
                        kind=Kind.PARAGRAPH if is_prose else kind,
                        level=0 if is_prose else level,
                        element=self._holders[-1],
                        boxes=tuple(self._boxes),
                        linked=_linked(part),
                    )
                )

    def _kind(self) -> tuple[Kind, int]:
        kinds = [kind for _, kind, _ in self._kinds]
        if not kinds:
            return Kind.PARAGRAPH, 0
        for kind in (Kind.CAPTION, Kind.HEADING, Kind.QUOTE, Kind.LIST_ITEM):
            if kind in kinds:
                level = next(it[2] for it in reversed(self._kinds) if it[1] is kind)
                return kind, level
        return Kind.PARAGRAPH, 0


def _is_unread(element: _Element, tag: str) -> bool:
    if tag in _UNREAD:
        return True
    if tag in _BLOCKS:
        return False
    if tag == "sup" and _is_note_mark(element):
        return True
    if tag == "span" and (text := element.text) and _NEW_WINDOW.match(text):
        return True
    return is_hidden(element)


def _is_note_mark(element: _Element) -> bool:
    """Whether a raised sign does nothing but lead to a note on the same page."""
    link = element if (above := element.getparent()) is None or above.tag != "a" else above
    link = link if link.tag == "a" else element.find(".//a")
    if link is None or not (link.get("href") or "").startswith("#"):
        return False
    return bool(_NOTE_MARK.match("".join(element.itertext())[:12]))


def _is_set_large(text: str) -> bool:
    """Whether `text`, marked as a heading, is so long a sentence that it heads nothing."""
    return len(text) >= _LONG_HEADING and bool(SENTENCE_END.search(text))


def _moment_value(element: _Element, tag: str) -> str:
    """The machine's form of a date that `element` shows, if it has one."""
    if tag == "time":
        return element.get("datetime") or ""
    return (element.get("content") or "") if element.get("itemprop") == "datePublished" else ""


def is_hidden(element: _Element) -> bool:
    """Whether `element` says of itself that no reader sees it, or that it is no content."""
    attributes = element.attrib
    if not attributes:
        return False
    if "hidden" in attributes and attributes.get("hidden") != "until-found":
        return True
    if attributes.get("aria-hidden") == "true" or attributes.get("role") in _NO_SHOW_ROLES:
        return True
    style = attributes.get("style")
    if style and _HIDDEN_STYLE.search(style[:_LONGEST_STYLE]):
        return True
    if "class" not in attributes:
        return False
    words = words_of(element)
    return not _HIDDEN_WORDS.isdisjoint(words) or any(
        f"{first} {second}" in _HIDDEN_PAIRS for first, second in pairwise(words)
    )


def _is_alone(element: _Element) -> bool:
    """Whether an inline element is most of what the element around it says."""
    parent = element.getparent()
    own = sum(map(len, element.itertext()))
    return parent is None or sum(map(len, parent.itertext())) < own * 2 + 20


def _is_slide(caption: _Element) -> bool:
    """Whether a figure has a heading of its own: then its caption is what the article says."""
    figure = caption.getparent()
    if figure is None or figure.tag != "figure":
        return False
    return next(figure.iter("h2", "h3", "h4"), None) is not None


def _is_below_picture(element: _Element) -> bool:
    """Whether `element`, called a caption, is short and stands by a picture."""
    if sum(map(len, element.itertext())) > _LONGEST_CAPTION or element.find(".//h1") is not None:
        return False
    above = element
    for _ in range(3):
        parent = above.getparent()
        if parent is None or parent.tag in ("article", "main", "body"):
            return False
        if parent.tag == "figure" or parent.find(".//img") is not None:
            return True
        above = parent
    return False


def _leads_away(element: _Element, tag: str) -> bool:
    return tag == "a" and not (element.get("href") or "#").startswith("#")


def _linked(runs: Sequence[_Run]) -> float:
    """The share of the letters of `runs` that stand in links."""
    letters = [sum(map(str.isalnum, text)) for text, _ in runs]
    linked = sum(count for count, (_, is_link) in zip(letters, runs, strict=True) if is_link)
    return linked / (sum(letters) or 1) if linked else 0.0


def _paragraphs(runs: Sequence[_Run]) -> Iterator[list[_Run]]:
    """Divide `runs` where two line breaks (`br`) follow each other."""
    current: list[_Run] = []
    broken = False
    for run in runs:
        if run[0] == _BREAK:
            if broken and current:
                yield current
                current = []
            broken = True
            current.append(run)
        else:
            broken = broken and not run[0].strip()
            current.append(run)
    yield current
