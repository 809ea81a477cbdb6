"""Topics that rules give to an article once its text is known."""

from newsroom.articles.models import Article, Version
from newsroom.articles.text import Kind
from newsroom.ingestion.rules import TOPIC, Facts, judge, rules_for
from newsroom.outlets.models import Entry


def give_topics(article: Article) -> None:
    """Give `article` the topics that rules find in its latest version.

    Running it again changes nothing; a topic that somebody took off it is not given again.
    """
    version = article.latest_version
    rules = rules_for(outlet=article.outlet, article_id=article.pk)
    rules = [rule for rule in rules if rule.action == TOPIC]
    if version is None or not rules:
        return
    found = set(judge(_facts(article, version), rules, version.text).topics)
    refused = article.refused_topics.filter(pk__in=found).values_list("pk", flat=True)
    article.topics.add(*found.difference(refused))


def _facts(article: Article, version: Version) -> Facts:
    named = Entry.objects.filter(article=article).values_list("sections", flat=True)[:20]
    return Facts(
        title=version.title,
        summary=_standfirst(version),
        sections=[*version.sections, *(str(one) for sections in named for one in sections)],
        language=version.language,
        url=article.url,
    )


def _standfirst(version: Version) -> str:
    extents = (one for one in version.extents if one.kind is Kind.STANDFIRST)
    return next((version.text[one.start : one.end] for one in extents), "")
