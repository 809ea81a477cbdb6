"""Days without an hour: most pages say no more of when they were published."""

from datetime import UTC, datetime, time

from django.utils.formats import date_format
from django.utils.timezone import get_default_timezone, localtime

_MIDNIGHT = time.min


def of_day(when: datetime | None) -> datetime | None:
    """Return when something was published, as it is kept.

    A day without an hour is read as its midnight in UTC. Kept as that, it would be the evening
    before for readers in the west, so it becomes the midnight of that day where Margent stands.
    """
    if when is None or when.astimezone(UTC).time() != _MIDNIGHT:
        return when
    day = when.astimezone(UTC).date()
    return datetime.combine(day, _MIDNIGHT, get_default_timezone())


def has_hour(when: datetime) -> bool:
    """Whether an hour is known: a midnight to the second stands for a day."""
    return localtime(when).time() != _MIDNIGHT


def in_words(when: datetime | None, day: str) -> str:
    """Return the day in the format `day` of Django, and the hour where it is known."""
    if when is None:
        return ""
    return date_format(localtime(when), f"{day}, H:i" if has_hour(when) else day)
