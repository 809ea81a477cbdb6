"""From an address, a file or a pasted text to a version: the steps, one after the other."""

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from newsroom.articles.models import Article, Capture, Version
from newsroom.articles.text import Extract
from newsroom.ingestion.absence import NoArticle
from newsroom.ingestion.charsets import decode
from newsroom.ingestion.confined import TooHard, extract_confined, read_pasted_confined
from newsroom.ingestion.failures import Failure
from newsroom.ingestion.feeds import looks_like_feed
from newsroom.ingestion.fetching import (
    PAGES,
    PAGES_OR_FEEDS,
    FetchCode,
    FetchFailed,
    Page,
    fetch,
)
from newsroom.ingestion.following import follow
from newsroom.ingestion.hosts import HostBusy, RobotsSayNo, for_feeds, for_people, visit
from newsroom.ingestion.identity import host_of, leave_to, links_to, remember, reserve, settle
from newsroom.ingestion.repairs import mended
from newsroom.ingestion.topics import give_topics
from newsroom.outlets.models import Outlet

logger = logging.getLogger(__name__)

MOST_ATTEMPTS = 3
PAUSES = (timedelta(seconds=30), timedelta(minutes=5))
"""What is waited at least, after the first attempt and after the second."""
_WORTH_SAYING = timedelta(minutes=3)
"""A wait for the turn that somebody wants to know of, as it is the host who asks for it."""


class TryAgain(Exception):
    """A fault that may pass stands in the way; `at` is when to try again."""

    def __init__(self, at: datetime) -> None:
        super().__init__(f"again at {at:%H:%M:%S}")
        self.at = at


class _CalledOff(Exception):
    """Somebody stopped the attempt, or the article is no longer there."""


class _IsFeed(Exception):
    """What somebody added is no page but a feed."""


def take_in(
    article: Article,
    attempt: int = MOST_ATTEMPTS,
    capture: Capture | None = None,
    *,
    in_turn: bool = False,
) -> None:
    """Bring in `article`, which must be in the state *fetching*, and keep what it says.

    What a person handed in is read; without it the page is fetched. `capture` is read where it is
    given. Each step is written down as it begins, for those who watch. A failure is kept on the
    article with its cause; a text that is already kept stays. May run twice: the same words are
    stored once. `attempt` counts from 1; before the last, a fault that may pass raises TryAgain.
    Where its host is not free yet, HostBusy is raised, and nothing was attempted; `in_turn` says
    that this has happened, and that its turn has come.
    """
    try:
        _bring_in(article, capture, in_turn)
    except _CalledOff:
        return
    except _IsFeed:
        _follow(article)
    except FetchFailed as failed:
        _note(article, failed, attempt)
    except NoArticle:
        article.fail(Failure.NO_ARTICLE)
    except TooHard:
        article.fail(Failure.TOO_HARD)
    except RobotsSayNo:
        article.fail(Failure.ROBOTS)
    except HostBusy as busy:
        if _waits_for_turn(article, busy.at):
            raise
    except Exception:
        logger.exception("Taking in went wrong (reference %s)", reference(article))
        article.fail(Failure.UNEXPECTED)


def reference(article: Article) -> str:
    """Return what people can name to those who read the log."""
    return f"article-{article.pk}"


def _bring_in(article: Article, capture: Capture | None, in_turn: bool) -> None:
    capture = capture or _given(article) or _fetched(article, in_turn)
    _at(article, Article.Step.READING)
    found = _read(capture)
    found = mended(found, article, _outlet_so_far(article, found, capture))
    _at(article, Article.Step.STORING)
    _store(article, found, capture)


def _at(article: Article, step: str) -> None:
    if not article.at(step):
        raise _CalledOff


def _given(article: Article) -> Capture | None:
    """What a person handed in, where the article came that way."""
    newest = article.captures.filter(came_from=None).first()
    return newest if newest and newest.source != Capture.Source.LINK else None


def _fetched(article: Article, in_turn: bool) -> Capture:
    _at(article, Article.Step.FETCHING)
    pace = for_people if article.added_by_id else for_feeds
    with visit(pace(in_turn=in_turn), obeying_robots=True) as asking:
        page = fetch(article.url, wanted=PAGES_OR_FEEDS, asking=asking)
    return _kept(article, _page(article, page))


def _waits_for_turn(article: Article, at: datetime) -> bool:
    """Note that it waits for its host; False when the attempt was called off."""
    if at < timezone.now() + _WORTH_SAYING:
        return article.at(Article.Step.WAITING)
    return article.wait(at, FetchCode.RATE_LIMITED)


def _page(article: Article, page: Page) -> Page:
    """Return `page`, or raise _IsFeed or FetchFailed where it is none."""
    # What nobody asked for, such as the entries of a feed, does not make us follow more feeds.
    wanted = article.added_by_id and not article.latest_version_id
    if wanted and looks_like_feed(page.body, page.content_type):
        raise _IsFeed
    if not PAGES.types.fullmatch(page.content_type):
        raise FetchFailed(FetchCode.NOT_HTML, page.url, status=page.status)
    return page


def _follow(article: Article) -> None:
    """Follow the feed that the link of `article` leads to, which is then no article."""
    with transaction.atomic():
        if article.fail(Failure.FEED):
            follow(article.url, by=article.added_by)


def _kept(article: Article, page: Page) -> Capture:
    capture = Capture(
        article=article,
        captured_at=page.fetched_at,
        source=Capture.Source.LINK,
        url=page.url,
        address=article.address or "",
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
            address=article.address or "",
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
        return read_pasted_confined(decode(capture.body, capture.charset))
    return extract_confined(capture.body, capture.url, capture.charset or None)


def _store(article: Article, found: Extract, capture: Capture) -> None:
    with transaction.atomic():
        links = links_to(article, found, capture)
        reserve(links)
        twin = settle(article, found, capture)
        _hold(article, twin)
        if twin:
            _hand_over(article, twin, found, capture)
        elif _is_much_worse(article, found, capture):
            article.fail(Failure.WORSE)
        else:
            _keep(article, found, capture)
        remember(twin or article, links)


def _hold(article: Article, twin: Article | None) -> None:
    """Lock what is about to change, in the order that all keep to; stop what was called off."""
    pks = [article.pk, twin.pk] if twin else [article.pk]
    held = Article.objects.select_for_update(no_key=True).filter(pk__in=pks).order_by("pk")
    states = {one.pk: one.state for one in held}
    if states.get(article.pk) != Article.State.FETCHING:
        raise _CalledOff


def _keep(article: Article, found: Extract, capture: Capture) -> None:
    outlet = _outlet(article, found, capture)
    if outlet and "outlet" not in article.told_by_hand():
        Article.objects.filter(pk=article.pk).update(outlet=outlet)
    article.revise(found, capture)
    give_topics(article)


def read_again(article: Article) -> Version | None:
    """Read once more what was kept of the page, with the repairs there are by now.

    Returns the version that is the latest then, or None where no page is kept. Nothing is
    fetched. Raises NoArticle and TooHard.
    """
    version = article.latest_version
    capture = version.capture if version else None
    if capture is None or not capture.packed:
        return None
    found = mended(_read(capture), article, article.outlet)
    return article.revise(found, capture)


def _outlet_so_far(article: Article, found: Extract, capture: Capture) -> Outlet | None:
    """Who publishes, if that is known already."""
    domain = host_of(article.address or "") or host_of(capture.url)
    return article.outlet or Outlet.objects.here(found.outlet_name[:200], domain)


def _outlet(article: Article, found: Extract, capture: Capture) -> Outlet | None:
    """Who publishes: known by the domain of the page, or, without an address, by name."""
    domain = host_of(article.address or "") or host_of(capture.url)
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


def _hand_over(article: Article, twin: Article, found: Extract, capture: Capture) -> None:
    """Leave what was found to `twin`, the article that has this story."""
    # A saved page is what the outlet showed; a pasted text may be a part of it.
    better = twin.latest_version is None or capture.source != Capture.Source.PASTED
    if better and not _is_much_worse(twin, found, capture):
        capture.article = twin
        capture.save(update_fields=["article"])
        _keep(twin, found, capture)
    leave_to(article, twin)
    article.fail(Failure.ALREADY)
