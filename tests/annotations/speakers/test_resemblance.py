"""Speakers who may be one are suggested, never merged without somebody saying so."""

import pytest

from annotations.speakers.alike import may_be_one
from annotations.speakers.models import Speaker
from annotations.speakers.naming import speaker_called
from annotations.speakers.resemblance import Resemblance, consider_again, look_for_others, refuse
from annotations.teams.models import User

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("I. Brandeveer", "Dame Ilka Brandeveer"),
        ("Ms Tavasti", "Oriel Tavasti"),
        ("Minister Tavasti", "Oriel Tavasti"),
        ("Tavasti, Oriel", "Oriel Tavasti"),
        ("Oriel Tavásti", "Oriel Tavasti"),
        ("O. M. Tavasti", "Oriel Mira Tavasti"),
        ("Oriel Tavasti", "Oriel Mira Tavasti"),
        ("Олена Таваст", "Olena Tavast"),
        ("Łucja Żeleń", "Lucja Zelen"),
        ("Harbour Workers’ Union", "Harbour workers' union"),
    ],
)
def test_two_ways_to_write_one_name_are_seen(name: str, other: str) -> None:
    assert may_be_one(name, other) and may_be_one(other, name)


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("Bram Tavasti", "Oriel Tavasti"),
        ("K. Brandeveer", "Ilka Brandeveer"),
        ("Oriel Tavasti", "Oriel Kessendorf"),
        ("O", "Oriel O"),
        ("the ministry", "Oriel Tavasti"),
        ("", "Oriel Tavasti"),
    ],
)
def test_two_people_are_not_taken_for_one(name: str, other: str) -> None:
    assert not may_be_one(name, other) and not may_be_one(other, name)


def pairs(user: User) -> set[tuple[str, str]]:
    return {(str(one.first), str(one.second)) for one in Resemblance.objects.open_to(user)}


def test_a_new_speaker_is_compared_with_those_there_are(petra: User) -> None:
    for name in ("Oriel Tavasti", "Bram Kessendorf", "O. Tavasti"):
        speaker_called(name)
    assert pairs(petra) == {("Oriel Tavasti", "O. Tavasti")}


def test_an_alias_is_compared_too(petra: User) -> None:
    known = speaker_called("Oriel Tavasti")
    other = speaker_called("Oriel Kessendorf")
    other.names.create(name="Ms Tavasti", kind="alias")
    look_for_others(other)
    assert pairs(petra) == {(str(known), str(other))}


def test_who_is_left_unnamed_is_like_nobody(petra: User) -> None:
    speaker_called("Ministry spokesman", "unnamed")
    speaker_called("Ministry spokesman of Vestrin", "unnamed")
    assert pairs(petra) == set()


def test_not_the_same_is_remembered_and_can_be_undone(petra: User) -> None:
    one, two = speaker_called("Oriel Tavasti"), speaker_called("O. Tavasti")
    refuse(two, one, by=petra)
    look_for_others(one)
    assert pairs(petra) == set()
    consider_again(one, two)
    assert len(pairs(petra)) == 1


def test_a_pair_is_suggested_once(petra: User) -> None:
    one, two = Speaker.objects.add("Oriel Tavasti"), Speaker.objects.add("O. Tavasti")
    for speaker in (one, two, one):
        look_for_others(speaker)
    assert Resemblance.objects.count() == 1
