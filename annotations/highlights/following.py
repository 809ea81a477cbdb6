"""Following highlights into the latest version of their article."""

from collections.abc import Iterable
from itertools import groupby, takewhile

from django.db import transaction
from django.db.models import F

from annotations.highlights.anchoring import Placement, Status, follow
from annotations.highlights.models import Anchor, Highlight
from newsroom.articles.models import Article, Version

_LOST = Placement(Status.LOST, None, None)
_ANCHORED = ("status", "start", "end", "is_refused")


def follow_highlights(article: Article) -> int:
    """Give each highlight of `article` that lacks one an anchor in the latest version.

    What somebody said is not the same in a version since is lost in the latest one, too.
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
    places: dict[int, Placement] = {}
    for version, highlights in groupby(behind, key=lambda highlight: highlight.version):
        group = list(highlights)
        found = follow(version.text, latest.text, [(one.start, one.end) for one in group])
        places |= {one.pk: place for one, place in zip(group, found, strict=True)}
    with transaction.atomic():
        # Whoever refuses what is found holds the highlight: we see that, or they what we add.
        held = Highlight.objects.filter(pk__in=places).order_by("pk")
        list(held.select_for_update(no_key=True).values_list("pk"))
        lost = _refused_since(places)
        Anchor.objects.bulk_create(
            [
                Anchor(highlight_id=pk, version=latest, **_fields(_LOST if pk in lost else place))
                for pk, place in places.items()
            ],
            ignore_conflicts=True,
        )
    return len(places)


def _refused_since(highlights: Iterable[int]) -> set[int]:
    """Those of `highlights` that somebody refused in a version after the one they were made on."""
    refused = Anchor.objects.filter(
        highlight__in=highlights,
        is_refused=True,
        version__number__gt=F("highlight__version__number"),
    )
    return set(refused.values_list("highlight", flat=True))


@transaction.atomic
def follow_again(highlight: Highlight, adjustment: int | None = None) -> int:
    """Follow a highlight that got another range into every other version it has an anchor on.

    Nothing is done where the `adjustment` (its key) that gave it the range was taken back
    meanwhile. Returns how many anchors there are. Running it again changes nothing.
    """
    _held(highlight)
    if adjustment and not highlight.adjustments.filter(pk=adjustment).exists():
        return 0
    anchors = _anchors_elsewhere(highlight)
    for anchor in anchors:
        _follow_into(anchor, highlight)
    Anchor.objects.bulk_update(anchors, _ANCHORED)
    highlight.adjustments.update(followed=True)
    return len(anchors)


def anchors_of(highlight: Highlight) -> list[dict[str, object]]:
    """Return what the anchors of `highlight` say, for `put_back`."""
    return list(highlight.anchors.values("version", *_ANCHORED))


@transaction.atomic
def put_back(highlight: Highlight, anchors: list[dict[str, object]]) -> None:
    """Give `highlight` the `anchors` it had; into versions that came since, it is followed."""
    home = _held(highlight)
    had = {row["version"]: row for row in anchors}
    now = _anchors_elsewhere(highlight)
    refused = any(
        had[one.version_id]["is_refused"] and one.version.number > home.number
        for one in now
        if one.version_id in had
    )
    for anchor in now:
        if row := had.get(anchor.version_id):
            _say(anchor, {name: row[name] for name in _ANCHORED})
        elif refused:
            _say(anchor, _fields(_LOST))
        else:
            _follow_into(anchor, highlight)
    Anchor.objects.bulk_update(now, _ANCHORED)


@transaction.atomic
def refuse(highlight: Highlight, on: Version) -> bool:
    """Have `highlight` be lost on `on`, and in the versions since, as if these had come later.

    What was found there is not what was meant. Tells whether it stood there. On the version it was
    made on, it stays.
    """
    home = _held(highlight)
    others = highlight.anchors.exclude(version=home)
    stood = others.filter(version=on).exclude(status=Anchor.Status.LOST)
    if not stood.update(is_refused=True, **_fields(_LOST)):
        return False
    if on.number > home.number:
        others.filter(version__number__gt=on.number).update(**_fields(_LOST))
    return True


@transaction.atomic
def take_refusal_back(highlight: Highlight, on: Version) -> bool:
    """Follow `highlight` into `on` again, where somebody had refused what was found there.

    And into the versions since, in which it was lost for that reason alone. Where an earlier one
    was refused, too, it stays lost until that is taken back.
    """
    home = _held(highlight)
    held = highlight.anchors.select_for_update(of=("self",)).select_related("version")
    found = held.filter(version=on, is_refused=True).first()
    if found is None:
        return False
    found.is_refused = False
    again = [found]
    if on.number > home.number:
        since = held.filter(version__number__gt=home.number).order_by("version__number")
        anchors = [one for one in since if one.pk != found.pk]
        if any(one.is_refused and one.version.number < on.number for one in anchors):
            found.save()
            return True
        later = [one for one in anchors if one.version.number > on.number]
        again += takewhile(lambda one: not one.is_refused, later)
    for anchor in again:
        if anchor.status == Anchor.Status.LOST:
            _follow_into(anchor, highlight)
            anchor.save()
    return True


def _held(highlight: Highlight) -> Version:
    """Have others wait who follow, adjust or refuse it; return the version it was made on."""
    held = Highlight.objects.select_related("version").only("version__number")
    return held.select_for_update(no_key=True, of=("self",)).get(pk=highlight.pk).version


def _anchors_elsewhere(highlight: Highlight) -> list[Anchor]:
    elsewhere = highlight.anchors.exclude(version=highlight.version_id)
    return list(elsewhere.select_related("version"))


def _follow_into(anchor: Anchor, highlight: Highlight) -> None:
    span = (highlight.start, highlight.end)
    [place] = follow(highlight.version.text, anchor.version.text, [span])
    _say(anchor, _fields(place) | {"is_refused": False})


def _say(anchor: Anchor, fields: dict[str, object]) -> None:
    for name, value in fields.items():
        setattr(anchor, name, value)


def _fields(place: Placement) -> dict[str, object]:
    return {"status": place.status, "start": place.start, "end": place.end}
