"""On the card: who says who said it, saying otherwise, and settling it."""

import pytest
from django.http import HttpResponse
from django.test import Client

from annotations.highlights.models import Highlight
from annotations.speakers.models import Speaker
from annotations.teams.models import User
from tests import factories, served
from tests.cast import HTMX

pytestmark = pytest.mark.django_db


@pytest.fixture
def made(petra: User) -> Highlight:
    return factories.highlight(
        factories.article(), "4,200 jobs", petra, speaker_name="Oriel Tavasti"
    )


def says(client: Client, one: Highlight, name: str, why: str = "") -> HttpResponse:
    data = {"speaker_name": name, "reason": why}
    return client.post(f"/highlights/{one.pk}/speaker/", data, headers=HTMX)


def settles(client: Client, one: Highlight, name: str, why: str) -> HttpResponse:
    data = {"speaker": Speaker.objects.get(name=name).pk, "reason": why}
    return client.post(f"/highlights/{one.pk}/decision/", data, headers=HTMX)


def card(client: Client, one: Highlight) -> str:
    page = client.get(served.open_cards(one.version.article))
    return " ".join(served.text(served.card(page, one.pk)).split())


def test_the_card_says_who_named_the_speaker(as_tomas: Client, made: Highlight) -> None:
    assert "Oriel Tavasti, says Petra Salloway" in card(as_tomas, made)


def test_a_colleague_who_may_not_edit_the_highlight_says_otherwise(
    as_tomas: Client, as_petra: Client, made: Highlight
) -> None:
    says(as_tomas, made, "Ilka Brandeveer", "She gave the figure.")
    said = card(as_petra, made)
    assert said.index("Oriel Tavasti, says Petra Salloway") < said.index(
        "Ilka Brandeveer, says Tomas Reyl-Aska"
    )
    assert "She gave the figure." in said and "2 opinions" in said


def test_a_decision_shows_its_reason_and_what_was_said_before_can_be_read(
    as_tomas: Client, as_wren: Client, made: Highlight
) -> None:
    says(as_tomas, made, "Ilka Brandeveer")
    settles(as_wren, made, "Ilka Brandeveer", "Hansard has her.")
    said = card(as_tomas, made)
    assert "Ilka Brandeveer, settled by Wren Adeyo" in said and "Hansard has her." in said
    assert "opinions" not in said and "says Petra" not in said
    panel = as_tomas.get(f"/highlights/{made.pk}/speaker/").content.decode()
    assert "says <bdi>Petra Salloway</bdi>" in panel


def test_a_decision_needs_a_reason_and_somebody_who_was_named(
    as_tomas: Client, as_wren: Client, made: Highlight
) -> None:
    says(as_tomas, made, "Ilka Brandeveer")
    Speaker.objects.add("Dagny Ferrowe")
    assert settles(as_wren, made, "Ilka Brandeveer", " ").status_code == 422
    assert settles(as_wren, made, "Dagny Ferrowe", "I think so.").status_code == 422
    assert str(made.attributions.standing().get().speaker) == "Oriel Tavasti"


@pytest.mark.parametrize("what", ["opinion", "decision"])
def test_what_was_said_or_settled_is_undone_from_the_toast(
    as_tomas: Client, made: Highlight, what: str
) -> None:
    answer = says(as_tomas, made, "Ilka Brandeveer")
    action = f"/highlights/{made.pk}/speaker/"
    if what == "decision":
        answer = settles(as_tomas, made, "Ilka Brandeveer", "Hansard has her.")
        action = f"/highlights/{made.pk}/decision/"
    as_tomas.post(action, served.fields(answer, action), headers=HTMX)
    assert str(made.attributions.standing().get().speaker) == "Oriel Tavasti"


def test_nobody_withdraws_what_another_said_by_guessing_its_number(
    as_tomas: Client, made: Highlight
) -> None:
    said = made.attributions.get()
    for undo in (said.pk, "x", "9" * 30):
        as_tomas.post(f"/highlights/{made.pk}/speaker/", {"undo": undo})
    assert made.attributions.standing().get() == said


def test_without_a_name_the_form_asks_for_one_and_keeps_the_reason(
    as_tomas: Client, made: Highlight
) -> None:
    answer = says(as_tomas, made, "", "Because.")
    assert answer.status_code == 422
    assert "Because." in answer.content.decode()


def test_the_editor_opens_with_what_its_reader_says(
    as_wren: Client, as_petra: Client, made: Highlight
) -> None:
    says(as_wren, made, "Ilka Brandeveer")
    where = f"/highlights/{made.pk}/?on={made.version_id}"
    assert 'value="Ilka Brandeveer"' in as_wren.get(where).content.decode()
    assert 'value="Oriel Tavasti"' in as_petra.get(where).content.decode()


def test_a_closed_card_says_that_people_disagree(
    as_petra: Client, as_tomas: Client, made: Highlight, petra: User
) -> None:
    for place in range(12):
        words = factories.STORY[1].split()[place % 8]
        factories.highlight(made.version, words, petra)
    assert "opinions" not in card(as_petra, made)
    says(as_tomas, made, "Ilka Brandeveer")
    assert "2 opinions" in card(as_petra, made)
