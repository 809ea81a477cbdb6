"""What Oriel Tavasti said about the levy, as the outlets have it, for the tests of this folder."""

from typing import Any

from annotations.highlights.models import Highlight
from annotations.statements.models import Telling
from annotations.statements.placing import place_all
from annotations.teams.models import User
from newsroom.articles.models import Article
from tests import factories

SPEAKER = "Oriel Tavasti"
FULL = "This levy will not cost island families a penny. Not this year, and not after the election."
ONE_PENNY = (
    "This levy will not cost island families one penny. Not this year, not after the election."
)
OURS = (
    "This levy will not cost our island families a penny on the ferries. "
    "Not this year, and not after the election."
)
SHORT = "This levy will not cost islanders a penny."
CONTRARY = FULL.replace("will not cost", "will cost")
ANOTHER = "I have not seen a better forecast of the harbour, and I have asked the auditor for one."


def quoted(words: str, by: User, outlet: str = "Harbour Post", **fields: Any) -> Highlight:
    """Return a quotation in an article of its own, said by Oriel Tavasti unless `fields` say."""
    article = factories.article("On the levy", f"He said: “{words}”", outlet=outlet)
    return on(article, words, by, **fields)


def on(article: Article, words: str, by: User, **fields: Any) -> Highlight:
    """Return a quotation on `article`, said by Oriel Tavasti unless `fields` say otherwise."""
    return factories.highlight(article, words, by, **{"speaker_name": SPEAKER, **fields})


def groups(*highlights: Highlight) -> set[frozenset[str]]:
    """Place what is unplaced; return the words of those of `highlights` that are one statement."""
    place_all()
    found: dict[object, set[str]] = {}
    for one in highlights:
        telling = Telling.objects.get(pk=one.pk)
        found.setdefault(telling.statement_id or f"alone {one.pk}", set()).add(one.words)
    return {frozenset(group) for group in found.values() if len(group) > 1}


def together(*highlights: Highlight) -> bool:
    """Place what is unplaced; return whether `highlights` are all one statement."""
    place_all()
    keys = {Telling.objects.get(pk=one.pk).statement_id for one in highlights}
    return len(keys) == 1 and None not in keys
