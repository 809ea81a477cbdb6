"""What following the feeds of a file came to, in words."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from newsroom.ingestion.addresses import BadAddress, canonical
from newsroom.ingestion.failures import NOT_PUBLIC, fault_in_words
from newsroom.ingestion.following import FollowedAll, NotPublic, Refused
from newsroom.ingestion.opml import Outline
from newsroom.outlets.models import Feed

_NAMED = 5
_LONGEST_NAME = 80


def count_followed(outlines: Iterable[Outline]) -> int:
    """Return how many of these feeds are followed already."""
    addresses = {address for one in outlines if (address := _address(one.url))}
    known = Feed.objects.filter(address__in=addresses)
    return known.exclude(state=Feed.State.UNFOLLOWED).count()


def _address(url: str) -> str:
    try:
        return canonical(url)
    except BadAddress:
        return ""


def what_was_followed(what: FollowedAll) -> list[str]:
    """Return sentences on the feeds that are followed now, and on those that were before."""
    told = []
    if what.followed or not what.were_here:
        words = ngettext(
            "Margent follows %(count)d feed now.",
            "Margent follows %(count)d feeds now.",
            what.followed,
        )
        told.append(words % {"count": what.followed})
    if what.were_here:
        words = ngettext(
            "%(count)d feed was followed already.",
            "%(count)d feeds were followed already.",
            what.were_here,
        )
        told.append(words % {"count": what.were_here})
    return told


def what_was_not(what: FollowedAll) -> list[str]:
    """Return sentences on the feeds that are not followed, and why."""
    told = [_refused(one) for one in what.refused[:_NAMED]]
    if (more := len(what.refused) - _NAMED) > 0:
        told.append(_more(more))
    if what.left_over:
        words = ngettext(
            "%(count)d feed was left for another time. Add the same again to go on.",
            "%(count)d feeds were left for another time. Add the same again to go on.",
            what.left_over,
        )
        told.append(words % {"count": what.left_over})
    return told


def _refused(one: Refused) -> str:
    fault = NOT_PUBLIC if isinstance(one.reason, NotPublic) else fault_in_words(one.reason.code)
    return _("%(name)s cannot be followed: %(fault)s.") % {
        "name": one.title[:_LONGEST_NAME],
        "fault": fault,
    }


def _more(count: int) -> str:
    words = ngettext(
        "%(count)d more feed cannot be followed.", "%(count)d more feeds cannot be followed.", count
    )
    return words % {"count": count}
