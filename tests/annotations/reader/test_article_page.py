"""Readers are served the article's very words, whatever is highlighted in them."""

from html import escape
from uuid import uuid4

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotations.reader.forms import HighlightForm
from annotations.speakers.models import Speaker
from annotations.speakers.transfers import merge, undo
from annotations.teams.models import User
from annotations.teams.tokens import new_token
from newsroom.articles.models import Article, Version
from newsroom.articles.text import Block, Kind, clean
from tests import factories, served
from tests.cast import HTMX, signed_in

pytestmark = pytest.mark.django_db

WRITINGS = {
    "emoji": ("👩🏽‍🚀 joins the crew 🚢", "“🎉🎉” said 👨‍👩‍👧‍👦 from the 🇺🇳 pier, twice: 🎉🎉."),
    "joiners": ("می‌خواهم", "क्‍ष and क्ष differ by a joiner the eye hardly sees."),
    "combining": (
        "Cafe\u0323\u0301 owners object",
        "Z\u0351\u036b\u0343a\u0321lgo rang, then e\u0331 hung up.",
    ),
    "soft hyphens": (
        "Haf\u00aden\u00adgeld",
        "Das Ha\u00adfen\u00adgeld stieg auf 4\u00a0200\u202fMark.",
    ),
    "no-break spaces": (
        "4\u00a0200 jobs",
        "\u00a0Set apart\u00a0by 12\u202f% and «\u00a0guillemets\u00a0».",
    ),
    "right to left": (
        "صندوق العبارات يمر",
        "قالت الوزيرة: «لن ننتظر»، ثم عادت إلى Calder Quay في 2026.",
    ),
    "mixed directions": (
        "\u2067אבג\u2069 abc",
        "He said \u202b«لا»\u202c and left \u200eat once\u200f.",
    ),
    "markup": (
        "<b>Ferry</b> & <script>alert(1)</script>",
        "a < b && c > d &amp; &lt;p&gt; <!-- no --> ]]>",
    ),
    "quotation marks": ("'Single' and \"double\"", "`Back` = {{ template }} {% now %} ${js} \\n."),
    "beyond the first plane": ("𝔉𝔢𝔯𝔯𝔶 𓀀", "𠀀𠀁 and 𝒜 stand beside plain letters."),
}

each_writing = pytest.mark.parametrize("lines", WRITINGS.values(), ids=WRITINGS.keys())


def every_kind(title: str, words: str) -> tuple[Block, ...]:
    """A page that uses each kind of block, with text that must survive in all of them."""
    return (
        Block(Kind.TITLE, title),
        Block(Kind.STANDFIRST, words),
        Block(Kind.CAPTION, words, credit=f"Photo: {title}"),
        Block(Kind.PARAGRAPH, words),
        Block(Kind.HEADING, title, level=2),
        Block(Kind.LIST_ITEM, words),
        Block(Kind.LIST_ITEM, title),
        Block(Kind.HEADING, title, level=5),
        Block(Kind.QUOTE, words),
        Block(Kind.CAPTION, words),
        Block(Kind.PARAGRAPH, words),
    )


def taken_in(lines: tuple[str, str]) -> Article:
    return factories.article(
        *(Block(b.kind, clean(b.text), b.level, b.credit) for b in every_kind(*lines))
    )


def mark(version: Version, start: int, end: int, by: User) -> None:
    words = version.text[start:end]
    data = {"kind": "claim", "start": start, "end": end, "words": words, "client_key": uuid4()}
    form = HighlightForm(data, version=version, author=by)
    assert form.is_valid(), form.errors
    form.save()


@each_writing
def test_the_blocks_of_the_page_are_the_text_of_the_version(
    lines: tuple[str, str], as_petra: Client
) -> None:
    article = taken_in(lines)
    page = as_petra.get(article.get_absolute_url())
    assert served.article_text(page) == article.latest_version.text


@each_writing
def test_highlights_add_no_character_to_the_text_and_take_none_away(
    lines: tuple[str, str], as_petra: Client, petra: User
) -> None:
    article = taken_in(lines)
    version = article.latest_version
    size = len(version.text)
    for start, end in [(0, size), (2, size // 2), (5, 9), (size // 3, size - 3), (size - 9, size)]:
        mark(version, *_trimmed(version.text, start, end), petra)
    page = as_petra.get(article.get_absolute_url())
    assert served.article_text(page) == version.text
    assert len(served.marks(page)) >= 5


@each_writing
def test_the_blocks_answered_to_htmx_are_the_same_words(
    lines: tuple[str, str], as_petra: Client
) -> None:
    article = taken_in(lines)
    version = article.latest_version
    words = version.text[3:-3]
    data = factories.selection(version, words) | {"start": 3, "end": len(version.text) - 3}
    answer = as_petra.post(f"/versions/{version.pk}/highlights/", data, headers=HTMX)
    blocks = served.blocks(answer)
    assert len(blocks) == len(version.blocks)
    for block in blocks:
        start = int(block.attrib["data-block"])
        assert version.text[start:].startswith(served.text(block))
    assert "\n".join(map(served.text, blocks)) == version.text


@each_writing
def test_a_shared_full_text_is_the_same_words(lines: tuple[str, str], as_petra: Client) -> None:
    article = taken_in(lines)
    choice = {"shows_full_text": "on", "token": new_token()}
    made = as_petra.post(f"/articles/{article.pk}/share/", choice)
    address = served.by_id(made, "share-address")
    assert address is not None
    page = Client().get(address.attrib["value"])
    assert served.article_text(page) == article.latest_version.text


lines = st.lists(st.text(max_size=15).map(clean), min_size=1, max_size=5)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lines, st.data())
def test_any_text_with_any_highlights_is_served_as_it_is(
    petra: User, lines: list[str], data: st.DataObject
) -> None:
    kinds = data.draw(st.lists(st.sampled_from(list(Kind)[2:]), min_size=5, max_size=5))
    article = factories.article(*map(Block, kinds, lines))
    version = article.latest_version
    places = st.integers(0, len(version.text))
    for _ in range(data.draw(st.integers(0, 4))):
        start, end = sorted((data.draw(places), data.draw(places)))
        if version.text[start:end].strip():
            mark(version, start, end, petra)
    page = signed_in(petra).get(article.get_absolute_url())
    assert served.article_text(page) == version.text


def test_credits_bylines_and_tools_stand_outside_the_text(as_petra: Client) -> None:
    caption = Block(Kind.CAPTION, "The quay in Vestrin", credit="Mattis Orlundh")
    article = factories.article("Ferry fund passes", caption, authors=("Lena Dorrowby",))
    page = as_petra.get(article.get_absolute_url())
    assert "Mattis Orlundh" in served.seen(page) and "Lena Dorrowby" in served.seen(page)
    assert served.article_text(page) == "Ferry fund passes\nThe quay in Vestrin"


def test_each_block_is_the_element_its_kind_asks_for(as_petra: Client) -> None:
    article = taken_in(("Ferry fund passes", "The fund protects 4,200 jobs."))
    page = served.page(as_petra.get(article.get_absolute_url()))
    tags = [one.tag for one in page.iter() if one.get("data-block") is not None]
    assert tags == ["h1", "p", "span", "p", "h2", "li", "li", "h3", "blockquote", "span", "p"]
    items = [one for one in page.iter("ul") if "list" in one.get("class", "").split()]
    assert [len(one) for one in items] == [2]


def test_a_right_to_left_article_says_so_wherever_its_words_stand(as_petra: Client) -> None:
    article = factories.article(*WRITINGS["right to left"], language="ar")
    page = served.page(as_petra.get(article.get_absolute_url()))
    holders = [one for one in page.iter() if one.get("lang") == "ar"]
    assert holders and {one.get("dir") for one in holders} <= {"rtl", "auto"}
    title = next(one for one in page.iter("h1"))
    assert (title.get("lang"), title.get("dir")) == ("ar", "rtl")


def test_what_was_left_out_can_be_read_but_is_no_part_of_the_text(as_petra: Client) -> None:
    article = factories.article(left_out=("Sign up for our <b>newsletter</b>",))
    page = as_petra.get(article.get_absolute_url())
    assert "Sign up for our <b>newsletter</b>" in served.seen(page)
    assert "newsletter" not in served.article_text(page)


def test_without_scripts_marks_cards_and_notes_are_all_on_the_page(
    as_petra: Client, petra: User
) -> None:
    article = factories.article()
    made = factories.highlight(
        article,
        "4,200 jobs",
        petra,
        kind="claim",
        speaker_name="Oriel Tavasti",
        note="Says **who**?",
    )
    page = as_petra.get(article.get_absolute_url())
    assert served.marked(page, made.pk) == "4,200 jobs"
    card = served.by_id(page, f"card-{made.pk}")
    assert card is not None
    assert "Oriel Tavasti" in served.text(card) and "Says who?" in served.text(card)
    [opens] = [one.attrib["href"] for one in card.iter("a")]
    assert "<strong>who</strong>" in as_petra.get(opens).content.decode()


def test_a_permalink_leads_to_the_passage(as_tomas: Client, petra: User) -> None:
    article = factories.article()
    made = factories.highlight(article, "4,200 jobs", petra)
    assert made.get_absolute_url() == f"/articles/{article.pk}/#highlight-{made.pk}"
    target = served.by_id(as_tomas.get(f"/articles/{article.pk}/"), f"highlight-{made.pk}")
    assert target is not None and served.text(target) == "4,200 jobs"
    answer = as_tomas.get(f"/highlights/{made.pk}/")
    assert answer.status_code == 302 and answer["Location"] == made.get_absolute_url()


def test_every_id_on_an_article_page_is_used_once(as_petra: Client, petra: User) -> None:
    article = factories.article()
    for words in (factories.FIRST, "The islands", "islands were", "never asked", "were never"):
        factories.highlight(article, words, petra, note="Hm.", speaker_name="Dagny Ferrowe")
    page = served.page(as_petra.get(article.get_absolute_url()))
    ids = [one.attrib["id"] for one in page.iter() if "id" in one.attrib]
    assert sorted(set(ids)) == sorted(ids)


def test_an_earlier_version_shows_its_own_words_and_says_that_there_are_newer_ones(
    as_petra: Client,
) -> None:
    article = factories.article()
    first = article.latest_version
    article.revise(factories.extract(factories.TITLE, "Rewritten overnight."))
    page = as_petra.get(first.get_absolute_url())
    assert served.article_text(page) == first.text
    assert "This is version 1" in served.seen(page)
    assert served.article_text(as_petra.get(article.get_absolute_url())).endswith("overnight.")


def test_an_article_that_has_no_text_yet_says_where_it_is(as_petra: Client, petra: User) -> None:
    article = factories.on_its_way(petra)
    answer = as_petra.get(article.get_absolute_url())
    assert answer.status_code == 200
    assert "on its way" in served.seen(answer)


def test_the_page_is_never_kept_by_a_cache(as_petra: Client) -> None:
    answer = as_petra.get(factories.article().get_absolute_url())
    assert "no-store" in answer["Cache-Control"] and "private" in answer["Cache-Control"]


@pytest.mark.parametrize(
    "hostile", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{ 7|add:7 }}"]
)
def test_what_an_outlet_says_about_itself_is_text(hostile: str, as_petra: Client) -> None:
    caption = Block(Kind.CAPTION, "The quay", credit=hostile)
    article = factories.article(
        hostile, caption, outlet=hostile, authors=(hostile,), left_out=(hostile,), language=hostile
    )
    page = as_petra.get(article.get_absolute_url())
    assert hostile in served.seen(page)
    assert hostile not in page.content.decode() or escape(hostile) == hostile


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while text[start].isspace():
        start += 1
    while text[end - 1].isspace():
        end -= 1
    return start, end


def test_a_filter_leads_on_to_whom_its_speaker_turned_out_to_be(
    as_petra: Client, petra: User
) -> None:
    article = factories.article()
    factories.highlight(article, "4,200 jobs", petra, speaker_name="O. Tavasti")
    asked, kept = Speaker.objects.get(), Speaker.objects.add("Oriel Tavasti")
    address = f"{article.get_absolute_url()}?kind=quote&speaker=%7Esource&speaker={asked.pk}"
    assert as_petra.get(address).status_code == 200
    made = merge(kept, asked, by=petra)
    led = f"{article.get_absolute_url()}?kind=quote&speaker=~source&speaker={kept.pk}"
    assert as_petra.get(address)["Location"] == led
    assert as_petra.get(led).status_code == 200
    undo(made, by=petra)
    assert as_petra.get(address).status_code == 200
    assert as_petra.get(f"{article.get_absolute_url()}?speaker={'9' * 30}").status_code == 200
