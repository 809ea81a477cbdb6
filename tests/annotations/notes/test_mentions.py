"""Mentions: who is named in a note with an @ finds it in a list."""

import pytest
from django.test import Client

from annotations.highlights.models import Highlight
from annotations.notes.markdown import rendering
from annotations.notes.models import Mention, Note
from annotations.teams.models import User
from tests import factories, served

pytestmark = pytest.mark.django_db


@pytest.fixture
def made(petra: User) -> Highlight:
    return factories.highlight(factories.article(), "4,200 jobs", petra)


@pytest.fixture
def asked(made: Highlight, petra: User, tomas: User) -> Note:
    return factories.note(made, "@Tomas Reyl-Aska, is this **so**?", petra)


def unseen(person: User) -> int:
    person.refresh_from_db()
    return person.unseen_mentions


def test_whoever_is_mentioned_finds_the_note_in_their_list_until_they_have_seen_it(
    as_tomas: Client, tomas: User, asked: Note
) -> None:
    library = as_tomas.get("/")
    assert "1 new mention" in library.content.decode()
    page = as_tomas.get("/mentions/")
    assert "is this so?" in served.seen(page) and "new" in served.seen(page)
    assert asked.get_absolute_url() in page.content.decode()
    as_tomas.post("/mentions/seeing/")
    assert unseen(tomas) == 0
    assert "new mention" not in as_tomas.get("/").content.decode()
    assert "is this so?" in served.seen(as_tomas.get("/mentions/"))


def test_a_name_is_a_chip_in_the_note(asked: Note) -> None:
    assert '<span class="at">@Tomas Reyl-Aska</span>, is this' in asked.html


def test_nobody_is_told_of_mentioning_themselves(made: Highlight, petra: User) -> None:
    factories.note(made, "@Petra Salloway: look here again.", petra)
    assert unseen(petra) == 0


def test_an_edit_tells_only_those_who_are_new_in_it(
    as_petra: Client, wren: User, tomas: User, asked: Note
) -> None:
    where = f"/notes/{asked.pk}/"
    held = served.fields(as_petra.get(where), where)
    as_petra.post(where, {**held, "body": "@Wren Adeyo, is this so?"})
    assert (unseen(tomas), unseen(wren)) == (0, 1)


def test_a_deleted_note_mentions_nobody_until_it_is_back(
    as_petra: Client, as_tomas: Client, tomas: User, asked: Note
) -> None:
    where = f"/notes/{asked.pk}/deletion/"
    as_petra.post(where)
    assert unseen(tomas) == 0
    assert "is this so?" not in served.seen(as_tomas.get("/mentions/"))
    as_petra.post(where, {"undo": "yes"})
    assert unseen(tomas) == 1


def test_a_note_on_what_is_only_somebodys_own_tells_nobody(
    as_tomas: Client, petra: User, tomas: User
) -> None:
    own = factories.highlight(factories.article(), "warned", petra, visibility="only_me")
    factories.note(own, "To be seen by @Tomas Reyl-Aska.", petra)
    assert unseen(tomas) == 0
    assert Mention.objects.standing().count() == 0
    assert "To be seen" not in served.seen(as_tomas.get("/mentions/"))


def test_the_list_of_people_has_everybody_else(as_tomas: Client, petra: User) -> None:
    options = as_tomas.get("/people/options/").content.decode()
    assert 'data-name="Petra Salloway"' in options and "Tomas" not in options


@pytest.mark.parametrize(
    ("body", "mentioned"),
    [
        ("@Petra Salloway", {"Petra Salloway"}),
        ("@Petra", {"Petra"}),
        ("@Petra Sallow", {"Petra"}),
        ("@Petraeus", set()),
        ("(@Petra)", {"Petra"}),
        ("desk@Petra", set()),
        ("`@Petra`", set()),
        ("@Petra and @Petra Salloway", {"Petra", "Petra Salloway"}),
        ("@<b>Ilka</b>", {"<b>Ilka</b>"}),
    ],
)
def test_a_name_is_read_as_far_as_it_goes(body: str, mentioned: set[str]) -> None:
    read = rendering(body, ["Petra", "Petra Salloway", "<b>Ilka</b>"])
    assert read.mentioned == mentioned
    assert "<b>" not in read.html
