"""The text of a page -> a tree of bounded size."""

import re

from lxml import html as lxml_html
from lxml.etree import LxmlError, SubElement, _Element

from newsroom.ingestion.absence import NoArticle

_LONGEST_PAGE = 2_500_000
_MOST_ELEMENTS = 12_000
_MOST_ATTRIBUTES = 200
_OF_THE_HEAD = frozenset("head title meta link base style script noscript".split())
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
        body = _gathered(tree)
    if body is None:
        raise NoArticle("the page has no readable text")
    _bound(body)
    return tree


def _gathered(tree: _Element) -> _Element | None:
    """Return a body made of what stands loose in a page that was written without one.

    The parser knows the elements of HTML 4 only: before an `article` it opens no body by itself.
    """
    loose = [
        element
        for parent in (*tree.findall("head"), tree)
        for element in parent
        if element.tag not in _OF_THE_HEAD
    ]
    if not loose:
        return None
    body = SubElement(tree, "body")
    body.extend(loose)
    return body


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
