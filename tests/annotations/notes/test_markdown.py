"""Notes are Markdown that can do no harm."""

import time
from typing import Any

import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.notes.markdown import render
from annotations.notes.models import LONGEST
from tests import served
from tests.hostile import rendered_check, rows
from tests.shared import needs_shared

HARMLESS = set(
    "html head body a blockquote br code em h1 h2 h3 h4 h5 h6 hr li ol p pre strong ul".split()
)
ATTRIBUTES = {"a": {"href", "title", "rel"}, "ol": {"start"}}


def harm(html: str) -> list[str]:
    """Everything in `html` that is not plain writing."""
    found: list[str] = []
    for element in html5lib.parse(html, namespaceHTMLElements=False).iter():
        if not isinstance(element.tag, str) or element.tag not in HARMLESS:
            found.append(str(element.tag))
            continue
        for name, value in element.attrib.items():
            if name not in ATTRIBUTES.get(element.tag, set()):
                found.append(f"{element.tag} {name}")
            if name == "href" and not value.startswith(("http://", "https://", "mailto:")):
                found.append(f"href {value}")
    return found


@pytest.mark.parametrize(
    ("body", "html"),
    [
        ("Where is the *forecast*?", "<p>Where is the <em>forecast</em>?</p>\n"),
        ("**4,200** jobs", "<p><strong>4,200</strong> jobs</p>\n"),
        ("One line\nand the next", "<p>One line<br>\nand the next</p>\n"),
        ("One.\n\nTwo.", "<p>One.</p>\n<p>Two.</p>\n"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n"),
        ("3. third", '<ol start="3">\n<li>third</li>\n</ol>\n'),
        ("> “Never,” he said.", "<blockquote>\n<p>“Never,” he said.</p>\n</blockquote>\n"),
        ("`a < b`", "<p><code>a &lt; b</code></p>\n"),
        ("قالت «لا»", "<p>قالت «لا»</p>\n"),
        ("", ""),
    ],
)
def test_a_note_reads_as_it_was_meant(body: str, html: str) -> None:
    assert render(body) == html


@pytest.mark.parametrize("address", ["https://ledger.example/a?b=c", "mailto:ilka@audit.example"])
def test_a_link_in_a_note_tells_the_other_side_nothing_about_the_reader(address: str) -> None:
    [link] = served.page(render(f"[the letter]({address})")).iter("a")
    assert link.get("href") == address
    assert {"noopener", "noreferrer", "nofollow"} <= set(link.get("rel", "").split())


@pytest.mark.parametrize(
    "body",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "a <b onmouseover=alert(1)>b</b>",
        "<style>*{display:none}</style>",
        "<form action=/highlights/1/deletion/ method=post><button>x</button></form>",
        '<div hx-delete="/notes/1/deletion/" hx-trigger="load">x</div>',
        "<!-- <script>alert(1)</script> -->",
        "<p id=main class=dialog style='position:fixed' data-h=1>x</p>",
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](javascript&colon;alert(1))",
        "[x](&#106;avascript:alert(1))",
        "[x](java\tscript:alert(1))",
        "[x](data:text/html,<script>alert(1)</script>)",
        "[x](vbscript:msgbox(1))",
        "[x](//elsewhere.example/)",
        "[x](/accounts/logout/)",
        "[x](#new-card)",
        '[x](https://a.example "t\\" onclick=\\"alert(1)")',
        "[x][y]\n\n[y]: javascript:alert(1)",
        "<javascript:alert(1)>",
        "<https://a.example/\" onclick=alert(1)>",
        "![x](https://elsewhere.example/pixel.png)",
        "![x](javascript:alert(1))",
        "[![x](https://elsewhere.example/p.png)](https://a.example)",
        "```html\n<script>alert(1)</script>\n```",
        '``` "onmouseover=alert(1)\nx\n```',
        "    <script>alert(1)</script>",
        "| a |\n|---|\n| <script>alert(1)</script> |",
        "# <script>alert(1)</script>",
        "&lt;script&gt;alert(1)&lt;/script&gt;",
        "</div></div><script>alert(1)</script>",
        "\ufeff<script>alert(1)</script>",
        "<scr\0ipt>alert(1)</scr\0ipt>",
        "<svg><script>alert(1)</script></svg>",
        "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1&gt;'>",
    ],
)  # fmt: skip
def test_nothing_in_a_note_becomes_more_than_writing(body: str) -> None:
    assert harm(render(body)) == []


def test_a_picture_in_a_note_is_not_fetched() -> None:
    assert "<img" not in render("![a pier](https://elsewhere.example/pixel.png)")


alphabet = st.sampled_from(
    [*"<>[]()!*_`#-~\"'&;:=/\\ \n\ta0\0", "javascript:", "<script>", "](", "&#"]
)


@given(st.lists(alphabet, max_size=40).map("".join) | st.text())
def test_whatever_is_typed_stays_writing(body: str) -> None:
    assert harm(render(body)) == []


@pytest.mark.parametrize(
    "piece", ["[", "![", "*a_", "> ", "<", "`", "&", "[a](", "(", "- ", "\\", "a**b", "[](", "<a "]
)
def test_a_note_as_long_as_can_be_is_rendered_at_once(piece: str) -> None:
    body = (piece * LONGEST)[:LONGEST]
    began = time.process_time()
    render(body)
    assert time.process_time() - began < 2


@needs_shared
@pytest.mark.parametrize("row", rows("xss_markdown.jsonl"), ids=lambda row: row["id"])
def test_a_hostile_note_does_no_harm(row: dict[str, Any]) -> None:
    check = rendered_check()
    body = row["text"][:LONGEST]
    began = time.process_time()
    html = render(body)
    assert time.process_time() - began < 2
    assert check.dangerous(check.problems(html)) == []
    assert harm(html) == []
