"""Small parts of pages that come again and again with the same values: rendered once, kept."""

import re
from collections.abc import Callable, Hashable, Mapping
from enum import Enum
from functools import lru_cache
from secrets import token_hex

from django import template
from django.template.loader import get_template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from newsroom.links import links

register = template.Library()

_SECRET = token_hex(8)
"""What nobody can write who does not know it: a name that looks like a slot is none."""
_SLOT = re.compile(f"\ue000{_SECRET}(\\w+)\ue001")


@register.simple_tag
def remembered(name: str, csrf_token: object = None, **values: Hashable) -> SafeString:
    """Return what the template `name` makes of `values`, and of nothing else.

    For templates that depend on their values and the language alone: {% remembered
    "reader/glyph.html" kind=highlight.kind %}. A `csrf_token` is put in; it is another each time.
    """
    if csrf_token is None:
        return _rendered(name, get_language(), tuple(values.items()))
    marked = {**values, "csrf_token": slot("csrf_token")}
    html = _rendered(name, get_language(), tuple(marked.items()))
    return put_in(html, {"csrf_token": csrf_token})


@register.simple_tag
def slotted(name: str, **values: object) -> SafeString:
    """Return what the template `name` makes of `values`, where it does no more than put them in.

    It is rendered once, with a slot in place of each value, so it cannot look at them: no filter,
    no condition. True, False, None and members of an Enum are not put in but asked for: {% slotted
    "reader/more_menu.html" article=article.pk csrf_token=csrf_token can_repair=can_repair %}.
    """
    given = {key: value if _is_asked_for(value) else slot(key) for key, value in values.items()}
    return put_in(_rendered(name, get_language(), tuple(given.items())), values)


def _is_asked_for(value: object) -> bool:
    return value is None or isinstance(value, bool | Enum)


def slot(name: str) -> str:
    """Return what stands for the value `name` until `put_in` puts it there."""
    return f"\ue000{_SECRET}{name}\ue001"


def put_in(html: str, values: Mapping[str, object]) -> SafeString:
    """Return `html` with `values` in their slots, escaped unless they are HTML themselves."""
    parts = _apart(html)
    given = {name: conditional_escape(values[name]) for name in set(parts[1::2])}
    return mark_safe("".join(given[one] if at % 2 else one for at, one in enumerate(parts)))


@lru_cache(maxsize=1024)
def _apart(html: str) -> tuple[str, ...]:
    """What stands between the slots, and their names in turn."""
    return tuple(_SLOT.split(html))


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
