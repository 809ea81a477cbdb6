"""Following highlights into the latest version of their article."""

from itertools import groupby

from django.db import transaction

from annotations.highlights.anchoring import follow
from annotations.highlights.models import Anchor, Highlight
from newsroom.articles.models import Article


def follow_highlights(article: Article) -> int:
    """Give each highlight of `article` that lacks one an anchor in the latest version.

    Returns how many were followed. Running it again changes nothing.
    """
    latest = article.latest_version
    if latest is None:
        return 0
    behind = (
        Highlight.objects.behind()
        .filter(version__article=article)
        .select_related("version")
        .order_by("version_id", "start")
    )
    anchors = []
    for version, highlights in groupby(behind, key=lambda highlight: highlight.version):
        group = list(highlights)
        places = follow(version.text, latest.text, [(one.start, one.end) for one in group])
        anchors += [
            Anchor(
                highlight=one, version=latest, status=place.status, start=place.start, end=place.end
            )
            for one, place in zip(group, places, strict=True)
        ]
    with transaction.atomic():
        Anchor.objects.bulk_create(anchors, ignore_conflicts=True)
    return len(anchors)


def follow_again(highlight: Highlight) -> int:
    """Follow a highlight that got another range into every other version it has an anchor on.

    Returns how many anchors there are. Running it again changes nothing.
    """
    anchors = list(
        highlight.anchors.exclude(version=highlight.version_id).select_related("version")
    )
    for anchor in anchors:
        span = (highlight.start, highlight.end)
        [place] = follow(highlight.version.text, anchor.version.text, [span])
        anchor.status, anchor.start, anchor.end = place.status, place.start, place.end
    Anchor.objects.bulk_update(anchors, ["status", "start", "end"])
    return len(anchors)
