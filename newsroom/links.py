"""Addresses that stand many times on one page: what is around the key is looked up once."""

from collections.abc import Callable
from functools import lru_cache

from django.urls import get_script_prefix, get_urlconf, reverse

_KEY = 1234567890987654321


def links(name: str) -> Callable[[int], str]:
    """Return what makes, of a key, the address that `reverse(name, args=[key])` gives."""
    before, after = _around(name, get_script_prefix(), get_urlconf())
    return lambda key: f"{before}{key}{after}"


def link(name: str, key: int) -> str:
    """Return `reverse(name, args=[key])`, for an address with one number in it."""
    return links(name)(key)


@lru_cache(maxsize=256)
def _around(name: str, prefix: str, urlconf: str | None) -> tuple[str, str]:
    before, _, after = reverse(name, args=[_KEY]).partition(str(_KEY))
    return before, after
