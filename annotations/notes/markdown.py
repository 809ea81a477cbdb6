"""Notes are written in Markdown; this turns them into HTML that can do no harm."""

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

import nh3
from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

_TAGS = {
    "a", "blockquote", "br", "code", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol",
    "p", "pre", "span", "strong", "ul",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Rendering:
    """The HTML of a note, and the names that stand in it after an @."""

    html: str
    mentioned: frozenset[str]


def render(body: str) -> str:
    """Return the HTML of a note's Markdown in which nobody is named with an @."""
    return rendering(body).html


def rendering(body: str, names: Iterable[str] = ()) -> Rendering:
    """Return a note's Markdown as HTML: no raw HTML, no pictures, http, https and mailto links.

    An @ before one of `names` makes that a chip. Images would fetch from other hosts and tell
    them who is reading.
    """
    # The longest first, so that "@Petra Salloway" is not read as somebody called Petra.
    given = {"names": sorted(names, key=len, reverse=True), "mentioned": set()}
    html = nh3.clean(
        _MARKDOWN.render(body, given),
        tags=_TAGS,
        attributes={"a": {"href", "title"}, "ol": {"start"}},
        allowed_classes={"span": {"at"}},
        url_schemes={"http", "https", "mailto"},
        url_relative="deny",
        link_rel="noopener noreferrer nofollow",
    )
    return Rendering(html, frozenset(given["mentioned"]))


def _mention(state: StateInline, silent: bool) -> bool:
    """A rule of markdown-it: take in an @ and the name after it."""
    at = state.pos
    if state.src[at] != "@" or state.src[:at][-1:].isalnum():
        return False
    name = next((one for one in state.env.get("names", ()) if _stands(one, state.src, at + 1)), "")
    if not name:
        return False
    if not silent:
        state.env["mentioned"].add(name)
        state.push("html_inline", "", 0).content = f'<span class="at">@{escape(name)}</span>'
    state.pos += 1 + len(name)
    return True


def _stands(name: str, text: str, at: int) -> bool:
    """Whether `name` and no longer word stands in `text` at `at`."""
    after = text[at + len(name) :]
    return text.startswith(name, at) and not after[:1].isalnum()


_MARKDOWN = MarkdownIt("commonmark", {"html": False, "linkify": False, "breaks": True}).disable(
    ["image", "html_block", "html_inline"]
)
_MARKDOWN.inline.ruler.before("link", "mention", _mention)
