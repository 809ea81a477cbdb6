"""A speaker who was made by mistake is deleted, and comes back."""

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from annotations.quotations.finding import find_quotations
from annotations.quotations.models import Suggestion
from annotations.speakers.deletion import Hold, bring_back, delete, hold_on
from annotations.speakers.models import Speaker
from annotations.speakers.naming import attribute, settle, take_back
from annotations.speakers.ranking import ranked
from annotations.speakers.resemblance import Resemblance
from annotations.speakers.transfers import merge
from annotations.teams.models import User
from tests import factories, served
from tests.racing import ahead_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def mistake(petra: User) -> Speaker:
    """Somebody who was named for a highlight by mistake, until the name was corrected."""
    made = factories.highlight(factories.article(), "4,200 jobs", petra, speaker_name="Oriel")
    attribute(made, Speaker.objects.add("Oriel Tavasti"), by=petra)
    return Speaker.objects.get(name="Oriel")


def put(client: Client, shown: str, speaker: Speaker) -> HttpResponse:
    """Press the button on the page at `shown` that deletes `speaker`, or brings them back."""
    action = f"/speakers/{speaker.pk}/deletion/"
    return client.post(action, served.fields(client.get(shown), action))


def listed(client: Client) -> str:
    return served.seen(client.get("/speakers/"))


def test_a_speaker_without_highlights_is_deleted_on_their_page_and_undo_brings_them_back(
    as_tomas: Client, mistake: Speaker, petra: User
) -> None:
    mistake.offices.create(title="Transport minister")
    page = f"/speakers/{mistake.pk}/"
    assert "Delete this speaker" in served.seen(as_tomas.get(page))
    answer = put(as_tomas, page, mistake)
    after = as_tomas.get(answer["Location"])
    assert "Deleted: OrielUndo" in " ".join(served.seen(after).split())
    assert [one.name for one in Speaker.objects.known_to(petra)] == ["Oriel Tavasti"]
    version = mistake.attributions.get().highlight.version
    assert [one.name for one in ranked("Ori", version, petra)] == ["Oriel Tavasti"]
    assert [one.name for one in ranked("", version, petra)] == ["Oriel Tavasti"]
    action = f"/speakers/{mistake.pk}/deletion/"
    for _ in range(2):
        as_tomas.post(action, served.fields(after, action))
    assert "Oriel" in listed(as_tomas)
    assert "Transport minister" in served.seen(as_tomas.get(page))


def test_the_page_of_a_deleted_speaker_says_who_deleted_them_and_brings_them_back(
    as_tomas: Client, mistake: Speaker
) -> None:
    page = f"/speakers/{mistake.pk}/"
    put(as_tomas, page, mistake)
    gone = as_tomas.get(page)
    assert gone.status_code == 410 and "Tomas" in served.seen(gone)
    assert put(as_tomas, page, mistake)["Location"] == page
    assert as_tomas.get(page).status_code == 200


def test_a_deleted_speaker_only_the_author_knew_is_nobody_elses(
    as_tomas: Client, petra: User
) -> None:
    mine = {"speaker_name": "Mattis", "visibility": "only_me"}
    made = factories.highlight(factories.article(), "4,200 jobs", petra, **mine)
    attribute(made, None, by=petra)
    gone = Speaker.objects.get()
    delete(gone, by=petra)
    assert as_tomas.get(f"/speakers/{gone.pk}/").status_code == 404
    assert as_tomas.delete(f"/speakers/{gone.pk}/deletion/").status_code == 404
    assert "Mattis" not in served.seen(as_tomas.get(f"/speakers/?deleted={gone.pk}"))


def test_what_was_said_of_a_deleted_speaker_stays_written_down(
    as_tomas: Client, mistake: Speaker
) -> None:
    said = mistake.attributions.get()
    put(as_tomas, f"/speakers/{mistake.pk}/", mistake)
    history = as_tomas.get(f"/highlights/{said.highlight_id}/speaker/")
    assert "Oriel" in [word.strip() for word in served.page(history).itertext()]


@pytest.mark.parametrize("deleted", [False, True])
def test_a_speaker_with_a_highlight_stays_and_the_page_says_what_can_be_done(
    as_tomas: Client, mistake: Speaker, petra: User, deleted: bool
) -> None:
    made = factories.highlight(factories.article(), "northern yards", petra, speaker_name="Oriel")
    if deleted:
        made.deleted_at = timezone.now()
        made.save()
    answer = as_tomas.post(f"/speakers/{mistake.pk}/deletion/", follow=True)
    assert "Not deleted. Highlights are theirs" in served.seen(answer)
    assert f'href="/speakers/{mistake.pk}/merging/"' in answer.content.decode()
    assert "Delete this speaker" not in served.seen(answer)
    assert Speaker.objects.known_to(petra).filter(pk=mistake.pk).exists()


def test_a_decision_that_was_taken_back_holds_nobody(mistake: Speaker, petra: User) -> None:
    made = mistake.attributions.get().highlight
    decided = settle(made, mistake, "Heard it.", by=petra)
    assert decided and hold_on(mistake) is Hold.HIGHLIGHTS
    take_back(made, decided.pk, by=petra)
    assert delete(mistake, by=petra) is None


def test_a_suggestion_that_is_to_be_checked_holds_whom_it_was_corrected_to(
    mistake: Speaker, petra: User
) -> None:
    find_quotations(factories.article())
    Suggestion.objects.update(said_by=mistake)
    assert delete(mistake, by=petra) is Hold.SUGGESTIONS


def test_whom_others_were_merged_with_stays(mistake: Speaker, petra: User) -> None:
    merge(mistake, Speaker.objects.add("O. Tavasti"), by=petra)
    assert delete(mistake, by=petra) is Hold.MERGED


def test_a_deleted_speaker_is_merged_with_nobody_and_their_name_is_free(
    mistake: Speaker, petra: User
) -> None:
    delete(mistake, by=petra)
    assert merge(Speaker.objects.get(name="Oriel Tavasti"), mistake, by=petra) is None
    made = factories.highlight(factories.article(), "northern yards", petra, speaker_name="Oriel")
    assert made.attributions.get().speaker != mistake


@pytest.mark.django_db(transaction=True)
def test_who_is_named_while_somebody_deletes_them_is_there_afterwards(
    mistake: Speaker, petra: User
) -> None:
    made = factories.highlight(factories.article(), "northern yards", petra)
    with ahead_of(lambda: delete(mistake, by=petra)) as begin:
        attribute(made, mistake, by=petra)
        begin()
    assert hold_on(mistake) is Hold.HIGHLIGHTS
    assert Speaker.objects.known_to(petra).filter(pk=mistake.pk).exists()


@pytest.mark.django_db(transaction=True)
def test_who_is_named_after_somebody_deleted_them_is_back(mistake: Speaker, petra: User) -> None:
    made = factories.highlight(factories.article(), "northern yards", petra)
    with ahead_of(lambda: attribute(made, mistake, by=petra)) as begin:
        delete(mistake, by=petra)
        begin()
    assert Speaker.objects.known_to(petra).filter(pk=mistake.pk).exists()


def test_who_was_deleted_is_back_for_who_had_chosen_them_for_a_new_highlight(petra: User) -> None:
    oriel = Speaker.objects.add("Oriel Tavasti")
    delete(oriel, by=petra)
    chosen = {"speaker": oriel.pk, "speaker_name": "Oriel Tavasti"}
    factories.highlight(factories.article(), "northern yards", petra, **chosen)
    oriel.refresh_from_db()
    assert oriel.removed_at is None


@pytest.mark.django_db(transaction=True)
def test_nobody_is_deleted_while_a_highlight_of_theirs_is_made(petra: User) -> None:
    oriel = Speaker.objects.add("Oriel Tavasti")
    article = factories.article()
    with ahead_of(lambda: delete(oriel, by=petra)) as let_it_begin:
        chosen = {"speaker": oriel.pk, "speaker_name": "Oriel Tavasti"}
        factories.highlight(article, "northern yards", petra, **chosen)
        let_it_begin()
    oriel.refresh_from_db()
    assert oriel.removed_at is None


def test_who_comes_back_may_be_one_with_who_was_given_the_name_meanwhile(petra: User) -> None:
    oriel = Speaker.objects.add("Oriel Tavasti")
    delete(oriel, by=petra)
    factories.highlight(factories.article(), "yards", petra, speaker_name="Oriel Tavasti")
    assert bring_back(oriel)
    assert Resemblance.objects.count() == 1
