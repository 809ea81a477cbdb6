"""A list with its filters is saved under a name, for oneself or for everyone."""

import pytest
from django.test import Client

from annotations.library.models import LONGEST_QUERY, SavedView
from annotations.speakers.models import Speaker
from annotations.speakers.transfers import merge, undo
from annotations.teams.models import User
from tests import factories, served
from tests.annotations.library.test_library import published, titles
from tests.annotations.library.test_lists import lists

pytestmark = pytest.mark.django_db


def save(client: Client, query: str = "date=7", **fields: str) -> SavedView:
    given = {"name": "Harbour levy watch", "visibility": "only_me", "query": query, **fields}
    client.post("/views/", given)
    return SavedView.objects.latest("pk")


def heading(client: Client, query: str) -> str:
    [title] = [served.text(one) for one in served.page(client.get(f"/?{query}")).iter("h1")]
    return title


def test_a_view_stands_in_the_column_with_its_count_and_names_its_list(as_petra: Client) -> None:
    article = published("Levy")
    save(as_petra, f"outlet={article.outlet_id}&list=all")
    assert lists(as_petra)["Harbour levy watch"] == "1"
    assert heading(as_petra, f"list=all&outlet={article.outlet_id}") == "Harbour levy watch"
    assert heading(as_petra, "list=all") == "Whole library"


def test_a_view_is_its_owners_alone_until_it_is_for_everyone(
    as_petra: Client, as_tomas: Client
) -> None:
    view = save(as_petra)
    assert "Harbour levy watch" not in lists(as_tomas)
    as_petra.post(f"/views/{view.pk}/", {"name": "Levy", "visibility": "everyone"})
    assert "Levy" in lists(as_tomas)
    assert heading(as_tomas, "date=7") == "Levy"
    assert "Change this view" not in as_tomas.get("/?date=7").content.decode()
    assert as_tomas.post(f"/views/{view.pk}/", {"name": "Mine"}).status_code == 404
    assert as_tomas.delete(f"/views/{view.pk}/").status_code == 404


def test_the_same_list_again_is_one_view_with_the_new_name(as_petra: Client) -> None:
    save(as_petra, "kind=claim&date=7")
    save(as_petra, "date=7&kind=claim", name="Claims")
    assert [view.name for view in SavedView.objects.all()] == ["Claims"]


def test_a_removed_view_comes_back(as_petra: Client) -> None:
    view = save(as_petra)
    answer = as_petra.post(f"/views/{view.pk}/", {"remove": "yes"}, follow=True)
    assert "View removed: Harbour levy watch" in served.seen(answer)
    assert "Harbour levy watch" not in lists(as_petra)
    as_petra.post(f"/views/{view.pk}/", {"undo": "yes"})
    assert "Harbour levy watch" in lists(as_petra)


@pytest.mark.parametrize(
    "fields",
    [
        {"name": "  "},
        {"name": "x" * 81},
        {"query": ""},
        {"query": "nothing=here"},
        {"visibility": "nobody"},
        {"query": "&".join(f"outlet={10**17 + n}&topic={10**17 + n}" for n in range(60))},
    ],
    ids=["no name", "long name", "inbox", "no filters", "no such sight", "too many"],
)
def test_a_view_without_a_name_or_filters_is_not_saved(
    as_petra: Client, fields: dict[str, str]
) -> None:
    given = {"name": "Levy", "visibility": "only_me", "query": "date=7", **fields}
    answer = as_petra.post("/views/", given, follow=True)
    assert "A view needs" in served.seen(answer)
    assert not SavedView.objects.exists()


def test_a_view_that_asks_for_less_and_less_fits_its_column(petra: User) -> None:
    assert SavedView._meta.get_field("query").max_length == LONGEST_QUERY


@pytest.mark.parametrize("hostile", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>'])
def test_the_name_of_a_view_is_text(as_petra: Client, hostile: str) -> None:
    save(as_petra, name=hostile, query="date=7")
    answer = as_petra.get("/?date=7")
    assert hostile in served.seen(answer) and hostile not in answer.content.decode()
    assert titles(answer) == []


# Speakers that become one


def chip_words(client: Client, query: str) -> list[str]:
    """The filters that are on, as the page says them."""
    page = served.page(client.get(f"/?{query}"))
    labels = [one.get("aria-label", "") for one in page.iter("a")]
    return [one.removeprefix("Remove filter: ") for one in labels if "Remove filter" in one]


def ticked(client: Client, query: str) -> list[str]:
    """The keys of the speakers that stand chosen beside the list."""
    page = served.page(client.get(f"/?{query}"))
    boxes = [one for one in page.iter("input") if one.get("name") == "speaker"]
    return [one.get("value", "") for one in boxes if one.get("checked") is not None]


def test_a_view_of_a_speaker_follows_them_into_another_and_back(
    as_petra: Client, petra: User, wren: User
) -> None:
    for title, name in (("Levy", "D. Ferrowe"), ("Boats", "Dagny Ferrowe"), ("Rain", "Someone")):
        on = published(title)
        factories.highlight(on, "never asked", petra, speaker_name=name)
    short, whole = (Speaker.objects.get(name=one) for one in ("D. Ferrowe", "Dagny Ferrowe"))
    view = save(as_petra, f"list=all&speaker={short.pk}")
    assert titles(as_petra.get(f"/?{view.query}")) == ["Levy"]
    made = merge(whole, short, by=wren)
    assert sorted(titles(as_petra.get(f"/?{view.query}"))) == ["Boats", "Levy"]
    assert lists(as_petra)["Harbour levy watch"] == "2"
    assert heading(as_petra, view.query) == "Harbour levy watch"
    assert chip_words(as_petra, view.query) == ["Dagny Ferrowe"]
    assert ticked(as_petra, view.query) == [str(whole.pk)]
    undo(made, by=wren)
    assert titles(as_petra.get(f"/?{view.query}")) == ["Levy"]
    assert lists(as_petra)["Harbour levy watch"] == "1"
    assert chip_words(as_petra, view.query) == ["D. Ferrowe"]
    assert ticked(as_petra, view.query) == [str(short.pk)]


def test_two_speakers_who_are_one_by_now_are_one_filter(
    as_petra: Client, petra: User, wren: User
) -> None:
    made = []
    for name in ("D. Ferrowe", "Ms Ferrowe", "Dagny Ferrowe"):
        on = published(name)
        factories.highlight(on, "never asked", petra, speaker_name=name)
        made.append(Speaker.objects.get(name=name))
    first, second, third = made
    merge(second, first, by=wren)
    merge(third, second, by=wren)
    query = f"list=all&speaker={first.pk}&speaker={second.pk}"
    assert len(titles(as_petra.get(f"/?{query}"))) == 3
    assert chip_words(as_petra, query) == ["Dagny Ferrowe"]
    found = as_petra.get(f"/library/speakers/?{query}&find=ferrowe").content.decode()
    assert found.count("<input") == found.count(" checked") == 1
