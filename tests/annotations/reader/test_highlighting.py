"""Readers highlight the words they mean, once, and can change their mind."""

import json
import re
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from annotations.highlights.models import Highlight
from annotations.notes.models import Note
from annotations.speakers.models import Attribution, Speaker, fold
from annotations.speakers.naming import attribute
from annotations.teams.models import User
from newsroom.articles.models import Article
from tests import cast, factories, served
from tests.cast import HTMX
from tests.hostile import rendered_check, rows
from tests.racing import together
from tests.shared import needs_shared

pytestmark = pytest.mark.django_db

TYPED = {
    "speaker_name": "Oriel Tavasti",
    "note": "Where is the *forecast*?",
    "visibility": "only_me",
    "kind": "claim",
}


@pytest.fixture
def article(db: None) -> Article:
    return factories.article()


def send(client: Client, article: Article, data: dict[str, Any], **options: Any) -> HttpResponse:
    """Send a highlight on the latest version of `article`."""
    return client.post(f"/versions/{article.latest_version_id}/highlights/", data, **options)


def errors(answer: HttpResponse) -> list[str]:
    """What stands on the page in place of a success."""
    found = served.page(answer).iter("p")
    return [served.text(one) for one in found if one.get("class") == "err"]


def values(answer: HttpResponse, *names: str) -> list[str]:
    """What stands in the fields called `names`: all that was typed, kept or not."""
    found = []
    for one in served.page(answer).iter():
        if one.get("name") in names:
            chosen = one.get("checked") is not None or one.get("type") not in {"checkbox", "radio"}
            found += [one.get("value") or served.text(one)] if chosen else []
    return found


# Making


def test_a_reader_without_scripts_comes_back_to_the_passage_just_highlighted(
    as_petra: Client, petra: User, article: Article
) -> None:
    answer = send(as_petra, article, factories.selection(article, "4,200 jobs", kind="claim"))
    made = Highlight.objects.get()
    assert answer.status_code == 302
    assert answer["Location"] == f"/articles/{article.pk}/#highlight-{made.pk}"
    assert (made.words, made.kind, made.author) == ("4,200 jobs", "claim", petra)
    assert article.latest_version.text[made.start : made.end] == "4,200 jobs"


def test_a_highlight_keeps_its_speaker_its_note_and_who_may_see_it(
    as_petra: Client, petra: User, article: Article
) -> None:
    send(as_petra, article, factories.selection(article, "4,200 jobs", **TYPED))
    made = Highlight.objects.get()
    assert made.visibility == Highlight.Visibility.ONLY_ME
    said = made.attributions.get()
    assert (said.speaker.name, said.by) == ("Oriel Tavasti", petra)
    assert [(note.body, note.author) for note in made.notes.all()] == [(TYPED["note"], petra)]


def test_with_scripts_only_what_was_touched_is_drawn_again(
    as_petra: Client, petra: User, article: Article
) -> None:
    later = factories.highlight(article, "the auditor general", petra)
    data = factories.selection(article, "4,200 jobs", speaker_name="Oriel Tavasti")
    answer = send(as_petra, article, data, headers=HTMX)
    made = Highlight.objects.exclude(pk=later.pk).get()
    assert answer.status_code == 200
    [block] = served.blocks(answer)
    assert served.text(block) == factories.SECOND
    assert block.get("hx-swap-oob") == "true"
    assert served.marked(answer, made.pk) == "4,200 jobs"
    assert "Oriel Tavasti" in served.text(served.card(answer, made.pk))
    assert "Oriel Tavasti" in served.text(served.by_id(answer, "cast"))
    assert served.by_id(answer, f"card-{later.pk}") is None
    assert json.loads(answer["HX-Trigger-After-Settle"])["margent:changed"] == {
        "highlight": made.pk
    }


def test_white_space_at_the_ends_of_a_selection_is_left_out(
    as_petra: Client, article: Article
) -> None:
    text = article.latest_version.text
    words = f" 4,200 jobs in the northern yards, Oriel Tavasti told the chamber.\n{factories.THIRD}"
    assert words in text
    send(as_petra, article, factories.selection(article, words))
    assert Highlight.objects.get().words == words.strip()


def test_half_a_word_can_be_highlighted(as_petra: Client, article: Article) -> None:
    send(as_petra, article, factories.selection(article, "rthern ya"))
    assert Highlight.objects.get().words == "rthern ya"


def test_line_breaks_that_forms_send_are_those_of_the_text(
    as_petra: Client, article: Article
) -> None:
    words = f"{factories.FIRST}\n{factories.SECOND}"
    data = factories.selection(article, words) | {"words": words.replace("\n", "\r\n")}
    assert send(as_petra, article, data).status_code == 302
    assert Highlight.objects.get().words == words


def test_the_title_and_a_caption_can_be_highlighted_too(as_petra: Client, article: Article) -> None:
    send(as_petra, article, factories.selection(article, factories.TITLE))
    assert Highlight.objects.get().words == factories.TITLE


# Refusing


@pytest.mark.parametrize("shift", [-1, 1, 7, 10_000])
@pytest.mark.parametrize("headers", [{}, HTMX], ids=["plain", "htmx"])
def test_words_that_do_not_stand_there_are_refused_and_nothing_typed_is_lost(
    as_petra: Client, article: Article, shift: int, headers: dict[str, str]
) -> None:
    data = factories.selection(article, "4,200 jobs", **TYPED)
    data |= {"start": data["start"] + shift, "end": data["end"] + shift}
    answer = send(as_petra, article, data, headers=headers)
    assert answer.status_code == 422
    assert Highlight.objects.count() == Note.objects.count() == Speaker.objects.count() == 0
    [said] = errors(answer)
    assert "do not stand in this version" in said and "Select them again" in said
    assert values(answer, "words") == ["4,200 jobs"]
    assert values(answer, "note") == [TYPED["note"]]
    assert values(answer, "speaker_name") == ["Oriel Tavasti"]
    assert values(answer, "visibility") == ["only_me"]
    if headers:
        assert values(answer, "kind") == ["claim"]
    else:
        selected = [one for one in served.page(answer).iter("option") if "selected" in one.attrib]
        assert [one.get("value") for one in selected] == ["claim"]


def test_what_was_refused_can_be_sent_again_as_it_is_shown(
    as_petra: Client, article: Article
) -> None:
    data = factories.selection(article, "4,200 jobs", **TYPED)
    refused = send(as_petra, article, data | {"start": 0, "end": 10})
    again = {
        one.attrib["name"]: values(refused, one.attrib["name"])[0]
        for one in served.page(refused).iter()
        if one.tag in {"textarea", "input"} and values(refused, one.get("name", ""))
    }
    assert send(as_petra, article, {**again, "kind": "claim"}).status_code == 302
    made = Highlight.objects.get()
    assert (made.words, made.visibility) == ("4,200 jobs", "only_me")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"start": "", "end": "", "words": "the"}, "more than once"),
        ({"start": "", "end": "", "words": "five votes and a half"}, "do not stand"),
        ({"start": "", "end": "", "words": ""}, "required"),
        ({"start": "", "end": "", "words": " \n "}, "do not stand"),
        ({"start": -4, "end": 6}, "greater than or equal to 0"),
        ({"start": 10**30, "end": 10**30 + 10}, "do not stand"),
        ({"start": "four"}, "whole number"),
        ({"kind": "sermon"}, "valid choice"),
        ({"kind": ""}, "required"),
        ({"verdict": "maybe"}, "valid choice"),
        ({"visibility": "the press"}, "valid choice"),
        ({"speaker": "987654"}, "valid choice"),
        ({"speaker": "Oriel"}, "valid choice"),
        ({"speaker_name": "O" * 201}, "at most 200"),
        ({"note": "n" * 20_001}, "at most 20000"),
        ({"client_key": "seven"}, "valid UUID"),
    ],
    ids=lambda value: ", ".join(map(str, value))[:40] if isinstance(value, dict) else None,
)
@pytest.mark.parametrize("headers", [{}, HTMX], ids=["plain", "htmx"])
def test_what_cannot_be_kept_is_refused_with_a_reason(
    as_petra: Client,
    article: Article,
    changes: dict[str, Any],
    said: str,
    headers: dict[str, str],
) -> None:
    data = factories.selection(article, "4,200 jobs") | changes
    answer = send(as_petra, article, data, headers=headers)
    assert answer.status_code == 422
    assert [one for one in errors(answer) if said in one]
    assert not Highlight.objects.exists()


EVERY_FIELD = (
    "kind", "verdict", "visibility", "speaker", "speaker_name", "speaker_kind", "note",
    "client_key", "start", "end", "words",
)  # fmt: skip


@pytest.mark.parametrize("field", EVERY_FIELD)
@pytest.mark.parametrize("headers", [{}, HTMX], ids=["plain", "htmx"])
def test_a_character_that_cannot_be_stored_gets_an_answer_in_words(
    as_petra: Client, article: Article, field: str, headers: dict[str, str]
) -> None:
    data = factories.selection(article, "4,200 jobs") | {field: "4,200\0 jobs"}
    answer = send(as_petra, article, data, headers=headers)
    assert answer.status_code == 422
    assert errors(answer)
    assert not Highlight.objects.exists()


@pytest.mark.parametrize("field", EVERY_FIELD)
def test_half_a_surrogate_pair_is_no_error_of_ours(
    as_petra: Client, article: Article, field: str
) -> None:
    data = factories.selection(article, "4,200 jobs")
    pairs = [f"{name}={value}".replace(" ", "+").encode() for name, value in data.items()]
    body = b"&".join([*(one for one in pairs if not one.startswith(field.encode() + b"="))])
    answer = send(
        as_petra,
        article,
        body + f"&{field}=".encode() + b"%ED%A0%BDx",
        content_type="application/x-www-form-urlencoded",
    )
    assert answer.status_code in {302, 422}
    assert as_petra.get(article.get_absolute_url()).status_code == 200


# By hand


def test_words_can_be_quoted_by_hand(as_petra: Client, article: Article) -> None:
    data = {"words": "  warned that\r\nnobody had ", "kind": "quote", "client_key": uuid4()}
    assert send(as_petra, article, data).status_code == 302
    made = Highlight.objects.get()
    assert made.words == "warned that nobody had"
    assert article.latest_version.text[made.start : made.end] == made.words


def test_the_article_page_has_a_plain_form_for_quoting_words(
    as_petra: Client, article: Article
) -> None:
    page = served.page(as_petra.get(article.get_absolute_url()))
    form = next(
        one
        for one in page.iter("form")
        if one.find(".//textarea[@id='hand-words']") is not None and one.get("hx-post") is None
    )
    assert (form.get("method"), form.get("action")) == (
        "post",
        f"/versions/{article.latest_version_id}/highlights/",
    )
    names = {one.get("name") for one in form.iter() if one.get("name")}
    assert {"csrfmiddlewaretoken", "client_key", "words", "kind", "speaker_name", "note"} <= names


# Once


def test_sending_the_same_highlight_twice_makes_it_once(as_petra: Client, article: Article) -> None:
    data = factories.selection(article, "4,200 jobs", **TYPED)
    first, again = send(as_petra, article, data), send(as_petra, article, data)
    assert first["Location"] == again["Location"]
    assert Highlight.objects.count() == Note.objects.count() == Attribution.objects.count() == 1


def test_a_highlight_sent_again_with_another_kind_is_the_same_one_changed(
    as_petra: Client, article: Article
) -> None:
    data = factories.selection(article, "4,200 jobs", **TYPED)
    send(as_petra, article, data)
    send(as_petra, article, data | {"kind": "quote", "note": "Said so in the chamber."})
    made = Highlight.objects.get()
    assert made.kind == "quote"
    assert [note.body for note in made.notes.all()] == ["Said so in the chamber."]


def test_other_words_sent_from_a_page_that_was_gone_back_to_are_not_dropped(
    as_petra: Client, article: Article
) -> None:
    data = factories.selection(article, "4,200 jobs", **TYPED)
    send(as_petra, article, data)
    send(as_petra, article, data | factories.selection(article, "warned") | _key(data))
    article.revise(factories.extract(factories.TITLE, "It was 4,200 jobs, they say."))
    answer = send(as_petra, article, data | factories.selection(article, "4,200 jobs") | _key(data))
    assert answer.status_code == 302
    words = [made.words for made in Highlight.objects.order_by("pk")]
    assert words == ["4,200 jobs", "warned", "4,200 jobs"]
    assert Note.objects.count() == 3


def test_with_scripts_the_second_answer_replaces_the_card_of_the_first(
    as_petra: Client, article: Article
) -> None:
    data = factories.selection(article, "4,200 jobs")
    first = send(as_petra, article, data, headers=HTMX).content.decode()
    again = send(as_petra, article, data, headers=HTMX).content.decode()
    assert 'hx-swap-oob="delete"' not in first
    assert 'hx-swap-oob="delete"' in again


def test_two_readers_pages_may_have_the_same_key(
    as_petra: Client, as_tomas: Client, article: Article
) -> None:
    data = factories.selection(article, "4,200 jobs")
    send(as_petra, article, data)
    send(as_tomas, article, data)
    assert Highlight.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_requests_at_once_make_one_highlight_with_one_note() -> None:
    article = factories.article()
    data = factories.selection(article, "4,200 jobs", **TYPED)
    clients = [cast.signed_in(cast.petra()) for _ in range(3)]
    answers: list[HttpResponse] = []

    def act(client: Client) -> None:
        answers.append(send(client, article, data))

    together(*(lambda client=client: act(client) for client in clients))
    assert [answer.status_code for answer in answers] == [302] * 3
    assert len({answer["Location"] for answer in answers}) == 1
    assert Highlight.objects.count() == Note.objects.count() == Attribution.objects.count() == 1
    assert Highlight.objects.get().anchors.count() == 1


# Changing


def test_a_card_is_edited_where_it_is(as_petra: Client, petra: User, article: Article) -> None:
    made = factories.highlight(article, "4,200 jobs", petra, speaker_name="Oriel Tavasti")
    edit = f"/highlights/{made.pk}/?on={article.latest_version_id}"
    answer = as_petra.get(edit, headers=HTMX)
    assert served.by_id(answer, "main") is None
    assert values(answer, "kind") == ["quote"]
    assert values(answer, "speaker_name") == ["Oriel Tavasti"]
    change = {"kind": "claim", "verdict": "disputed", "client_key": uuid4()}
    answer = as_petra.post(f"/highlights/{made.pk}/", change, headers=HTMX)
    assert answer.status_code == 200
    made.refresh_from_db()
    assert (made.kind, made.verdict, made.words) == ("claim", "disputed", "4,200 jobs")
    assert "Disputed" in served.text(served.card(answer, made.pk))


def test_a_change_is_undone_by_one_press(as_petra: Client, petra: User, article: Article) -> None:
    made = factories.highlight(article, "4,200 jobs", petra, speaker_name="Oriel Tavasti")
    change = {"kind": "claim", "verdict": "disputed", "speaker_name": "Dagny Ferrowe"}
    action = f"/highlights/{made.pk}/"
    answer = as_petra.post(action, change | {"client_key": uuid4()}, headers=HTMX)
    assert [str(one.speaker) for one in made.attributions.standing()] == ["Dagny Ferrowe"]
    undo = served.fields(answer, action)
    assert as_petra.post(action, undo, headers=HTMX).status_code == 200
    made.refresh_from_db()
    assert (made.kind, made.verdict) == ("quote", "not_yet")
    assert [str(one.speaker) for one in made.attributions.standing()] == ["Oriel Tavasti"]


def test_who_only_adds_a_note_leaves_a_colleagues_naming_alone(
    as_petra: Client, petra: User, tomas: User, article: Article
) -> None:
    made = factories.highlight(article, "4,200 jobs", petra)
    action = f"/highlights/{made.pk}/"
    form = served.fields(as_petra.get(f"{action}?on={article.latest_version_id}"), action)
    attribute(made, Speaker.objects.add("Oriel Tavasti"), by=tomas)
    as_petra.post(action, form | {"note": "Says who?"})
    assert [str(one.speaker) for one in made.attributions.standing()] == ["Oriel Tavasti"]


def test_what_others_have_noted_on_cannot_be_hidden_from_them(
    as_petra: Client, as_tomas: Client, petra: User, article: Article
) -> None:
    made = factories.highlight(article, "4,200 jobs", petra)
    as_tomas.post(f"/highlights/{made.pk}/notes/", {"body": "Hm.", "client_key": uuid4()})
    change = {"kind": "quote", "visibility": "only_me", "client_key": uuid4()}
    answer = as_petra.post(f"/highlights/{made.pk}/", change, headers=HTMX)
    assert answer.status_code == 422
    assert "Others have written notes here" in served.text(served.page(answer))
    made.refresh_from_db()
    assert made.visibility == "everyone"


def test_a_highlight_sent_again_with_more_keeps_the_more(
    as_petra: Client, article: Article
) -> None:
    data = factories.selection(article, "4,200 jobs")
    send(as_petra, article, data)
    send(as_petra, article, data | {"note": "Says who?", "speaker_name": "Oriel Tavasti"})
    made = Highlight.objects.get()
    assert [note.body for note in made.notes.all()] == ["Says who?"]
    assert [str(one.speaker) for one in made.attributions.standing()] == ["Oriel Tavasti"]


def test_another_passage_under_a_used_key_is_a_highlight_of_its_own(
    as_petra: Client, article: Article
) -> None:
    data = factories.selection(article, "4,200 jobs")
    send(as_petra, article, data)
    other = factories.selection(article, "northern yards") | {"client_key": data["client_key"]}
    send(as_petra, article, other | {"note": "And this?"})
    assert sorted(Highlight.objects.values_list("words", flat=True)) == [
        "4,200 jobs",
        "northern yards",
    ]


def test_a_sign_in_that_has_ended_does_not_put_the_sign_in_page_in_the_card(
    article: Article,
) -> None:
    answer = send(Client(), article, factories.selection(article, "4,200 jobs"), headers=HTMX)
    assert (answer.status_code, answer.content) == (401, b"")


def test_a_card_is_edited_without_scripts(as_petra: Client, petra: User, article: Article) -> None:
    made = factories.highlight(article, "4,200 jobs", petra, visibility="only_me")
    edit = f"/highlights/{made.pk}/?on={article.latest_version_id}"
    assert f'href="{edit}"' in as_petra.get(f"/highlights/{made.pk}/card/").content.decode()
    page = as_petra.get(edit)
    assert served.by_id(page, "main") is not None
    assert values(page, "kind", "visibility") == ["quote", "only_me"]
    answer = as_petra.post(f"/highlights/{made.pk}/", {"kind": "passage", "client_key": uuid4()})
    assert (answer.status_code, answer["Location"]) == (302, made.get_absolute_url())
    made.refresh_from_db()
    assert made.kind == "passage"


def test_a_change_that_is_refused_keeps_what_was_typed(
    as_petra: Client, petra: User, article: Article
) -> None:
    made = factories.highlight(article, "4,200 jobs", petra)
    change = {"kind": "claim", "note": "Kept.", "speaker_name": "O" * 201, "client_key": uuid4()}
    for headers in ({}, HTMX):
        answer = as_petra.post(f"/highlights/{made.pk}/", change, headers=headers)
        assert answer.status_code == 422
        assert errors(answer)
        assert values(answer, "note") == ["Kept."]
        assert values(answer, "speaker_name") == ["O" * 201]
    made.refresh_from_db()
    assert made.kind == "quote"


def test_a_note_written_in_the_editor_joins_the_thread_once(
    as_petra: Client, petra: User, article: Article
) -> None:
    made = factories.highlight(article, "4,200 jobs", petra)
    change = {"kind": "quote", "note": "Says who?", "client_key": uuid4()}
    for _ in range(2):
        as_petra.post(f"/highlights/{made.pk}/", change)
    assert [note.body for note in made.notes.all()] == ["Says who?"]


def test_the_words_of_a_highlight_cannot_be_changed(
    as_petra: Client, petra: User, article: Article
) -> None:
    made = factories.highlight(article, "4,200 jobs", petra)
    before = Highlight.objects.filter(pk=made.pk).values("start", "end", "words", "version").get()
    sent = factories.selection(article, "northern yards")
    as_petra.post(f"/highlights/{made.pk}/", sent)
    assert Highlight.objects.filter(pk=made.pk).values(*before).get() == before


def test_the_owner_may_change_what_everyone_sees_and_a_member_only_their_own(
    as_wren: Client, as_tomas: Client, petra: User, article: Article
) -> None:
    made = factories.highlight(article, "4,200 jobs", petra)
    change = {"kind": "claim", "client_key": uuid4()}
    assert as_tomas.post(f"/highlights/{made.pk}/", change).status_code == 404
    assert as_wren.post(f"/highlights/{made.pk}/", change).status_code == 302
    made.refresh_from_db()
    assert (made.kind, made.author) == ("claim", petra)


# Deleting


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["plain", "htmx"])
def test_a_deleted_highlight_is_gone_until_it_is_brought_back(
    as_petra: Client,
    as_tomas: Client,
    petra: User,
    article: Article,
    headers: dict[str, str],
) -> None:
    made = factories.highlight(article, "4,200 jobs", petra, note="Says who?")
    where, page = f"/highlights/{made.pk}/deletion/", article.get_absolute_url()
    answer = as_petra.post(where, headers=headers)
    if headers:
        assert served.marked(answer, made.pk) == ""
        assert f'hx-delete="{where}' in answer.content.decode()
    else:
        assert (answer.status_code, answer["Location"]) == (302, where)
        assert "Undo" in served.seen(as_petra.get(where))
    for client in (as_petra, as_tomas):
        assert served.marked(client.get(page), made.pk) == ""
        assert "Says who?" not in served.seen(client.get(page))
        assert client.get(f"/highlights/{made.pk}/").status_code == 404
    if headers:
        answer = as_petra.delete(where, headers=headers)
        assert served.marked(answer, made.pk) == "4,200 jobs"
    else:
        assert as_petra.post(where, {"undo": "yes"})["Location"] == made.get_absolute_url()
    assert served.marked(as_tomas.get(page), made.pk) == "4,200 jobs"
    assert "Says who?" in served.seen(as_tomas.get(page))


def test_deleting_twice_or_undoing_twice_changes_nothing_more(
    as_petra: Client, petra: User, article: Article
) -> None:
    made = factories.highlight(article, "4,200 jobs", petra)
    as_petra.post(f"/highlights/{made.pk}/deletion/")
    made.refresh_from_db()
    first = made.deleted_at
    as_petra.post(f"/highlights/{made.pk}/deletion/")
    made.refresh_from_db()
    assert first is not None and made.deleted_at == first
    for _ in range(2):
        as_petra.delete(f"/highlights/{made.pk}/deletion/")
        made.refresh_from_db()
        assert made.deleted_at is None


def test_looking_at_the_page_that_deletes_deletes_nothing(
    as_petra: Client, petra: User, article: Article
) -> None:
    made = factories.highlight(article, "4,200 jobs", petra)
    assert as_petra.get(f"/highlights/{made.pk}/deletion/").status_code == 200
    made.refresh_from_db()
    assert made.deleted_at is None


def test_a_change_seen_on_another_version_is_drawn_on_that_version(
    as_petra: Client, petra: User, article: Article
) -> None:
    made = factories.highlight(article, "4,200 jobs", petra)
    old = article.latest_version
    article.revise(factories.extract(factories.TITLE, "It was 4,200 jobs, they say."))
    again = factories.highlight(article, "4,200 jobs", petra)
    answer = as_petra.post(
        f"/highlights/{again.pk}/deletion/", {"on": article.latest_version_id}, headers=HTMX
    )
    assert [served.text(one) for one in served.blocks(answer)] == ["It was 4,200 jobs, they say."]
    for elsewhere in (factories.article().latest_version_id, 10**30, "x", "²", ""):
        answer = as_petra.post(f"/highlights/{made.pk}/deletion/", {"on": elsewhere}, headers=HTMX)
        assert [served.text(one) for one in served.blocks(answer)] == [factories.SECOND]
    assert made.version == old


# What is only mine


@pytest.fixture
def secret(petra: User, article: Article) -> Highlight:
    """A highlight of Petra's that nobody else may know of, with a note of hers."""
    return factories.highlight(
        article,
        "4,200 jobs",
        petra,
        visibility="only_me",
        note="Not yet for the others.",
        speaker_name="Oriel Tavasti",
    )


@pytest.mark.parametrize("other", ["as_tomas", "as_wren"])
@pytest.mark.parametrize("headers", [{}, HTMX], ids=["plain", "htmx"])
def test_what_is_only_mine_does_not_exist_for_anybody_else(
    request: pytest.FixtureRequest, other: str, headers: dict[str, str], secret: Highlight
) -> None:
    client: Client = request.getfixturevalue(other)
    note = secret.notes.get()
    key = {"client_key": uuid4(), "kind": "quote", "body": "Seen."}
    before = _rows()
    for method, url, data in [
        ("get", f"/highlights/{secret.pk}/", {}),
        ("post", f"/highlights/{secret.pk}/", key),
        ("get", f"/highlights/{secret.pk}/deletion/", {}),
        ("post", f"/highlights/{secret.pk}/deletion/", {}),
        ("post", f"/highlights/{secret.pk}/deletion/", {"undo": "yes"}),
        ("delete", f"/highlights/{secret.pk}/deletion/", {}),
        ("post", f"/highlights/{secret.pk}/notes/", key),
        ("get", f"/notes/{note.pk}/", {}),
        ("post", f"/notes/{note.pk}/", key),
        ("get", f"/notes/{note.pk}/deletion/", {}),
        ("post", f"/notes/{note.pk}/deletion/", {}),
        ("delete", f"/notes/{note.pk}/deletion/", {}),
        ("get", f"/highlights/{secret.pk}/share/", {}),
        ("post", f"/highlights/{secret.pk}/share/", {}),
    ]:
        answer = getattr(client, method)(url, data, headers=headers)
        assert answer.status_code == 404, f"{method} {url}"
        assert "4,200" not in served.seen(answer)
    assert _rows() == before


@pytest.mark.parametrize("other", ["as_tomas", "as_wren"])
def test_what_is_only_mine_leaves_no_trace_on_pages_counts_and_fragments(
    request: pytest.FixtureRequest,
    other: str,
    secret: Highlight,
    article: Article,
    as_petra: Client,
) -> None:
    client: Client = request.getfixturevalue(other)
    version = article.latest_version_id
    page = client.get(article.get_absolute_url())
    assert served.marks(page) == []
    assert "Not yet for the others." not in page.content.decode()
    data = factories.selection(article, "jobs in the northern yards")
    fragment = send(client, article, data, headers=HTMX)
    assert f'data-h="{secret.pk}' not in fragment.content.decode()
    assert served.by_id(fragment, f"card-{secret.pk}") is None
    Highlight.objects.exclude(pk=secret.pk).delete()
    options = served.seen(client.get(f"/versions/{version}/speakers/?speaker_name=tavasti"))
    assert "1 highlight" not in options
    listed = served.seen(client.get("/"))
    assert "4,200" not in listed and "Oriel Tavasti" not in listed
    assert served.seen(client.get("/?show=annotated")).count(factories.TITLE) == 0
    mine = served.seen(as_petra.get("/?show=annotated"))
    assert factories.TITLE in mine and "Oriel Tavasti" in mine


def test_what_others_have_written_notes_on_stays_visible_to_them(
    as_petra: Client, petra: User, tomas: User, article: Article
) -> None:
    made = factories.highlight(article, "4,200 jobs", petra)
    factories.note(made, "Which yards?", tomas)
    change = {"kind": "claim", "visibility": "only_me", "client_key": uuid4(), "note": "Kept."}
    for headers in ({}, HTMX):
        answer = as_petra.post(f"/highlights/{made.pk}/", change, headers=headers)
        assert answer.status_code == 422
        assert [one for one in errors(answer) if "Others have written notes here" in one]
        assert values(answer, "note") == ["Kept."]
    made.refresh_from_db()
    assert (made.kind, made.visibility) == ("quote", "everyone")


def test_the_owner_cannot_make_anothers_highlight_private(
    as_wren: Client, petra: User, article: Article
) -> None:
    made = factories.highlight(article, "4,200 jobs", petra)
    change = {"kind": "claim", "visibility": "only_me", "client_key": uuid4()}
    as_wren.post(f"/highlights/{made.pk}/", change)
    made.refresh_from_db()
    assert (made.kind, made.visibility) == ("claim", "everyone")


def test_a_highlight_made_private_disappears_for_the_others(
    as_petra: Client, as_tomas: Client, petra: User, article: Article
) -> None:
    made = factories.highlight(article, "4,200 jobs", petra)
    change = {"kind": "quote", "visibility": "only_me", "client_key": uuid4()}
    as_petra.post(f"/highlights/{made.pk}/", change)
    assert as_tomas.get(f"/highlights/{made.pk}/").status_code == 404
    assert served.marks(as_tomas.get(article.get_absolute_url())) == []


# Strings from the wild


@needs_shared
def test_names_and_notes_of_any_shape_are_shown_as_text(
    as_petra: Client, as_tomas: Client, petra: User, article: Article
) -> None:
    check = rendered_check()
    strings = _naughty("naughty_strings.jsonl") + _naughty("naughty_strings_blns.jsonl")
    kept: dict[int, str] = {}
    for string in strings:
        data = factories.selection(article, "4,200 jobs", speaker_name=string, note=string)
        answer = send(as_petra, article, data)
        assert answer.status_code == (422 if _refused(string) else 302), repr(string)
        if answer.status_code == 302 and string.strip():
            kept[int(answer["Location"].rpartition("-")[2])] = string
    assert len(kept) > 80
    page = as_tomas.get(article.get_absolute_url())
    html = page.content.decode()
    spoken = _names_on_cards(page)
    for pk, string in kept.items():
        if speaker := Attribution.objects.get(highlight=pk).speaker:
            assert spoken[pk] == _as_parsed(speaker.name)
            assert fold(speaker.name) == fold(string)
    talks = [one for one in served.page(page).iter("div") if one.get("class") == "talk"]
    assert len([one for one in talks if one.get("data-notes")]) >= len(kept)
    for note in Note.objects.all():
        assert check.dangerous(check.problems(note.html)) == []
    assert "<script>alert" not in html


def _key(data: dict[str, Any]) -> dict[str, Any]:
    return {"client_key": data["client_key"]}


def _naughty(name: str) -> list[str]:
    strings = [row["string"] for row in rows(name)]
    return [string for string in strings if not re.search("[\ud800-\udfff]", string)][::3]


def _refused(string: str) -> bool:
    return "\0" in string or len(string.strip()) > 200


def _names_on_cards(page: HttpResponse) -> dict[int, str]:
    cards = [one for one in served.page(page).iter("article") if one.get("data-for")]
    return {
        int(card.attrib["data-for"]): served.text(card.find(".//a/bdi"))  # type: ignore[arg-type]
        for card in cards
    }


def _as_parsed(name: str) -> str:
    """What a browser makes of `name`: it knows no carriage returns."""
    return name.replace("\r\n", "\n").replace("\r", "\n")


def _rows() -> tuple[int, ...]:
    return (
        Highlight.objects.filter(deleted_at__isnull=True).count(),
        Note.objects.filter(deleted_at__isnull=True).count(),
        Attribution.objects.count(),
        Speaker.objects.count(),
    )


def test_making_a_highlight_asks_the_database_eight_times(
    as_petra: Client, article: Article
) -> None:
    address = f"/versions/{article.latest_version_id}/highlights/"
    data = factories.selection(article.latest_version, "4,200 jobs")
    with CaptureQueriesContext(connection) as found:
        answer = as_petra.post(address, data, headers=HTMX)
    assert answer.status_code == 200
    asked = [one for one in found if not one["sql"].startswith(("SAVEPOINT", "RELEASE"))]
    assert len(asked) <= 8
