"""Two speakers become one and two again: everything goes along, and everything comes back."""

from typing import Any

import pytest
from django.forms.models import model_to_dict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotations.highlights.models import Highlight
from annotations.quotations.models import Suggestion
from annotations.speakers.identifiers import Identifier
from annotations.speakers.models import Attribution, NameWord, Speaker, SpeakerName
from annotations.speakers.naming import attribute
from annotations.speakers.offices import Office
from annotations.speakers.signals import speakers_merged, speakers_split
from annotations.speakers.transfers import merge, split, undo
from annotations.statements.models import Telling
from annotations.tasks import place_changed
from annotations.teams.models import User
from tests import factories
from tests.annotations.statements import told
from tests.racing import ahead_of
from tests.worker import forget_jobs, waiting

pytestmark = pytest.mark.django_db

MODELS = (Speaker, SpeakerName, NameWord, Office, Identifier, Attribution)
WORDS = factories.FIRST.split()


def everything() -> dict[str, list[dict[str, Any]]]:
    """All that is known of all speakers."""
    return {
        model.__name__: [
            {**model_to_dict(row), "pk": row.pk, "folded": getattr(row, "folded", "")}
            for row in model._base_manager.order_by("pk")
        ]
        for model in MODELS
    }


def somebody(name: str, petra: User, parts: dict[str, Any]) -> Speaker:
    made = Speaker.objects.add(name, role=parts["role"], note=parts["note"])
    for alias in parts["aliases"]:
        made.names.create(name=alias, kind="alias")
    for title in parts["offices"]:
        made.offices.create(title=title, party="Civic Union")
    for number in parts["numbers"]:
        made.identifiers.create(scheme="wikidata", value=f"Q{number}")
    article = factories.article()
    for word in WORDS[: parts["quotes"]]:
        attribute(factories.highlight(article, word, petra), made, by=petra)
    return made


PARTS = st.fixed_dictionaries(
    {
        "role": st.sampled_from(["", "Transport minister"]),
        "note": st.sampled_from(["", "Speaks for the islands.", "Retired."]),
        "aliases": st.lists(st.sampled_from(["O. Tavasti", "Ms Tavasti", "Оріел"]), max_size=2),
        "offices": st.lists(st.sampled_from(["Minister", "Mayor of Vestrin"]), max_size=2),
        "numbers": st.lists(st.integers(1, 99), max_size=2),
        "quotes": st.integers(0, 3),
    }
)


@given(PARTS, PARTS)
@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=20
)
def test_a_merge_that_is_undone_gives_back_exactly_what_was_there(
    petra: User, one: dict[str, Any], other: dict[str, Any]
) -> None:
    kept, merged = somebody("Oriel Tavasti", petra, one), somebody("O. Tavasti", petra, other)
    before = everything()
    made = merge(kept, merged, by=petra)
    assert made is not None
    for name in ("names", "offices", "identifiers", "attributions"):
        assert not getattr(merged, name).exists()
    assert kept.attributions.count() == one["quotes"] + other["quotes"]
    assert undo(made, by=petra) and everything() == before
    assert not undo(made, by=petra) and everything() == before


@given(PARTS, st.data())
@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=20
)
def test_a_split_that_is_undone_gives_back_exactly_what_was_there(
    petra: User, parts: dict[str, Any], data: st.DataObject
) -> None:
    source = somebody("Oriel Tavasti", petra, parts)
    target = Speaker.objects.add("Oriel Tavasti the younger")
    before = everything()
    chosen = {
        name: data.draw(st.lists(st.sampled_from(keys), unique=True)) if keys else []
        for name in ("names", "offices", "identifiers", "attributions")
        if (keys := list(getattr(source, name).values_list("pk", flat=True))) or True
    }
    made = split(source, target, chosen, by=petra)
    for name, keys in chosen.items():
        assert getattr(target, name).filter(pk__in=keys).count() == len(keys)
        assert not getattr(source, name).filter(pk__in=keys).exists()
    undo(made, by=petra)
    after = everything()
    assert after.pop("Speaker")[0] == before.pop("Speaker")[0] and after == before
    target.refresh_from_db()
    assert target.merged_into == source


def test_merging_again_changes_nothing(petra: User) -> None:
    kept, merged = Speaker.objects.add("Oriel Tavasti"), Speaker.objects.add("O. Tavasti")
    assert merge(kept, merged, by=petra) is not None
    assert merge(kept, merged, by=petra) is None
    assert merge(merged, kept, by=petra) is None
    assert merge(kept, kept, by=petra) is None


def test_what_was_said_since_the_merge_stays_with_the_one_who_was_kept(petra: User) -> None:
    kept, merged = Speaker.objects.add("Oriel Tavasti"), Speaker.objects.add("O. Tavasti")
    made = merge(kept, merged, by=petra)
    one = factories.highlight(factories.article(), "4,200 jobs", petra, speaker_name="O. Tavasti")
    assert one.attributions.get().speaker == kept
    undo(made, by=petra)
    assert one.attributions.get().speaker == kept


def test_merges_one_after_the_other_are_undone_in_any_order(petra: User) -> None:
    first, second, third = (Speaker.objects.add(name) for name in ("Oriel", "Ilka", "Dagny"))
    before = everything()
    one, two = merge(second, third, by=petra), merge(first, second, by=petra)
    assert first.names.count() == 3
    undo(one, by=petra)
    assert list(third.names.all()) and third.pk
    undo(two, by=petra)
    assert everything() == before


def test_a_split_is_undone_in_favour_of_whoever_the_speaker_turned_out_to_be(petra: User) -> None:
    source, target, kept = (Speaker.objects.add(name) for name in ("Oriel", "Ilka", "Dagny"))
    one = factories.highlight(factories.article(), "4,200 jobs", petra, speaker_name="Oriel")
    said = one.attributions.get()
    made = split(source, target, {"attributions": [said.pk]}, by=petra)
    merge(kept, source, by=petra)
    undo(made, by=petra)
    said.refresh_from_db()
    assert said.speaker == kept
    target.refresh_from_db()
    assert target.now == kept


def test_whoever_was_merged_elsewhere_stays_there_when_their_split_is_undone(petra: User) -> None:
    source, target, kept = (Speaker.objects.add(name) for name in ("Oriel", "Ilka", "Dagny"))
    made = split(source, target, {}, by=petra)
    merge(kept, target, by=petra)
    undo(made, by=petra)
    target.refresh_from_db()
    assert target.now == kept


def test_what_readers_taught_of_suggestions_goes_along_and_comes_back(petra: User) -> None:
    kept, merged = Speaker.objects.add("Oriel Tavasti"), Speaker.objects.add("O. Tavasti")
    version = factories.article().latest_version
    taught = Suggestion.objects.create(version=version, start=0, end=5, said_by=merged)
    other = Suggestion.objects.create(version=version, start=6, end=9, said_by=kept)
    made = merge(kept, merged, by=petra)
    assert {one.said_by for one in Suggestion.objects.all()} == {kept}
    undo(made, by=petra)
    assert Suggestion.objects.get(pk=taught.pk).said_by == merged
    assert Suggestion.objects.get(pk=other.pk).said_by == kept


def test_quotations_are_grouped_anew_when_their_speakers_turn_out_to_be_one(petra: User) -> None:
    one = told.quoted(told.FULL, petra)
    other = told.quoted(told.ONE_PENNY, petra, "Statehouse Daily", speaker_name="O. Tavasti")
    assert not told.together(one, other)
    forget_jobs()
    speakers = [each.attributions.get().speaker for each in (one, other)]
    made = merge(*speakers, by=petra)
    [job] = waiting("annotations.place_changed")
    place_changed(**job.args)
    assert Telling.objects.values("statement").distinct().count() == 1
    undo(made, by=petra)
    assert len(waiting("annotations.place_changed")) == 2
    place_changed()
    assert not Telling.objects.exclude(statement=None).exists()


@pytest.mark.django_db(transaction=True)
def test_somebody_can_say_who_spoke_while_speakers_are_merged(petra: User) -> None:
    one = factories.highlight(factories.article(), "4,200 jobs", petra, speaker_name="O. Tavasti")
    kept, merged = Speaker.objects.add("Oriel Tavasti"), one.attributions.get().speaker
    other = Speaker.objects.add("Ilka Brandeveer")
    with ahead_of(lambda: merge(kept, merged, by=petra)) as let_it_begin:
        Highlight.objects.select_for_update(no_key=True).get(pk=one.pk)
        let_it_begin()
        attribute(one, other, by=petra)
    assert one.attributions.standing().get().speaker == other
    assert not merged.attributions.exists()


def test_others_are_told_which_attributions_went(petra: User) -> None:
    told: list[tuple[str, int, int, list[int]]] = []

    def hear(name: str) -> Any:
        def heard(source: Speaker, target: Speaker, attributions: list[int], **_more: Any) -> None:
            told.append((name, source.pk, target.pk, attributions))

        return heard

    merged_heard, split_heard = hear("merged"), hear("split")
    speakers_merged.connect(merged_heard)
    speakers_split.connect(split_heard)
    try:
        one = factories.highlight(factories.article(), "4,200 jobs", petra, speaker_name="Oriel")
        said = one.attributions.get()
        kept, merged = Speaker.objects.add("Oriel Tavasti"), said.speaker
        undo(merge(kept, merged, by=petra), by=petra)
    finally:
        speakers_merged.disconnect(merged_heard)
        speakers_split.disconnect(split_heard)
    assert told == [
        ("merged", merged.pk, kept.pk, [said.pk]),
        ("split", kept.pk, merged.pk, [said.pk]),
    ]
