"""Suggestions on an article's page are quieter than highlights, and decided by one press."""

import json
from xml.etree.ElementTree import Element

import pytest
from django.http import HttpResponse
from django.test import Client

from annotations.highlights.models import Highlight
from annotations.quotations.deciding import accept
from annotations.quotations.finding import find_quotations
from annotations.quotations.models import Suggestion
from annotations.speakers.models import Speaker
from annotations.speakers.naming import attribute
from annotations.teams.models import User
from newsroom.articles.models import Article
from tests import factories, served
from tests.cast import HTMX

pytestmark = pytest.mark.django_db

READER_QUERIES = 15
PENNY = "“This levy will not cost island families a penny,” Oriel Tavasti told the chamber."
AGAIN = "“Not this year,” Tavasti said. “And not after the election.”"
NOTHING = "A spokesman for the ministry said: “We have nothing to add to what was said before.”"
STORY = (factories.TITLE, factories.FIRST, PENNY, AGAIN, NOTHING)


@pytest.fixture
def article(db: None) -> Article:
    made = factories.article(*STORY)
    find_quotations(made)
    return made


def one_of(words: str) -> Suggestion:
    return Suggestion.objects.get(words__contains=words)


def card_of(answer: HttpResponse, words: str) -> Element:
    key = f"card-s{one_of(words).pk}"
    found = served.by_id(answer, key)
    assert found is not None, key
    return found


def decide(client: Client, on: Article, htmx: bool = True, **values: object) -> HttpResponse:
    values = {"on": on.latest_version_id, **values}
    return client.post("/suggestions/decisions/", values, headers=HTMX if htmx else {})


def seen(element: Element) -> str:
    return " ".join(served.text(element).split())


def test_the_text_with_suggestions_is_the_text(as_petra: Client, article: Article) -> None:
    answer = as_petra.get(f"/articles/{article.pk}/")
    assert served.article_text(answer) == article.latest_version.text
    kinds = [one.get("data-kind") for one in served.marks(answer)]
    assert kinds == ["suggested"] * 5


def test_a_card_names_the_speaker_and_asks_for_one_press(
    as_petra: Client, article: Article
) -> None:
    card = card_of(as_petra.get(f"/articles/{article.pk}/"), "never asked")
    assert card.get("aria-label") == "suggested quote, Dagny Ferrowe"
    assert [one.get("name") for one in card.iter("button") if one.get("form")] == [
        "accepted",
        "dismissed",
    ]


def test_a_source_without_a_name_is_said_to_be_unnamed_and_can_be_named(
    as_petra: Client, article: Article
) -> None:
    card = card_of(as_petra.get(f"/articles/{article.pk}/"), "nothing to add")
    assert "Spokesman for the ministry unnamed Accept" in seen(card)
    assert [one.get("aria-label") for one in card.iter("a") if "data-edit" in one.attrib] == [
        "Name"
    ]
    assert [one.get("name") for one in card.iter("button") if one.get("form")] == [
        "accepted",
        "dismissed",
    ]


def test_the_list_of_who_speaks_counts_suggestions_too(
    as_petra: Client, article: Article, petra: User
) -> None:
    accept(one_of("a penny"), petra)
    cast = served.by_id(as_petra.get(f"/articles/{article.pk}/"), "cast")
    said = [" ".join(served.text(one).split()) for one in cast.iter("button")]
    assert said[:3] == ["OTOriel Tavasti3", "DFDagny Ferrowe1", "?Unnamed1"]
    assert "Suggested4" in said


def test_one_press_accepts_and_the_quote_stands_in_its_place(
    as_petra: Client, article: Article
) -> None:
    key = one_of("never asked").pk
    answer = decide(as_petra, article, accepted=key)
    [made] = Highlight.objects.all()
    assert served.card(answer, made.pk).get("data-speaker")
    assert served.marked(answer, made.pk) == made.words
    assert "1 quote accepted" in served.seen(answer)
    told = json.loads(answer["HX-Trigger-After-Settle"])
    assert told["margent:decided"] == {"decision": "accepted", "ids": [f"s{key}"]}


def test_accepting_twice_makes_one_quote(as_petra: Client, article: Article) -> None:
    for _time in range(2):
        assert decide(as_petra, article, accepted=one_of("never asked").pk).status_code == 200
    assert Highlight.objects.count() == 1


def test_one_press_dismisses(as_petra: Client, article: Article) -> None:
    answer = decide(as_petra, article, dismissed=one_of("never asked").pk)
    assert "1 suggestion dismissed" in served.seen(answer)
    assert not served.marks(answer)
    assert Suggestion.objects.standing().count() == 4


def test_repeated_decisions_are_told_of_together_and_undone_together(
    as_petra: Client, article: Article
) -> None:
    keys = [one_of("never asked").pk, one_of("a penny").pk]
    decide(as_petra, article, accepted=keys[0])
    answer = decide(as_petra, article, **{"accepted": keys[1], "with": keys[0]})
    assert "2 quotes accepted" in served.seen(answer)
    [undo] = [one for one in served.page(answer).iter("button") if one.get("name") == "reopened"]
    answer = decide(as_petra, article, reopened=undo.get("value"))
    assert Suggestion.objects.standing().count() == 5
    assert Highlight.objects.filter(deleted_at=None).count() == 0
    assert {one.get("data-kind") for one in served.marks(answer)} == {"suggested"}


def test_all_of_one_speaker_are_accepted_at_once(as_petra: Client, article: Article) -> None:
    card = card_of(as_petra.get(f"/articles/{article.pk}/"), "a penny")
    [every] = [one for one in card.iter("button") if "data-all" in one.attrib]
    assert seen(every) == "Accept all of Oriel Tavasti"
    answer = decide(as_petra, article, accepted=every.get("value"))
    assert "3 quotes accepted" in served.seen(answer)
    assert Speaker.objects.get().attributions.standing().count() == 3


def test_naming_the_speaker_accepts(as_petra: Client, article: Article) -> None:
    one = one_of("nothing to add")
    form = as_petra.get(f"/suggestions/{one.pk}/", headers=HTMX)
    assert "<html" not in form.content.decode()
    sent = {"speaker_name": "Edda Lorn", "on": article.latest_version_id}
    answer = as_petra.post(f"/suggestions/{one.pk}/", sent, headers=HTMX)
    assert "1 quote accepted" in served.seen(answer)
    [said] = Highlight.objects.get().attributions.standing()
    assert (said.speaker.name, said.speaker.kind) == ("Edda Lorn", "person")


def test_a_correction_tells_of_the_others_it_holds_for_and_shows_and_undoes_them(
    as_petra: Client, article: Article
) -> None:
    one = one_of("Not this year")
    fields = {"on": article.latest_version_id, "speaker_name": "Ilka Brandeveer"}
    answer = as_petra.post(f"/suggestions/{one.pk}/", fields, headers=HTMX)
    assert "1 quote accepted. 1 more suggestion was corrected, too" in served.seen(answer)
    other = card_of(answer, "after the election")
    assert "Ilka Brandeveer" in seen(other) and other.get("hx-swap-oob") == "true"
    undone = decide(as_petra, article, reopened=one.pk)
    assert "Oriel Tavasti" in seen(card_of(undone, "after the election"))
    assert "corrected" not in served.seen(undone)


def test_the_list_of_suggestions_shows_which_others_were_corrected(
    as_petra: Client, article: Article
) -> None:
    one, other = one_of("Not this year"), one_of("after the election")
    fields = {"list": "", "speaker_name": "Ilka Brandeveer"}
    answer = as_petra.post(f"/suggestions/{one.pk}/", fields, headers=HTMX)
    shown = served.by_id(answer, f"who-s{other.pk}")
    assert shown is not None and "Ilka Brandeveer" in seen(shown)


def test_a_name_that_is_left_out_is_asked_for(as_petra: Client, article: Article) -> None:
    answer = as_petra.post(f"/suggestions/{one_of('never asked').pk}/", {}, headers=HTMX)
    assert answer.status_code == 422
    assert "This field is required." in served.seen(answer)
    assert not Highlight.objects.exists()


def test_where_two_have_the_name_somebody_has_to_choose(as_petra: Client, article: Article) -> None:
    speakers = [Speaker.objects.add("Dagny Ferrowe") for _time in range(2)]
    one = one_of("never asked")
    answer = decide(as_petra, article, accepted=one.pk)
    told = json.loads(answer["HX-Trigger-After-Settle"])
    assert told["margent:unsure"] == {"ids": [f"s{one.pk}"]}
    assert not Highlight.objects.exists()
    sent = {"speaker_name": "Dagny Ferrowe"}
    answer = as_petra.post(f"/suggestions/{one.pk}/", sent, headers=HTMX)
    assert "More than one speaker has this name" in served.seen(answer)
    as_petra.post(f"/suggestions/{one.pk}/", {**sent, "speaker": speakers[1].pk}, headers=HTMX)
    assert Highlight.objects.get().attributions.standing().get().speaker == speakers[1]


def test_without_script_a_decision_leads_back_to_the_article_with_a_way_to_undo(
    as_petra: Client, article: Article
) -> None:
    one = one_of("never asked")
    page = as_petra.get(f"/articles/{article.pk}/")
    sent = served.fields(page, "/suggestions/decisions/")
    answer = as_petra.post("/suggestions/decisions/", {**sent, "accepted": one.pk})
    assert answer["Location"] == f"/articles/{article.pk}/?accepted={one.pk}"
    page = as_petra.get(answer["Location"])
    assert "1 quote accepted" in served.seen(page)
    [undo] = [one for one in served.page(page).iter("button") if one.get("name") == "reopened"]
    assert undo.get("form") == "deciding" and served.by_id(page, "deciding") is not None
    as_petra.post("/suggestions/decisions/", {"reopened": undo.get("value")})
    assert Suggestion.objects.standing().count() == 5


def test_without_script_a_speaker_is_named_on_a_page(as_petra: Client, article: Article) -> None:
    one = one_of("nothing to add")
    page = as_petra.get(f"/suggestions/{one.pk}/")
    assert one.words in served.seen(page)
    answer = as_petra.post(f"/suggestions/{one.pk}/", {"speaker_name": "Edda Lorn"})
    assert answer["Location"] == f"/articles/{article.pk}/?accepted={one.pk}"


def test_older_versions_have_no_suggestions(as_petra: Client, article: Article) -> None:
    old = article.latest_version
    article.revise(factories.extract(*STORY, "It rained."))
    find_quotations(article)
    assert not served.marks(as_petra.get(f"/versions/{old.pk}/"))
    assert len(served.marks(as_petra.get(f"/articles/{article.pk}/"))) == 5


def test_many_highlights_leave_suggestions_in_their_places(
    as_petra: Client, article: Article, petra: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("annotations.reader.closed.MOST_OPEN", 1)
    for words in ("quay in Vestrin", "the chamber", "the ministry"):
        factories.highlight(article, words, petra)
    page = served.page(as_petra.get(f"/articles/{article.pk}/"))
    [cards] = [one for one in page.iter("div") if one.get("id") == "cards"]
    keys = [one.get("data-for", "")[:1] == "s" for one in cards.iter("article")]
    assert keys == [True, False, True, False, True, True, False, True]


def test_outsiders_never_see_a_suggestion(
    as_petra: Client, client: Client, article: Article, petra: User
) -> None:
    accept(one_of("a penny"), petra)
    shared = factories.share(petra, article=article, shows_full_text=True)
    answer = client.get(shared)
    assert answer.status_code == 200
    assert "suggested" not in answer.content.decode()


def test_suggestions_are_not_exported(as_petra: Client, article: Article) -> None:
    for form in ("json", "md", "csv"):
        answer = as_petra.get(f"/articles/{article.pk}/export/?as={form}&speaker=~dagny_ferrowe")
        words = b"".join(answer.streaming_content) if answer.streaming else answer.content
        assert "never asked" not in words.decode()


def test_a_page_costs_one_query_for_all_that_is_suggested(
    as_petra: Client, article: Article, django_assert_max_num_queries: object
) -> None:
    as_petra.get(f"/articles/{article.pk}/")
    with django_assert_max_num_queries(READER_QUERIES) as found:  # type: ignore[operator]
        as_petra.get(f"/articles/{article.pk}/")
    asked = [one["sql"] for one in found.captured_queries if "annotations_suggestion" in one["sql"]]
    assert len(asked) == 1


def test_a_headline_that_quotes_other_words_is_said_to(as_petra: Client) -> None:
    title = "Islands ‘were not asked once’, says port authority"
    article = factories.article(title, *factories.STORY[1:])
    find_quotations(article)
    answer = as_petra.get(f"/articles/{article.pk}/")
    said = " ".join(served.seen(answer).split())
    assert "‘were not asked once’ is not in the text in these words. Nearest:" in said
    [link] = [one for one in served.page(answer).iter("a") if "never asked" in served.text(one)]
    assert served.by_id(answer, link.get("href", "")[1:]) is not None


def test_whose_speaker_was_not_found_is_in_no_list_of_who_speaks(
    as_petra: Client, article: Article
) -> None:
    Suggestion.objects.update(speaker="", folded="", named=False, mention="")
    cast = served.by_id(as_petra.get(f"/articles/{article.pk}/"), "cast")
    said = [" ".join(served.text(one).split()) for one in cast.iter("button")]
    assert said == ["Suggested5", "Show all"]


def test_who_somebody_keeps_to_themselves_is_not_known_by_a_suggestion(
    as_petra: Client, as_tomas: Client, petra: User, article: Article
) -> None:
    kept = Speaker.objects.add("Dagny Ferrowe", kind=Speaker.Kind.ORGANISATION)
    made = factories.highlight(article, "told the chamber", petra, visibility="only_me")
    attribute(made, kept, by=petra)
    known = [
        card_of(client.get(f"/articles/{article.pk}/"), "never asked").get("data-speaker")
        for client in (as_petra, as_tomas)
    ]
    assert known == [str(kept.pk), "~dagny_ferrowe"]


SURNAME = "“Not this year,” Tavasti said. “And not after the election.”"


@pytest.fixture
def surname(db: None) -> Article:
    """An article that says nobody's name but a surname."""
    made = factories.article("Levy passes", SURNAME)
    find_quotations(made)
    return made


def shown_as(client: Client, article: Article, words: str = "this year") -> str:
    return seen(card_of(client.get(f"/articles/{article.pk}/"), words))


def said_by() -> list[str]:
    return [str(one.attributions.standing().get().speaker) for one in Highlight.objects.all()]


def test_a_surname_is_that_of_the_one_speaker_who_has_it(
    as_petra: Client, surname: Article
) -> None:
    known = Speaker.objects.add("Oriel Tavasti")
    Speaker.objects.add("Tavasti Brandeveer")
    Speaker.objects.add("Tavasti shipyard", kind=Speaker.Kind.ORGANISATION)
    card = card_of(as_petra.get(f"/articles/{surname.pk}/"), "this year")
    assert card.get("data-speaker") == str(known.pk)
    assert "Oriel Tavasti AcceptNamed here as “Tavasti”" in seen(card)
    every = [one.pk for one in Suggestion.objects.all()]
    decide(as_petra, surname, accepted=" ".join(map(str, every)))
    assert said_by() == ["Oriel Tavasti"] * len(every)
    assert Speaker.objects.count() == 3


def test_a_surname_may_have_particles_and_hyphens(as_petra: Client) -> None:
    for name, title in (("Jorun van den Bergh", "van den Bergh"), ("Lena Reyl-Aska", "Reyl-Aska")):
        Speaker.objects.add(name)
        article = factories.article("Levy passes", f"“Not this year,” Ms {title} said.")
        find_quotations(article)
        one = Suggestion.objects.of(article).get()
        page = as_petra.get(f"/articles/{article.pk}/")
        assert f"{name} AcceptNamed here as “" in seen(served.by_id(page, f"card-s{one.pk}"))


def test_who_of_several_with_a_surname_is_meant_somebody_has_to_say(
    as_petra: Client, petra: User, surname: Article
) -> None:
    Speaker.objects.add("Anna Tavasti")
    here = Speaker.objects.add("Oriel Tavasti")
    attribute(factories.highlight(surname, "Levy passes", petra), here, by=petra)
    card = shown_as(as_petra, surname)
    assert "Tavasti AcceptWhich one? Oriel Tavasti, Anna Tavasti" in card
    one = one_of("this year")
    told = json.loads(decide(as_petra, surname, accepted=one.pk)["HX-Trigger-After-Settle"])
    assert told["margent:unsure"] == {"ids": [f"s{one.pk}"]}
    there = f"/suggestions/{one.pk}/"
    page = as_petra.get(there, headers=HTMX)
    [field] = [each for each in served.page(page).iter("input") if each.get("maxlength")]
    offered = served.page(as_petra.get(field.get("hx-get", ""), {"speaker_name": "Tavasti"}))
    names = [each.get("data-name") for each in offered.iter("li") if each.get("data-speaker")]
    assert names == ["Oriel Tavasti", "Anna Tavasti"]
    answer = as_petra.post(there, {"speaker_name": "Tavasti"}, headers=HTMX)
    assert "More than one speaker has this name" in served.seen(answer)
    assert Highlight.objects.count() == 1
    chosen = {
        "speaker_name": "Anna Tavasti",
        "speaker": Speaker.objects.get(name="Anna Tavasti").pk,
    }
    as_petra.post(there, chosen, headers=HTMX)
    assert "Anna Tavasti AcceptNamed here as “Tavasti”" in shown_as(as_petra, surname, "And not")


def test_a_new_speaker_may_have_the_surname_of_others(as_petra: Client, surname: Article) -> None:
    for name in ("Anna Tavasti", "Oriel Tavasti"):
        Speaker.objects.add(name)
    sent = {"speaker_name": "Tavasti", "speaker_kind": "person"}
    as_petra.post(f"/suggestions/{one_of('this year').pk}/", sent, headers=HTMX)
    assert said_by() == ["Tavasti"]


def test_the_name_as_it_stands_comes_before_a_surname(as_petra: Client, surname: Article) -> None:
    known = Speaker.objects.add("Tavasti")
    Speaker.objects.add("Oriel Tavasti")
    card = card_of(as_petra.get(f"/articles/{surname.pk}/"), "this year")
    assert card.get("data-speaker") == str(known.pk)
    assert "Named here as" not in seen(card)


def test_a_surname_does_not_tell_of_whom_somebody_keeps_to_themselves(
    as_petra: Client, as_tomas: Client, petra: User, surname: Article
) -> None:
    kept = factories.highlight(surname, "Levy passes", petra, visibility="only_me")
    attribute(kept, Speaker.objects.add("Oriel Tavasti"), by=petra)
    assert "Oriel Tavasti" in shown_as(as_petra, surname)
    assert "Oriel" not in shown_as(as_tomas, surname)
    decide(as_tomas, surname, accepted=one_of("this year").pk)
    assert said_by() == ["Oriel Tavasti", "Tavasti"]


def test_a_source_without_a_name_stays_unnamed(as_petra: Client, article: Article) -> None:
    named = Speaker.objects.add("Oriel Tavasti")
    named.names.create(name="Spokesman for the ministry")
    decide(as_petra, article, accepted=one_of("nothing to add").pk)
    [said] = Highlight.objects.get().attributions.standing()
    assert (said.speaker.name, said.speaker.kind) == ("Spokesman for the ministry", "unnamed")
    other = factories.article("Again", NOTHING)
    find_quotations(other)
    sent = {"speaker_name": "Spokesman for the ministry"}
    again = Suggestion.objects.of(other).get()
    as_petra.post(f"/suggestions/{again.pk}/", sent, headers=HTMX)
    assert {one.speaker.kind for one in said.speaker.attributions.all()} == {"unnamed"}
    assert said.speaker.attributions.count() == 2
