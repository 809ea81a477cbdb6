"""What somebody put into the box, or chose as a file: links, a page, a text, or nothing of use."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from newsroom.ingestion.absence import NoArticle
from newsroom.ingestion.addresses import BadAddress, Fault, links_in
from newsroom.ingestion.charsets import decode
from newsroom.ingestion.fetching import is_refused, media_type_of
from newsroom.ingestion.pasted import read_pasted

SHORTEST = 100
"""Characters that a text has at least, to be taken for an article."""

_HEAD = 20_000
_MESSAGE = 500
_LONG_WORD = 15
_LINK = re.compile(r"https?://\S+", re.IGNORECASE)
_LONGEST_HEADLINE = 80
_SAVED_FROM = re.compile(
    r"<!--\s*(?:saved from url=\(\d+\)|page saved with singlefile\s+url:\s*)(https?://[^\s<>\"]+)",
    re.IGNORECASE,
)
_ARCHIVE = re.compile(
    r"(?:From|MIME-Version|Content-Type):.{0,2000}?multipart/related", re.DOTALL | re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class WrongLink:
    """A link that cannot be fetched; `fault` says why, None that it is not a public address."""

    link: str
    fault: Fault | None


@dataclass(frozen=True, slots=True)
class Recognised:
    """What is in the box: `links`, each article once, or a text of so many `words`, or nothing."""

    links: tuple[str, ...] = ()
    wrong: tuple[WrongLink, ...] = ()
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
    def good(self) -> tuple[str, ...]:
        """The links that can be fetched, as far as they tell."""
        wrong = {one.link for one in self.wrong}
        return tuple(link for link in self.links if link not in wrong)


def recognise(text: str) -> Recognised:
    """Return what `text`, typed or pasted, is."""
    if links := links_in(text) or _mentioned(text):
        return Recognised(links=tuple(links), wrong=tuple(_wrong(links)))
    characters = len(text.strip())
    return Recognised(
        words=len(text.split()),
        characters=characters,
        headline=headline_of(text) if characters >= SHORTEST else "",
    )


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
    """A file with a page or a text in it. `url` is where it was saved from, if it says so."""

    content_type: str
    url: str = ""


class NotText(ValueError):
    """A file that cannot be read as a page or a text; `is_archive` when a page is packed in it."""

    def __init__(self, *, is_archive: bool = False) -> None:
        super().__init__("not a page and not a text")
        self.is_archive = is_archive


def look_into(body: bytes) -> SavedPage:
    """Return what a file is, by its bytes; its name and what is said of it are not trusted.

    Raises NotText for what is neither HTML nor plain text.
    """
    content_type = media_type_of(body)
    if content_type is None:
        raise NotText
    head = decode(body[:_HEAD])
    if _ARCHIVE.match(head):
        raise NotText(is_archive=True)
    if content_type == "text/plain" and media_type_of(head.encode()) == "text/html":
        content_type = "text/html"
    found = _SAVED_FROM.search(head) if content_type == "text/html" else None
    return SavedPage(content_type, found[1] if found else "")
