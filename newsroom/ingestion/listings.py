"""What is in a file that names articles or feeds, instead of being one."""

from dataclasses import dataclass

from newsroom.ingestion.addresses import links_in
from newsroom.ingestion.charsets import decode
from newsroom.ingestion.fetching import media_type_of
from newsroom.ingestion.link_lists import is_bookmarks, listed_links
from newsroom.ingestion.opml import NotOpml, Outline, read_opml

_HEAD = 4_000
_TABLES = (".csv", ".tsv")


@dataclass(frozen=True, slots=True)
class Listing:
    """The links or the feeds that a file called `name` lists."""

    name: str
    links: tuple[str, ...] = ()
    outlines: tuple[Outline, ...] = ()


def listing_in(name: str, body: bytes) -> Listing | None:
    """Return what a file lists, or None where it is a page, a text or anything else.

    Lists are OPML, bookmarks as browsers write them, and lines or tables of links. OPML that
    cannot be read lists nothing.
    """
    if b"<opml" in body[:_HEAD].lower().replace(b"\x00", b""):
        return Listing(name, outlines=_outlines(body))
    if media_type_of(body) is None:
        return None
    text = decode(body)
    if media_type_of(body) != "text/plain" and not is_bookmarks(text):
        return None
    links = listed_links(text, is_table=name.lower().endswith(_TABLES)) or links_in(text)
    return Listing(name, links=tuple(links)) if links else None


def _outlines(body: bytes) -> tuple[Outline, ...]:
    try:
        return read_opml(body)
    except NotOpml:
        return ()
