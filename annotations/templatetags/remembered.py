"""Small parts of pages that come again and again with the same values: rendered once, kept."""

from functools import lru_cache

from django import template
from django.template.loader import get_template
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = template.Library()


@register.simple_tag
def remembered(name: str, **values: str | int) -> SafeString:
    """Return what the template `name` makes of `values`, and of nothing else.

    For templates that depend on their values and the language alone: {% remembered
    "reader/glyph.html" kind=highlight.kind %}.
    """
    return _rendered(name, get_language(), tuple(values.items()))


@lru_cache(maxsize=4096)
def _rendered(
    name: str, language: str | None, values: tuple[tuple[str, str | int], ...]
) -> SafeString:
    return get_template(name).render(dict(values)).strip()
