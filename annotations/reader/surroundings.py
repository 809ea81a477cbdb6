"""What the article page says besides its text and its highlights, in one query."""

import json
from dataclasses import dataclass
from datetime import datetime

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists
from django.db.models.functions import JSONObject

from annotations.highlights.models import Highlight, seen_by
from annotations.teams.models import User
from newsroom.articles.models import Article, Copy, Version
from newsroom.outlets.models import Topic
from newsroom.prepared import Prepared


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The versions of an article, the latest first, of which only what lists them is there; its
    topics; how many highlights the latest version is `behind`; and whether another outlet may have
    its words."""

    versions: list[Version]
    topics: list[Topic]
    behind: int
    is_copied: bool


def surroundings_of(article: Article, user: User) -> Surroundings:
    """Return what is around the text of an article that has one, as `user` sees it."""
    [row] = _AROUND.rows(user.pk, article.pk, article.latest_version_id)
    versions, topics, behind, is_copied = row
    return Surroundings(
        versions=[_version(json.loads(one), article) for one in versions],
        topics=[Topic(**json.loads(one)) for one in topics],
        behind=len(behind),
        is_copied=is_copied,
    )


def _version(row: dict[str, object], article: Article) -> Version:
    captured_at = datetime.fromisoformat(str(row["captured_at"]))
    return Version(**{**row, "captured_at": captured_at}, article=article)


def _asking(user: int, article: int, version: int) -> object:
    versions = Version.objects.filter(article=article).order_by("-number")
    listed = JSONObject(pk="pk", number="number", captured_at="captured_at", repaired="repaired")
    topics = Topic.objects.standing().filter(articles=article).order_by("name")
    behind = Highlight.objects.filter(seen_by(user), version__article=article).behind().order_by()
    return (
        Article.objects.filter(pk=article)
        .order_by()
        .values_list(
            ArraySubquery(versions.values(json=listed)),
            ArraySubquery(topics.values(json=JSONObject(pk="pk", name="name"))),
            ArraySubquery(behind.values("pk")),
            Exists(Copy.objects.filter(version=version)),
        )
    )


_AROUND = Prepared(_asking, numbers=3)
