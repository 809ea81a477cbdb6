"""From an address, a file or a pasted text to a version: the steps, one after the other."""

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from newsroom.articles.models import Article, Capture, Version
from newsroom.articles.text import Extract
from newsroom.ingestion.absence import NoArticle
from newsroom.ingestion.addresses import Address, BadAddress, canonical, parse
from newsroom.ingestion.charsets import decode
from newsroom.ingestion.extraction import extract
from newsroom.ingestion.failures import Failure
from newsroom.ingestion.fetching import FetchCode, FetchFailed, Page, fetch
from newsroom.ingestion.pasted import read_pasted
from newsroom.outlets.models import Outlet

logger = logging.getLogger(__name__)

MOST_ATTEMPTS = 3
PAUSES = (timedelta(seconds=30), timedelta(minutes=5))
"""What is waited at least, after the first attempt and after the second."""

_TELLING_LINE = 40
_SHARED = 0.3


class TryAgain(Exception):
    """A fault that may pass stands in the way; `at` is when to try again."""

    def __init__(self, at: datetime) -> None:
        super().__init__(f"again at {at:%H:%M:%S}")
        self.at = at


class _CalledOff(Exception):
    """Somebody stopped the attempt, or the article is no longer there."""


def take_in(article: Article, attempt: int = MOST_ATTEMPTS, capture: Capture | None = None) -> None:
    """Bring in `article`, which must be in the state *fetching*, and keep what it says.

    What a person handed in is read; without it the page is fetched. `capture` is read where it is
    given. Each step is written down as it begins, for those who watch. A failure is kept on the
    article with its cause; a text that is already kept stays. May run twice: the same words are
    stored once. `attempt` counts from 1; before the last, a fault that may pass raises TryAgain.
    """
    try:
        _bring_in(article, capture)
    except _CalledOff:
        return
    except FetchFailed as failed:
        _note(article, failed, attempt)
    except NoArticle:
        article.fail(Failure.NO_ARTICLE)
    except Exception:
        logger.exception("Taking in went wrong (reference %s)", reference(article))
        article.fail(Failure.UNEXPECTED)


def reference(article: Article) -> str:
    """Return what people can name to those who read the log."""
    return f"article-{article.pk}"


def _bring_in(article: Article, capture: Capture | None) -> None:
    capture = capture or _given(article) or _fetched(article)
    _at(article, Article.Step.READING)
    found = _read(capture)
    _at(article, Article.Step.STORING)
    _store(article, found, capture)


def _at(article: Article, step: str) -> None:
    if not article.at(step):
        raise _CalledOff


def _given(article: Article) -> Capture | None:
    """What a person handed in, where the article came that way."""
    newest = article.captures.first()
    return newest if newest and newest.source != Capture.Source.LINK else None


def _fetched(article: Article) -> Capture:
    _at(article, Article.Step.FETCHING)
    return _kept(article, fetch(article.url))


def _kept(article: Article, page: Page) -> Capture:
    capture = Capture(
        article=article,
        captured_at=page.fetched_at,
        source=Capture.Source.LINK,
        url=page.url,
        status=page.status,
        content_type=page.content_type,
        charset=page.charset or "",
    )
    capture.body = page.body
    capture.save()
    return capture


def _note(article: Article, failed: FetchFailed, attempt: int) -> None:
    with transaction.atomic():
        Capture.objects.create(
            article=article,
            source=Capture.Source.LINK,
            url=failed.url[:8000],
            status=failed.status,
            failure=failed.code,
        )
        again = _when_to_try_again(failed, attempt)
        if again is None:
            article.fail(failed.code, failed.status)
            return
        wanted = article.wait(again, failed.code, failed.status)
    if wanted:
        raise TryAgain(again) from failed


def _when_to_try_again(failed: FetchFailed, attempt: int) -> datetime | None:
    # A name that is not found is most often mistyped; who typed it is still here to hear so.
    if attempt >= MOST_ATTEMPTS or not failed.may_pass or failed.code == FetchCode.DNS:
        return None
    asked = timedelta(seconds=failed.retry_after or 0)
    return timezone.now() + max(PAUSES[attempt - 1], asked)


def _read(capture: Capture) -> Extract:
    if capture.content_type == "text/plain":
        return read_pasted(decode(capture.body, capture.charset))
    return extract(capture.body, capture.url, capture.charset or None)


def _store(article: Article, found: Extract, capture: Capture) -> None:
    with transaction.atomic():
        twin = _settle(article, found, capture)
        if twin:
            _hand_over(article, twin, found, capture)
        elif _is_much_worse(article, found, capture):
            article.fail(Failure.WORSE)
        else:
            _keep(article, found, capture)


def _keep(article: Article, found: Extract, capture: Capture) -> None:
    outlet = _outlet(article, found, capture)
    if outlet:
        Article.objects.filter(pk=article.pk).update(outlet=outlet)
    article.revise(found, capture)


def _outlet(article: Article, found: Extract, capture: Capture) -> Outlet | None:
    """Who publishes: known by the domain of the page, or, without an address, by name."""
    domain = _host(article.address or "") or _host(capture.url)
    name = found.outlet_name[:200]
    outlet = Outlet.objects.known_as(name, domain)
    if outlet and name and outlet.name == outlet.domain:
        outlet.name = name
        outlet.save(update_fields=["name"])
    return outlet


def _is_much_worse(article: Article, found: Extract, capture: Capture) -> bool:
    """Whether a page comes back so short that the text we have is the better one."""
    if capture.source != Capture.Source.LINK or article.latest_version is None:
        return False
    return len(found.text.split()) * 2 < len(article.latest_version.text.split())


# --- Which story it is


def _settle(article: Article, found: Extract, capture: Capture) -> Article | None:
    """Give `article` the address it turns out to have, or return the other one that has it.

    An article with a text keeps its address.
    """
    if article.latest_version_id:
        return None
    for url in _claims(article, found, capture):
        address = _identity(url)
        if address and address == article.address:
            return None
        other = _at_address(article, address, url) if address else None
        if address and other is None:
            return None
        if other and (url == capture.url or _tell_the_same(other.latest_version, found)):
            return other
    return None if article.address else _with_these_words(article, found)


def _claims(article: Article, found: Extract, capture: Capture) -> Iterator[str]:
    """Links that say which story this is, the best first; empty ones where there are none."""
    if capture.source == Capture.Source.LINK:
        # Any page may claim any address, so it is believed about its own site only.
        if _is_same_site(found.canonical_url, capture.url):
            yield found.canonical_url
        yield capture.url
    elif not article.address:
        yield capture.url
        yield found.canonical_url


def _at_address(article: Article, address: str, url: str) -> Article | None:
    """Return the other article at `address`; where there is none, `article` moves there."""
    try:
        with transaction.atomic():
            if other := Article.objects.filter(address=address).exclude(pk=article.pk).first():
                return other
            article.address, article.url = address, article.url or url
            article.save(update_fields=["address", "url"])
            return None
    except IntegrityError:
        # Another job moved there at the same moment.
        article.refresh_from_db(fields=["address", "url"])
        return Article.objects.filter(address=address).first()


def _with_these_words(article: Article, found: Extract) -> Article | None:
    same = Article.objects.filter(versions__digest=found.digest).exclude(pk=article.pk)
    return same.order_by("pk").first()


def _tell_the_same(version: Version | None, found: Extract) -> bool:
    """Whether two texts are of one story: they share a title or a good part of their lines."""
    if version is None or version.title == found.title:
        return True
    kept, new = (
        {line for line in text.split("\n") if len(line) > _TELLING_LINE}
        for text in (version.text, found.text)
    )
    return len(kept & new) >= _SHARED * max(1, min(len(kept), len(new)))


def _hand_over(article: Article, twin: Article, found: Extract, capture: Capture) -> None:
    """Leave what was found to `twin`, the article that has this story."""
    # A saved page is what the outlet showed; a pasted text may be a part of it.
    better = twin.latest_version is None or capture.source != Capture.Source.PASTED
    if better and not _is_much_worse(twin, found, capture):
        capture.article = twin
        capture.save(update_fields=["article"])
        _keep(twin, found, capture)
    Article.objects.filter(pk=article.pk).update(twin=twin)
    article.fail(Failure.ALREADY)


def _identity(url: str) -> str:
    try:
        return canonical(url) if url else ""
    except BadAddress:
        return ""


def _plain(url: str) -> Address | None:
    address = _identity(url)
    return parse(address) if address else None


def _host(url: str) -> str:
    address = _plain(url)
    return address.host if address else ""


def _is_same_site(claim: str, url: str) -> bool:
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
