"""Days without an hour: most pages say no more of when they were published."""

from datetime import datetime, time

from django.utils.formats import date_format
from django.utils.timezone import get_default_timezone, localtime

MIDNIGHT = time.min


def of_day(when: datetime | None) -> datetime | None:
    """Return when something was published, as it is kept.

    A day without an hour is told as a midnight, in UTC or where its outlet is. Elsewhere that
    would be another day, so it becomes the midnight of that day where Margent stands.
    """
    if when is None or when.time() != MIDNIGHT:
        return when
    return datetime.combine(when.date(), MIDNIGHT, get_default_timezone())


def has_hour(when: datetime) -> bool:
    """Whether an hour is known: a midnight to the second stands for a day."""
    return localtime(when).time() != MIDNIGHT


def in_words(when: datetime | None, day: str) -> str:
    """Return the day in the format `day` of Django, and the hour where it is known."""
    if when is None:
        return ""
    return date_format(localtime(when), f"{day}, H:i" if has_hour(when) else day)
