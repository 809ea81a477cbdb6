"""The text of a page -> a tree of bounded size."""

import re

from lxml import html as lxml_html
from lxml.etree import LxmlError, _Element

from newsroom.ingestion.absence import NoArticle

_LONGEST_PAGE = 2_500_000
_MOST_ELEMENTS = 12_000
_MOST_ATTRIBUTES = 200
# A parser's work grows with the square of the number of attributes.
_ENDLESS_TAG = re.compile(r"<([a-zA-Z][a-zA-Z0-9]{0,20})\b[^<>]{50000,}>")


def parsed(text: str) -> _Element:
    """Return the tree of an HTML page; it has a body. Raises NoArticle when there is none."""
    text = text[:_LONGEST_PAGE].replace("\x00", "").strip("\ufeff \t\r\n")
    if not text:
        raise NoArticle("the page is empty")
    text = _ENDLESS_TAG.sub(r"<\1>", text)
    parser = lxml_html.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False
    )
    try:
        tree = lxml_html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (LxmlError, ValueError) as error:
        raise NoArticle("the page is not readable as HTML") from error
    body = tree.find("body")
    if body is None:
        raise NoArticle("the page has no readable text")
    _bound(body)
    return tree


def _bound(body: _Element) -> None:
    """Cut what no page written for readers has: endless elements and attributes."""
    beyond = []
    for number, element in enumerate(body.iter()):
        if number > _MOST_ELEMENTS:
            beyond.append(element)
        elif len(element.attrib) > _MOST_ATTRIBUTES:
            element.attrib.clear()
    for element in reversed(beyond):
        if (parent := element.getparent()) is not None:
            parent.remove(element)
