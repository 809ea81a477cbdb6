"""What somebody put into the box, or chose as a file: links, a page, a text, or nothing of use."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from newsroom.ingestion.absence import NoArticle
from newsroom.ingestion.addresses import BadAddress, Fault, canonical, links_in
from newsroom.ingestion.charsets import decode
from newsroom.ingestion.fetching import is_refused, media_type_of
from newsroom.ingestion.link_lists import listed_links, looks_like_feed, without_feed_scheme
from newsroom.ingestion.mhtml import NotMhtml, is_mhtml, main_part
from newsroom.ingestion.opml import NotOpml, Outline, read_opml
from newsroom.ingestion.pasted import read_pasted

SHORTEST = 100
"""Characters that a text has at least, to be taken for an article."""

MOST_SINGLY = 20
"""Links that are shown one by one; more of them come in as an import."""

_HEAD = 20_000
_OPML = re.compile(r"<opml[\s>]", re.IGNORECASE)
_OPML_HEAD = 2_000
_MESSAGE = 500
_LONG_WORD = 15
_LINK = re.compile(r"https?://\S+", re.IGNORECASE)
_LONGEST_HEADLINE = 80
_SAVED_FROM = re.compile(
    r"<!--\s*(?:saved from url=\(\d+\)|page saved with singlefile\s+url:\s*)(https?://[^\s<>\"]+)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class WrongLink:
    """A link that cannot be fetched; `fault` says why, None that it is not a public address."""

    link: str
    fault: Fault | None


@dataclass(frozen=True)
class Recognised:
    """What is in the box: `links`, each article once, or feeds, or a text, or nothing.

    `outlines` are the feeds of an OPML file; `words` and `characters` are those of a text.
    """

    links: tuple[str, ...] = ()
    wrong: tuple[WrongLink, ...] = ()
    outlines: tuple[Outline, ...] = ()
    words: int = 0
    characters: int = 0
    headline: str = ""

    @property
    def is_text(self) -> bool:
        return self.characters >= SHORTEST

    @property
    def is_spaced(self) -> bool:
        """Whether the text is written with spaces between words, so that these can be counted."""
        return self.characters <= self.words * _LONG_WORD

    @property
    def is_import(self) -> bool:
        """Whether there are so many links that they are brought in as one."""
        return len(self.links) > MOST_SINGLY

    @property
    def feeds(self) -> int:
        """How many of the links look as if a feed were there."""
        return sum(looks_like_feed(link) for link in self.good)

    @property
    def is_one_feed(self) -> bool:
        """Whether there is one link, and it looks like a feed."""
        return len(self.links) == self.feeds == 1

    @property
    def has_something(self) -> bool:
        """Whether there is anything in it that can be brought in."""
        return bool(self.good or self.outlines or self.is_text)

    @cached_property
    def good(self) -> tuple[str, ...]:
        """The links that can be fetched, as far as they tell."""
        wrong = {one.link for one in self.wrong}
        return tuple(link for link in self.links if link not in wrong)


def recognise(text: str) -> Recognised:
    """Return what `text`, typed or pasted, is."""
    if outlines := _outlines(text):
        return Recognised(outlines=outlines)
    plain = without_feed_scheme(text)
    if links := links_in(plain) or _mentioned(plain) or listed_links(plain):
        return of_links(links)
    characters = len(text.strip())
    return Recognised(
        words=len(text.split()),
        characters=characters,
        headline=headline_of(text) if characters >= SHORTEST else "",
    )


def of_links(links: Iterable[str]) -> Recognised:
    """Return these links, with those that cannot be fetched."""
    given = tuple(links)
    return Recognised(links=given, wrong=tuple(_wrong(given)))


def _outlines(text: str) -> tuple[Outline, ...]:
    found = _OPML.search(text[:_OPML_HEAD])
    try:
        # What comes before says how its bytes were written, and these are other ones.
        return read_opml(text[found.start() :].encode("utf-8", "replace")) if found else ()
    except NotOpml:
        return ()


def _mentioned(text: str) -> list[str]:
    """Return the links in a short message, as telephones share them: "Headline https://…"."""
    if len(text.strip()) > _MESSAGE:
        return []
    return links_in(" ".join(link.rstrip(").,;!?”»’") for link in _LINK.findall(text)))


def _wrong(links: Iterable[str]) -> Iterable[WrongLink]:
    for link in links:
        try:
            if is_refused(link):
                yield WrongLink(link, None)
        except BadAddress as bad:
            yield WrongLink(link, bad.code)


def headline_of(text: str) -> str:
    """Return what seems to be the headline of a pasted text, shortened, or its first words."""
    try:
        title = read_pasted(text[:_HEAD]).title
    except NoArticle:
        title = ""
    title = title or next((line for line in text.splitlines() if line.strip()), "")
    title = " ".join(title.split())
    if len(title) <= _LONGEST_HEADLINE:
        return title
    return title[:_LONGEST_HEADLINE].rsplit(" ", 1)[0] + "…"


@dataclass(frozen=True, slots=True)
class SavedPage:
    """A page or a text: `body`, of the `charset` that the file names, if it does.

    `url` is where it was saved from, if the file says so.
    """

    content_type: str
    body: bytes
    url: str = ""
    charset: str = ""


class NotText(ValueError):
    """A file that is no page and no text; `is_archive` when it says to be a saved page."""

    def __init__(self, *, is_archive: bool = False) -> None:
        super().__init__("not a page and not a text")
        self.is_archive = is_archive


def look_into(body: bytes) -> SavedPage:
    """Return what a file is, by its bytes; its name and what is said of it are not trusted.

    Of a page saved as one file (MHTML) the page itself is returned. Raises NotText for what is
    neither HTML nor plain text.
    """
    content_type = media_type_of(body)
    if is_mhtml(body):
        return _unpacked(body)
    if content_type is None:
        raise NotText
    head = decode(body[:_HEAD])
    if content_type == "text/plain" and media_type_of(head.encode()) == "text/html":
        content_type = "text/html"
    found = _SAVED_FROM.search(head) if content_type == "text/html" else None
    return SavedPage(content_type, body, _address(found[1]) if found else "")


def _unpacked(body: bytes) -> SavedPage:
    try:
        page = main_part(body)
    except NotMhtml as error:
        raise NotText(is_archive=True) from error
    if not page.body.strip() or media_type_of(page.body) is None:
        raise NotText(is_archive=True)
    return SavedPage(page.content_type, page.body, _address(page.url), page.charset)


def _address(claim: str) -> str:
    """Return the address that a file names as its own, where it is one."""
    try:
        return claim if claim and canonical(claim) else ""
    except BadAddress:
        return ""
