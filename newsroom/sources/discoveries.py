"""What came of the addresses that somebody gave to be followed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import FETCH_RAISE
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from newsroom.ingestion.arrivals import plain_link
from newsroom.ingestion.failures import Explanation, Failure, explain
from newsroom.ingestion.fetching import FetchCode
from newsroom.outlets.models import Discovery, Feed

type Words = str | Promise

MOST = 10

_BROWSER = _(
    "Open the site in your browser and look for its feed: it is often called RSS, and stands at "
    "the foot of the page. Then follow the address of that."
)
_ADVICE: dict[str, Words] = {
    FetchCode.DNS: _(
        "There is no site of this name, or its name cannot be looked up at the moment. Compare it "
        "with the one in your browser."
    ),
    FetchCode.CONNECT: _("The site did not take the connection. Try again later."),
    FetchCode.TIMEOUT: _("The site took too long to answer. Try again later."),
    FetchCode.SERVER_ERROR: _("The site has a fault of its own at the moment. Try again later."),
    FetchCode.RATE_LIMITED: _("The site asks for a pause between requests. Try again later."),
    FetchCode.NOT_FOUND: _("The site says there is no such page. Try its front page."),
    FetchCode.REFUSED: _(
        "This address leads to a private network or to Margent itself, and Margent only asks "
        "public ones."
    ),
    FetchCode.TLS: _(
        "The site could not prove that it is what it says, so nothing was read. Compare the "
        "address with the one in your browser."
    ),
    FetchCode.TOO_LARGE: _("The page is larger than 10 MB. Give the address of one section."),
    Failure.NO_FEED: explain(Failure.NO_FEED).advice,
    Failure.INTERRUPTED: _("Margent was stopped while it was looking. Try again."),
    Failure.UNEXPECTED: _(
        "That is a fault of Margent, not of the site. Try again. Whoever runs this installation "
        "finds the cause in the log."
    ),
}


@dataclass(frozen=True, slots=True)
class Search:
    """One address, and what the worker found at it."""

    found: Discovery

    @property
    def is_busy(self) -> bool:
        return self.found.is_looking

    @property
    def is_choosing(self) -> bool:
        return self.found.state == Discovery.State.CHOOSING

    @property
    def is_followed(self) -> bool:
        return self.found.state == Discovery.State.FOLLOWED

    @property
    def explanation(self) -> Explanation | None:
        """Why nothing is followed, where the search has come to its end without."""
        if self.is_busy or self.is_choosing or self.is_followed:
            return None
        return explain(self.found.failure or Failure.INTERRUPTED)

    @property
    def title(self) -> str:
        return self.found.site_name or self.found.title or plain_link(self.found.url)

    @property
    def site(self) -> str:
        return plain_link(self.found.url)

    @property
    def advice(self) -> Words:
        """The way round, for somebody who wants to follow something rather than read one page."""
        if not self.explanation:
            return ""
        return _ADVICE.get(self.found.failure or Failure.INTERRUPTED, _BROWSER)

    @property
    def names_feeds(self) -> bool:
        return any(choice["kind"] == Feed.Kind.FEED for choice in self.found.choices)

    @property
    def choices(self) -> list[tuple[int, dict[str, str]]]:
        """What can be followed, each with its place and its kind in words."""
        kinds = dict(Feed.Kind.choices)
        return [
            (place, {**choice, "kind": kinds[choice["kind"]], "site": plain_link(choice["url"])})
            for place, choice in enumerate(self.found.choices)
        ]

    @property
    def feeds(self) -> list[tuple[Feed, bool]]:
        """What is followed, each with whether it was so before it was asked for."""
        asked_at = self.found.asked_at
        return [(feed, feed.added_at < asked_at) for feed in self.found.feeds.all()]


@dataclass(frozen=True, slots=True)
class Searches:
    """What somebody asked for lately, the newest first."""

    all: Sequence[Search]

    @property
    def busy(self) -> list[int]:
        return [one.found.pk for one in self.all if one.is_busy]

    @property
    def poll(self) -> str:
        """Where to look again."""
        return f"{reverse('discoveries')}?{urlencode({'busy': self.busy}, doseq=True)}"

    def settled(self, busy: Iterable[int]) -> list[Search]:
        """Those of `busy` that have come to their end."""
        wanted = set(busy)
        return [one for one in self.all if one.found.pk in wanted and not one.is_busy]


def discoveries_of(user: AbstractBaseUser) -> Searches:
    """Return what `user` asked for during the last day and has not put away."""
    found = Discovery.objects.shown_to(user).prefetch_related("feeds")[:MOST]
    return Searches([Search(one) for one in found.fetch_mode(FETCH_RAISE)])
