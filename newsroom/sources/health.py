"""How a feed is doing, in plain words with the way out."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from newsroom.ingestion.failures import Failure, explain
from newsroom.ingestion.fetching import FetchCode
from newsroom.outlets.models import Feed

type Words = str | Promise

PATIENCE = 3
"""Polls that fail in a row before somebody is asked to look."""

_LATER = _("Margent goes on asking, less and less often. You need not do anything.")
_OTHER = _(
    "Open the address in your browser. If the outlet has moved its feed, follow the new one and "
    "stop following this."
)

_ADVICE: dict[str, Words] = {
    FetchCode.REFUSED: _(
        "The address leads to a private network now, and Margent only asks public ones. Follow "
        "another address of the outlet."
    ),
    FetchCode.DNS: _(
        "The name of the site cannot be looked up. If it has moved, follow it at its new name."
    ),
    FetchCode.CONNECT: _LATER,
    FetchCode.TIMEOUT: _LATER,
    FetchCode.RATE_LIMITED: _("The outlet asks for longer pauses, and Margent makes them."),
    FetchCode.SERVER_ERROR: _LATER,
    FetchCode.BAD_ANSWER: _LATER,
    FetchCode.NOT_FOUND: _OTHER,
    FetchCode.NOT_HTML: _OTHER,
    Failure.NOT_FEED: _OTHER,
    FetchCode.TOO_LARGE: _(
        "It is larger than 10 MB, so it is not read. Follow a feed of one section instead."
    ),
    FetchCode.PAYWALL: _("The feed is for subscribers. Margent cannot sign in for you."),
    FetchCode.FORBIDDEN: _(
        "The outlet does not hand its feed to programs. Follow a section page or its news sitemap "
        "instead."
    ),
    Failure.ROBOTS: _(
        "The outlet asks programs to leave this page alone. See whether it offers a feed."
    ),
    FetchCode.TLS: _(
        "The site could not prove that it is what it says, so nothing was read. Margent goes on "
        "asking."
    ),
    FetchCode.REDIRECT_LOOP: _OTHER,
}


@dataclass(frozen=True, slots=True)
class Health:
    """How `feed` is doing: `word` in a few words, `kind` as tags are coloured (bad, ok, line)."""

    feed: Feed

    @property
    def is_bad(self) -> bool:
        """Whether somebody is needed."""
        if self.feed.state == Feed.State.ENDED:
            return True
        followed = self.feed.state == Feed.State.FOLLOWED
        return followed and bool(self.feed.failure) and self.feed.failures >= PATIENCE

    @property
    def kind(self) -> str:
        if self.is_bad:
            return "bad"
        return "ok" if self._answers else "line"

    @property
    def _answers(self) -> bool:
        feed = self.feed
        return feed.state == Feed.State.FOLLOWED and not feed.failure and bool(feed.answered_at)

    @property
    def word(self) -> Words:
        feed = self.feed
        if feed.state != Feed.State.FOLLOWED:
            return feed.get_state_display()
        if feed.failure:
            return _("Needs you") if self.is_bad else _("Last poll failed")
        return _("Answers") if feed.answered_at else _("Not asked yet")

    @property
    def fact(self) -> Words:
        """What the last poll came to, where it failed."""
        return explain(self.feed.failure).fact if self.feed.failure else ""

    @property
    def advice(self) -> Words:
        """The way out of what the last poll came to."""
        if self.feed.state == Feed.State.ENDED:
            return _(
                "The outlet says that this feed is gone for good. What it brought stays. If there "
                "is another, follow that."
            )
        return _ADVICE.get(self.feed.failure, _LATER) if self.feed.failure else ""
