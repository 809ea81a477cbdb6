"""The articles that a section page links to: their addresses and headlines, in their order."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice

from lxml.etree import _Element

from newsroom.articles.text import clean
from newsroom.ingestion.addresses import Address, BadAddress, canonical, parse
from newsroom.ingestion.feed_contents import FeedEntry, link_from, moment_from, title_from

MOST_ARTICLES = 100
_MOST_LINKS = 3_000

_ASIDE = frozenset({"nav", "header", "footer", "aside", "form", "dialog", "template", "noscript"})
_ASIDE_ROLES = frozenset({"navigation", "banner", "contentinfo", "complementary", "search", "menu"})
_ASIDE_NAMES = re.compile(
    r"(?:^|[\s_-])(?<!has-)(?<!with-)(?<!no-)(?:nav|navbar|navigation|menu|footer|side-?bar"
    r"|breadcrumbs?|cookies?|consent|newsletter|promo|advert|ads?|sponsored?|share|social|tags"
    r"|tag-?(?:list|cloud)|pagination|pager|most-?read|most-?popular|trending|login|subscribe)"
    r"(?:$|[\s_-])",
    re.IGNORECASE,
)
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_CARDS = frozenset({"article", "li"})

_DATED = re.compile(
    r"/(?P<y>20\d\d)[/-]?(?P<m>0?[1-9]|1[0-2])(?:[/-]?(?P<d>0?[1-9]|[12]\d|3[01]))?(?=[/-]|$)"
)
_SLUG = re.compile(r"[^/-]+(?:[-_][^/-]+){3,}")
_NUMBERED = re.compile(r"(?:^|[/._=-])[a-z]{0,4}\d{5,}(?:$|[/._&-])", re.IGNORECASE)
_PAGE_FILE = re.compile(r"\.(?:s?html?|php|aspx?|jsp|ece|cms)$", re.IGNORECASE)
_NO_PAGE = re.compile(
    r"\.(?:jpe?g|png|gif|webp|svg|avif|pdf|mp[34]|m4a|webm|zip|gz|xml|rss|json|js|css|ics|epub|docx?|xlsx?)$",
    re.IGNORECASE,
)
_LISTING = re.compile(
    r"/(?:tags?|topics?|themen?|categor(?:y|ies)|kategorien?|sections?|authors?|autor(?:en|es)?"
    r"|auteurs?|people|profiles?|users?|search|suche|login|signin|register|subscribe|abo|account"
    r"|newsletters?|about|contact|impressum|privacy|datenschutz|terms|legal|help|faq|jobs|careers"
    r"|advertis\w*|shop|store|gallery|feeds?|rss|page|archive)(?:/[^/]*){0,2}/?$",
    re.IGNORECASE,
)
_WORDLESS_SCRIPTS = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff]")
_MOST_IN_CARD = 8
_FEWEST_WORDS = 4
_FEWEST_CHARACTERS = 15
_LONGEST_HEADLINE = 250


@dataclass(slots=True)
class _Found:
    """A link that may lead to an article; `weight` says how much speaks for it."""

    url: str
    title: str = ""
    weight: int = 0
    published_at: datetime | None = None


def articles_in(tree: _Element, url: str, base: str = "", language: str = "") -> list[FeedEntry]:
    """Return the articles of its own site that the page at `url` links to in its main part.

    Left out are navigation, asides, other sites, lists, files, and links whose words are no
    headline. A dated, numbered or telling address, a heading and a card speak for a link.
    """
    here = _address(url)
    if here is None:
        return []
    found: dict[str, _Found] = {}
    for link in islice(_links(_main_part(tree), _count(tree)), _MOST_LINKS):
        _consider(link, here, base or url, found)
    kept = [one for one in found.values() if one.weight >= 2 and _is_headline(one.title)]
    return [_entry(one, language) for one in kept[:MOST_ARTICLES]]


def _entry(found: _Found, language: str) -> FeedEntry:
    return FeedEntry(
        id=found.url,
        url=found.url,
        title=title_from(found.title),
        summary="",
        sections=(),
        language=language,
        published_at=found.published_at,
    )


def _main_part(tree: _Element) -> _Element:
    """The one main element of a page where it holds a good part of its links, else all of it."""
    mains = [one for one in tree.iter("main", "div", "section") if _is_main(one)]
    if len(mains) == 1 and _count(mains[0]) * 5 >= _count(tree):
        return mains[0]
    return tree


def _count(element: _Element) -> int:
    return sum(1 for _ in element.iter("a"))


def _is_main(element: _Element) -> bool:
    return element.tag == "main" or element.get("role", "").lower() == "main"


def _links(element: _Element, on_page: int) -> Iterator[_Element]:
    stack = [iter(element)]
    while stack:
        child = next(stack[-1], None)
        if child is None:
            stack.pop()
        elif not _is_aside(child, on_page):
            if child.tag == "a" and child.get("href"):
                yield child
            stack.append(iter(child))


def _is_aside(element: _Element, on_page: int) -> bool:
    # The header of one card holds its headline; that of the page holds the navigation.
    if element.tag == "header" and any(above.tag == "article" for above in element.iterancestors()):
        return False
    if element.tag in _ASIDE or element.get("role", "").lower() in _ASIDE_ROLES:
        return True
    if element.tag in {"a", "body", "main", "article"} or element.tag in _HEADINGS:
        return False
    names = f"{element.get('class', '')} {element.get('id', '')}"[:300]
    # What holds most of the page only says what it lies beside.
    return bool(_ASIDE_NAMES.search(names)) and _count(element) * 2 < on_page


def _consider(link: _Element, here: Address, base: str, found: dict[str, _Found]) -> None:
    url = link_from(link.get("href", ""), base)
    address = _address(url) if url else None
    if address is None or not _may_be_article(address, here):
        return
    one = found.setdefault(address.url, _Found(url, weight=_weight_of(address)))
    words, is_heading = _words(link)
    card = _card(link)
    # A picture and a headline often lead to the same article: the headline names it.
    if is_heading or len(words) > len(one.title):
        one.title = words or one.title
    one.weight = max(one.weight, _weight_of(address) + is_heading + (card is not None))
    one.published_at = one.published_at or _moment(card) or _dated(address)


def _address(url: str) -> Address | None:
    try:
        return parse(canonical(url))
    except BadAddress:
        return None


def _may_be_article(address: Address, here: Address) -> bool:
    return (
        _is_same_site(address.host, here.host)
        and address.port == here.port
        and address.target not in {"/", here.target}
        and not _NO_PAGE.search(address.path)
        and not _LISTING.search(address.path)
        and not here.path.startswith(address.path.rstrip("/") + "/")
    )


def _is_same_site(one: str, other: str) -> bool:
    shorter, longer = sorted((one, other), key=len)
    return shorter == longer or longer.endswith(f".{shorter}")


def _weight_of(address: Address) -> int:
    """How much an address looks like that of an article: 0, 1 or 2."""
    last = address.path.rstrip("/").rpartition("/")[2]
    telling = (
        bool(_DATED.search(address.path)),
        bool(_SLUG.search(last)),
        bool(_NUMBERED.search(address.target)),
        bool(_PAGE_FILE.search(last)) and "/" in address.path.strip("/"),
    )
    return min(2, sum(telling) + (telling[0] or telling[1]))


def _words(link: _Element) -> tuple[str, bool]:
    """Return the headline of a link, and whether it is a heading."""
    for one in link.iter(*_HEADINGS):
        if words := _text(one):
            return words, True
    for above in link.iterancestors():
        if above.tag in _HEADINGS:
            return _text(link), True
    return _text(link) or clean(link.get("title") or link.get("aria-label") or ""), False


def _text(element: _Element) -> str:
    return clean(" ".join(element.itertext()))[: _LONGEST_HEADLINE * 2]


def _card(link: _Element) -> _Element | None:
    """The article or the item of a list that a link stands in, where there are few others."""
    for above in link.iterancestors():
        if above.tag in _CARDS or "article" in above.get("role", "").lower():
            return above if _is_card(above) else None
    return None


def _is_card(element: _Element) -> bool:
    return next(islice(element.iter("a"), _MOST_IN_CARD, None), None) is None


def _moment(card: _Element | None) -> datetime | None:
    times = card.iter("time") if card is not None else ()
    return next((m for one in times if (m := moment_from(one.get("datetime", "")))), None)


def _dated(address: Address) -> datetime | None:
    named = _DATED.search(address.path)
    if named is None or named["d"] is None:
        return None
    try:
        return datetime(int(named["y"]), int(named["m"]), int(named["d"]), tzinfo=UTC)
    except ValueError:
        return None


def _is_headline(words: str) -> bool:
    if len(words) > _LONGEST_HEADLINE:
        return False
    if _WORDLESS_SCRIPTS.search(words):
        return len(words) >= _FEWEST_CHARACTERS // 2
    return len(words.split()) >= _FEWEST_WORDS and len(words) >= _FEWEST_CHARACTERS
