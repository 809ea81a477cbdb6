"""The list of speakers to choose from: people of this article, then everyone, then a new name."""

from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client

from annotations.quotations.finding import find_quotations
from annotations.quotations.models import Suggestion
from annotations.speakers.models import Speaker, fold
from annotations.speakers.transfers import merge
from annotations.teams.models import User
from newsroom.articles.models import Article
from tests import factories, served

pytestmark = pytest.mark.django_db


@pytest.fixture
def article(petra: User) -> Article:
    """An article in whose text nobody is named, so that only highlights say who speaks."""
    return factories.article("Fund passes", "We were never asked. We will not pay. Not at all.")


def ask(client: Client, article: Article, typed: str = "", **query: object) -> HttpResponse:
    return client.get(
        f"/versions/{article.latest_version_id}/speakers/", {"speaker_name": typed, **query}
    )


def offered(answer: HttpResponse) -> list[str]:
    """The names in the list, those of speakers that would be new with a plus."""
    assert answer.status_code == 200
    items = [one for one in served.page(answer).iter("li") if one.get("role") == "option"]
    return [("" if one.get("data-speaker") else "+") + one.attrib["data-name"] for one in items]


def test_people_of_this_article_come_before_those_heard_more_often_elsewhere(
    as_petra: Client, petra: User, article: Article
) -> None:
    other = factories.article()
    for words in ("4,200 jobs", "northern yards", "never asked"):
        factories.highlight(other, words, petra, speaker_name="Oriel Tavasti")
    factories.highlight(article, "never asked", petra, speaker_name="Dagny Ferrowe")
    Speaker.objects.add("Bram Kessendorf")
    assert offered(ask(as_petra, article)) == ["Dagny Ferrowe", "Oriel Tavasti", "Bram Kessendorf"]


def test_whoever_the_text_names_is_offered_before_they_ever_spoke(as_petra: Client) -> None:
    article = factories.article()
    names = offered(ask(as_petra, article))
    assert "+Dagny Ferrowe" in names and "+Oriel Tavasti" in names
    near = article.latest_version.text.index("4,200 jobs")
    assert offered(ask(as_petra, article, start=near))[0] == "+Oriel Tavasti"


def test_a_name_that_stands_in_the_field_already_leaves_the_people_of_the_article_to_choose_from(
    as_petra: Client, petra: User, article: Article
) -> None:
    factories.highlight(article, "never asked", petra, speaker_name="Dagny Ferrowe")
    Speaker.objects.add("Bram Kessendorf")
    given = "Bram Kessendorf"
    assert offered(ask(as_petra, article, given, given=given)) == [given, "Dagny Ferrowe"]
    assert "Dagny Ferrowe" not in offered(ask(as_petra, article, "Bram", given=given))


@pytest.mark.parametrize("typed", ["tav", "ORIEL", "ori tav", "tav ori", "Tavásti", "minis"])
def test_any_beginning_of_any_name_finds_a_speaker(
    typed: str, as_petra: Client, article: Article
) -> None:
    oriel = Speaker.objects.add("Oriel Tavasti")
    oriel.names.create(name="The minister of shipping")
    Speaker.objects.add("Bram Kessendorf")
    assert "Oriel Tavasti" in offered(ask(as_petra, article, typed))
    assert "Bram Kessendorf" not in offered(ask(as_petra, article, typed))


@pytest.mark.parametrize("typed", ["asti", "%", "_", "\\", "'", "t%v"])
def test_what_is_typed_is_no_pattern(typed: str, as_petra: Client, article: Article) -> None:
    Speaker.objects.add("Oriel Tavasti")
    assert "Oriel Tavasti" not in offered(ask(as_petra, article, typed))


def test_a_name_nobody_has_can_be_added_as_a_person_an_organisation_or_unnamed(
    as_petra: Client, article: Article
) -> None:
    answer = ask(as_petra, article, "Mattis Orlundh")
    assert offered(answer) == ["+Mattis Orlundh"] * 3
    kinds = [one.get("data-new") for one in served.page(answer).iter("li")]
    assert kinds == ["person", "organisation", "unnamed"]


def test_a_name_somebody_has_is_not_offered_as_a_new_one(
    as_petra: Client, article: Article
) -> None:
    Speaker.objects.add("Mattis Orlundh")
    assert offered(ask(as_petra, article, "mattis orlundh")) == ["Mattis Orlundh"]


def test_counts_are_of_what_the_reader_may_see(
    as_petra: Client, as_tomas: Client, petra: User
) -> None:
    article, other = factories.article("Fund", "Never."), factories.article()
    factories.highlight(other, "4,200 jobs", petra, speaker_name="Oriel Tavasti")
    factories.highlight(
        other, "northern yards", petra, speaker_name="Oriel Tavasti", visibility="only_me"
    )
    assert "2 highlights" in served.seen(ask(as_petra, article))
    assert "1 highlight" in served.seen(ask(as_tomas, article))


def test_a_highlight_only_petra_sees_does_not_make_its_speaker_one_of_the_article(
    as_petra: Client, as_tomas: Client, petra: User, article: Article
) -> None:
    factories.highlight(
        article, "never asked", petra, speaker_name="Zora Quill", visibility="only_me"
    )
    Speaker.objects.add("Bram Kessendorf")
    assert offered(ask(as_petra, article)) == ["Zora Quill", "Bram Kessendorf"]
    assert offered(ask(as_tomas, article)) == ["Bram Kessendorf"]
    assert offered(ask(as_tomas, article, "Zora"))[0] == "+Zora"


def test_deleted_highlights_do_not_count(as_petra: Client, petra: User, article: Article) -> None:
    made = factories.highlight(article, "never asked", petra, speaker_name="Dagny Ferrowe")
    as_petra.post(f"/highlights/{made.pk}/deletion/")
    answer = served.seen(ask(as_petra, article))
    assert "Dagny Ferrowe" in answer
    assert "in this article" not in answer and "1 highlight" not in answer


def test_what_stands_in_removed_articles_does_not_count(
    as_petra: Client, petra: User, article: Article
) -> None:
    for _ in range(2):
        gone = factories.article()
        factories.highlight(gone, "4,200 jobs", petra, speaker_name="Oriel Tavasti")
    assert "2 highlights" in served.seen(ask(as_petra, article))
    Article.objects.filter(pk=gone.pk).remove(petra)
    assert "1 highlight" in served.seen(ask(as_petra, article))


@pytest.mark.parametrize("typed", ["\0", "a\0b", "x" * 5000, "\u202e", "<b>", '" onclick="x'])
def test_nothing_that_can_be_typed_breaks_the_list(
    typed: str, as_petra: Client, article: Article
) -> None:
    answer = ask(as_petra, article, typed, start="\0")
    assert answer.status_code == 200
    found = list(served.page(answer).iter())
    tags = {one.tag.rpartition("}")[2] for one in found}
    assert tags <= set("html head body li span b bdi svg use".split())
    assert not [name for one in found for name in one.attrib if name.startswith("on")]


@pytest.mark.parametrize("start", ["", "-1", "x", "²", "9" * 50, "١"])
def test_a_place_that_is_none_is_as_good_as_no_place(
    start: str, as_petra: Client, article: Article
) -> None:
    Speaker.objects.add("Oriel Tavasti")
    assert offered(ask(as_petra, article, start=start)) == ["Oriel Tavasti"]


def test_the_list_is_short(as_petra: Client, article: Article) -> None:
    for number in range(30):
        Speaker.objects.add(f"Speaker {number:02}")
    assert len(offered(ask(as_petra, article))) <= 12


def test_asking_for_the_list_stores_nothing(as_petra: Client, article: Article) -> None:
    ask(as_petra, article, f"Somebody {uuid4()}")
    assert not Speaker.objects.exists()


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("Oriel Tavasti", "ot"),
        ("Dame Oriel van Tavasti", "ot"),
        ("Oriel Mira Tavasti", "omt"),
        ("Anne-Lise O’Quillen", "lise"),
        ("Anne-Lise O’Quillen", "oquillen"),
        ("Łucja Żeleń", "lucja zelen"),
        ("Олена Тавастюк", "tavast"),
        ("Олена Тавастюк", "олена"),
    ],
)
def test_initials_parts_and_other_scripts_find_a_speaker(
    name: str, typed: str, as_petra: Client, article: Article
) -> None:
    Speaker.objects.add("Bram Kessendorf")
    Speaker.objects.add(name)
    assert offered(ask(as_petra, article, typed))[:1] == [name]
    assert "Bram Kessendorf" not in offered(ask(as_petra, article, typed))


def test_a_speaker_who_was_merged_is_offered_as_the_one_who_was_kept(
    as_petra: Client, petra: User, article: Article
) -> None:
    kept, merged = Speaker.objects.add("Oriel Tavasti"), Speaker.objects.add("O. Quillen")
    merge(kept, merged, by=petra)
    assert offered(ask(as_petra, article, "quillen"))[0] == "Oriel Tavasti"
    assert "O. Quillen" not in offered(ask(as_petra, article))


def test_a_name_in_the_text_is_offered_though_somebody_keeps_it_to_themselves(
    as_petra: Client, as_tomas: Client, petra: User
) -> None:
    article = factories.article()
    [name, *_more] = [one for one in offered(ask(as_tomas, article)) if one.startswith("+")]
    factories.highlight(article, "4,200 jobs", petra, speaker_name=name[1:], visibility="only_me")
    assert name in offered(ask(as_tomas, article))
    assert name[1:] in offered(ask(as_petra, article))


def test_whoever_is_only_suggested_is_offered_by_the_full_name(
    as_petra: Client, as_tomas: Client, petra: User, article: Article
) -> None:
    """Also where the text alone does not tell that it is somebody's name."""
    find_quotations(article)
    for start, name in ((0, "Hanne Ostrova"), (20, "Hanne Ostrova"), (40, "Hannes Quill")):
        Suggestion.objects.create(
            version=article.latest_version,
            start=start,
            end=start + 9,
            words=article.latest_version.text[start : start + 9],
            speaker=name,
            folded=fold(name),
            named=True,
        )
    Speaker.objects.add("Hannelore Brandt")
    both = ["+Hanne Ostrova", "+Hannes Quill"]
    assert offered(ask(as_petra, article, "hann"))[:3] == ["Hannelore Brandt", *both]
    assert offered(ask(as_petra, article, "hann", start=38))[1:3] == both[::-1]
    assert offered(ask(as_petra, article, "ostr"))[0] == "+Hanne Ostrova"
    assert "+Hanne Ostrova" not in offered(ask(as_petra, article, "quill"))
    factories.highlight(
        article, "never asked", petra, speaker_name="Hannes Quill", visibility="only_me"
    )
    assert offered(ask(as_petra, article, "quill"))[0] == "Hannes Quill"
    assert offered(ask(as_tomas, article, "quill"))[0] == "+Hannes Quill"
    Suggestion.objects.filter(speaker="Hanne Ostrova").update(state="dismissed")
    assert "+Hanne Ostrova" not in offered(ask(as_petra, article, "hann"))


def test_whose_surname_is_suggested_here_is_of_this_article(as_petra: Client, petra: User) -> None:
    article = factories.article("Levy passes", "“Not this year,” Tavasti said.")
    find_quotations(article)
    other = factories.article()
    factories.highlight(other, "never asked", petra, speaker_name="Dagny Ferrowe")
    assert offered(ask(as_petra, article)) == ["Dagny Ferrowe", "+Tavasti"]
    Speaker.objects.add("Oriel Tavasti")
    assert offered(ask(as_petra, article)) == ["Oriel Tavasti", "Dagny Ferrowe"]
    Speaker.objects.add("Anna Tavasti")
    typed = offered(ask(as_petra, article, "Tavasti"))
    assert typed[:2] == ["Anna Tavasti", "Oriel Tavasti"]
    assert [name for name in typed if name == "+Tavasti"] == ["+Tavasti"] * 3
