"""Which articles are likely to be the same story as one."""

from datetime import timedelta

from rapidfuzz.fuzz import token_set_ratio
from rapidfuzz.utils import default_process

from newsroom.articles.models import Article, Copy

MOST = 6
NEARBY = timedelta(days=4)
LOOKED_AT = 400
"""Articles of the days around whose headlines are compared."""
ALIKE = 55
"""How alike headlines must be, from 0 to 100, to be offered."""


def likely(article: Article) -> list[Article]:
    """Return articles that may be the same story, the likeliest first, each with its outlet.

    Those with the same words come first, then those of the days around with a similar headline.
    """
    copies = Copy.objects.filter(version=article.latest_version_id, other__article__isnull=False)
    same_words = dict(copies.values_list("other__article", "shared"))
    near = Article.objects.readable().filter(
        is_sample=article.is_sample,
        dated_at__range=(article.dated_at - NEARBY, article.dated_at + NEARBY),
    )
    titles = near.exclude(pk=article.pk).order_by("-dated_at").values_list("pk", "title")
    alike = {pk: _alike(article.title, title) for pk, title in titles[:LOOKED_AT]}
    scores = {pk: score for pk, score in alike.items() if score >= ALIKE}
    scores |= {pk: 100 + 100 * share for pk, share in same_words.items() if pk != article.pk}
    best = sorted(scores, key=lambda pk: (-scores[pk], -pk))[:MOST]
    rows = Article.objects.readable().select_related("outlet").in_bulk(best)
    return [rows[pk] for pk in best if pk in rows]


def _alike(one: str, other: str) -> float:
    return token_set_ratio(one, other, processor=default_process)
