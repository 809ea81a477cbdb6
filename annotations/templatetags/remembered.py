"""Small parts of pages that come again and again with the same values: rendered once, kept."""

from collections.abc import Callable, Hashable
from functools import lru_cache

from django import template
from django.template.loader import get_template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from newsroom.links import links

register = template.Library()


@register.simple_tag
def remembered(name: str, **values: Hashable) -> SafeString:
    """Return what the template `name` makes of `values`, and of nothing else.

    For templates that depend on their values and the language alone: {% remembered
    "reader/glyph.html" kind=highlight.kind %}.
    """
    return _rendered(name, get_language(), tuple(values.items()))


def remembering() -> Callable[..., SafeString]:
    """Return `remembered`, in the language of now: for many parts at once, sooner."""
    language = get_language()
    return lambda name, **values: _rendered(name, language, tuple(values.items()))


@register.simple_tag
def icon(name: str, more: str = "") -> SafeString:
    """Return an icon by its name in `icons.svg`; `more` are further classes of it."""
    return _rendered("icon.html", None, (("name", name), ("more", more)))


@register.simple_tag
def link(name: str, key: int) -> str:
    """Return what {% url name key %} does, sooner; for addresses with one number in them."""
    return links(name)(key)


@lru_cache(maxsize=4096)
def _rendered(
    name: str, language: str | None, values: tuple[tuple[str, Hashable], ...]
) -> SafeString:
    return mark_safe(get_template(name).render(dict(values)).strip())  # escaped in there
