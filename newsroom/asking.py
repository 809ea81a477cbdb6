"""What an address asks for, read with care: whatever is no key and no day is left out."""

from collections.abc import Iterable
from datetime import date

from django.utils.dateparse import parse_date

MOST = 50
"""So many values of each filter are heeded."""
_DIGITS = 18


def keys_of(values: Iterable[str], most: int = MOST) -> tuple[int, ...]:
    """Return those of `values` that can be keys, each once, in their order, at most `most`."""
    good = (one for one in values if one.isascii() and one.isdecimal() and len(one) <= _DIGITS)
    return tuple(dict.fromkeys(int(one) for one in good))[:most]


def day_of(text: str) -> date | None:
    """Return the day an address names, if it names one."""
    try:
        return parse_date(text)
    except ValueError:
        return None
