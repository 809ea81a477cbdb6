import pytest
from django.test import Client
from django.urls import reverse

from annotations.teams.models import User
from tests import factories

SETTINGS = "/settings/"
CHOSEN = {"name": "Petra S.", "theme": "dark", "text_size": "23"}


def test_a_reader_chooses_how_margent_looks_and_every_page_follows(
    as_petra: Client, petra: User
) -> None:
    assert as_petra.post(SETTINGS, CHOSEN).url == SETTINGS
    petra.refresh_from_db()
    assert (petra.name, petra.theme, petra.text_size) == ("Petra S.", "dark", 23)
    assert not petra.single_keys
    page = as_petra.get("/people/").text
    assert 'data-theme="dark"' in page and 'data-text-size="23"' in page


def test_text_size_and_theme_are_chosen_while_reading_and_nothing_else_is(
    as_petra: Client, petra: User
) -> None:
    chosen = {"theme": "dark", "text_size": "26", "name": "Somebody else"}
    assert as_petra.post(reverse("looks"), chosen).status_code == 204
    petra.refresh_from_db()
    assert (petra.theme, petra.text_size, petra.name) == ("dark", 26, "Petra Salloway")
    assert petra.single_keys
    assert as_petra.post(reverse("looks"), chosen | {"text_size": "400"}).status_code == 422
    petra.refresh_from_db()
    assert petra.text_size == 26


def test_one_reader_s_choice_is_nobody_else_s(as_petra: Client, as_wren: Client) -> None:
    as_petra.post(SETTINGS, CHOSEN)
    assert 'data-theme="auto"' in as_wren.get(SETTINGS).text


@pytest.mark.parametrize("wrong", [{"name": ""}, {"theme": "sepia"}, {"text_size": "400"}])
def test_what_is_not_on_offer_is_refused_and_nothing_changes(
    as_petra: Client, petra: User, wrong: dict[str, str]
) -> None:
    answer = as_petra.post(SETTINGS, CHOSEN | wrong)
    assert answer.status_code == 422 and 'class="err"' in answer.text
    petra.refresh_from_db()
    assert (petra.name, petra.theme, petra.text_size) == ("Petra Salloway", "auto", 20)


def test_nobody_can_make_themselves_the_owner(as_petra: Client, petra: User) -> None:
    as_petra.post(
        SETTINGS, {**CHOSEN, "is_superuser": "on", "is_staff": "on", "email": "a@b.example"}
    )
    petra.refresh_from_db()
    assert not petra.owns_installation and not petra.is_staff
    assert petra.email == "petra@statehouse.example"


def test_only_the_owner_is_offered_to_remove_samples_and_only_while_there_are_some(
    as_wren: Client, as_petra: Client
) -> None:
    removal = reverse("samples_removal")
    assert removal not in as_wren.get(SETTINGS).text
    story = factories.article()
    type(story).objects.update(is_sample=True)
    assert removal in as_wren.get(SETTINGS).text
    assert removal not in as_petra.get(SETTINGS).text
