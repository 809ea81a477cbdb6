"""Which article an address leads to: a story has one, whatever links lead there.

An article stands at its own address (`Article.address`); further ones are its aliases. What was
merged keeps its addresses, and they lead on to the article it is part of.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from hashlib import blake2b
from typing import Any

from django.db import connection, transaction

from newsroom.articles.copies import shared
from newsroom.articles.models import Alias, Article, Capture, Version
from newsroom.articles.text import Extract
from newsroom.ingestion.addresses import (
    Address,
    BadAddress,
    canonical,
    is_section,
    parse,
    unwrapped,
)
from newsroom.ingestion.amp import amp_link

_SAME_TITLE, _OTHER_TITLE = 0.1, 0.3
"""How much of the shorter text the longer one must have, from 0 to 1, to be of the same story."""
_LONGEST_CHAIN = 20


# --- Looking up


def article_at(address: str) -> Article | None:
    """Return the article to which an address leads, given its identity (`canonical`)."""
    return articles_at([address]).get(address)


def articles_at(addresses: Collection[str]) -> dict[str, Article]:
    """Return the articles to which addresses lead, by the address; those that lead nowhere lack.

    Two queries, and one more for each step from what was merged to what it is part of.
    """
    led = Alias.objects.filter(address__in=addresses).select_related("article")
    found = {alias.address: alias.article for alias in led}
    found |= {one.address: one for one in Article.objects.filter(address__in=addresses)}
    for _ in range(_LONGEST_CHAIN):
        moved = {one.twin_id for one in found.values() if _is_elsewhere(one)}
        if not moved:
            break
        there = Article.objects.in_bulk(moved)
        found = {
            address: there.get(one.twin_id, one) if _is_elsewhere(one) else one
            for address, one in found.items()
        }
    return found


def standing(article: Article) -> Article:
    """Return the article that `article` is part of by now: itself, or what it was merged with."""
    article = Article.objects.get(pk=article.pk)
    for _ in range(_LONGEST_CHAIN):
        if not _is_elsewhere(article):
            break
        article = article.twin
    return article


def _is_elsewhere(article: Article) -> bool:
    return article.latest_version_id is None and article.twin_id is not None


def made_at(url: str, **fields: Any) -> tuple[Article, bool]:
    """Return the article to which `url` leads, else a new one, and whether it was made.

    Raises BadAddress.
    """
    address = canonical(url)
    with transaction.atomic():
        found = article_at(address)
        if found is None:
            reserve([address])
            found = article_at(address)
        if found:
            return found, False
        return Article.objects.create(address=address, url=unwrapped(url), **fields), True


def reserve(addresses: Iterable[str]) -> None:
    """Have everyone else who decides about these addresses wait until the transaction ends.

    Two tables hold addresses, each with a unique constraint; this keeps the two apart.
    """
    keys = {
        int.from_bytes(blake2b(one.encode(), digest_size=8).digest(), signed=True)
        for one in addresses
    }
    with connection.cursor() as cursor:
        for key in sorted(keys):
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [key])


# --- Which story a page turns out to be


def links_to(article: Article, found: Extract, capture: Capture) -> dict[str, str]:
    """Return the links that led to what was found, each by the identity of its address.

    The address it was asked at, the one after redirects, and those that the page itself names:
    its canonical address and its AMP form. Reserve them before deciding anything.
    """
    links = list(_claims(article, found, capture))
    if capture.source == Capture.Source.LINK:
        amp = amp_link(capture.body, capture.url)
        links += [amp] if is_same_site(amp, capture.url) else []
    given = {article.address: article.url} if article.address else {}
    return given | {address: link for link in links if (address := identity(link))}


def settle(article: Article, found: Extract, capture: Capture) -> Article | None:
    """Give `article` the address it turns out to have, or return the other one that has it.

    An article with a text keeps its address, and so does one that a person split off.
    """
    if article.latest_version_id or article.stands_alone:
        return None
    for url in _claims(article, found, capture):
        address = identity(url)
        if address and address == article.address:
            return None
        other = _at_address(article, address, url) if address else None
        if address and other is None:
            return None
        if other and (url == capture.url or _tell_the_same(other.latest_version, found)):
            return other
    return None if article.address else _with_these_words(article, found)


def remember(article: Article, links: Mapping[str, str]) -> None:
    """Have each of `links` (`links_to`) that leads nowhere yet lead to `article`, from now on."""
    wanted = links.keys() - {article.address}
    new = sorted(wanted - articles_at(wanted).keys())
    rows = [Alias(article=article, address=one, url=links[one]) for one in new]
    Alias.objects.bulk_create(rows, ignore_conflicts=True)


def leave_to(article: Article, twin: Article) -> None:
    """Have the address of `article`, which never had a text, lead to `twin`."""
    Article.objects.filter(pk=article.pk).update(twin=twin, address=None)
    article.twin, article.address = twin, None


def _claims(article: Article, found: Extract, capture: Capture) -> Iterator[str]:
    """Links that say which story this is, the best first; empty ones where there are none."""
    asked = article.address or capture.url
    if capture.source == Capture.Source.LINK:
        # Any page may claim any address, so it is believed about its own site only.
        if is_same_site(found.canonical_url, capture.url) and _is_of_story(
            found.canonical_url, asked
        ):
            yield found.canonical_url
        if _is_of_story(capture.url, asked):
            yield capture.url
    elif not article.address:
        yield capture.url
        yield found.canonical_url


def _is_of_story(claim: str, asked: str) -> bool:
    """Whether `claim` can be the address of the story that was asked for at `asked`.

    Outlets send the readers of stories that are gone to a section, and some name the front page
    or the section as the canonical address of all that is in it.
    """
    one, other = _plain(claim), _plain(asked)
    same_page = one is not None and other is not None and one.path == other.path
    return same_page or not is_section(claim) or is_section(asked)


def _at_address(article: Article, address: str, url: str) -> Article | None:
    """Return the other article at `address`; where there is none, `article` moves there."""
    other = article_at(address)
    if other and other.pk != article.pk:
        return other
    Alias.objects.filter(address=address, article=article).delete()
    article.address, article.url = address, article.url or url
    article.save(update_fields=["address", "url"])
    return None


def _with_these_words(article: Article, found: Extract) -> Article | None:
    same = Article.objects.filter(versions__digest=found.digest).exclude(pk=article.pk)
    return same.order_by("pk").first()


def _tell_the_same(version: Version | None, found: Extract) -> bool:
    """Whether two texts are of one story: they have a good part of their words in common."""
    if version is None:
        return True
    least = _SAME_TITLE if version.title == found.title else _OTHER_TITLE
    return shared(version.text, found.text) >= least


def identity(url: str) -> str:
    """Return the identity of an address; nothing for what is none."""
    try:
        return canonical(url) if url else ""
    except BadAddress:
        return ""


def _plain(url: str) -> Address | None:
    address = identity(url)
    return parse(address) if address else None


def host_of(url: str) -> str:
    """Return the host of an address, without `www.` and the like; nothing for what is none."""
    address = _plain(url)
    return address.host if address else ""


def is_same_site(claim: str, url: str) -> bool:
    """Whether `claim` can be the address of the page at `url`: not another site, not a front page.

    Hosts are the same, but for `www.` and the like, or one is a part of the other.
    """
    one, other = _plain(claim), _plain(url)
    if one is None or other is None or one.port != other.port:
        return False
    if one.target == "/" != other.target:
        return False
    shorter, longer = sorted((one.host, other.host), key=len)
    return shorter == longer or longer.endswith(f".{shorter}")
