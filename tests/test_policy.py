"""What holds on every page: nothing inline, nothing from elsewhere, every word translatable."""

import gettext
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from xml.etree.ElementTree import Element

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.template.base import Lexer, TokenType
from django.utils.translation import trans_real

from annotations.library.rows import _in_words
from annotations.reader.blank import _blank
from annotations.reader.closed import _words_in
from annotations.templatetags.remembered import _rendered
from tests import factories, served
from tests.cast import HTMX
from tests.test_rights import LOOKING, ROWS, World, world

__all__ = ["world"]

ROOT = Path(settings.ROOT)
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
STATIC = sorted(path for kind in ("css", "js") for path in (ROOT / "static" / kind).rglob("*.*"))

each_template = pytest.mark.parametrize(
    "path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "templates"))
)

HUMAN_ATTRIBUTES = frozenset(
    "alt aria-label aria-description aria-roledescription aria-valuetext label placeholder summary "
    "title data-at data-count data-copied data-selected data-says data-ends".split()
)
LOADING = {
    "src",
    "srcset",
    "poster",
    "data",
    "action",
    "formaction",
    "hx-get",
    "hx-post",
    "hx-delete",
}
#: Names of things that are the same in every language.
NAMES = (
    *("Margent", "BibTeX", "APA", "Wikipedia", "JSON", "Markdown", "CSV"),
    *("Ctrl", "Esc", "Ilka Brandeveer"),
)
LETTERS = re.compile(r"[^\W\d_]{2,}")


# Nothing inline, nothing from elsewhere


@each_template
def test_a_template_has_no_style_and_no_script_of_its_own(path: Path) -> None:
    source = path.read_text("utf-8")
    assert re.findall(r"<style\b", source, re.I) == []
    assert re.findall(r"<script\b(?![^>]*\ssrc=)[^>]*>", source, re.I) == []
    assert re.findall(r"\sstyle\s*=", source, re.I) == []
    assert re.findall(r"\son[a-z]+\s*=", source, re.I) == []
    assert re.findall(r"hx-on\b|javascript:|['\"]js:", source, re.I) == []


@each_template
def test_a_template_asks_no_other_host_for_anything(path: Path) -> None:
    source = path.read_text("utf-8")
    assert (
        re.findall(r"(?:src|href|action|srcset|content|hx-\w+)=[\"']?(?:https?:)?//", source) == []
    )


@pytest.mark.parametrize("path", STATIC, ids=lambda path: str(path.relative_to(ROOT / "static")))
def test_a_style_sheet_or_script_asks_no_other_host_for_anything(path: Path) -> None:
    source = path.read_text("utf-8").replace("http://www.w3.org/", "")
    assert re.findall(r"(?:https?:)?//[a-z0-9-]+\.[a-z]", source, re.I) == []
    assert re.findall(r"\beval\(|new Function\(|document\.write", source) == []


@pytest.mark.django_db
def test_the_content_policy_is_on_every_answer(world: World, subtests: pytest.Subtests) -> None:
    # What outlets wrote is shown under a stricter policy, which has its own tests.
    for row in [one for one in ROWS if one.name != "original"]:
        for who in ("signed out", "owner"):
            with subtests.test(f"{row}, {who}"):
                answer = world.tried(row, who)
                policy = answer["Content-Security-Policy"]
                assert "default-src 'self'" in policy and "unsafe" not in policy
                assert {"object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"} <= set(
                    policy.split("; ")
                )
                assert answer["X-Content-Type-Options"] == "nosniff"
                assert answer["X-Frame-Options"] == "DENY"


@pytest.mark.django_db
def test_a_page_that_is_served_has_nothing_inline_and_loads_nothing_from_elsewhere(
    world: World, subtests: pytest.Subtests
) -> None:
    for name, answer in pages(world):
        with subtests.test(name):
            assert inline_or_foreign(answer) == []


def inline_or_foreign(answer: HttpResponse) -> list[str]:
    found = []
    for element in served.page(answer).iter():
        tag = str(element.tag).rpartition("}")[2]
        if tag == "style" or (tag == "script" and not element.get("src")):
            found.append(tag)
        for name, value in element.attrib.items():
            name = name.rpartition("}")[2]
            loads = name in LOADING or (name == "href" and tag in {"link", "use", "image"})
            if name == "style" or name.startswith(("on", "hx-on")):
                found.append(f"{tag} {name}")
            if loads and not re.match(r"(?:/(?!/)|\?|#|data:image/|$)", value):
                found.append(f"{tag} {name}={value}")
        if tag == "a" and re.match(r"https?:", element.get("href", "")):
            rel = set(element.get("rel", "").split())
            found += [] if {"noopener", "noreferrer"} <= rel else [f"a rel={rel}"]
    return found


def pages(world: World) -> Iterator[tuple[str, HttpResponse]]:
    """Every page and fragment somebody may look at, as the author and as the owner see it."""
    for row in LOOKING:
        for who, sent in [("signed out", {}), ("author", {}), ("author", HTMX), ("owner", {})]:
            answer = world.tried(row, who, headers=sent)
            if "text/html" in answer["Content-Type"] and answer.content:
                yield f"{row}, {who}, {'htmx' if sent else 'plain'}", answer


# Every word translatable


class Literals(HTMLParser):
    """Collects the words of a template that are no translation: text and human attributes."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self.inside: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.inside.append(tag)
        self.found += [value for name, value in attrs if name in HUMAN_ATTRIBUTES and value]

    def handle_endtag(self, tag: str) -> None:
        while tag in self.inside and self.inside.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if not {"kbd", "code", "script", "style"} & set(self.inside):
            self.found.append(data)


def literals(source: str) -> list[str]:
    """Return the words in a template that would read the same in every language."""
    parser = Literals()
    quoted: list[str] = []
    until = ""  # the tag that ends what is translated, or is no text
    for token in Lexer(source).tokenize():
        tag, *words = token.contents.split() if token.token_type is TokenType.BLOCK else [""]
        if until:
            until = "" if tag == until else until
        elif tag in {"blocktranslate", "comment"}:
            until = f"end{tag}"
        elif tag == "block" and words[0].endswith(("_class", "_attrs")):
            until = "endblock"
        elif token.token_type is TokenType.TEXT:
            parser.feed(token.contents)
        elif token.token_type is TokenType.VAR:
            parser.feed("\ue000")
        if token.token_type in {TokenType.VAR, TokenType.BLOCK} and tag != "translate":
            quoted += said_in_code(token.contents)
    parser.close()
    found = [*parser.found, *quoted]
    return [text.strip("\ue000 \n") for text in found if says_something(text)]


def said_in_code(contents: str) -> list[str]:
    """Return the sentences among the strings of a tag: they begin with a capital letter."""
    plain = re.sub(r"_\((\"[^\"]*\"|'[^']*')\)|date:(\"[^\"]*\"|'[^']*')", "", contents)
    return [
        one[1:-1]
        for one in re.findall(r"\"[^\"]*\"|'[^']*'", plain)
        if re.match(r".[A-Z][a-z]", one)
    ]


def says_something(text: str) -> bool:
    return bool(LETTERS.search(without_names(text)))


def without_names(text: str) -> str:
    for name in NAMES:
        text = text.replace(name, "")
    return re.sub(r"https?://\S+", "", text)


def test_the_check_sees_words_that_are_not_translated() -> None:
    source = """{% load i18n %}<p title="Kept" class="Row">{% translate "Fine" %} Not so {{ x }}
    {% blocktranslate %}Fine too{% endblocktranslate %}<kbd>Esc</kbd>{{ y|default:"Nobody" }}
    {{ z|default:_("Somebody") }}<b aria-label="{% translate 'Fine' %}"></b> {{ d|date:"Day" }}"""
    assert literals(source) == ["Kept", "Not so", "Nobody"]


@each_template
def test_every_word_of_a_template_can_be_translated(path: Path) -> None:
    assert literals(path.read_text("utf-8")) == []


class Bracketed(gettext.NullTranslations):
    """A language in which every translated text stands in brackets."""

    def gettext(self, message: str) -> str:
        return f"⟦{message.rpartition(chr(4))[2]}⟧"

    def ngettext(self, singular: str, plural: str, number: int) -> str:
        return self.gettext(singular if number == 1 else plural)

    def to_language(self) -> str:
        return "en"

    def language(self) -> str:
        return "en"


@pytest.mark.django_db
def test_every_word_that_is_served_has_gone_through_translation(
    world: World,
    monkeypatch: pytest.MonkeyPatch,
    subtests: pytest.Subtests,
    request: pytest.FixtureRequest,
) -> None:
    written = words_of_people(world)
    monkeypatch.setitem(trans_real._translations, "en", Bracketed())
    monkeypatch.setattr(trans_real, "_default", None)
    request.addfinalizer(trans_real.deactivate)
    # What was rendered before is remembered in the other English, and the other way round.
    for cache in (_rendered, _blank, _words_in, _in_words):
        cache.cache_clear()
        request.addfinalizer(cache.cache_clear)
    seen = 0
    for name, answer in pages(world):
        with subtests.test(name):
            said, translated = outside_brackets(served.page(answer))
            words = {word for text in said for word in LETTERS.findall(without_names(text))}
            assert words - written == set()
            seen += translated
    assert seen > 500


def words_of_people(world: World) -> set[str]:
    """The words on the pages that outlets, speakers and readers wrote."""
    people = world.people.values()
    written = (
        *factories.STORY,
        *(user.name for user in people),
        *(user.email for user in people),
        *("Hm.", "Lena Dorrowby", "Harbour Post", "Ledger", "Mattis", "Dagny"),
    )
    return {word for text in written for word in LETTERS.findall(text)}


def outside_brackets(page: Element) -> tuple[list[str], int]:
    """Return the texts outside of all brackets, and how many brackets there are."""
    texts: list[str] = []
    depth = brackets = 0
    for text in _texts(page):
        outside = ""
        for sign in text:
            depth += (sign == "⟦") - (sign == "⟧")
            brackets += sign == "⟦"
            outside += sign if depth == 0 and sign != "⟧" else " "
        texts.append(outside)
    for element in page.iter():
        for name, value in element.attrib.items():
            if name in HUMAN_ATTRIBUTES:
                texts.append(_unbracketed(value))
    return texts, brackets


def _unbracketed(text: str) -> str:
    while (shorter := re.sub(r"⟦[^⟦⟧]*⟧", " ", text)) != text:
        text = shorter
    return text


def _texts(element: Element) -> Iterator[str]:
    """The texts a reader reads, in their order; keys, initials and citations are left out."""
    classes = set(element.get("class", "").split())
    tag = str(element.tag).rpartition("}")[2]
    if tag not in {"kbd", "code", "script", "style"} and not classes & {"mono", "c"}:
        yield element.text or ""
        for child in element:
            yield from _texts(child)
            yield child.tail or ""
