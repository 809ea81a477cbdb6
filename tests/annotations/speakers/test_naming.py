"""Who said a highlight: one is shown, what others say and said is kept."""

import pytest
from django.http import HttpResponse
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotations.highlights.models import Highlight
from annotations.speakers.models import Attribution, Speaker, SpeakerName, fold
from annotations.speakers.naming import attribute, settle, speaker_called, take_back
from annotations.speakers.opinions import opinions_of
from annotations.teams.models import User
from tests import cast, factories, served
from tests.racing import together

pytestmark = pytest.mark.django_db


@pytest.fixture
def made(petra: User) -> Highlight:
    return factories.highlight(factories.article(), "4,200 jobs", petra)


def standing(highlight: Highlight) -> list[str]:
    return [str(one.speaker) for one in highlight.attributions.standing()]


@pytest.mark.parametrize(
    "name", ["Oriel Tavasti", " oriel  TAVASTI ", "Óriel Tavasti", "Orie\u0301l Tava\ufb06i"]
)
def test_a_name_typed_a_little_differently_is_the_same_speaker(name: str) -> None:
    known = Speaker.objects.add("Oriel Tavasti")
    assert speaker_called(name) == known
    assert Speaker.objects.count() == 1


def test_a_name_nobody_has_is_a_new_speaker_of_the_kind_that_was_said() -> None:
    made = speaker_called("  Harbour workers' union ", Speaker.Kind.ORGANISATION)
    assert (made.name, made.kind) == ("Harbour workers' union", "organisation")


def test_a_speaker_is_found_by_any_of_their_names() -> None:
    known = Speaker.objects.add("Ilka Brandeveer")
    known.names.create(name="The auditor general")
    assert speaker_called("the Auditor General") == known


def test_a_name_two_people_share_is_not_guessed_at() -> None:
    two = {Speaker.objects.add("Lena Dorrowby"), Speaker.objects.add("Lena Dorrowby")}
    assert speaker_called("Lena Dorrowby") not in two


def test_two_names_of_one_person_that_read_the_same_are_still_one_person() -> None:
    known = Speaker.objects.add("Dagny Ferrowe")
    known.names.create(name="DAGNY FERROWE")
    assert speaker_called("dagny ferrowe") == known


@pytest.mark.parametrize("name", ["\ufdfa" * 200, "ß" * 200, "İ" * 200, "\u0301" * 200])
def test_a_name_that_grows_when_it_is_folded_can_still_be_kept(name: str, as_petra: Client) -> None:
    article = factories.article()
    data = factories.selection(article, "4,200 jobs", speaker_name=name)
    answer = as_petra.post(f"/versions/{article.latest_version_id}/highlights/", data)
    assert answer.status_code == 302
    assert standing(Highlight.objects.get()) == [name]
    assert len(SpeakerName.objects.get().folded) <= 400


def test_names_are_looked_up_without_case_and_accents() -> None:
    assert fold("  Ærøe  ÇELIK\u00a0Straße ") == "ærøe celik strasse"


def test_saying_another_speaker_withdraws_ones_own_first_and_keeps_it(
    made: Highlight, petra: User
) -> None:
    oriel, ilka = Speaker.objects.add("Oriel Tavasti"), Speaker.objects.add("Ilka Brandeveer")
    attribute(made, oriel, by=petra)
    attribute(made, ilka, by=petra)
    assert standing(made) == ["Ilka Brandeveer"]
    earlier = made.attributions.get(speaker=oriel)
    assert earlier.withdrawn_at is not None and earlier.withdrawn_by == petra


def test_what_another_says_stands_beside_what_was_said_first(
    made: Highlight, petra: User, tomas: User
) -> None:
    attribute(made, Speaker.objects.add("Oriel Tavasti"), by=petra)
    attribute(made, Speaker.objects.add("Ilka Brandeveer"), by=tomas, reason="Her voice.")
    assert standing(made) == ["Oriel Tavasti"]
    said = opinions_of(made.attributions.opinions())
    assert [(str(one.speaker), one.by, one.reason) for one in said.all] == [
        ("Oriel Tavasti", petra, ""),
        ("Ilka Brandeveer", tomas, "Her voice."),
    ]


def test_a_decision_settles_it_and_keeps_what_was_said(
    made: Highlight, petra: User, tomas: User, wren: User
) -> None:
    oriel, ilka = Speaker.objects.add("Oriel Tavasti"), Speaker.objects.add("Ilka Brandeveer")
    attribute(made, oriel, by=petra)
    attribute(made, ilka, by=tomas)
    decided = settle(made, ilka, "The recording has her.", by=wren)
    assert standing(made) == ["Ilka Brandeveer"]
    assert opinions_of(made.attributions.opinions()).all == (decided,)
    assert made.attributions.opinions().count() == 3
    assert settle(made, ilka, "The recording has her.", by=wren) is None


def test_who_says_otherwise_after_a_decision_is_heard_again(
    made: Highlight, petra: User, tomas: User, wren: User
) -> None:
    oriel, ilka = Speaker.objects.add("Oriel Tavasti"), Speaker.objects.add("Ilka Brandeveer")
    attribute(made, oriel, by=petra)
    settle(made, ilka, "The recording has her.", by=wren)
    attribute(made, oriel, by=tomas)
    said = opinions_of(made.attributions.opinions())
    assert [one.speaker for one in said.all] == [ilka, oriel]


def test_a_decision_that_is_taken_back_shows_what_was_shown_before(
    made: Highlight, petra: User, tomas: User, wren: User
) -> None:
    oriel, ilka = Speaker.objects.add("Oriel Tavasti"), Speaker.objects.add("Ilka Brandeveer")
    attribute(made, ilka, by=petra)
    attribute(made, ilka, by=tomas, reason="I was there.")
    attribute(made, oriel, by=petra)
    decided = settle(made, ilka, "The recording has her.", by=wren)
    assert not take_back(made, decided.pk, by=tomas)
    assert take_back(made, decided.pk, by=wren)
    assert standing(made) == ["Oriel Tavasti"]
    assert not take_back(made, decided.pk, by=wren)


def test_when_the_first_takes_it_back_what_the_other_says_is_shown(
    made: Highlight, petra: User, tomas: User
) -> None:
    attribute(made, Speaker.objects.add("Oriel Tavasti"), by=petra)
    attribute(made, Speaker.objects.add("Ilka Brandeveer"), by=tomas)
    attribute(made, None, by=petra)
    assert standing(made) == ["Ilka Brandeveer"]


def test_coming_round_to_what_is_shown_ends_the_disagreement(
    made: Highlight, petra: User, tomas: User
) -> None:
    oriel = Speaker.objects.add("Oriel Tavasti")
    attribute(made, oriel, by=petra)
    attribute(made, Speaker.objects.add("Ilka Brandeveer"), by=tomas)
    attribute(made, oriel, by=tomas)
    assert opinions_of(made.attributions.opinions()).others == ()


OPINIONS = st.lists(
    st.tuples(
        st.sampled_from(["says", "nobody", "decides", "takes back"]),
        st.integers(0, 2),
        st.integers(0, 2),
    ),
    max_size=12,
)


@given(OPINIONS)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_whatever_is_said_one_is_shown_while_any_is_left_and_nothing_is_lost(
    made: Highlight, petra: User, tomas: User, wren: User, steps: list[tuple[str, int, int]]
) -> None:
    speakers = [Speaker.objects.add(name) for name in ("Oriel", "Ilka", "Dagny")]
    made.attributions.all().delete()
    seen: dict[int, int] = {}
    for verb, who, whom in steps:
        by = (petra, tomas, wren)[who]
        own = made.attributions.opinions().filter(by=by).first()
        if verb == "says":
            attribute(made, speakers[whom], by=by)
        elif verb == "nobody":
            attribute(made, None, by=by)
        elif verb == "decides":
            settle(made, speakers[whom], "So.", by=by)
        elif own:
            take_back(made, own.pk, by=by)
        left = made.attributions.opinions().count()
        assert made.attributions.standing().count() == min(left, 1)
        now = dict(made.attributions.values_list("pk", "speaker"))
        assert seen.items() <= now.items()
        seen = now


def test_saying_the_same_again_changes_nothing(made: Highlight, petra: User, tomas: User) -> None:
    oriel = Speaker.objects.add("Oriel Tavasti")
    attribute(made, oriel, by=petra)
    attribute(made, oriel, by=tomas)
    assert [one.by for one in made.attributions.all()] == [petra]


def test_saying_that_nobody_is_known_withdraws_who_was_said(made: Highlight, petra: User) -> None:
    attribute(made, Speaker.objects.add("Oriel Tavasti"), by=petra)
    attribute(made, None, by=petra)
    assert standing(made) == []
    assert made.attributions.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_readers_who_name_a_speaker_at_once_leave_one_standing() -> None:
    petra, tomas = cast.petra(), cast.tomas()
    made = factories.highlight(factories.article(), "4,200 jobs", petra)
    oriel, ilka = Speaker.objects.add("Oriel Tavasti"), Speaker.objects.add("Ilka Brandeveer")
    together(
        lambda: attribute(made, oriel, by=petra),
        lambda: attribute(made, ilka, by=tomas),
        lambda: attribute(made, oriel, by=tomas),
    )
    assert len(standing(made)) == 1


# In the editor


def edit(client: Client, highlight: Highlight, **changes: object) -> None:
    """Open the editor, change something and save."""
    assert send(client, highlight, opened(client, highlight), **changes).status_code == 302


def opened(client: Client, highlight: Highlight) -> dict[str, str]:
    """What the editor holds when it is opened."""
    where = f"/highlights/{highlight.pk}/"
    return served.fields(client.get(f"{where}?on={highlight.version_id}"), where)


def send(
    client: Client, highlight: Highlight, held: dict[str, str], **changes: object
) -> HttpResponse:
    return client.post(f"/highlights/{highlight.pk}/", {**held, **changes})


def test_choosing_somebody_from_the_list_takes_exactly_them(
    as_petra: Client, made: Highlight
) -> None:
    Speaker.objects.add("Lena Dorrowby")
    second = Speaker.objects.add("Lena Dorrowby")
    edit(as_petra, made, speaker=second.pk, speaker_name="Lena Dorrowby")
    assert made.attributions.standing().get().speaker == second
    assert Speaker.objects.count() == 2


def test_typing_another_name_over_a_choice_takes_what_was_typed(
    as_petra: Client, made: Highlight
) -> None:
    chosen = Speaker.objects.add("Lena Dorrowby")
    edit(as_petra, made, speaker=chosen.pk, speaker_name="Mattis Orlundh")
    assert standing(made) == ["Mattis Orlundh"]


def test_emptying_the_name_takes_the_speaker_away(as_petra: Client, made: Highlight) -> None:
    chosen = Speaker.objects.add("Lena Dorrowby")
    edit(as_petra, made, speaker=chosen.pk, speaker_name="Lena Dorrowby")
    edit(as_petra, made, speaker_name="")
    assert standing(made) == []


def test_who_only_adds_a_note_does_not_undo_what_somebody_else_named_meanwhile(
    as_petra: Client, as_wren: Client, made: Highlight
) -> None:
    held = opened(as_petra, made)
    edit(as_wren, made, speaker_name="Oriel Tavasti")
    send(as_petra, made, held, note="Which yards?")
    assert standing(made) == ["Oriel Tavasti"]
    assert made.notes.get().body == "Which yards?"


def test_saving_an_edit_that_leaves_the_speaker_alone_withdraws_nobody(
    as_petra: Client, made: Highlight
) -> None:
    chosen = Speaker.objects.add("Lena Dorrowby")
    for kind in ("quote", "claim"):
        edit(as_petra, made, speaker=chosen.pk, speaker_name="Lena Dorrowby", kind=kind)
    assert Attribution.objects.get().withdrawn_at is None
