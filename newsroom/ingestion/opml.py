"""OPML, the file in which readers carry their feeds from one program to another."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from lxml.etree import Element, SubElement, _Element, tostring

from newsroom.articles.text import clean
from newsroom.ingestion.feed_trees import Unreadable, text_of, tree_of

MOST_OUTLINES = 20_000
"""Feeds of one file that are read."""
LONGEST_TITLE = 300
LONGEST_FOLDER = 200
_ROOT = frozenset({"opml"})
_LONGEST_URL = 8001
_DEEPEST = 20


@dataclass(frozen=True, slots=True)
class Outline:
    """A feed in the file: `folder` are the names of the folders it lies in, joined by " / "."""

    title: str
    url: str
    site_url: str = ""
    folder: str = ""


class NotOpml(ValueError):
    """A file that is not OPML, or that is not read because it defines entities."""


def read_opml(body: bytes) -> tuple[Outline, ...]:
    """Return the feeds in an OPML file, in their order, or raise NotOpml.

    Names of elements and attributes may be in any case. What is broken is left out and the rest
    is read. Addresses come back as they stand there, bad ones too, so that they can be reported.
    Files that another outline includes are not fetched.
    """
    text = text_of(body)
    if "<!ENTITY" in text:
        raise NotOpml("entities")
    try:
        root = tree_of(text, _ROOT)
    except Unreadable as error:
        raise NotOpml(str(error)) from error
    return tuple(islice(_outlines(root, ()), MOST_OUTLINES))


def _outlines(parent: _Element, folders: tuple[str, ...]) -> Iterator[Outline]:
    for child in parent:
        if _name(child) == "body":
            yield from _outlines(child, folders)
        if _name(child) != "outline":
            continue
        facts = _facts(child)
        name = facts.get("text") or facts.get("title", "")
        if url := facts.get("xmlurl", ""):
            yield _outline(url, facts, folders)
        if len(child) and len(folders) < _DEEPEST:
            yield from _outlines(child, (*folders, name) if name and not url else folders)


def _name(element: _Element) -> str:
    return str(element.tag).rpartition("}")[2].lower()


def _facts(element: _Element) -> dict[str, str]:
    return {
        str(name).rpartition("}")[2].lower(): clean(str(value)[:_LONGEST_URL])
        for name, value in element.attrib.items()
    }


def _outline(url: str, facts: dict[str, str], folders: tuple[str, ...]) -> Outline:
    # Some programs keep the folder in an attribute: "/News/Marenia,/Work".
    named = [part for part in facts.get("category", "").partition(",")[0].split("/") if part]
    return Outline(
        title=(facts.get("title") or facts.get("text", ""))[:LONGEST_TITLE],
        url=url,
        site_url=facts.get("htmlurl", ""),
        folder=" / ".join(folders or named)[:LONGEST_FOLDER],
    )


def write_opml(outlines: Iterable[Outline], title: str) -> bytes:
    """Return an OPML 2.0 file with these feeds, each in its folder, titled `title`."""
    root = Element("opml", version="2.0")
    SubElement(SubElement(root, "head"), "title").text = clean(title)
    body = SubElement(root, "body")
    folders: dict[str, _Element] = {"": body}
    for outline in outlines:
        name = outline.folder
        if name not in folders:
            folders[name] = SubElement(body, "outline", text=clean(name))
        SubElement(folders[name], "outline", _written(outline))
    return tostring(root, encoding="utf-8", xml_declaration=True, pretty_print=True)


def _written(outline: Outline) -> dict[str, str]:
    title = clean(outline.title) or outline.url
    facts = {"type": "rss", "text": title, "title": title, "xmlUrl": outline.url}
    return facts | ({"htmlUrl": outline.site_url} if outline.site_url else {})
