"""Closed cards say what open ones do, and each can be opened."""

import pytest
from django.http import HttpResponse
from django.test import Client

from annotations.highlights.models import Highlight
from annotations.reader import closed
from annotations.teams.models import User
from newsroom.articles.models import Article
from tests import factories, served
from tests.cast import HTMX

pytestmark = pytest.mark.django_db

CROWD = 8
WORDS = [f"Sentence {number:03}" for number in range(CROWD)]


@pytest.fixture
def crowded(petra: User) -> Article:
    """An article with a few highlights."""
    sentences = [f"{words} was heard in the chamber." for words in WORDS]
    article = factories.article("Ferry fund passes", *sentences)
    for words in WORDS[1:]:
        factories.highlight(article, words, petra, speaker_name="Dagny Ferrowe")
    return article


def cards(answer: HttpResponse) -> dict[str, str]:
    """What each card of a page says, by the key of its highlight."""
    assert answer.status_code == 200
    found = [one for one in served.page(answer).iter("article") if one.get("class") == "card"]
    return {one.get("data-for"): " ".join(served.text(one).split()) for one in found}


def page(client: Client, article: Article) -> dict[str, str]:
    return cards(client.get(article.get_absolute_url()))


def test_each_highlight_has_a_closed_card_that_says_who_and_what(
    as_petra: Client, petra: User, crowded: Article
) -> None:
    made = factories.highlight(
        crowded, WORDS[0], petra, kind="claim", note="**Which** chamber?", verdict="disputed"
    )
    said = page(as_petra, crowded)
    assert len(said) == CROWD
    mine = said.pop(str(made.pk))
    for words in ("No speaker yet", "Disputed", "Petra Salloway: Which chamber?"):
        assert words in mine
    assert set(said.values()) == {"Dagny Ferrowe"}


def test_a_closed_card_opens_as_the_card_it_would_have_been(
    as_petra: Client, petra: User, crowded: Article
) -> None:
    made = Highlight.objects.order_by("pk")[0]
    answer = as_petra.get(f"/highlights/{made.pk}/card/?on={made.version_id}", headers=HTMX)
    assert list(cards(answer)) == [str(made.pk)]
    assert (
        "Edit" in served.seen(answer) and f"/highlights/{made.pk}/share/" in answer.content.decode()
    )
    alone = as_petra.get(f"/highlights/{made.pk}/card/?on={made.version_id}")
    assert list(cards(alone)) == [str(made.pk)] and "<html" in alone.content.decode()


def test_a_card_without_script_leads_to_itself_open(as_petra: Client, crowded: Article) -> None:
    answer = as_petra.get(crowded.get_absolute_url())
    made = Highlight.objects.order_by("pk")[0]
    [who] = [
        one
        for one in served.page(answer).iter("a")
        if one.get("href") == f"/highlights/{made.pk}/card/?on={made.version_id}"
    ]
    assert served.text(who) == "Dagny Ferrowe"


def test_who_asks_for_open_cards_once_has_them_on_every_article(
    as_petra: Client, petra: User, crowded: Article
) -> None:
    other = factories.article()
    factories.highlight(other, "never asked", petra)
    assert "data-closed" in as_petra.get(crowded.get_absolute_url()).content.decode()
    for address in (f"{crowded.get_absolute_url()}?cards=open", other.get_absolute_url()):
        assert "data-closed" not in as_petra.get(address).content.decode()
    as_petra.get(f"{other.get_absolute_url()}?cards=closed")
    assert "data-closed" in as_petra.get(crowded.get_absolute_url()).content.decode()


def test_what_is_only_petras_stands_on_no_closed_card_of_others(
    as_petra: Client, as_tomas: Client, petra: User, crowded: Article
) -> None:
    made = factories.highlight(
        crowded, WORDS[0], petra, visibility="only_me", note="Mine.", speaker_name="Zora Quill"
    )
    assert "Only me" in page(as_petra, crowded)[str(made.pk)]
    answer = as_tomas.get(crowded.get_absolute_url())
    assert str(made.pk) not in cards(answer)
    assert "Zora Quill" not in answer.content.decode()
    more = as_tomas.get(f"/versions/{made.version_id}/cards/?from=0")
    assert len(cards(more)) == CROWD - 1 and "Zora Quill" not in more.content.decode()


def test_deleted_highlights_and_notes_are_gone(
    as_petra: Client, petra: User, crowded: Article
) -> None:
    made = factories.highlight(crowded, WORDS[0], petra, note="Which chamber?")
    note = made.notes.get()
    as_petra.post(f"/notes/{note.pk}/deletion/")
    assert "Which chamber?" not in page(as_petra, crowded)[str(made.pk)]
    as_petra.post(f"/highlights/{made.pk}/deletion/")
    assert str(made.pk) not in page(as_petra, crowded)


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>'])
def test_names_and_notes_are_text_on_closed_cards(
    name: str, as_petra: Client, petra: User, crowded: Article
) -> None:
    made = factories.highlight(crowded, WORDS[0], petra, speaker_name=name, note=f"So {name}.")
    answer = as_petra.get(crowded.get_absolute_url())
    assert name not in answer.content.decode()
    assert name in cards(answer)[str(made.pk)]


def test_cards_beyond_the_first_thousand_follow_the_page(
    as_petra: Client, crowded: Article, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(closed, "AT_ONCE", 4)
    monkeypatch.setattr("annotations.reader.views.AT_ONCE", 4)
    address, found = crowded.get_absolute_url(), []
    while address:
        answer = as_petra.get(address)
        found += cards(answer)
        further = [one.get("href") for one in served.page(answer).iter("a")]
        address = next((one for one in further if one and "/cards/?from=" in one), "")
    expected = Highlight.objects.order_by("start").values_list("pk", flat=True)
    assert found == [str(pk) for pk in expected]


@pytest.mark.parametrize("first", ["", "-1", "x", "999999999999", "900", "\0"])
def test_a_place_among_the_cards_that_is_none_breaks_nothing(
    first: str, as_petra: Client, crowded: Article
) -> None:
    answer = as_petra.get(f"/versions/{crowded.latest_version_id}/cards/", {"from": first})
    assert answer.status_code == 200
