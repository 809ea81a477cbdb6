"""What readers are served, read as a browser reads it."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element

import html5lib
from django.http import HttpResponse

from newsroom.articles.models import Article


def page(html: str | HttpResponse) -> Element:
    """Return the document a browser makes of `html`."""
    source = html if isinstance(html, str) else html.content.decode()
    return html5lib.parse(source, namespaceHTMLElements=False)


def text(element: Element) -> str:
    """Return the element's `textContent`."""
    return "".join(element.itertext())


def blocks(html: str | HttpResponse) -> list[Element]:
    """Return the elements that hold the text of an article, in reading order."""
    return [element for element in page(html).iter() if element.get("data-block") is not None]


def article_text(html: str | HttpResponse) -> str:
    """Return the text of the article on a page as the browser's offsets count it."""
    return "\n".join(text(block) for block in blocks(html))


def marks(html: str | HttpResponse) -> list[Element]:
    return [element for element in page(html).iter("mark") if element.get("data-h")]


def marked(html: str | HttpResponse, pk: int) -> str:
    """Return the words that the outermost marks naming highlight `pk` enclose."""
    return "".join(text(mark) for block in blocks(html) for mark in _naming(block, str(pk)))


def seen(html: str | HttpResponse) -> str:
    """Return all a reader can read on a page, its title included."""
    return text(page(html))


def by_id(html: str | HttpResponse, name: str) -> Element | None:
    return next((element for element in page(html).iter() if element.get("id") == name), None)


def fields(html: str | HttpResponse, action: str) -> dict[str, str]:
    """Return what a browser sends when the form that goes to `action` is sent as it is shown."""
    form = next(one for one in page(html).iter("form") if one.get("action", "") == action)
    sent = {}
    for one in form.iter():
        name, ticked = one.get("name"), "checked" in one.attrib
        if one.tag == "textarea" and name:
            sent[name] = text(one)
        elif one.tag == "select" and name:
            options = list(one.iter("option"))
            chosen = next((each for each in options if "selected" in each.attrib), options[0])
            sent[name] = chosen.attrib["value"]
        elif name and (one.get("type") not in {"checkbox", "radio"} or ticked):
            sent[name] = one.get("value", "on" if ticked else "")
    return sent


def open_cards(article: Article) -> str:
    """Return the address of an article's page with every card of its margin open."""
    return f"{article.get_absolute_url()}?cards=open"


def card(html: str | HttpResponse, pk: int) -> Element:
    """Return the card of highlight `pk` in the margin."""
    return next(one for one in page(html).iter("article") if one.get("data-for") == str(pk))


def _naming(element: Element, pk: str) -> Iterator[Element]:
    for child in element:
        if child.tag == "mark" and pk in child.get("data-h", "").split():
            yield child
        else:
            yield from _naming(child, pk)
