"""A thread on a highlight: notes are added once, and only their writers change them."""

from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client

from annotations.highlights.models import Highlight
from annotations.notes.models import LONGEST, Note
from annotations.teams.models import User
from tests import cast, factories, served
from tests.cast import HTMX
from tests.racing import together

pytestmark = pytest.mark.django_db

both_ways = pytest.mark.parametrize("headers", [{}, HTMX], ids=["plain", "htmx"])


@pytest.fixture
def made(petra: User) -> Highlight:
    return factories.highlight(factories.article(), "4,200 jobs", petra)


@pytest.fixture
def said(made: Highlight, petra: User) -> Note:
    return factories.note(made, "Where is the *forecast*?", petra)


def thread(answer: HttpResponse) -> list[str]:
    """The notes on a page, as they read."""
    found = served.page(answer).iter("div")
    return [served.text(one).strip() for one in found if one.get("class") == "note-html"]


def send(client: Client, on: Highlight, body: str, **options: object) -> HttpResponse:
    data = {"body": body, "client_key": uuid4()}
    return client.post(f"/highlights/{on.pk}/notes/", data, **options)


def test_a_reply_without_scripts_leads_back_to_the_passage(
    as_tomas: Client, made: Highlight, said: Note
) -> None:
    answer = send(as_tomas, made, "In the **annex**.")
    assert (answer.status_code, answer["Location"]) == (302, made.get_absolute_url())
    page = as_tomas.get(served.open_cards(made.version.article))
    assert thread(page) == ["Where is the forecast?", "In the annex."]


def test_a_reply_with_scripts_draws_the_thread_again(
    as_tomas: Client, made: Highlight, said: Note
) -> None:
    answer = send(as_tomas, made, "In the annex.", headers=HTMX)
    assert answer.status_code == 200
    assert thread(answer) == ["Where is the forecast?", "In the annex."]
    fields = [one for one in served.page(answer).iter("textarea") if one.get("name") == "body"]
    assert [served.text(one).strip() for one in fields] == [""]
    assert "Note saved" in served.text(served.by_id(answer, "live"))


def test_sending_the_same_note_twice_adds_it_once(as_petra: Client, made: Highlight) -> None:
    data = {"body": "Says who?", "client_key": uuid4()}
    for _ in range(2):
        assert as_petra.post(f"/highlights/{made.pk}/notes/", data).status_code == 302
    assert [note.body for note in made.notes.all()] == ["Says who?"]


def test_another_note_sent_from_a_page_that_was_gone_back_to_is_not_dropped(
    as_petra: Client, made: Highlight, petra: User
) -> None:
    other = factories.highlight(made.version, "northern yards", petra)
    key = uuid4()
    for on, body in [(made, "Says who?"), (made, "And since when?"), (other, "Says who?")]:
        as_petra.post(f"/highlights/{on.pk}/notes/", {"body": body, "client_key": key})
    assert [note.body for note in made.notes.all()] == ["Says who?", "And since when?"]
    assert [note.body for note in other.notes.all()] == ["Says who?"]


def test_the_thread_can_be_drawn_again_without_a_change(
    as_tomas: Client, made: Highlight, said: Note
) -> None:
    assert thread(as_tomas.get(f"/highlights/{made.pk}/notes/", headers=HTMX)) == [
        "Where is the forecast?"
    ]
    plain = as_tomas.get(f"/highlights/{made.pk}/notes/")
    assert (plain.status_code, plain["Location"]) == (302, made.get_absolute_url())


@pytest.mark.django_db(transaction=True)
def test_two_requests_at_once_add_one_note() -> None:
    petra = cast.petra()
    made = factories.highlight(factories.article(), "4,200 jobs", petra)
    data = {"body": "Says who?", "client_key": uuid4()}
    clients = [cast.signed_in(petra) for _ in range(3)]
    answers: list[int] = []

    def act(client: Client) -> None:
        answers.append(client.post(f"/highlights/{made.pk}/notes/", data).status_code)

    together(*(lambda client=client: act(client) for client in clients))
    assert answers == [302, 302, 302]
    assert made.notes.count() == 1


@both_ways
@pytest.mark.parametrize(
    ("body", "reason"),
    [("", "required"), ("  \n ", "required"), ("n" * (LONGEST + 1), "at most"), ("a\0b", "Null")],
    ids=["empty", "blank", "too long", "null"],
)
def test_a_note_that_cannot_be_kept_is_refused_with_a_reason_and_what_was_typed(
    as_petra: Client, made: Highlight, headers: dict[str, str], body: str, reason: str
) -> None:
    answer = send(as_petra, made, body, headers=headers)
    assert answer.status_code == 422
    errors = [one for one in served.page(answer).iter("p") if one.get("class") == "err"]
    assert [one for one in errors if reason in served.text(one)]
    field = next(one for one in served.page(answer).iter("textarea") if one.get("name") == "body")
    assert served.text(field).strip() == body.replace("\0", "\ufffd").strip()
    assert not Note.objects.exists()


def test_a_note_is_sent_with_a_key_of_its_own_each_time(as_petra: Client, made: Highlight) -> None:
    page = as_petra.get(served.open_cards(made.version.article))
    again = send(as_petra, made, "One.", headers=HTMX)
    keys = [
        one.get("value")
        for answer in (page, again)
        for one in served.page(answer).iter("input")
        if one.get("name") == "client_key"
    ]
    assert len(set(keys)) >= 2 and all(keys)


@both_ways
def test_a_note_is_changed_by_its_writer_and_says_that_it_was(
    as_petra: Client, said: Note, headers: dict[str, str]
) -> None:
    where = f"/notes/{said.pk}/"
    form = as_petra.get(where, headers=headers)
    field = next(one for one in served.page(form).iter("textarea"))
    assert served.text(field).strip() == "Where is the *forecast*?"
    answer = as_petra.post(
        where, {**served.fields(form, where), "body": "Found **it**."}, headers=headers
    )
    said.refresh_from_db()
    assert (said.body, said.html) == ("Found **it**.", "<p>Found <strong>it</strong>.</p>\n")
    assert said.edited_at is not None
    if headers:
        assert thread(answer) == ["Found it."]
        assert "edited" in served.seen(answer)
    else:
        assert answer["Location"] == said.highlight.get_absolute_url()


@both_ways
def test_a_change_that_is_refused_keeps_what_was_typed(
    as_petra: Client, said: Note, headers: dict[str, str]
) -> None:
    body, where = "n" * (LONGEST + 1), f"/notes/{said.pk}/"
    held = served.fields(as_petra.get(where), where)
    answer = as_petra.post(where, {**held, "body": body}, headers=headers)
    assert answer.status_code == 422
    assert served.text(next(served.page(answer).iter("textarea"))).strip() == body
    said.refresh_from_db()
    assert said.edited_at is None


@both_ways
def test_a_note_changed_in_two_places_is_not_overwritten_unseen(
    as_petra: Client, said: Note, headers: dict[str, str]
) -> None:
    where = f"/notes/{said.pk}/"
    first, second = (served.fields(as_petra.get(where), where) for _ in range(2))
    as_petra.post(where, {**first, "body": "From the desk."})
    answer = as_petra.post(where, {**second, "body": "From the train."}, headers=headers)
    assert answer.status_code == 409
    said.refresh_from_db()
    assert said.body == "From the desk."
    assert "From the desk." in served.seen(answer)
    assert "Petra Salloway changed this note in the meantime" in served.seen(answer)
    shown = served.fields(answer, where)
    assert shown["body"] == "From the train."
    assert as_petra.post(where, shown, headers=headers).status_code == (200 if headers else 302)
    said.refresh_from_db()
    assert said.body == "From the train."


def test_a_member_does_not_change_what_another_wrote(as_tomas: Client, said: Note) -> None:
    client = as_tomas
    for method, where in [
        ("get", f"/notes/{said.pk}/"),
        ("post", f"/notes/{said.pk}/"),
        ("get", f"/notes/{said.pk}/deletion/"),
        ("post", f"/notes/{said.pk}/deletion/"),
        ("delete", f"/notes/{said.pk}/deletion/"),
    ]:
        assert getattr(client, method)(where, {"body": "Mine."}).status_code == 404
    said.refresh_from_db()
    assert (said.body, said.deleted_at) == ("Where is the *forecast*?", None)
    page = client.get(served.open_cards(said.highlight.version.article)).content.decode()
    assert f"/notes/{said.pk}/" not in page


@both_ways
def test_a_deleted_note_is_gone_until_it_is_brought_back(
    as_petra: Client, as_tomas: Client, said: Note, headers: dict[str, str]
) -> None:
    where = f"/notes/{said.pk}/deletion/"
    page = served.open_cards(said.highlight.version.article)
    answer = as_petra.post(where, headers=headers)
    if headers:
        assert thread(answer) == []
        assert f'hx-delete="{where}"' in answer.content.decode()
    else:
        assert (answer.status_code, answer["Location"]) == (302, where)
    assert thread(as_tomas.get(page)) == []
    assert as_petra.get(f"/notes/{said.pk}/").status_code == 404
    back = (
        as_petra.delete(where, headers=headers)
        if headers
        else as_petra.post(where, {"undo": "yes"})
    )
    assert back.status_code == (200 if headers else 302)
    assert thread(as_tomas.get(page)) == ["Where is the forecast?"]


def test_deleting_a_note_twice_changes_nothing_more(as_petra: Client, said: Note) -> None:
    as_petra.post(f"/notes/{said.pk}/deletion/")
    said.refresh_from_db()
    first = said.deleted_at
    as_petra.post(f"/notes/{said.pk}/deletion/")
    said.refresh_from_db()
    assert first is not None and said.deleted_at == first


def test_notes_on_a_highlight_that_became_private_are_out_of_reach_for_their_writers(
    as_tomas: Client, made: Highlight, tomas: User
) -> None:
    note = factories.note(made, "Mine, but on hers.", tomas)
    made.visibility = Highlight.Visibility.ONLY_ME
    made.save()
    for where in (f"/notes/{note.pk}/", f"/notes/{note.pk}/deletion/"):
        assert as_tomas.get(where).status_code == 404
    assert list(Note.objects.visible_to(tomas)) == []


def test_nothing_can_be_added_to_a_deleted_highlight(as_petra: Client, made: Highlight) -> None:
    as_petra.post(f"/highlights/{made.pk}/deletion/")
    assert send(as_petra, made, "Too late.").status_code == 404


def test_a_note_that_says_what_would_be_markup_is_read_as_it_was_typed(
    as_petra: Client, made: Highlight
) -> None:
    answer = send(as_petra, made, "<script>alert(1)</script> & <b>x</b>", headers=HTMX)
    assert thread(answer) == ["<script>alert(1)</script> & <b>x</b>"]
    assert "<script" not in answer.content.decode()
