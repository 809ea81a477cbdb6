"""What somebody says of an article by hand: its outlet, link, day and authors, and taking it back.

It holds for all versions there are and those to come, whatever pages say; texts never change.
"""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from newsroom.articles.models import Alias, Amendment, Article, moment
from newsroom.ingestion.addresses import canonical
from newsroom.ingestion.identity import article_at, host_of, identity, reserve
from newsroom.outlets.models import Outlet


class Elsewhere(ValueError):
    """The link leads to another article of the library, `article`."""

    def __init__(self, article: Article) -> None:
        super().__init__(article)
        self.article = article


@dataclass(frozen=True, slots=True)
class Details:
    """Facts of an article beside its text; empty where not known. `outlet` is its name."""

    outlet: str
    url: str
    published_at: datetime | None
    authors: list[str]


def details_of(article: Article) -> Details:
    latest = article.latest_version
    return Details(
        outlet=str(article.outlet or ""),
        url=article.url,
        published_at=article.published_at,
        authors=latest.authors if latest else [],
    )


def may_link(article: Article) -> bool:
    """Whether its link may be said by hand: it came without one."""
    return article.address is None or "url" in article.told_by_hand()


@transaction.atomic
def amend(article: Article, wanted: Details, by: AbstractBaseUser) -> Amendment | None:
    """Say what is `wanted` of an article; return what that changed, None if nothing.

    Raises Elsewhere and BadAddress.
    """
    address = canonical(wanted.url) if wanted.url and wanted.url != article.url else None
    if address:
        reserve([address])
        there = article_at(address)
        if there and there.pk != article.pk:
            raise Elsewhere(there)
    held = _held(article)
    was, now = _plain(details_of(held)), _plain(wanted)
    changes = {name: [was[name], now[name]] for name in now if was[name] != now[name]}
    if not changes:
        return None
    before = {"outlet": held.outlet_id}
    made = Amendment.objects.create(article=held, made_by=by, changes=changes, before=before)
    if "outlet" in changes:
        held.outlet = _outlet(wanted.outlet, address or held.address or "")
    made.tell(held.versions.only("authors", "published_at"))
    _write(held, {name: now[name] for name in changes})
    return made


@transaction.atomic
def take_back(article: Article, pk: int) -> bool:
    """Undo an amendment, if it is the latest of the article that stands."""
    known = article.amendments.filter(pk=pk).first()
    before = {name: was for name, (was, _now) in known.changes.items()} if known else {}
    reserve(filter(None, [identity(before.get("url", ""))]))
    held = _held(article)
    made = held.amendments.filter(undone_at=None).first()
    if made is None or made.pk != pk:
        return False
    made.undone_at = timezone.now()
    made.save(update_fields=["undone_at"])
    if "outlet" in before:
        held.outlet = Outlet.objects.filter(pk=made.before["outlet"]).first()
    made.untell(held.versions.only("authors", "published_at"))
    _write(held, before | _later(held, before))
    return True


def _later(article: Article, before: dict[str, Any]) -> dict[str, str]:
    """The day that the latest version says itself: it may have come in since."""
    latest = article.versions.get(pk=article.latest_version_id)
    at = latest.published_at if "published_at" in before else None
    return {"published_at": at.isoformat()} if at else {}


def _held(article: Article) -> Article:
    articles = Article.objects.select_for_update(no_key=True, of=("self",))
    return articles.select_related("outlet", "latest_version").get(pk=article.pk)


def _plain(details: Details) -> dict[str, Any]:
    """The details as they are stored."""
    at = details.published_at
    return asdict(details) | {"published_at": at.isoformat() if at else None}


def _write(article: Article, told: dict[str, Any]) -> None:
    if "url" in told:
        article.url = told["url"]
        article.address = _free(identity(article.url), article)
    if "published_at" in told:
        article.published_at = moment(told["published_at"])
        article.dated_at = article.published_at or article.added_at
    article.save(update_fields=["url", "address", "outlet", "published_at", "dated_at"])


def _free(address: str, article: Article) -> str | None:
    """The address, unless it has another row, such as that of what was merged with the article."""
    others = Article.objects.filter(address=address).exclude(pk=article.pk)
    taken = others.exists() or Alias.objects.filter(address=address).exists()
    return None if taken or not address else address


def _outlet(name: str, address: str) -> Outlet | None:
    """The outlet called so; one that is new is at the article's address, if nobody is yet."""
    domain = host_of(address)
    known = Outlet.objects.here(name, "")
    if known or not name or not domain or Outlet.objects.here("", domain):
        return known or Outlet.objects.known_as(name, "")
    return Outlet.objects.known_as(name, domain)
