"""What a page says in JSON-LD: the objects in it, and which of them describes the article."""

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import urljoin, urlsplit

from lxml.etree import _Element

from newsroom.ingestion.labels import word_set

_ARTICLE_TYPES = re.compile(
    r"(?:news|opinionnews|analysisnews|reportagenews|reviewnews|backgroundnews|askpublicnews"
    r"|satirical|scholarly|tech|advertisercontent)?article|(?:live)?blog(?:posting)?|report"
    r"|socialmediaposting|review|discussionforumposting|creativework",
    re.IGNORECASE,
)
_PAGE_TYPES = re.compile(r"(?:\w*page|videoobject|audioobject|podcastepisode)", re.IGNORECASE)
# What these hold is told within the article and is not it: one entry of a live blog, a comment.
_PARTS = ("liveBlogUpdate", "hasPart", "comment", "citation", "isBasedOn", "mentions")
_JSON_NOISE = re.compile(
    r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[)|(?:-->|//\s*\]\]>|\]\]>|;)\s*$"
)
_TRAILING_COMMA = re.compile(r",(\s*[}\]])")
_MOST_NODES = 4000
_HOMES = word_set("accueil forside hem home homepage inicio início start startseite")
_LONGEST_JSON = 2_000_000


def json_nodes(tree: _Element) -> Iterator[dict[str, Any]]:
    """Yield the objects of all JSON-LD of a page, those that hold others before them."""
    left = _MOST_NODES
    for script in tree.iter("script"):
        if "ld+json" not in (script.get("type") or "").lower():
            continue
        waiting: list[Any] = [_loaded(script.text or "")]
        while waiting and left:
            value = waiting.pop()
            left -= 1
            if isinstance(value, dict):
                yield value
                waiting.extend(
                    inner
                    for inner in reversed(list(value.values()))
                    if isinstance(inner, (dict, list))
                )
            elif isinstance(value, list):
                waiting.extend(reversed(value[:500]))


def _loaded(text: str) -> Any:
    if len(text) > _LONGEST_JSON:
        return None
    text = _JSON_NOISE.sub("", _JSON_NOISE.sub("", text.strip()))
    for attempt in (text, _TRAILING_COMMA.sub(r"\1", text)):
        try:
            return json.loads(attempt, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def types_of(node: dict[str, Any]) -> list[str]:
    """Return the types of `node` without their vocabulary ("NewsArticle")."""
    kinds = node.get("@type")
    values = kinds if isinstance(kinds, list) else [kinds]
    return [value.rsplit("/", 1)[-1] for value in values if isinstance(value, str)]


def article_node(nodes: Sequence[dict[str, Any]], url: str) -> dict[str, Any]:
    """Return the fullest of the nodes that describe an article, one of this `url` first."""
    articles = [n for n in nodes if any(_ARTICLE_TYPES.fullmatch(kind) for kind in types_of(n))]
    parts = {id(part) for node in articles for key in _PARTS for part in _all(node.get(key))}
    articles = [node for node in articles if id(node) not in parts]
    pages = [n for n in nodes if any(_PAGE_TYPES.fullmatch(kind) for kind in types_of(n))]
    keys = ("headline", "author", "datePublished", "articleBody", "mainEntityOfPage", "publisher")
    for group in (articles, pages):
        told = [node for node in group if "headline" in node or "datePublished" in node]
        if told:
            return max(told, key=lambda n: (_is_about(n, url), sum(key in n for key in keys)))
    return {}


def _is_about(node: dict[str, Any], url: str) -> bool:
    path = urlsplit(url).path.rstrip("/") if url and "[" not in url else ""
    page = node.get("mainEntityOfPage")
    said = [node.get("url"), node.get("@id"), page.get("@id") if isinstance(page, dict) else page]
    return bool(path) and any(isinstance(it, str) and path in it for it in said)


def _all(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def listed(value: Any) -> list[Any]:
    """Return `value` as the list that it may be, of a bounded length."""
    return value[:50] if isinstance(value, list) else [] if value is None else [value]


def resolved(value: Any, by_id: dict[str, Any]) -> Any:
    """Return the object that `value` only refers to, if `by_id` has it, else `value`."""
    if isinstance(value, dict) and "name" not in value and isinstance(value.get("@id"), str):
        return by_id.get(value["@id"], value)
    return value


def names_of(value: Any) -> list[str]:
    """Return the names of a person or an organisation, as it is written in JSON-LD."""
    if isinstance(value, str):
        return [value]
    if not isinstance(value, dict):
        return []
    names = [name for name in listed(value.get("name")) if isinstance(name, str)]
    if not names:
        parts = (value.get("givenName"), value.get("familyName"))
        names = [" ".join(part for part in parts if isinstance(part, str))]
    return [name for name in names if name.strip()]


def crumbs(nodes: Sequence[dict[str, Any]], url: str) -> list[Any]:
    """Return the sections that lead to the page at `url`, less the front page and itself."""
    trails = (node for node in nodes if "BreadcrumbList" in types_of(node))
    steps = [it for it in listed(next(trails, {}).get("itemListElement")) if isinstance(it, dict)]
    named = [(_name_of_step(step), _path_of_step(step, url)) for step in steps]
    here = _path(url)
    return [name for name, path in named if path not in ("", here) and not _is_home(name)]


def _is_home(name: Any) -> bool:
    return isinstance(name, str) and name.strip().casefold() in _HOMES


def _name_of_step(step: dict[str, Any]) -> Any:
    item = step.get("item")
    return step.get("name") or (item.get("name") if isinstance(item, dict) else None)


def _path_of_step(step: dict[str, Any], url: str) -> str:
    """The path of the page to which a step of breadcrumbs leads, '' for none or the front page."""
    item = step.get("item")
    address = item.get("@id") or item.get("url") if isinstance(item, dict) else item
    if not isinstance(address, str):
        return ""
    try:
        return _path(urljoin(url, address))
    except ValueError:
        return ""


def _path(address: str) -> str:
    return urlsplit(address).path.strip("/") if "[" not in address else ""
