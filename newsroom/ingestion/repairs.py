"""What is left out of the texts of an outlet: lines that it repeats, and what readers repaired."""

from django.db import transaction
from django.db.models import Q

from newsroom.articles.models import Article, Version
from newsroom.articles.text import Extract
from newsroom.ingestion.learning import Told, learned
from newsroom.ingestion.repeated import line_key, with_repairs, without_repeated
from newsroom.outlets.models import Outlet, Repair

PAGES = 40
"""How many of the outlet's newest articles are compared."""


def mended(found: Extract, article: Article, outlet: Outlet | None) -> Extract:
    """Return `found` less the lines that `outlet` repeats, and as readers repaired its texts."""
    dropped, restored = _repairs(article, outlet)
    if outlet:
        found = without_repeated(found, learned(found, told(outlet, article)) - restored)
    return with_repairs(found, dropped, restored) if dropped or restored else found


def told(outlet: Outlet, besides: Article) -> list[Told]:
    """Return what the newest articles of `outlet` say, but for `besides`."""
    newest = (
        Article.objects.readable()
        .filter(outlet=outlet)
        .exclude(pk=besides.pk)
        .order_by("-dated_at")[:PAGES]
    )
    versions = Version.objects.filter(pk__in=newest.values("latest_version"))
    rows = versions.order_by("-pk").values_list("title", "text", "left_out")
    return [Told(title, text.split("\n"), left_out) for title, text, left_out in rows]


def _repairs(article: Article, outlet: Outlet | None) -> tuple[frozenset[str], frozenset[str]]:
    """The keys of the lines that readers dropped, and of those that they put back."""
    here = Q(outlet=outlet) if outlet else Q(outlet=None, article=article)
    made = list(Repair.objects.filter(here).values_list("key", "action"))
    dropped, restored = (
        frozenset(key for key, action in made if action == wanted)
        for wanted in (Repair.Action.DROP, Repair.Action.RESTORE)
    )
    return dropped, restored


def repair(article: Article, line: str, action: str, by: object) -> Repair:
    """Remember that `line` is to be dropped or restored: in all texts of the article's outlet.

    What was said of the same line before is replaced.
    """
    outlet = article.outlet
    whose = {"outlet": outlet} if outlet else {"outlet": None, "article": article}
    what = {"line": line, "action": action, "made_by": by, "made_on": article}
    with transaction.atomic():
        made, _ = Repair.objects.update_or_create(**whose, key=line_key(line), defaults=what)
    return made
