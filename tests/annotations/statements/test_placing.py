"""Quotations of one speaker that say the same are one statement."""

import pytest
from django.db import connection
from django.utils import timezone

from annotations.highlights.adjusting import adjust
from annotations.highlights.models import Highlight
from annotations.speakers.models import Attribution, Speaker
from annotations.speakers.naming import attribute
from annotations.statements.models import Fingerprint, Telling
from annotations.statements.placing import place, place_all, place_on
from annotations.teams.models import User
from newsroom.articles.models import Article
from newsroom.outlets.models import Outlet
from tests import factories
from tests.annotations.statements import told
from tests.worker import forget_jobs, waiting, work

pytestmark = pytest.mark.django_db


def telling(of: Highlight) -> Telling:
    return Telling.objects.get(pk=of.pk)


def test_what_outlets_word_differently_is_one_statement(petra: User) -> None:
    many = [
        told.quoted(words, petra, outlet)
        for words, outlet in [
            (told.FULL, "Harbour Post"),
            (told.ONE_PENNY, "Statehouse Daily"),
            (told.OURS, "Radio Marenia One"),
            (told.SHORT, "Northern Ledger"),
        ]
    ]
    other = told.quoted(told.ANOTHER, petra)
    assert told.together(*many)
    assert telling(other).statement is None


def test_what_another_said_in_the_same_words_is_another_statement(petra: User) -> None:
    one = told.quoted(told.FULL, petra)
    other = told.quoted(told.FULL, petra, "Northern Ledger", speaker_name="Ilka Brandeveer")
    assert not told.together(one, other)


def test_what_everybody_says_is_no_statement(petra: User) -> None:
    polite = "Thank you very much for having me this morning, and good evening to you all."
    assert not told.together(*(told.quoted(polite, petra) for _ in range(3)))


def test_claims_and_passages_are_no_tellings(petra: User) -> None:
    told.quoted(told.FULL, petra)
    claim = told.quoted(told.FULL, petra, "Northern Ledger", kind="claim")
    place_all()
    assert not Telling.objects.filter(pk=claim.pk).exists()


def test_what_comes_between_two_makes_one_of_both(petra: User) -> None:
    second = "Not this year, and not after the election of the harbour council."
    full = f"This levy will not cost islanders a penny on ferries. {second}"
    halves = [told.quoted(full.partition(". ")[0], petra), told.quoted(second, petra)]
    assert not told.together(*halves)
    assert told.together(*halves, told.quoted(full, petra))


def test_who_takes_one_out_leaves_no_bridge_between_the_others(petra: User) -> None:
    second = "Not this year, and not after the election of the harbour council."
    full = f"This levy will not cost islanders a penny on ferries. {second}"
    halves = [told.quoted(full.partition(". ")[0], petra), told.quoted(second, petra)]
    bridge = told.quoted(full, petra)
    assert told.together(*halves, bridge)
    bridge.deleted_at = timezone.now()
    bridge.save()
    assert not told.together(*halves)
    assert telling(bridge).statement is None
    bridge.deleted_at = None
    bridge.save()
    assert told.together(*halves, bridge)


def test_what_is_attributed_to_somebody_else_leaves_its_statement(petra: User) -> None:
    one, other = told.quoted(told.FULL, petra), told.quoted(told.ONE_PENNY, petra, "Ledger")
    assert told.together(one, other)
    attribute(other, Speaker.objects.add("Ilka Brandeveer"), by=petra)
    assert telling(other).speaker.name == "Ilka Brandeveer"
    assert not told.together(one, other)
    attribute(other, telling(one).speaker, by=petra)
    assert told.together(one, other)
    attribute(other, None, by=petra)
    assert telling(other).speaker is None
    assert not told.together(one, other)


def test_speakers_that_become_one_bring_their_statements_along(petra: User) -> None:
    one = told.quoted(told.FULL, petra)
    others = [
        told.quoted(words, petra, "Ledger", speaker_name="O. Tavasti")
        for words in (told.ONE_PENNY, told.OURS)
    ]
    assert told.together(*others)
    assert not told.together(one, *others)
    was = telling(others[0]).speaker
    Attribution.objects.filter(speaker=was).update(speaker=telling(one).speaker)
    assert told.together(one, *others)
    Attribution.objects.filter(highlight__in=others).update(speaker=was)
    assert told.together(*others)
    assert not told.together(one, *others)


def test_another_range_is_another_wording(petra: User) -> None:
    article = factories.article("On the levy", f"“{told.FULL}”", f"“{told.ANOTHER}”")
    one, other = told.quoted(told.FULL, petra, "Ledger"), told.on(article, told.ANOTHER, petra)
    assert not told.together(one, other)
    text = article.latest_version.text
    start = text.index(told.FULL)
    adjust(other, article.latest_version, (start, start + len(told.FULL)), by=petra)
    assert told.together(one, other)


def test_what_only_its_author_sees_ties_nothing_of_others_together(
    petra: User, tomas: User
) -> None:
    second = "Not this year, and not after the election of the harbour council."
    full = f"This levy will not cost islanders a penny on ferries. {second}"
    halves = [told.quoted(full.partition(". ")[0], tomas), told.quoted(second, tomas)]
    bridge = told.quoted(full, petra, visibility="only_me")
    assert not told.together(*halves)
    assert telling(bridge).statement in {telling(half).statement for half in halves}
    bridge.visibility = Highlight.Visibility.EVERYONE
    bridge.save()
    assert told.together(*halves, bridge)
    bridge.visibility = Highlight.Visibility.ONLY_ME
    bridge.save()
    assert not told.together(*halves)


def test_what_two_keep_for_themselves_never_meets(petra: User, tomas: User) -> None:
    hers = told.quoted(told.FULL, petra, visibility="only_me")
    his = told.quoted(told.ONE_PENNY, tomas, "Ledger", visibility="only_me")
    assert not told.together(hers, his)
    assert told.together(hers, told.quoted(told.OURS, petra, "Radio", visibility="only_me"))


def test_the_worker_places_what_was_attributed(petra: User) -> None:
    one, other = told.quoted(told.FULL, petra), told.quoted(told.ONE_PENNY, petra, "Ledger")
    jobs = {job.args["article_id"] for job in waiting("annotations.place_statements")}
    assert jobs == {one.version.article_id, other.version.article_id}
    for article in jobs:
        place_on(article)
    assert telling(one).statement == telling(other).statement is not None
    assert not Telling.objects.unplaced().exists()


@pytest.mark.django_db(transaction=True)
def test_the_worker_finds_what_a_lost_job_left(petra: User) -> None:
    one, other = told.quoted(told.FULL, petra), told.quoted(told.ONE_PENNY, petra, "Ledger")
    forget_jobs()
    from annotations.tasks import catch_up

    catch_up.defer(timestamp=0)
    work()
    assert telling(one).statement == telling(other).statement is not None


def test_placing_twice_changes_nothing(petra: User) -> None:
    many = [told.quoted(words, petra) for words in (told.FULL, told.ONE_PENNY, told.SHORT)]
    place_all()
    before = list(Telling.objects.order_by("pk").values()), Fingerprint.objects.count()
    place([one.pk for one in many])
    assert (list(Telling.objects.order_by("pk").values()), Fingerprint.objects.count()) == before


def test_the_order_in_which_they_come_makes_no_difference(petra: User) -> None:
    words = [told.SHORT, told.ANOTHER, told.FULL, told.OURS, told.ONE_PENNY]
    found = []
    for order in (words, words[::-1], words[2:] + words[:2]):
        found.append(told.groups(*(told.quoted(one, petra) for one in order)))
        Highlight.objects.all().delete()
    assert found[0] == found[1] == found[2] != set()


def test_a_telling_follows_its_article(petra: User) -> None:
    one = told.quoted(told.FULL, petra)
    at = timezone.now()
    ledger = Outlet.objects.known_as("Northern Ledger", "")
    Article.objects.filter(pk=one.version.article_id).update(outlet=ledger, dated_at=at)
    assert (telling(one).outlet, telling(one).dated_at) == (ledger, at)
    elsewhere = factories.article("Elsewhere", outlet="Statehouse Daily")
    type(one.version).objects.filter(pk=one.version_id).update(article=elsewhere, number=9)
    assert telling(one).outlet.name == "Statehouse Daily"


def test_placing_asks_no_more_for_many_than_for_a_few(
    petra: User, django_assert_max_num_queries: object
) -> None:
    article = factories.article("All", *(f"“{told.FULL} Version {n}.”" for n in range(20)))
    for n in range(20):
        told.on(article, f"{told.FULL} Version {n}.", petra)
    with django_assert_max_num_queries(22):
        place_on(article.pk)
    assert connection.queries is not None
