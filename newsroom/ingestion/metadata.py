"""What a page says about itself: JSON-LD, Open Graph and other meta elements, links."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from html import unescape
from typing import Any
from urllib.parse import urljoin, urlsplit

from courlan import extract_domain
from lxml.etree import _Element

from newsroom.articles.text import clean
from newsroom.ingestion.bylines import people, starts_like_byline
from newsroom.ingestion.choices import Choice, Source, first
from newsroom.ingestion.dates import Moment, find_moment
from newsroom.ingestion.labels import word_list
from newsroom.ingestion.language import language_tag
from newsroom.ingestion.linked_data import (
    article_node,
    crumbs,
    json_nodes,
    listed,
    names_of,
    resolved,
    types_of,
)

_MARKUP = re.compile(r"<[a-zA-Z/!][^<>]{0,300}>")
_MOST_DATES = 40
_AUTHOR_META = word_list(
    """
    author article:author og:article:author og:author dc.creator dcterms.creator parsely-author
    sailthru.author byl cxenseparse:author citation_author article:author_name authors vr:author
    shareaholic:article_author_name dc:creator
    """
)
_OPEN_GRAPH_DATES = word_list(
    """
    article:published_time og:published_time og:article:published_time
    """
)
_DATE_META = word_list(
    """
    datepublished parsely-pub-date pubdate publishdate publish-date publish_date dc.date.issued
    dcterms.issued sailthru.date article.published
    article:published published_time publication_date publicationdate cxenseparse:recs:publishtime
    cxenseparse:publishtime ptime citation_publication_date citation_date
    originalpublicationdate article_date_original article:post_date rnews:datepublished
    release_date pub_date artdate
    """
)
# Many a system writes here when the record was made or last touched.
_RECORD_DATES = word_list(
    """
    date dc.date dcterms.created dcterms.date created dat timestamp
    """
)


@dataclass(frozen=True, slots=True)
class PageFacts:
    """What a page declares; every field may be empty. Titles and names are as declared.

    `people` and `organisations` are the authors in its JSON-LD, `authors` both in
    their order; `record_authors` wrote it, or only put it online; `moments` are the
    dates that may be the one of publication, the likeliest first; `record_moments`
    are dates of the record that holds it.
    """

    headlines: tuple[Choice[str], ...] = ()
    page_title: str = ""
    descriptions: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()
    meta_authors: tuple[str, ...] = ()
    record_authors: tuple[str, ...] = ()
    moments: tuple[Choice[Moment], ...] = ()
    record_moments: tuple[Choice[Moment], ...] = ()
    modified_at: datetime | None = None
    outlets: tuple[Choice[str], ...] = ()
    language: str = ""
    canonical_url: str = ""
    lead_image: str = ""
    sections: tuple[str, ...] = ()
    section_source: str = ""
    tags: tuple[str, ...] = ()
    bodies: tuple[str, ...] = ()

    @property
    def published_at(self) -> datetime | None:
        """When the page declares that its article was published."""
        return next((it.value.when for it in (*self.moments, *self.record_moments)), None)

    @property
    def outlet_names(self) -> tuple[str, ...]:
        """The names that the page declares for its outlet, each once."""
        return tuple(dict.fromkeys(it.value for it in self.outlets))


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
    nodes = list(json_nodes(tree))
    by_id = {
        node["@id"]: node for node in nodes if isinstance(node.get("@id"), str) and len(node) > 1
    }
    article = article_node(nodes, url)
    authors, persons = _json_authors(article, by_id)
    sections = _sections(article, nodes, metas, url)
    return PageFacts(
        headlines=_headlines(article, metas),
        page_title=_page_title(tree),
        descriptions=_texts(
            article.get("alternativeHeadline"),
            article.get("description"),
            metas.first("og:description"),
            metas.first("description"),
            metas.first("twitter:description"),
        ),
        authors=authors,
        people=tuple(name for name in authors if name in persons),
        organisations=tuple(name for name in authors if name not in persons),
        meta_authors=metas.all(*_AUTHOR_META),
        record_authors=tuple(_labelled_authors(metas)),
        moments=_moments(_publication_dates(article, metas)),
        record_moments=_moments(_record_dates(article, nodes, metas)),
        modified_at=_modified(article, metas),
        outlets=_outlets(article, nodes, by_id, metas),
        language=_language(tree, article, metas),
        canonical_url=_canonical(tree, metas, url),
        lead_image=_lead_image(article, metas, url),
        sections=sections.value,
        section_source=sections.source,
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


def _headlines(article: dict[str, Any], metas: _Metas) -> tuple[Choice[str], ...]:
    return _told(
        (Source.JSON_LD, article.get("headline")),
        (Source.OPEN_GRAPH, metas.first("og:title")),
        (Source.TWITTER, metas.first("twitter:title")),
        (Source.META, metas.first("title", "dc.title", "parsely-title", "sailthru.title")),
    )


def _told(*said: tuple[Source, Any]) -> tuple[Choice[str], ...]:
    """The texts among what was `said`, each once, with their sources."""
    told: dict[str, Source] = {}
    for source, value in said:
        for text in _texts(value):
            told.setdefault(text, source)
    return tuple(Choice(text, source) for text, source in told.items())


def _outlets(
    article: dict[str, Any], nodes: Sequence[dict[str, Any]], by_id: dict[str, Any], metas: _Metas
) -> tuple[Choice[str], ...]:
    publishers = [resolved(value, by_id) for value in listed(article.get("publisher"))]
    named = [name for publisher in publishers for name in names_of(publisher)]
    sites = [node.get("name") for node in nodes if "WebSite" in types_of(node)]
    authors = {id(resolved(value, by_id)) for value in listed(article.get("author"))}
    organisations = [
        node.get("name")
        for node in nodes
        if id(node) not in authors
        and any(kind in ("NewsMediaOrganization", "Organization") for kind in types_of(node))
    ]
    in_meta = ("application-name", "apple-mobile-web-app-title", "publisher", "dc.publisher")
    return _told(
        (Source.OPEN_GRAPH, metas.first("og:site_name")),
        *((Source.JSON_LD, name) for name in (*named, *sites)),
        (Source.META, metas.first(*in_meta)),
        (Source.TWITTER, metas.first("twitter:site").lstrip("@")),
        *((Source.JSON_LD, name) for name in organisations[:1]),
    )


def _json_authors(
    article: dict[str, Any], by_id: dict[str, Any]
) -> tuple[tuple[str, ...], frozenset[str]]:
    """All authors of `article` in their order, and those of them who are people."""
    authors: list[str] = []
    persons: set[str] = set()
    for author in listed(article.get("author")) or listed(article.get("creator")):
        author = resolved(author, by_id)
        is_organisation = isinstance(author, dict) and any(
            "Organization" in k for k in types_of(author)
        )
        for name in map(plain, names_of(author)):
            if not name or name.startswith("http"):
                continue
            found = () if is_organisation else people(name)
            if found or is_organisation or len(name) < 60:
                authors.extend(found or [name])
                persons.update(found)
    return tuple(dict.fromkeys(authors)), frozenset(persons)


def _labelled_authors(metas: _Metas) -> Iterator[str]:
    """What stands in a preview card under a label like "Written by": the owner of the record."""
    for number in ("1", "2"):
        if starts_like_byline(f"{metas.first(f'twitter:label{number}')} "):
            yield from metas.all(f"twitter:data{number}")


def _publication_dates(article: dict[str, Any], metas: _Metas) -> Iterator[tuple[Source, Any]]:
    yield Source.JSON_LD, article.get("datePublished")
    yield from ((Source.OPEN_GRAPH, text) for text in metas.all(*_OPEN_GRAPH_DATES))
    yield from ((Source.META, text) for text in metas.all(*_DATE_META))


def _record_dates(
    article: dict[str, Any], nodes: Sequence[dict[str, Any]], metas: _Metas
) -> Iterator[tuple[Source, Any]]:
    yield from ((Source.META, text) for text in metas.all(*_RECORD_DATES))
    yield from ((Source.JSON_LD, node.get("datePublished")) for node in nodes)
    yield Source.JSON_LD, article.get("dateCreated")
    yield from ((Source.JSON_LD, node.get("uploadDate")) for node in nodes)


def _moments(said: Iterable[tuple[Source, Any]]) -> tuple[Choice[Moment], ...]:
    return tuple(
        Choice(moment, told.source)
        for told in _told(*said)[:_MOST_DATES]
        if (moment := find_moment(told.value[:200]))
    )


def _modified(article: dict[str, Any], metas: _Metas) -> datetime | None:
    said = (Source.JSON_LD, article.get("dateModified"))
    moments = _moments((said, (Source.OPEN_GRAPH, metas.first("article:modified_time"))))
    return fullest(moments, moments[0]).value.when if moments else None


def fullest(moments: Iterable[Choice[Moment]], chosen: Choice[Moment]) -> Choice[Moment]:
    """Return that of `moments` which says most of the moment that is `chosen`."""
    same = [chosen, *(it for it in moments if _is_same(it.value, chosen.value))]
    return max(same, key=lambda it: fullness(it.value))


def fullness(moment: Moment) -> tuple[bool, bool, bool]:
    """Return how much `moment` says: its zone, its hour, whether the zone is its own."""
    return moment.zoned, moment.timed, bool(moment.when.utcoffset())


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
        for image in listed(article.get("image"))
    ]
    said = (metas.first("og:image:secure_url", "og:image", "og:image:url"), *images,
            metas.first("twitter:image", "twitter:image:src", "image"))  # fmt: skip
    addresses = (web_address(it, url) for it in said if isinstance(it, str) and it.strip())
    return next(filter(None, addresses), "")


def _sections(
    article: dict[str, Any], nodes: Sequence[dict[str, Any]], metas: _Metas, url: str
) -> Choice[tuple[str, ...]]:
    in_meta = metas.first("parsely-section", "section")
    choices = (
        Choice(_texts(*listed(article.get("articleSection"))), Source.JSON_LD),
        Choice(_texts(metas.first("article:section")), Source.OPEN_GRAPH),
        Choice(_texts(in_meta), Source.META),
        Choice(_texts(*crumbs(nodes, url)), Source.BREADCRUMBS),
    )
    return first(choices, ())


def _tags(article: dict[str, Any], metas: _Metas) -> tuple[str, ...]:
    tags = _texts(*metas.all("article:tag"))
    if not tags:
        keywords = [*listed(article.get("keywords")), metas.first("news_keywords", "keywords")]
        first = next((it for it in keywords if it), "")
        values = (
            listed(article.get("keywords"))
            if isinstance(first, str) and len(keywords) > 2
            else [first]
        )
        tags = _texts(
            *(part for it in values if isinstance(it, str) for part in re.split("[,;]", it))
        )
    return tuple(tag for tag in tags if len(tag) <= 80)[:40]
