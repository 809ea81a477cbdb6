"""The name of an outlet, gathered from what its pages say of themselves."""

import re
from collections import Counter
from collections.abc import Iterable

from newsroom.ingestion.choices import Choice, Source, first
from newsroom.ingestion.labels import word_set
from newsroom.ingestion.reading import Page
from newsroom.ingestion.titles import without_site

_WORD = r"[A-Z\u00c0-\u00de][\w’'&.-]*"
_SMALL = r"(?:(?:of|and|the|der|des|du|de|la|&)\s+)*"
_NAME = rf"(?P<name>(?:[Tt]he\s+)?{_WORD}(?:\s+{_SMALL}{_WORD}){{0,4}})"
_OFFERS = r"(?:updates|e-?mails?|newsletters?|offers|alerts|messages|communications)"
_YEARS = r"(?:\d{4}(?:\s*[-–]\s*\d{4})?,?\s*)?"
_ASKS = r"(?:[Ss]ubscribe to|[Ss]ign up (?:for|to)|[Jj]oin|[Ff]ollow)"
_AFTER = r"(?=$|[.,!’']|\s(?:on|for|today|now|newsletter))"
_CLUES = tuple(
    (weight, re.compile(pattern))
    for weight, pattern in (
        (3, rf"{_OFFERS} from {_NAME}"),
        (3, rf"(?:©|\([cC]\)|[Cc]opyright)\s*(?:©\s*)?{_YEARS}{_NAME}"),
        (2, rf"(?:other|fellow|all)\s+{_NAME}\s+readers"),
        (2, rf"\b{_ASKS}\s+{_NAME}{_AFTER}"),
        (2, rf"{_NAME}\s+(?:[Aa]pp|[Nn]ewsletters?|[Pp]odcast|[Mm]embership|[Pp]rivacy)\b"),
        (2, rf"^{_NAME}\s+(?:has|have)\s+(?:contacted|approached|asked|reached out to|sought)\b"),
        (2, rf"\b(?:[Mm]ore|[Rr]ead more|[Ll]atest)\s+from\s+{_NAME}\s*$"),
        (2, rf"(?:Newsletter|Nachrichten|Angebote)n?\s+(?:von|der|des)\s+{_NAME}"),
        (2, rf"(?:newsletters?|lettres?|offres)\s+(?:de|du)\s+{_NAME}"),
        (2, rf"(?:bolet[íi]n(?:es)?|ofertas|noticias)\s+de\s+{_NAME}"),
    )
)  # fmt: skip
_NOT_NAMES = word_set(
    """
    a all an apple facebook free google he it our privacy she the they this us we your
    """
)
_ARTICLE = re.compile(r"^the\s+", re.IGNORECASE)
_RIGHTS = re.compile(
    r"[.,;|\s]*\b(?:all rights|alle rechte|tous droits|todos los derechos).*", re.IGNORECASE
)
_LONGEST = 400


def outlet_on(page: Page) -> Choice[str]:
    """Return the name of the outlet whose page it is: as it is declared, else as titles end."""
    declared = page.facts.outlets
    if worded := next((it for it in declared if _is_worded(it.value)), None):
        return worded
    title = page.facts.page_title
    bare = without_site(title, (page.domain.split(".")[0],)) if page.domain else title
    ending = Choice(title.removeprefix(bare).strip(" |-–—·•:"), Source.PAGE_TITLE)
    return first((ending, *declared), "")


def _is_worded(name: str) -> bool:
    """Whether `name` is more than the name of a host."""
    return "." not in name.strip(".") or " " in name


def outlet_name(lines: Iterable[str], at_least: int = 2) -> str:
    """Return the outlet that `lines` of a page name as their own, or '' when they name none.

    A line may count by what it offers ("updates from …"), by its rights ("© …") and
    by what its reporters did ("… has contacted"); never by what somebody told it.
    """
    votes: Counter[str] = Counter()
    spellings: dict[str, Counter[str]] = {}
    for line in lines:
        line = _RIGHTS.sub("", line[:_LONGEST])
        for weight, pattern in _CLUES:
            for match in pattern.finditer(line):
                name = match["name"].rstrip(".,’'-& ")
                key = _ARTICLE.sub("", name).casefold()
                if key and key not in _NOT_NAMES:
                    votes[key] += weight
                    spellings.setdefault(key, Counter())[name] += 1
    if not votes:
        return ""
    key, weight = votes.most_common(1)[0]
    if weight < at_least:
        return ""
    names = spellings[key]
    with_article = [name for name in names if _ARTICLE.match(name)]
    chosen = with_article[0] if with_article else names.most_common(1)[0][0]
    return _ARTICLE.sub("The ", chosen)
