"""Why taking in failed, in words, and the way round each cause."""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from newsroom.ingestion.addresses import Fault
from newsroom.ingestion.fetching import FetchCode

type Words = str | Promise


class Failure(StrEnum):
    """Causes beyond those of fetching (`FetchCode`)."""

    ROBOTS = "robots"
    """The host asks programs to leave this page alone."""
    NOT_FEED = "not_feed"
    """What was followed answers, but not with a feed."""
    NO_ARTICLE = "no_article"
    """There is a page, or a text, but no article in it."""
    NO_FEED = "no_feed"
    """The page names no feed and is no list of articles."""
    TOO_HARD = "too_hard"
    """Reading it took more time or memory than one page may."""
    FEED = "feed"
    """It is no page but a feed, which is followed now."""
    ALREADY = "already"
    """It turned out to be an article that is in the library already."""
    WORSE = "worse"
    """What came back is far shorter than the text that is kept."""
    STOPPED = "stopped"
    """Somebody stopped it."""
    INTERRUPTED = "interrupted"
    """The program ended in the middle of it, again and again or for good."""
    UNEXPECTED = "unexpected"
    """A fault of ours; the log has more."""


class Action(StrEnum):
    """What can be done about a failure."""

    RETRY = "retry"
    PASTE = "paste"
    REMOVE = "remove"


@dataclass(frozen=True, slots=True)
class Explanation:
    """What happened, in a few words; the cause and the way round it, in sentences; and what to do.

    The few words begin small, as they stand after others; the first of `actions` helps most often.
    """

    fact: Words
    advice: Words
    actions: tuple[Action, ...]


_AGAIN = (Action.RETRY, Action.PASTE, Action.REMOVE)
_BY_HAND = (Action.PASTE, Action.REMOVE)
_ELSEWHERE = (Action.PASTE, Action.RETRY, Action.REMOVE)

_EXPLANATIONS: dict[str, Explanation] = {
    FetchCode.REFUSED: Explanation(
        _("not a public address"),
        _(
            "This link leads to a private network or to Margent itself, and Margent only fetches "
            "public pages. If the page has a public link, add that; or paste its text."
        ),
        _BY_HAND,
    ),
    FetchCode.BAD_ADDRESS: Explanation(
        _("not a web address"),
        _("This link cannot be read as the address of a page. Copy it again from the browser."),
        _BY_HAND,
    ),
    FetchCode.DNS: Explanation(
        _("no such host"),
        _(
            "There is no site of this name, or its name cannot be looked up at the moment. "
            "Compare the link with the one in your browser, or try again."
        ),
        _AGAIN,
    ),
    FetchCode.CONNECT: Explanation(
        _("no connection"),
        _(
            "The site did not take the connection, or broke it off. Try again later, or paste the "
            "text if your browser can open the page."
        ),
        _AGAIN,
    ),
    FetchCode.TLS: Explanation(
        _("no safe connection"),
        _(
            "The site could not prove that it is what it says, so nothing was read. If you trust "
            "what your browser shows of it, paste the text."
        ),
        _ELSEWHERE,
    ),
    FetchCode.TIMEOUT: Explanation(
        _("no answer in time"),
        _("The site took too long to answer. Try again later, or paste the text."),
        _AGAIN,
    ),
    FetchCode.TOO_LARGE: Explanation(
        _("too large"),
        _("This page is larger than 10 MB, so it was not read. Paste the text of the article."),
        _BY_HAND,
    ),
    FetchCode.NOT_FOUND: Explanation(
        _("no such page"),
        _(
            "The site says there is no such page, or no longer. Compare the link with the one in "
            "your browser. If the page is open there, paste its text."
        ),
        _ELSEWHERE,
    ),
    FetchCode.PAYWALL: Explanation(
        _("for subscribers only"),
        _(
            "This page is behind a paywall. Open it while signed in there, then send it with the "
            "bookmarklet, paste the text, or save the page and choose the file."
        ),
        _BY_HAND,
    ),
    FetchCode.FORBIDDEN: Explanation(
        _("not handed out"),
        _(
            "The site does not hand this page to programs, or only to those who are signed in. "
            "Open it in your browser, then send it with the bookmarklet, or paste the text."
        ),
        _ELSEWHERE,
    ),
    FetchCode.RATE_LIMITED: Explanation(
        _("too many requests"),
        _("The site asks for a pause between requests. Try again later, or paste the text."),
        _AGAIN,
    ),
    FetchCode.SERVER_ERROR: Explanation(
        _("trouble at the site"),
        _("The site has a fault of its own at the moment. Try again later, or paste the text."),
        _AGAIN,
    ),
    FetchCode.REDIRECT_LOOP: Explanation(
        _("sent in circles"),
        _(
            "The site sends from one address to the next without end, as some do with readers "
            "who accept no cookies. Open the page in your browser and paste the text."
        ),
        _ELSEWHERE,
    ),
    FetchCode.BAD_ANSWER: Explanation(
        _("unreadable answer"),
        _("What the site sent is cut short or not a page. Try again later, or paste the text."),
        _AGAIN,
    ),
    FetchCode.NOT_HTML: Explanation(
        _("not a web page"),
        _(
            "This is a PDF, a picture, a video or another file. Open it, copy the text and "
            "paste it, or add the page that links to it."
        ),
        _BY_HAND,
    ),
    Failure.ROBOTS: Explanation(
        _("not for programs"),
        _(
            "The outlet asks programs to leave this page alone. Open it in your browser, then "
            "send it with the bookmarklet, or paste the text."
        ),
        _BY_HAND,
    ),
    Failure.NOT_FEED: Explanation(
        _("not a feed"),
        _(
            "What came is no feed, or not any more. Open the link in your browser to see what is "
            "there now, and follow the feed that the outlet offers today."
        ),
        _ELSEWHERE,
    ),
    Failure.NO_ARTICLE: Explanation(
        _("fetched, but no article found"),
        _(
            "This looks like a front page, a live page of short posts, or one that only shows its "
            "text with JavaScript. Open it in your browser and paste the text."
        ),
        _ELSEWHERE,
    ),
    Failure.NO_FEED: Explanation(
        _("no feed found"),
        _(
            "The page names no feed, and it is not a list of articles. Give the address of the "
            "outlet’s front page, of a section or of the feed itself. A single article is added "
            "under Add article."
        ),
        _ELSEWHERE,
    ),
    Failure.TOO_HARD: Explanation(
        _("took too long to read"),
        _(
            "This page took too long to read, as it is very large or oddly built. Open it in your "
            "browser and paste the text."
        ),
        _ELSEWHERE,
    ),
    Failure.FEED: Explanation(
        _("a feed"), _("This is a feed. Margent follows it now."), (Action.REMOVE,)
    ),
    Failure.ALREADY: Explanation(_("the same article"), _("Already in the library."), ()),
    Failure.WORSE: Explanation(
        _("came back much shorter"),
        _(
            "The page now has far less text than the version in the library, so that stays as it "
            "is. If the page was really cut, paste its text."
        ),
        _ELSEWHERE,
    ),
    Failure.STOPPED: Explanation(_("stopped"), _("You stopped this."), _AGAIN),
    Failure.INTERRUPTED: Explanation(
        _("interrupted"),
        _("Margent was stopped while this was on its way. Try again."),
        _AGAIN,
    ),
    Failure.UNEXPECTED: Explanation(
        _("something went wrong on our side"),
        _(
            "That is a fault of Margent, not of the page. Try again, or paste the text. Whoever "
            "runs this installation finds the cause in the log."
        ),
        _AGAIN,
    ),
}

_IN_WHAT_WAS_GIVEN = Explanation(
    _("no article found"),
    _(
        "There is no text in it that reads like an article. Copy the whole text of the page, "
        "headline included, and paste it."
    ),
    _BY_HAND,
)


def explain(code: str, *, given: bool = False) -> Explanation:
    """Return the words for a code of `FetchCode` or `Failure`.

    `given` says that a person handed the text in. A code that has no words is our own fault.
    """
    if given and code == Failure.NO_ARTICLE:
        return _IN_WHAT_WAS_GIVEN
    return _EXPLANATIONS.get(code, _EXPLANATIONS[Failure.UNEXPECTED])


_FAULTS: dict[Fault, Words] = {
    Fault.EMPTY: _("there is nothing in it"),
    Fault.LENGTH: _("it is too long"),
    Fault.CHARACTERS: _("it has characters that no link has"),
    Fault.SCHEME: _("it does not begin with http:// or https://"),
    Fault.USERINFO: _("it carries a user name or a password; leave them out"),
    Fault.HOST: _("its site is missing or misspelt"),
    Fault.PORT: _("its port is no number from 1 to 65535"),
}

NOT_PUBLIC = _("it leads to a private network, and Margent only fetches public pages")


def fault_in_words(fault: Fault) -> Words:
    """Return what is wrong with an address, to follow the address."""
    return _FAULTS[fault]
