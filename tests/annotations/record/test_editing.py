"""A speaker's names, offices and links are edited, and two are made one and one two."""

from datetime import date
from typing import Any

import pytest
from django.forms.models import model_to_dict
from django.http import HttpResponse
from django.test import Client

from annotations.highlights.models import Highlight
from annotations.speakers.models import Speaker
from annotations.speakers.naming import speaker_called
from annotations.speakers.removals import Removal
from annotations.speakers.resemblance import Resemblance, look_for_others
from annotations.speakers.transfers import Transfer, merge, undo
from annotations.teams.models import User
from tests import factories, served
from tests.cast import HTMX

pytestmark = pytest.mark.django_db


@pytest.fixture
def oriel(petra: User) -> Speaker:
    factories.highlight(factories.article(), "4,200 jobs", petra, speaker_name="Oriel Tavasti")
    return Speaker.objects.get()


def edit(client: Client, speaker: Speaker, **changes: Any) -> HttpResponse:
    """Open the page, change something and save."""
    page = client.get(f"/speakers/{speaker.pk}/edit/")
    return client.post(f"/speakers/{speaker.pk}/edit/", served.fields(page, "") | changes)


def shown(client: Client, speaker: Speaker) -> str:
    return " ".join(served.seen(client.get(f"/speakers/{speaker.pk}/")).split())


def test_names_in_any_script_an_office_and_links_are_kept_and_shown(
    as_tomas: Client, oriel: Speaker
) -> None:
    answer = edit(
        as_tomas,
        oriel,
        **{
            "names-1-name": "Оріел Тавасті",
            "names-1-kind": "alias",
            "names-2-name": "Oriel Quillen",
            "names-2-kind": "former",
            "offices-0-title": "Transport minister",
            "offices-0-party": "Civic Union",
            "offices-0-first": "2024-03-01",
            "identifiers-0-scheme": "wikidata",
            "identifiers-0-value": "https://www.wikidata.org/wiki/Q42",
            "note": "Speaks for the islands.",
        },
    )
    assert answer.status_code == 302
    page = shown(as_tomas, oriel)
    assert "Transport minister, Civic Union since March 2024" in page
    assert "Also written: Оріел Тавасті" in page and "Formerly: Oriel Quillen" in page
    assert "Speaks for the islands." in page
    html = as_tomas.get(f"/speakers/{oriel.pk}/").content.decode()
    assert 'href="https://www.wikidata.org/wiki/Q42"' in html
    assert "noreferrer" in html


def test_opening_and_saving_changes_nothing(as_tomas: Client, oriel: Speaker) -> None:
    edit(as_tomas, oriel)
    assert [name.name for name in oriel.names.all()] == ["Oriel Tavasti"]
    assert not oriel.offices.exists() and not oriel.identifiers.exists()


def test_another_name_is_one_they_are_found_by_and_so_is_the_old_one(
    as_tomas: Client, oriel: Speaker
) -> None:
    edit(as_tomas, oriel, name="Oriel Quillen")
    assert speaker_called("Oriel Quillen") == speaker_called("Oriel Tavasti") == oriel


def test_the_name_they_are_called_by_stays(as_tomas: Client, oriel: Speaker) -> None:
    answer = edit(as_tomas, oriel, **{"names-0-DELETE": "on"})
    assert answer.status_code == 422 and oriel.names.count() == 1


def known(speaker: Speaker) -> list[Any]:
    """All that stands on the page of `speaker`, by key."""
    parts = (speaker.names, speaker.offices, speaker.identifiers)
    return [model_to_dict(one) | {"pk": one.pk} for part in parts for one in part.order_by("pk")]


def test_what_is_removed_comes_back_by_the_toast_as_it_was(
    as_tomas: Client, oriel: Speaker
) -> None:
    alias = oriel.names.create(name="The ferry minister", kind="alias")
    oriel.offices.create(title="Transport minister", party="Civic Union", first=date(2025, 3, 1))
    oriel.identifiers.create(scheme="wikidata", value="Q42")
    before = known(oriel)
    place = [name.pk for name in oriel.names.all()].index(alias.pk)
    gone = {f"names-{place}-DELETE": "on", "offices-0-DELETE": "on", "identifiers-0-DELETE": "on"}
    written_over = {f"names-{place}-name": "Somebody else", "offices-0-title": "Premier"}
    answer = edit(as_tomas, oriel, **gone, **written_over)
    page = as_tomas.get(answer["Location"])
    told = "Saved. Removed: The ferry minister, Transport minister, Civic Union, Wikidata Q42"
    assert told in " ".join(served.seen(page).split())
    assert [row["name"] for row in known(oriel)] == ["Oriel Tavasti"]
    assert not Speaker.objects.named("ferry minister").exists()
    action = f"/removals/{Removal.objects.get().pk}/undoing/"
    for _ in range(2):
        as_tomas.post(action, served.fields(page, action))
    assert known(oriel) == before
    assert Speaker.objects.named("ferry minister").get() == oriel
    assert told not in " ".join(served.seen(as_tomas.get(answer["Location"])).split())


def test_what_was_removed_stands_on_the_edit_page_until_it_is_put_back(
    as_tomas: Client, oriel: Speaker
) -> None:
    oriel.offices.create(title="Transport minister")
    edit(as_tomas, oriel, **{"offices-0-DELETE": "on"})
    page = as_tomas.get(f"/speakers/{oriel.pk}/edit/")
    assert "Removed: Transport minister." in " ".join(served.seen(page).split())
    action = f"/removals/{Removal.objects.get().pk}/undoing/"
    as_tomas.post(action, served.fields(page, action))
    assert "Removed" not in served.seen(as_tomas.get(f"/speakers/{oriel.pk}/edit/"))


def test_a_removed_name_comes_back_to_whom_its_speaker_turned_out_to_be_and_leaves_with_them(
    as_tomas: Client, oriel: Speaker, petra: User
) -> None:
    kept = Speaker.objects.add("Oriel M. Tavasti")
    merge(kept, oriel, by=petra)
    rows = [one["pk"] for one in known(kept)]
    place = [name.name for name in kept.names.all()].index("Oriel Tavasti")
    edit(as_tomas, kept, **{f"names-{place}-DELETE": "on"})
    assert Removal.objects.get().undo()
    assert [one["pk"] for one in known(kept)] == rows
    undo(Transfer.objects.get(), by=petra)
    assert [one["name"] for one in known(oriel)] == ["Oriel Tavasti"]


@pytest.mark.parametrize(
    ("scheme", "value"),
    [
        ("wikidata", "Q0"),
        ("wikidata", "javascript:alert(1)"),
        ("isni", "0000 0001 2103 2684"),
        ("viaf", "0"),
        ("parlgov", "http://parlgov.org/x"),
        ("parlgov", "https://parlgov.org.evil.example/x"),
        ("wikipedia", "https://wikipedia.org.example/wiki/Ferry"),
        ("wikipedia", "http://en.wikipedia.org/wiki/Ferry"),
        ("page", "http://tavasti.example/"),
        ("page", "javascript:alert(1)//https://a.example"),
        ("page", "https://user@tavasti.example/"),
        ("page", "https://tavasti"),
        ("page", "https://a.example/ b"),
    ],
)
def test_what_is_no_number_and_no_safe_link_is_refused_and_kept_in_its_field(
    as_tomas: Client, oriel: Speaker, scheme: str, value: str
) -> None:
    fields = {"identifiers-0-scheme": scheme, "identifiers-0-value": value}
    answer = edit(as_tomas, oriel, **fields)
    assert answer.status_code == 422 and not oriel.identifiers.exists()
    assert value.replace("'", "&#x27;") in answer.content.decode()


@pytest.mark.parametrize(
    ("scheme", "value", "url"),
    [
        ("wikidata", " q42 ", "https://www.wikidata.org/wiki/Q42"),
        ("isni", "0000 0001 2103 2683", "https://isni.org/isni/0000000121032683"),
        ("viaf", "https://viaf.org/viaf/113230702/", "https://viaf.org/viaf/113230702"),
        ("parlgov", "1542", ""),
        ("wikipedia", "https://de.wikipedia.org/wiki/Fähre", "https://de.wikipedia.org/wiki/Fähre"),
        ("page", "https://tavasti.example/me", "https://tavasti.example/me"),
    ],
)
def test_numbers_and_links_lead_where_they_say(
    as_tomas: Client, oriel: Speaker, scheme: str, value: str, url: str
) -> None:
    fields = {"identifiers-0-scheme": scheme, "identifiers-0-value": value}
    assert edit(as_tomas, oriel, **fields).status_code == 302
    assert oriel.identifiers.get().url == url


def test_an_office_that_ends_before_it_begins_is_refused(as_tomas: Client, oriel: Speaker) -> None:
    fields = {
        "offices-0-title": "Minister",
        "offices-0-first": "2024-03-01",
        "offices-0-last": "2023-03-01",
    }
    answer = edit(as_tomas, oriel, **fields)
    assert answer.status_code == 422 and "ends after it began" in answer.content.decode()


# Merging and splitting


def test_two_speakers_are_merged_and_the_toast_undoes_it(
    as_tomas: Client, oriel: Speaker, petra: User
) -> None:
    article = factories.article()
    factories.highlight(article, "never asked", petra, speaker_name="O. Tavasti")
    other = Speaker.objects.get(name="O. Tavasti")
    page = as_tomas.get(f"/speakers/{oriel.pk}/merging/")
    assert "O. Tavasti" in served.seen(page)
    answer = as_tomas.post(f"/speakers/{oriel.pk}/merging/", {"other": other.pk}, follow=True)
    assert "Undo u" in served.seen(answer)
    assert "2 highlights" in " ".join(served.seen(answer).split())
    assert as_tomas.get(f"/speakers/{other.pk}/")["Location"] == f"/speakers/{oriel.pk}/"
    assert "O. Tavasti" not in served.seen(as_tomas.get("/speakers/"))
    action = f"/transfers/{Transfer.objects.get().pk}/undoing/"
    as_tomas.post(action, served.fields(answer, action))
    assert "1 quote" in shown(as_tomas, other)


@pytest.mark.parametrize("query", ["", "?q=tavasti"])
def test_either_name_may_be_the_one_that_stays(
    query: str, as_tomas: Client, oriel: Speaker, petra: User
) -> None:
    factories.highlight(factories.article(), "never asked", petra, speaker_name="O. Tavasti")
    other = Speaker.objects.get(name="O. Tavasti")
    look_for_others(other)
    page = as_tomas.get(f"/speakers/{oriel.pk}/merging/{query}")
    assert "The other way round: O. Tavasti stays" in served.seen(page)
    there = f"/speakers/{other.pk}/merging/"
    [button] = [
        one
        for form in served.page(page).iter("form")
        if form.get("action") == there
        for one in form.iter("button")
    ][:1]
    sent = {**served.fields(page, there), button.attrib["name"]: button.get("value")}
    answer = as_tomas.post(there, sent, follow=True)
    assert answer.redirect_chain[0][0].startswith(f"/speakers/{other.pk}/")
    assert as_tomas.get(f"/speakers/{oriel.pk}/")["Location"] == f"/speakers/{other.pk}/"
    assert "2 highlights" in " ".join(served.seen(answer).split())
    action = f"/transfers/{Transfer.objects.get().pk}/undoing/"
    as_tomas.post(action, served.fields(answer, action))
    assert "1 quote" in shown(as_tomas, oriel) and "1 quote" in shown(as_tomas, other)


def test_pairs_that_may_be_one_are_listed_until_somebody_says_they_are_not(
    as_tomas: Client, oriel: Speaker
) -> None:
    other = speaker_called("O. Tavasti")
    assert "1 pair" in served.seen(as_tomas.get("/speakers/"))
    assert "O. Tavasti" in served.seen(as_tomas.get("/speakers/duplicates/"))
    as_tomas.post(f"/speakers/{oriel.pk}/difference/", {"other": other.pk, "back": "duplicates"})
    assert "O. Tavasti" not in served.seen(as_tomas.get("/speakers/duplicates/"))
    assert Resemblance.objects.get().refused_by is not None


def test_who_is_known_from_anothers_own_highlights_is_not_suggested(
    as_tomas: Client, oriel: Speaker, petra: User
) -> None:
    article = factories.article()
    factories.highlight(
        article, "never asked", petra, speaker_name="O. Tavasti", visibility="only_me"
    )
    assert "O. Tavasti" not in served.seen(as_tomas.get("/speakers/duplicates/"))
    secret = Speaker.objects.get(name="O. Tavasti")
    as_tomas.post(f"/speakers/{oriel.pk}/merging/", {"other": secret.pk})
    assert not Transfer.objects.exists()


def test_what_is_somebody_elses_is_split_off(as_tomas: Client, oriel: Speaker, petra: User) -> None:
    made = factories.highlight(
        factories.article(), "never asked", petra, speaker_name="Oriel Tavasti"
    )
    data = {"name": "Oriel Tavasti the younger", "quotations": [made.pk]}
    answer = as_tomas.post(f"/speakers/{oriel.pk}/splitting/", data)
    assert answer.status_code == 302
    assert str(made.attributions.get().speaker) == "Oriel Tavasti the younger"
    assert oriel.attributions.count() == 1


def test_a_split_of_nothing_asks_what_to_choose(as_tomas: Client, oriel: Speaker) -> None:
    answer = as_tomas.post(f"/speakers/{oriel.pk}/splitting/", {"name": "Somebody"})
    assert answer.status_code == 422 and Speaker.objects.count() == 1


# The office of the day


def test_a_card_shows_the_office_held_on_the_day_of_the_article(
    as_petra: Client, oriel: Speaker
) -> None:
    made = Highlight.objects.get()
    article = made.version.article
    day = article.dated_at.date()
    oriel.offices.create(title="Mayor of Vestrin", last=day.replace(year=day.year - 1))
    oriel.offices.create(
        title="Transport minister", party="Civic Union", first=day.replace(year=day.year - 1)
    )
    oriel.offices.create(title="Premier", first=day.replace(year=day.year + 1))
    oriel.offices.create(title="Member for Calder East")
    card = " ".join(
        served.text(served.card(as_petra.get(article.get_absolute_url()), made.pk)).split()
    )
    assert "Transport minister, Civic Union" in card and "Premier" not in card
    where = f"/versions/{article.latest_version_id}/highlights/"
    fields = factories.selection(article, "northern yards", speaker_name=oriel.name)
    answer = as_petra.post(where, fields, headers=HTMX)
    new = Highlight.objects.latest("pk")
    card = " ".join(served.text(served.card(answer, new.pk)).split())
    assert "Transport minister, Civic Union" in card


def test_whom_somebody_split_off_for_themselves_others_do_not_hear_of(
    as_petra: Client, as_tomas: Client, petra: User, oriel: Speaker
) -> None:
    own = factories.highlight(
        factories.article(), "4,200 jobs", petra, speaker_name=oriel.name, visibility="only_me"
    )
    as_petra.post(
        f"/speakers/{oriel.pk}/splitting/", {"name": "Ilka Brandeveer", "quotations": [own.pk]}
    )
    made = Transfer.objects.get()
    for place in ("edit/", f"?moved={made.pk}"):
        assert "Ilka Brandeveer" in as_petra.get(f"/speakers/{oriel.pk}/{place}").text
        assert "Ilka Brandeveer" not in as_tomas.get(f"/speakers/{oriel.pk}/{place}").text
    assert as_tomas.post(f"/transfers/{made.pk}/undoing/").status_code == 404


def test_whoever_is_chosen_from_a_list_that_is_out_of_date_is_who_they_turned_out_to_be(
    as_petra: Client, petra: User, oriel: Speaker
) -> None:
    merged = Speaker.objects.add("O. Tavasti")
    merge(oriel, merged, by=petra)
    chosen = {"speaker": merged.pk, "speaker_name": merged.name}
    article = factories.article()
    as_petra.post(
        f"/versions/{article.latest_version_id}/highlights/",
        factories.selection(article, "4,200 jobs", **chosen),
    )
    assert Highlight.objects.latest("pk").attributions.get().speaker == oriel


def test_the_page_of_somebody_who_was_merged_leads_on_with_its_filters(
    as_tomas: Client, oriel: Speaker, petra: User
) -> None:
    kept, between = Speaker.objects.add("Oriel M. Tavasti"), Speaker.objects.add("O. Tavasti")
    merge(between, oriel, by=petra)
    merge(kept, between, by=petra)
    for name in ("", "quotations.csv"):
        answer = as_tomas.get(f"/speakers/{oriel.pk}/{name}?kind=claim")
        assert answer["Location"] == f"/speakers/{kept.pk}/{name}?kind=claim"
