"""Threads: edits keep their history, deleted notes their place, and a thread comes to an end."""

from datetime import UTC, datetime

import pytest
from django.http import HttpResponse
from django.test import Client

from annotations.highlights.models import Highlight
from annotations.notes.models import Note
from annotations.teams.models import User
from tests import cast, factories, served
from tests.cast import HTMX
from tests.racing import together

pytestmark = pytest.mark.django_db


@pytest.fixture
def made(petra: User) -> Highlight:
    return factories.highlight(factories.article(), "4,200 jobs", petra)


@pytest.fixture
def said(made: Highlight, petra: User) -> Note:
    return factories.note(made, "Where is the forecast?", petra)


def page_of(client: Client, highlight: Highlight) -> HttpResponse:
    return client.get(served.open_cards(highlight.version.article))


def in_card(client: Client, highlight: Highlight) -> str:
    return " ".join(served.text(served.card(page_of(client, highlight), highlight.pk)).split())


def edit(client: Client, note: Note, body: str) -> HttpResponse:
    where = f"/notes/{note.pk}/"
    held = served.fields(client.get(where), where)
    return client.post(where, {**held, "body": body})


def test_an_edited_note_shows_its_earlier_wordings_with_their_times(
    as_petra: Client, as_tomas: Client, said: Note
) -> None:
    said.created_at = datetime(2026, 5, 14, 16, 20, tzinfo=UTC)
    said.save(update_fields=["created_at"])
    edit(as_petra, said, "Where is the *old* forecast?")
    edit(as_petra, said, "Found it.")
    link = f"/notes/{said.pk}/wordings/"
    assert f'href="{link}"' in page_of(as_tomas, said.highlight).content.decode()
    for headers in ({}, HTMX):
        shown = " ".join(served.seen(as_tomas.get(link, headers=headers)).split())
        now, before, first = (
            shown.index(words)
            for words in ("Found it.", "Where is the old forecast?", "14 May 2026, 16:20")
        )
        assert now < before < first < shown.index("Where is the forecast?")


def test_saving_the_same_words_again_is_no_edit(as_petra: Client, said: Note) -> None:
    where = f"/notes/{said.pk}/"
    held = served.fields(as_petra.get(where), where)
    for _ in range(2):
        assert as_petra.post(where, {**held, "body": "Found it."}).status_code == 302
    said.refresh_from_db()
    assert said.wordings.count() == 1
    assert as_petra.post(where, {**held, "body": "Lost it."}).status_code == 409


def test_the_owner_may_correct_what_a_member_wrote_and_it_says_who_did(
    as_wren: Client, as_petra: Client, said: Note
) -> None:
    edit(as_wren, said, "Where is the forecast of May?")
    assert "edited by Wren Adeyo" in in_card(as_petra, said.highlight)
    history = served.seen(as_petra.get(f"/notes/{said.pk}/wordings/", headers=HTMX))
    assert history.index("Wren Adeyo") < history.index("Petra Salloway")


def test_of_two_people_who_change_a_note_the_second_sees_both_texts_and_loses_neither(
    as_wren: Client, as_petra: Client, said: Note
) -> None:
    where = f"/notes/{said.pk}/"
    hers, owners = (served.fields(one.get(where), where) for one in (as_petra, as_wren))
    assert as_petra.post(where, {**hers, "body": "From Petra."}).status_code == 302
    answer = as_wren.post(where, {**owners, "body": "From Wren."}, headers=HTMX)
    assert answer.status_code == 409
    assert answer["HX-Retarget"] == f"#note-{said.pk}"
    shown = served.fields(answer, where)
    assert shown["body"] == "From Wren."
    theirs = [one for one in served.page(answer).iter("blockquote")]
    assert [served.text(one) for one in theirs] == ["From Petra."]
    assert as_wren.post(where, shown).status_code == 302
    said.refresh_from_db()
    assert (said.body, said.edited_by) == ("From Wren.", User.objects.get(name="Wren Adeyo"))
    assert [one.body for one in said.wordings.all()] == ["From Petra.", "Where is the forecast?"]


@pytest.mark.django_db(transaction=True)
def test_of_two_changes_at_the_same_moment_one_is_asked_about_the_other() -> None:
    petra = cast.petra()
    said = factories.note(factories.highlight(factories.article(), "4,200", petra), "Hm.", petra)
    where = f"/notes/{said.pk}/"
    clients = [cast.signed_in(one) for one in (petra, cast.wren())]
    held = served.fields(clients[0].get(where), where)
    answers: list[int] = []

    def act(client: Client, body: str) -> None:
        answers.append(client.post(where, {**held, "body": body}).status_code)

    together(lambda: act(clients[0], "First."), lambda: act(clients[1], "Second."))
    assert sorted(answers) == [302, 409]
    assert said.wordings.get().body == "Hm."


def test_a_deleted_note_that_was_answered_leaves_word_of_who_deleted_it(
    as_wren: Client, as_tomas: Client, said: Note, tomas: User
) -> None:
    reply = factories.note(said.highlight, "In the annex.", tomas)
    as_wren.post(f"/notes/{said.pk}/deletion/")
    said.refresh_from_db()
    time = f"{said.deleted_at:%H:%M}"
    shown = in_card(as_tomas, said.highlight)
    assert "Wren Adeyo deleted this note, " in shown and time in shown
    assert "Where is the forecast?" not in shown
    as_tomas.post(f"/notes/{reply.pk}/deletion/")
    assert "deleted this note" not in in_card(as_tomas, said.highlight)
    as_wren.post(f"/notes/{said.pk}/deletion/", {"undo": "yes"})
    assert "Where is the forecast?" in in_card(as_tomas, said.highlight)


def test_a_thread_is_resolved_by_anybody_who_sees_it_and_opened_again(
    as_tomas: Client, as_petra: Client, said: Note
) -> None:
    where = f"/highlights/{said.highlight_id}/resolution/"
    assert as_tomas.post(where).status_code == 302
    shown = served.card(page_of(as_petra, said.highlight), said.highlight_id)
    fold = next(one for one in shown.iter("details") if one.get("class") == "fold")
    assert "Resolved by Tomas Reyl-Aska, " in served.text(next(fold.iter("summary")))
    assert not [one for one in shown.iter("textarea") if one.get("name") == "body"]
    as_petra.post(where)
    assert "Resolved by Tomas" in in_card(as_petra, said.highlight)
    answer = as_petra.delete(where, headers=HTMX)
    assert "Resolved" not in served.seen(answer)
    assert "Thread reopened" in served.text(served.by_id(answer, "live"))


def test_a_reply_that_comes_after_the_end_opens_the_thread_again(
    as_tomas: Client, as_petra: Client, said: Note
) -> None:
    as_tomas.post(f"/highlights/{said.highlight_id}/resolution/")
    as_petra.post(
        f"/highlights/{said.highlight_id}/notes/",
        {"body": "One thing more.", "client_key": "9b3f7a3e-0d5e-4b0c-9d54-2f5b5a0c8d11"},
    )
    assert "Resolved" not in in_card(as_tomas, said.highlight)


@pytest.mark.parametrize(("notes", "folded"), [(4, 0), (5, 2), (9, 6)])
def test_the_middle_of_a_long_thread_is_folded(
    as_petra: Client, made: Highlight, petra: User, notes: int, folded: int
) -> None:
    for number in range(notes):
        factories.note(made, f"Note {number}.", petra)
    card = served.card(page_of(as_petra, made), made.pk)
    folds = [one for one in card.iter("details") if one.get("class") == "fold"]
    inside = [served.text(one).strip() for fold in folds for one in fold.iter("div")
              if one.get("class") == "note-html"]  # fmt: skip
    assert inside == [f"Note {number}." for number in range(1, 1 + folded)]
    assert [served.text(next(fold.iter("summary"))) for fold in folds] == (
        [f"{folded} more"] if folded else []
    )


def test_a_note_has_an_address_of_its_own(as_petra: Client, said: Note) -> None:
    html = page_of(as_petra, said.highlight).content.decode()
    assert f'href="{said.get_absolute_url()}" data-copy' in html
    assert f'id="note-{said.pk}"' in html
