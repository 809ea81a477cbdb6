"""What a feed says, as plain values of bounded size: the types, and how its words become them."""

import hashlib
import html
import re
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urljoin

from newsroom.ingestion.addresses import LONGEST, BadAddress, parse
from newsroom.ingestion.dates import parse_when

MOST_ENTRIES = 500
_LONGEST_TITLE = 500
_LONGEST_SUMMARY = 1000
_LONGEST_ID = 500
_LONGEST_SECTION = 100
_MOST_SECTIONS = 20
_LONGEST_READ = 20_000
"""Characters of markup that are read for a title or a summary."""


class NotFeed(ValueError):
    """What was to be a feed is none."""


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One entry of a feed. All is plain text; `url` is http or https, or empty."""

    id: str
    """What the feed calls it; empty where the feed gives no id."""
    url: str
    title: str
    summary: str
    sections: tuple[str, ...]
    language: str
    """A language tag, that of the whole feed where the entry names none, or empty."""
    published_at: datetime | None
    """As the feed says, aware of its zone; it may well lie in the future."""


@dataclass(frozen=True, slots=True)
class FeedContents:
    """What a feed says; at most `MOST_ENTRIES` entries, in the order of the feed."""

    title: str
    site_url: str
    language: str
    entries: tuple[FeedEntry, ...]


# --- Words


_HIDDEN = re.compile(r"<(script|style)\b.*?(?:</\1\s*>|\Z)", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"<(?:/?[a-zA-Z][^<>]*|!--.*?--|![^<>]*)>|<[/!a-zA-Z][^<>]*\Z", re.DOTALL)
_NAME = re.compile(r"</?([a-zA-Z0-9]+)")
IN_LINE = frozenset(
    "a abbr b cite code em font i mark q s script small span strong style sub sup u wbr".split()
)
"""Elements that part no words."""
_NEVER_SHOWN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")

# Numbers of Windows-1252 are common in escapes, and browsers read them as such.
_WINDOWS = {
    code: bytes([code]).decode("cp1252", "ignore") for code in range(0x80, 0xA0) if code != 0x85
}


def text_of_markup(markup: str) -> str:
    """Return the text of an HTML fragment: its tags are dropped and its escapes read, once."""
    markup = _HIDDEN.sub(" ", markup[:_LONGEST_READ])
    return clean(html.unescape(_TAG.sub(_gap, markup)))


def _gap(tag: re.Match[str]) -> str:
    name = _NAME.match(tag[0])
    return "" if name and name[1].lower() in IN_LINE else " "


def clean(text: str) -> str:
    """Return text as one line, without the characters that no reader can see."""
    return " ".join(_NEVER_SHOWN.sub("", text.translate(_WINDOWS)).split())


def shortened(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def title_from(text: str) -> str:
    return shortened(text, _LONGEST_TITLE)


def summary_from(text: str) -> str:
    return shortened(text, _LONGEST_SUMMARY)


def sections_from(names: list[str]) -> tuple[str, ...]:
    cleaned = (clean(html.unescape(name[:_LONGEST_READ])) for name in names[: _MOST_SECTIONS * 2])
    kept = dict.fromkeys(shortened(name, _LONGEST_SECTION) for name in cleaned if name)
    return tuple(kept)[:_MOST_SECTIONS]


# --- Names and moments


def id_from(text: str) -> str:
    """Return an id, a long one by its beginning and its digest."""
    text = text.strip()
    if len(text) <= _LONGEST_ID:
        return clean(text)
    digest = hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
    return f"{clean(text[:400])}…{digest}"


def link_from(text: str, base: str) -> str:
    """Return the address of a page that `text`, seen from the page at `base`, leads to, or ""."""
    text = text.strip()
    if not text or len(text) > LONGEST:
        return ""
    try:
        return parse(urljoin(base, text)).url + _fragment(text)
    except (BadAddress, ValueError):
        return ""


def _fragment(text: str) -> str:
    # Pages that show many things at one address tell them apart by it.
    fragment = text.partition("#")[2]
    return f"#{fragment}" if re.fullmatch(r"[!/][\x21-\x7e]*", fragment) else ""


_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")


def language_from(tag: str) -> str:
    tag = tag.strip()
    return tag.replace("_", "-") if len(tag) <= 35 and _LANGUAGE.fullmatch(tag) else ""


def moment_from(text: str) -> datetime | None:
    """Return the moment that a date field names, aware of its zone; None when it names none."""
    text = text.strip()[:100]
    if not text:
        return None
    if (found := parse_when(text)) is not None:
        return found
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    return moment if moment.tzinfo else None
