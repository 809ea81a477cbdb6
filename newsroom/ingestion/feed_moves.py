"""A feed that has moved for good goes on at its new address, with all that is known of it."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from newsroom.ingestion.identity import identity
from newsroom.outlets.models import Entry, Feed, Rule


def moved(feed: Feed, url: str) -> Feed:
    """Return the feed that lives at `url` from now on: `feed` itself, or the one that is there.

    Without `url`, or where it is no address, `feed` stays where it is.
    """
    address = identity(url)
    if not address or url == feed.url:
        return feed
    try:
        with transaction.atomic():
            return _moved(feed, address, url)
    except IntegrityError:
        # Somebody began to follow that address at this very moment.
        with transaction.atomic():
            return _moved(feed, address, url)


def _moved(feed: Feed, address: str, url: str) -> Feed:
    others = Feed.objects.select_for_update().exclude(pk=feed.pk)
    if other := others.filter(address=address).first():
        return _merged(feed, other)
    feed.address, feed.url = address, url
    feed.save(update_fields=["address", "url"])
    return feed


def _merged(feed: Feed, other: Feed) -> Feed:
    """Give all that `feed` has to `other`, so that nothing comes in twice or stops coming in."""
    kept = other.entries.values("key")
    feed.entries.exclude(key__in=kept).update(feed=other)
    Entry.objects.filter(feed=feed).delete()
    Rule.objects.filter(feed=feed).update(feed=other)
    other.title, other.folder = other.title or feed.title, other.folder or feed.folder
    other.answered_at = other.answered_at or feed.answered_at
    if feed.state == Feed.State.FOLLOWED != other.state:
        other.state, other.next_poll_at = Feed.State.FOLLOWED, timezone.now()
    other.save(update_fields=["title", "folder", "answered_at", "state", "next_poll_at"])
    feed.delete()
    return other
