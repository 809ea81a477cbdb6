"""The cards that are drawn once for all that are alike say what each would say by itself."""

import re

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory

from annotations.highlights.models import Highlight
from annotations.reader.page import Card, cards_on
from annotations.reader.plain_cards import is_plain, plain_card
from annotations.teams.models import User
from newsroom.articles.models import Article
from tests import factories

pytestmark = pytest.mark.django_db

SPEAKERS = ("", "Dagny <b>Ferrowe</b>")
RANDOM = re.compile(r'(?<=name="client_key" value=")[^"]+|(?<=csrfmiddlewaretoken" value=")[^"]+')


def card_of(highlight: Highlight, reader: User) -> Card:
    [card] = cards_on(highlight.version, [highlight.pk], reader)
    return card


def plainly(html: str) -> list[str]:
    return RANDOM.sub("", html).split()


@pytest.mark.parametrize("kind", Highlight.Kind.values)
@pytest.mark.parametrize("speaker", SPEAKERS)
def test_a_plain_card_is_what_its_template_makes_of_it(
    rf: RequestFactory, wren: User, kind: str, speaker: str
) -> None:
    said = "“Not & never,” she said of <i>all</i> the islands."
    story = factories.article("Ferry fund passes", said)
    drawn = []
    for words in (said, "the islands"):
        made = factories.highlight(story, words, wren, kind=kind, speaker_name=speaker)
        card, request = card_of(made, wren), rf.get("/")
        request.user = wren
        context = {"card": card, "version": made.version, "article": story}
        slowly = render_to_string("reader/card.html", context, request)
        assert is_plain(card) == (kind != "passage" or bool(speaker))
        if is_plain(card):
            drawn.append(plainly(plain_card(card, request, made.version)))
            assert drawn[-1] == plainly(slowly)
    assert len(drawn) < 2 or drawn[0] != drawn[1]


def test_a_card_with_more_on_it_is_not_plain(wren: User, petra: User) -> None:
    story: Article = factories.article()
    with_note = factories.highlight(story, "never asked", wren, note="By whom?")
    disputed = factories.highlight(
        story, "4,200 jobs", wren, kind="claim", verdict="disputed", visibility="everyone"
    )
    hidden = factories.highlight(story, "the forecast", wren, visibility="only_me")
    assert not any(is_plain(card_of(one, wren)) for one in (with_note, disputed, hidden))
    assert not is_plain(card_of(factories.highlight(story, "fund", wren), petra))
