"""The parts of the article page that stand on it by the dozen, written by hand for their cost."""

from html import escape

from django import template
from django.utils.safestring import SafeString, mark_safe

from annotations.reader.page import ArticlePage, BlockView
from annotations.templatetags.remembered import remembered
from newsroom.articles.models import Version
from newsroom.articles.moments import has_hour, in_words
from newsroom.articles.text import Kind

register = template.Library()

register.filter("moment", in_words)
register.filter("has_hour", has_hour)

_ELEMENTS = {
    Kind.TITLE: "h1",
    Kind.STANDFIRST: "p",
    Kind.LIST_ITEM: "li",
    Kind.QUOTE: "blockquote",
    Kind.HEADING: "h2",
}
_DEEP = 3
"""A heading below this level is an h3."""


@register.simple_tag
def text_block(block: BlockView, version: Version, oob: str = "") -> SafeString:
    """Return the element of a block; `oob` are further attributes of it, as HTML."""
    start = block.start
    if block.kind is Kind.CAPTION:
        credit = f' <span class="credit">({escape(block.credit)})</span>' if block.credit else ""
        words = f'<span data-block="{start}">{block.html}</span>{credit}'
        return mark_safe(f'<div class="caption" id="caption-{start}"{oob}>{words}</div>')
    is_deep = block.kind is Kind.HEADING and block.level > _DEEP
    name = "h3" if is_deep else _ELEMENTS.get(block.kind, "p")
    more = _of_head(block, version) + oob
    return mark_safe(
        f'<{name} id="block-{start}" data-block="{start}"{more}>{block.html}</{name}>\n'
    )


def _of_head(block: BlockView, version: Version) -> str:
    """What title and standfirst have to say themselves, as they stand outside of the prose."""
    if block.kind not in (Kind.TITLE, Kind.STANDFIRST):
        return ""
    stand = ' class="stand"' if block.kind is Kind.STANDFIRST else ""
    return f'{stand} lang="{escape(version.language)}" dir="{escape(version.direction)}"'


@register.simple_tag
def choices(page: ArticlePage, only: str) -> SafeString:
    """Return the buttons of the cast list that single out by `only`, as list items."""
    return mark_safe("\n".join(_CHOICES[only](page)))


def _speakers(page: ArticlePage) -> list[str]:
    faces = (
        (
            one,
            remembered("library/face.html", initials=one.speaker.initials, kind=one.speaker.kind),
        )
        for one in page.cast
    )
    return [
        _choice("speaker", one.value, face + _name(str(one.speaker)), one.count)
        for one, face in faces
    ]


def _kinds(page: ArticlePage) -> list[str]:
    return [
        _choice(
            "kind",
            kind,
            f'<span class="kind">{remembered("reader/glyph.html", kind=kind)}{escape(name)}</span>',
            count,
            f' data-kind="{kind}"',
        )
        for kind, name, count in page.kinds
        if count
    ]


def _labels(page: ArticlePage) -> list[str]:
    return [_choice("label", pk, _name(name), count) for pk, name, count in page.labels]


def _people(page: ArticlePage) -> list[str]:
    return [_choice("by", pk, _name(name), count) for pk, name, count in page.people]


_CHOICES = {"speaker": _speakers, "kind": _kinds, "label": _labels, "by": _people}


def _name(name: str) -> str:
    return f"<bdi>{escape(name)}</bdi>"


def _choice(only: str, value: int | str, said: str, count: int, more: str = "") -> str:
    return (
        f'<li><button type="button" aria-pressed="false" data-only="{only}" value="{value}"{more}>'
        f'{said}<span class="n">{count}</span></button></li>'
    )
