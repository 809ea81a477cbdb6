"""Pages of an outlet that were made to break out of ours, and what of them is looked at.

Every class of attack has its own few examples here; more lie beside the project (`tests.hostile`).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element, tostring

from tests import packing
from tests.hostile import rendered_check, rows
from tests.shared import SHARED

#: What a reader should never hear of; no page of ours may ask it for anything.
CANARY = "http://canary.test/x"

#: Each class with what stands in the middle of an article, and then in the head of the page.
BODIES = {
    "script": [
        "<script>alert(1)</script>",
        f"<script src={CANARY} async></script>",
        "<SCRIPT/y>alert(1)",
    ],
    "event": [
        "<img src=no onerror=alert(1)>",
        "<details ontoggle=alert(1) open>More</details>",
        "<p onpointerover='alert(1)'>Near the quay</p>",
    ],
    "address": [
        "<a href='java\tscript:alert(1)'>The bill</a>",
        "<a href=' data:text/html,<b>'>b</a>",
        f"<a href='//canary.test/' ping={CANARY}>The fund</a>",
    ],
    "foreign": [
        "<svg><a xlink:href='javascript:alert(1)'><text>Map</text></a></svg>",
        "<math><mtext href='javascript:alert(1)'>x</mtext></math>",
    ],
    "mutation": [
        "<svg><style><img title='</style><img src onerror=alert(1)>'></svg>",
        "<noscript><p title='</noscript><img src onerror=alert(1)>'></noscript>",
        "<p>&lt;img src onerror=alert(1)&gt; &amp;lt;b&amp;gt;</p>",
        "<xmp><p title='</xmp><img src onerror=alert(1)>'></xmp>",
    ],
    "embedding": [
        f"<iframe srcdoc='<script>alert(1)</script>' src={CANARY}></iframe>",
        f"<object data={CANARY}></object><embed src={CANARY}>",
    ],
    "looks": [
        f"<style>@import '{CANARY}'</style>",
        f"<p style='background:url({CANARY})'>Fares</p>",
        "<div class='dialog bar' style='position:fixed;inset:0'>Sign in again, please.</div>",
    ],
    "loading": [
        f"<img srcset='{CANARY} 2x'>",
        f"<video poster={CANARY}><track src={CANARY}></video>",
    ],
    "forms": [
        f"<form action={CANARY}><input name=password><button>Read on</button></form>",
        "<input form=new-highlight name=visibility value=everyone>",
    ],
    "names": [
        "<p id=cards name=cards>Named like a part of the page</p>",
        "<img name=querySelector>",
    ],
    "frameworks": [
        "<p hx-get=/settings/ hx-trigger=load data-hx-delete=/notes/1/>Fares stay</p>",
        "<p x-data='{}' x-init=alert(1) v-html=1 @click=alert(1)>Fares stay</p>",
    ],
    "templates": ["<p>{{ 7|add:7 }} {% debug %} {{ request.user.email }} ${alert(1)} %(name)s</p>"],
    "characters": [
        "<p>One &#0;&#xFFFE;&#x1D54F;&#x202E; two</p>",
        "<p>A\u0301\u200b\u2060\ufeff B</p>",
        "<p dir=rtl lang=ar>قالت «لا» NATO</p>",
    ],
}
NOTES = [
    "[The bill](javascript:alert(1))",
    "[The bill](<java\nscript:alert(1)>)",
    "[x]: data:text/html,x\n[x]",
    f"![A pier]({CANARY})",
    "<b onclick=alert(1)>Fares</b>",
    "# Fares <script>alert(1)</script>",
    "[The bill](https://harbour-post.example 'x\" onclick=\"alert(1)')",
    "```\n<script>alert(1)\n```",
    "</div></article><div id=toasts hx-swap-oob=true hx-get=/>",
    "<!-- --><img src onerror=alert(1)>",
    "[x](//canary.test) [y](/accounts/logout/) [z](#cards)",
    "| a |\n|---|\n| <svg onload=alert(1)> |",
]
HEADS = {
    "refresh": ["<meta http-equiv=refresh content='0;url=javascript:alert(1)'>"],
    "base": [f"<base href='{CANARY}/'>"],
    "metadata": [
        "<meta property=og:title content='\"><img src onerror=alert(1)>'>",
        "<meta name=author content='<svg onload=alert(1)>'>",
        "<meta property=og:site_name content='\" onfocus=alert(1) autofocus x=\"'>",
        "<link rel=canonical href='javascript:alert(1)'>",
        "<meta property=og:description content='</p><script>alert(1)</script>'>",
    ],
    "data": [
        '<script type=application/ld+json>{"@type": "NewsArticle", '
        '"headline": "Fares \\ud83d\\u0000 rise", "articleSection": "\\u0000", '
        '"author": {"name": "<svg onload=alert(1)> \\udc00"}}</script>',
        '<script type=application/ld+json>{"@type": "NewsArticle", "author": [[{}]], '
        '"headline": 7}</script>',
    ],
    "language": ["</head><html lang='\" onload=alert(1) x=\"' dir='\"><script>'>"],
}


@dataclass(frozen=True)
class Page:
    """A page made to break out, and what does it."""

    name: str
    body: bytes
    payload: str


def own() -> list[Page]:
    """Return our own pages: each class of attack in the middle of an article, or in its head."""
    made = []
    for kind, payloads in (*BODIES.items(), *HEADS.items()):
        for number, payload in enumerate(payloads):
            title, first, *rest = f"Fares, {kind} {number}", *packing.PARAGRAPHS
            said = [first, f"The fares: {kind} {number}.", *rest]
            html = packing.page(title, *said)
            mark = "</head>" if kind in HEADS else "<p>The fares"
            made.append(
                Page(f"{kind}-{number}.html", html.replace(mark, payload + mark).encode(), payload)
            )
    return made


def shared() -> list[Page]:
    """Return the pages that lie beside the project."""
    folder = SHARED / "hostile" / "xss_html"
    return [
        Page(
            row["file"],
            (folder / row["file"]).read_bytes(),
            row["payload"].replace("ALERT", "alert(1)").replace("CANARY", CANARY),
        )
        for row in rows("xss_html/manifest.jsonl")
    ]


# -- What is looked at -------------------------------------------------------------------------

#: Where pages show what others wrote: elements by class, by attribute and by name.
_CLASSES = frozenset("credit bq bigq ctx note-html body by c lead was preview role".split())
_TAGS = frozenset(["bdi", "title", "blockquote", "h1", "h3"])
#: What a browser asks for or goes to, and what may stand there.
_ADDRESSES = frozenset(
    "href src action formaction data poster ping srcset hx-get hx-post hx-delete".split()
)
_HARMLESS = r"https?://|mailto:|/(?!/)|[?#]|data:image/svg\+xml,%3csvg|$"
#: What the marks of readers add to the words.
_MARK = frozenset("class data-h data-kind id data-says data-ends data-n aria-details".split())


def shown(page: Element) -> str:
    """Return the HTML of all places of a page that show what others wrote, without our marks."""
    return "\n".join(_fragment(place) for place in page.iter() if _is_place(place))


def _is_place(element: Element) -> bool:
    classes = set(element.get("class", "").split())
    return bool(
        element.get("data-block") is not None or classes & _CLASSES or str(element.tag) in _TAGS
    )


def _fragment(place: Element) -> str:
    for one in place.iter():
        if one.tag == "mark" or one.get("id", "").startswith("highlight-"):
            for name in _MARK & set(one.attrib):
                del one.attrib[name]
    inner = "".join(tostring(child, "unicode", method="html") for child in place)
    return (place.text or "").replace("&", "&amp;").replace("<", "&lt;") + inner


def parts(page: Element) -> set[str]:
    """Return what a page is made of: its elements with the attributes they have, and addresses
    that run something, whole."""
    return {part for element in page.iter() for part in _parts(element)}


def _parts(element: Element) -> Iterator[str]:
    yield f"<{element.tag}>"
    for name, value in element.attrib.items():
        yield f"<{element.tag} {name}>"
        squeezed = "".join(value.split()).lower()
        if name in _ADDRESSES and not re.match(_HARMLESS, squeezed):
            yield f"<{element.tag} {name}={value[:60]}>"


def problems(page: Element) -> list[str]:
    """Return what the checker beside the project finds in what others wrote, where it is there."""
    place = SHARED / "hostile" / "check_rendered.py"
    return rendered_check().problems(shown(page)) if place.is_file() else []
