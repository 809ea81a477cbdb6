"""What a page says about itself: JSON-LD, Open Graph and other meta elements, links."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from html import unescape
from typing import Any
from urllib.parse import urljoin, urlsplit

from courlan import extract_domain
from lxml.etree import _Element

from newsroom.articles.text import clean
from newsroom.ingestion.bylines import people
from newsroom.ingestion.dates import Moment, find_moment
from newsroom.ingestion.labels import word_list
from newsroom.ingestion.language import language_tag

_ARTICLE_TYPES = re.compile(
    r"(?:news|opinionnews|analysisnews|reportagenews|reviewnews|backgroundnews|askpublicnews"
    r"|satirical|scholarly|tech|advertisercontent)?article|(?:live)?blog(?:posting)?|report"
    r"|socialmediaposting|review|discussionforumposting|creativework",
    re.IGNORECASE,
)
_PAGE_TYPES = re.compile(r"(?:\w*page|videoobject|audioobject|podcastepisode)", re.IGNORECASE)
_JSON_NOISE = re.compile(
    r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[)|(?:-->|//\s*\]\]>|\]\]>|;)\s*$"
)
_MARKUP = re.compile(r"<[a-zA-Z/!][^<>]{0,300}>")
_TRAILING_COMMA = re.compile(r",(\s*[}\]])")
_MOST_NODES = 4000
_LONGEST_JSON = 2_000_000
_AUTHOR_META = word_list(
    """
    author article:author og:article:author og:author dc.creator dcterms.creator parsely-author
    sailthru.author byl cxenseparse:author citation_author article:author_name authors vr:author
    shareaholic:article_author_name dc:creator
    """
)
_DATE_META = word_list(
    """
    article:published_time og:published_time og:article:published_time parsely-pub-date
    datepublished pubdate publishdate publish-date publish_date date dc.date dc.date.issued
    dcterms.created dcterms.date dcterms.issued sailthru.date created article.published
    article:published published_time publication_date publicationdate cxenseparse:recs:publishtime
    cxenseparse:publishtime ptime dat citation_publication_date citation_date
    originalpublicationdate article_date_original article:post_date rnews:datepublished timestamp
    release_date pub_date artdate
    """
)


@dataclass(frozen=True, slots=True)
class PageFacts:
    """What a page declares; every field may be empty. Titles and names are as declared."""

    headlines: tuple[str, ...] = ()
    page_title: str = ""
    descriptions: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()
    meta_authors: tuple[str, ...] = ()
    published_at: datetime | None = None
    modified_at: datetime | None = None
    outlet_name: str = ""
    outlet_names: tuple[str, ...] = ()
    language: str = ""
    canonical_url: str = ""
    lead_image: str = ""
    sections: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    bodies: tuple[str, ...] = ()


@dataclass(slots=True)
class _Metas:
    """The meta elements of a page by their folded name, in order."""

    values: dict[str, list[str]] = field(default_factory=dict)

    def first(self, *names: str) -> str:
        return next((value for name in names for value in self.values.get(name, ())), "")

    def all(self, *names: str) -> tuple[str, ...]:
        return tuple(value for name in names for value in self.values.get(name, ()))


def read_facts(tree: _Element, url: str = "") -> PageFacts:
    """Return what the page in `tree`, fetched from `url`, declares about itself."""
    metas = _metas(tree)
    nodes = list(_json_nodes(tree))
    by_id = {
        node["@id"]: node for node in nodes if isinstance(node.get("@id"), str) and len(node) > 1
    }
    article = _article_node(nodes, url)
    outlets = _outlet_names(article, nodes, by_id, metas)
    persons, organisations = _json_authors(article, by_id)
    return PageFacts(
        headlines=_texts(
            article.get("headline"),
            metas.first("og:title"),
            metas.first("twitter:title"),
            metas.first("title", "dc.title", "parsely-title", "sailthru.title"),
        ),
        page_title=_page_title(tree),
        descriptions=_texts(
            article.get("alternativeHeadline"),
            article.get("description"),
            metas.first("og:description"),
            metas.first("description"),
            metas.first("twitter:description"),
        ),
        people=persons,
        organisations=organisations,
        meta_authors=metas.all(*_AUTHOR_META),
        published_at=_published(article, nodes, metas),
        modified_at=_moment_of(
            _texts(article.get("dateModified"), metas.first("article:modified_time"))
        ),
        outlet_name=outlets[0] if outlets else "",
        outlet_names=outlets,
        language=_language(tree, article, metas),
        canonical_url=_canonical(tree, metas, url),
        lead_image=_lead_image(article, metas, url),
        sections=_sections(article, nodes, metas),
        tags=_tags(article, metas),
        bodies=tuple(
            body
            for node in nodes
            if isinstance(body := node.get("articleBody"), str) and body.strip()
        ),
    )


def domain_of(url: str) -> str:
    """Return the registered domain of an http(s) `url` ("paper.example"), or ''."""
    try:
        host = (urlsplit(url).hostname or "").rstrip(".")
    except ValueError:
        return ""
    if not host or not url.lower().startswith(("http:", "https:")):
        return ""
    try:
        registered = extract_domain(url) if "." in host else None
    except (ValueError, TypeError):
        registered = None
    return (registered or host.removeprefix("www.")).lower()


def web_address(address: str, base: str = "") -> str:
    """Return `address`, made absolute by `base`, when it is http or https; else ''."""
    try:
        absolute = urljoin(base, address.strip()) if base else address.strip()
        parts = urlsplit(absolute)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            return ""
    except ValueError:
        return ""
    if len(absolute) > 2000 or re.search(r"[\s<>\"\\^`{|}\x00-\x1f\x7f]", absolute):
        return ""
    return absolute


def _metas(tree: _Element) -> _Metas:
    metas = _Metas()
    for element in tree.iter("meta"):
        content = plain(element.get("content") or element.get("value") or "")
        if not content or len(content) > 5000:
            continue
        for attribute in ("property", "name", "itemprop", "http-equiv"):
            if name := (element.get(attribute) or "").strip().lower():
                metas.values.setdefault(name, []).append(content)
    return metas


def plain(text: str) -> str:
    """Return `text`, the value of a field, without markup and entities, on one line."""
    for _ in range(2):
        if "&" in text:
            text = unescape(text)
    return clean(_MARKUP.sub("", text) if "<" in text else text)


def _texts(*values: Any) -> tuple[str, ...]:
    texts = (plain(value[:5000]) for value in values if isinstance(value, str))
    return tuple(dict.fromkeys(text for text in texts if text))


def _page_title(tree: _Element) -> str:
    element = next(tree.iter("title"), None)
    return plain("".join(element.itertext())[:1000]) if element is not None else ""


def _json_nodes(tree: _Element) -> Iterator[dict[str, Any]]:
    """The objects of all JSON-LD of a page, those that hold others before them."""
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


def _types(node: dict[str, Any]) -> list[str]:
    kinds = node.get("@type")
    values = kinds if isinstance(kinds, list) else [kinds]
    return [value.rsplit("/", 1)[-1] for value in values if isinstance(value, str)]


def _article_node(nodes: Sequence[dict[str, Any]], url: str) -> dict[str, Any]:
    """The node that describes the article: the fullest of those that describe one."""
    articles = [n for n in nodes if any(_ARTICLE_TYPES.fullmatch(kind) for kind in _types(n))]
    pages = [n for n in nodes if any(_PAGE_TYPES.fullmatch(kind) for kind in _types(n))]
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


def _outlet_names(
    article: dict[str, Any], nodes: Sequence[dict[str, Any]], by_id: dict[str, Any], metas: _Metas
) -> tuple[str, ...]:
    publishers = [_resolved(value, by_id) for value in _listed(article.get("publisher"))]
    named = [_names_of(publisher) for publisher in publishers]
    sites = [node.get("name") for node in nodes if "WebSite" in _types(node)]
    organisations = [
        node.get("name")
        for node in nodes
        if any(kind in ("NewsMediaOrganization", "Organization") for kind in _types(node))
    ]
    return _texts(
        metas.first("og:site_name"),
        *(name for names in named for name in names),
        *sites,
        metas.first("application-name", "apple-mobile-web-app-title", "publisher", "dc.publisher"),
        metas.first("twitter:site").lstrip("@"),
        *organisations[:1],
    )


def _listed(value: Any) -> list[Any]:
    return value[:50] if isinstance(value, list) else [] if value is None else [value]


def _resolved(value: Any, by_id: dict[str, Any]) -> Any:
    if isinstance(value, dict) and "name" not in value and isinstance(value.get("@id"), str):
        return by_id.get(value["@id"], value)
    return value


def _names_of(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if not isinstance(value, dict):
        return []
    names = [name for name in _listed(value.get("name")) if isinstance(name, str)]
    if not names:
        parts = (value.get("givenName"), value.get("familyName"))
        names = [" ".join(part for part in parts if isinstance(part, str))]
    return [name for name in names if name.strip()]


def _json_authors(
    article: dict[str, Any], by_id: dict[str, Any]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    persons: list[str] = []
    organisations: list[str] = []
    for author in _listed(article.get("author")) or _listed(article.get("creator")):
        author = _resolved(author, by_id)
        is_organisation = isinstance(author, dict) and any(
            "Organization" in k for k in _types(author)
        )
        for name in map(plain, _names_of(author)):
            if not name or name.startswith("http"):
                continue
            found = () if is_organisation else people(name)
            if found:
                persons.extend(found)
            elif is_organisation or len(name) < 60:
                organisations.append(name)
    return tuple(dict.fromkeys(persons)), tuple(dict.fromkeys(organisations))


def _published(
    article: dict[str, Any], nodes: Sequence[dict[str, Any]], metas: _Metas
) -> datetime | None:
    said = (
        article.get("datePublished"),
        metas.first("article:published_time"),
        metas.first("datepublished"),
        *metas.all(*_DATE_META), *(node.get("datePublished") for node in nodes),
        article.get("dateCreated"), *(node.get("uploadDate") for node in nodes),
    )  # fmt: skip
    return _moment_of(_texts(*said))


def _moment_of(texts: Sequence[str]) -> datetime | None:
    """The first date among `texts`, as the one of them writes it that says most of that moment."""
    moments = [moment for text in texts[:40] if (moment := find_moment(text[:200]))]
    if not moments:
        return None
    first = moments[0]
    same = [first, *(moment for moment in moments if _is_same(moment, first))]
    return max(same, key=lambda it: (it.zoned, it.timed, bool(it.when.utcoffset()))).when


def _is_same(moment: Moment, first: Moment) -> bool:
    """Whether both may be one moment: the same instant, or the same day where one has no more."""
    if moment.zoned and first.zoned:
        return moment.when == first.when
    return moment.when.date() == first.when.date()


def _language(tree: _Element, article: dict[str, Any], metas: _Metas) -> str:
    root = next(tree.iter("html"), None)
    declared = root.get("lang") or root.get("xml:lang") if root is not None else ""
    body = next(tree.iter("body"), None)
    within = body.get("lang") if body is not None else ""
    in_json = article.get("inLanguage")
    others = (
        metas.first("og:locale"),
        metas.first("content-language"),
        metas.first("language", "dc.language"),
    )
    said = (declared, within, in_json if isinstance(in_json, str) else "", *others)
    return next((tag for value in said if value and (tag := language_tag(value))), "")


def _canonical(tree: _Element, metas: _Metas, url: str) -> str:
    links = (
        link.get("href") or ""
        for link in tree.iter("link")
        if "canonical" in (link.get("rel") or "").lower().split()
    )
    for address in (*links, metas.first("og:url")):
        absolute = web_address(address, url) if address.strip() else ""
        if absolute and not _is_front_page(absolute, url):
            return absolute
    return ""


def _is_front_page(address: str, url: str) -> bool:
    parts, here = urlsplit(address), urlsplit(url)
    return (
        not parts.path.strip("/") and not parts.query and bool(here.path.strip("/") or here.query)
    )


def _lead_image(article: dict[str, Any], metas: _Metas, url: str) -> str:
    images = [
        image.get("url") or image.get("contentUrl") if isinstance(image, dict) else image
        for image in _listed(article.get("image"))
    ]
    said = (metas.first("og:image:secure_url", "og:image", "og:image:url"), *images,
            metas.first("twitter:image", "twitter:image:src", "image"))  # fmt: skip
    addresses = (web_address(it, url) for it in said if isinstance(it, str) and it.strip())
    return next(filter(None, addresses), "")


def _sections(
    article: dict[str, Any], nodes: Sequence[dict[str, Any]], metas: _Metas
) -> tuple[str, ...]:
    said = _texts(*_listed(article.get("articleSection")))
    return said or _texts(metas.first("article:section", "parsely-section", "section"))


def _tags(article: dict[str, Any], metas: _Metas) -> tuple[str, ...]:
    tags = _texts(*metas.all("article:tag"))
    if not tags:
        keywords = [*_listed(article.get("keywords")), metas.first("news_keywords", "keywords")]
        first = next((it for it in keywords if it), "")
        values = (
            _listed(article.get("keywords"))
            if isinstance(first, str) and len(keywords) > 2
            else [first]
        )
        tags = _texts(
            *(part for it in values if isinstance(it, str) for part in re.split("[,;]", it))
        )
    return tuple(tag for tag in tags if len(tag) <= 80)[:40]
