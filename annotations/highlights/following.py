"""Following highlights into the latest version of their article."""

from itertools import groupby, takewhile

from django.db import transaction
from django.db.models import Exists, OuterRef

from annotations.highlights.anchoring import Placement, Status, follow
from annotations.highlights.models import Anchor, Highlight
from newsroom.articles.models import Article, Version

_LOST = Placement(Status.LOST, None, None)


def follow_highlights(article: Article) -> int:
    """Give each highlight of `article` that lacks one an anchor in the latest version.

    What somebody said is not the same in a version since is lost in the latest one, too.
    Returns how many were followed. Running it again changes nothing.
    """
    latest = article.latest_version
    if latest is None:
        return 0
    refused = Anchor.objects.filter(
        highlight=OuterRef("pk"), is_refused=True, version__number__gt=OuterRef("version__number")
    )
    behind = (
        Highlight.objects.behind()
        .filter(version__article=article)
        .annotate(is_refused=Exists(refused))
        .select_related("version")
        .order_by("version_id", "start")
    )
    anchors = []
    for version, highlights in groupby(behind, key=lambda highlight: highlight.version):
        group = list(highlights)
        places = follow(version.text, latest.text, [(one.start, one.end) for one in group])
        anchors += [
            Anchor(highlight=one, version=latest, **_fields(_LOST if one.is_refused else place))
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
        _follow_into(anchor, highlight)
    Anchor.objects.bulk_update(anchors, ["status", "start", "end", "is_refused"])
    return len(anchors)


def refuse(highlight: Highlight, on: Version) -> bool:
    """Have `highlight` be lost on `on`: what was found there is not what was meant.

    Tells whether it stood there. On the version it was made on, it stays.
    """
    found = highlight.anchors.exclude(version=highlight.version_id).filter(version=on)
    stood = found.exclude(status=Anchor.Status.LOST)
    return bool(stood.update(is_refused=True, **_fields(_LOST)))


@transaction.atomic
def take_refusal_back(highlight: Highlight, on: Version) -> bool:
    """Follow `highlight` into `on` again, where somebody had refused what was found there.

    And into the versions since, in which it was lost for that reason alone.
    """
    held = highlight.anchors.select_for_update(of=("self",)).select_related("version")
    since = list(held.filter(version__number__gte=on.number).order_by("version__number"))
    if not since or since[0].version_id != on.pk or not since[0].is_refused:
        return False
    lost = takewhile(lambda one: one.status == Anchor.Status.LOST and not one.is_refused, since[1:])
    for anchor in (since[0], *lost):
        _follow_into(anchor, highlight)
        anchor.save()
    return True


def _follow_into(anchor: Anchor, highlight: Highlight) -> None:
    span = (highlight.start, highlight.end)
    [place] = follow(highlight.version.text, anchor.version.text, [span])
    anchor.is_refused = False
    for name, value in _fields(place).items():
        setattr(anchor, name, value)


def _fields(place: Placement) -> dict[str, object]:
    return {"status": place.status, "start": place.start, "end": place.end}
