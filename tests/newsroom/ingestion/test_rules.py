"""Rules say which entries come in and which topics articles have."""

from itertools import count

import pytest

from newsroom.ingestion.rules import (
    KEEP,
    LANGUAGE,
    LEAVE_OUT,
    SECTION,
    TOPIC,
    WORDS,
    Condition,
    Facts,
    Judgement,
    judge,
    rules_for,
)
from newsroom.outlets.models import Entry, Feed, Outlet, Rule, Topic
from tests import factories

_keys = count(1)

LEVY = Facts(
    title="Harbour Levy passes by four votes",
    summary="The islands were never asked, says Dagny Ferrowe of Vestrin.",
    sections=("Politics",),
    language="en-GB",
    url="https://harbour-post.example/news/islands/levy-passes",
)


def rule(action: str, field: str, value: str, topic: int | None = None) -> Condition:
    return Condition(field, value, action, pk=next(_keys), topic_id=topic)


def fits(field: str, value: str, story: Facts = LEVY, text: str = "") -> bool:
    return judge(story, [rule(TOPIC, field, value, topic=7)], text).topics == (7,)


# --- What fits


@pytest.mark.parametrize(
    "words",
    [
        "levy",
        "HARBOUR LEVY",
        "harbour  levy",
        "football, levy",
        "Dagny Ferrowe",
        "vestrin",
        "févry,lévy",
    ],
)
def test_words_are_found_whatever_their_case_accents_and_spaces(words: str) -> None:
    assert fits(WORDS, words)


@pytest.mark.parametrize("words", ["lev", "evy", "harbour votes", "island", ", ,", "fer"])
def test_words_are_whole_words_and_phrases(words: str) -> None:
    assert not fits(WORDS, words)


def test_accents_in_the_story_are_no_obstacle() -> None:
    story = Facts(title="Fährabgabe: „Keinen Pfennig“ für Ångø, l’Île dit non")
    for words in ("fahrabgabe", "FÄHRABGABE", "ango", "île", "l'ile"):
        assert fits(WORDS, words, story), words
    assert not fits(WORDS, "abgabe", story)


def test_words_of_a_writing_without_spaces_are_found_inside() -> None:
    story = Facts(title="议会通过渡轮费法案")
    assert fits(WORDS, "渡轮费", story)
    assert not fits(WORDS, "选举", story)


def test_letters_that_only_look_alike_are_not_the_same() -> None:
    assert not fits(WORDS, "か", Facts(title="がぎぐ"))
    assert fits(WORDS, "العبارات", Facts(title="صندوق العِبارات يمر"))


@pytest.mark.parametrize(
    ("section", "there"),
    [("politics", True), ("POLITICS", True), ("islands", True), ("polit", False), ("levy", False)],
)
def test_a_section_is_named_by_the_feed_or_is_a_part_of_the_link(section: str, there: bool) -> None:
    assert fits(SECTION, section) is there


def test_a_section_of_two_words_is_found_in_a_link_with_dashes() -> None:
    story = Facts(url="https://harbour-post.example/foreign-affairs/2026/calder")
    assert fits(SECTION, "Foreign affairs", story)
    assert fits(SECTION, "foreign-affairs", story)


@pytest.mark.parametrize(("tag", "there"), [("en", True), ("en-US", True), ("de", False)])
def test_a_language_is_the_same_whatever_its_country(tag: str, there: bool) -> None:
    assert fits(LANGUAGE, tag) is there


def test_a_language_that_is_not_declared_is_told_by_the_words() -> None:
    words = "Der Minister sagte, dass die Abgabe nicht mit den Inseln und dem Hafen zu tun habe."
    assert fits(LANGUAGE, "de", Facts(title="Hafen", summary=words))


def test_a_link_that_cannot_be_read_fits_no_section() -> None:
    assert not fits(SECTION, "politics", Facts(url="http://[bad/politics"))


# --- What comes in


def test_without_rules_everything_comes_in() -> None:
    assert judge(LEVY, []) == Judgement(True)


def test_what_is_left_out_stays_out_even_if_it_is_wanted() -> None:
    wanted, unwanted = rule(KEEP, WORDS, "levy"), rule(LEAVE_OUT, SECTION, "politics")
    assert judge(LEVY, [wanted, unwanted]) == Judgement(False, unwanted)


def test_one_of_the_rules_for_a_field_must_fit() -> None:
    ferry, levy = rule(KEEP, WORDS, "ferry"), rule(KEEP, WORDS, "levy")
    assert judge(LEVY, [ferry, levy]) == Judgement(True, levy)
    assert judge(LEVY, [ferry]) == Judgement(False, ferry)


def test_each_field_that_has_rules_must_fit() -> None:
    levy, sport = rule(KEEP, WORDS, "levy"), rule(KEEP, SECTION, "sport")
    assert judge(LEVY, [levy, sport]) == Judgement(False, sport)


def test_a_story_whose_language_nothing_tells_comes_in() -> None:
    assert judge(Facts(title="Levy"), [rule(KEEP, LANGUAGE, "pt")]).keep


def test_words_deep_in_the_text_give_a_topic_but_leave_nothing_out() -> None:
    rules = [rule(TOPIC, WORDS, "auditor", topic=3), rule(LEAVE_OUT, WORDS, "auditor")]
    assert judge(LEVY, rules, "The auditor general warned.") == Judgement(True, topics=(3,))


def test_each_topic_is_given_once() -> None:
    rules = [rule(TOPIC, WORDS, "levy", topic=3), rule(TOPIC, SECTION, "politics", topic=3)]
    assert judge(LEVY, rules).topics == (3,)


# --- Whose rules


@pytest.mark.django_db
def test_a_feed_has_its_own_rules_those_of_its_outlet_and_those_of_all(
    django_assert_num_queries: object,
) -> None:
    outlet = Outlet.objects.create(name="Harbour Post", domain="harbour-post.example")
    other = Outlet.objects.create(name="Northern Ledger", domain="northern-ledger.example")
    feed, another = (
        Feed.objects.create(outlet=outlet, address=f"https://h.example/{n}", url="x") for n in "ab"
    )
    made = {
        name: Rule.objects.create(field=WORDS, value=name, action=KEEP, **whose)
        for name, whose in {
            "feed": {"feed": feed},
            "another": {"feed": another},
            "outlet": {"outlet": outlet},
            "other": {"outlet": other},
            "all": {},
            "removed": {"removed_at": "2026-05-14T12:00Z"},
        }.items()
    }
    with django_assert_num_queries(1):
        found = rules_for(feed)
    assert [one.value for one in found] == ["feed", "outlet", "all"]
    assert [one.value for one in rules_for(outlet=other)] == ["other", "all"]
    assert [one.value for one in rules_for()] == ["all"]
    assert made["feed"].pk == found[0].pk


@pytest.mark.django_db
def test_a_rule_of_a_removed_topic_rests() -> None:
    topic = Topic.objects.called("Ferries")
    Rule.objects.create(field=WORDS, value="ferry", action=TOPIC, topic=topic)
    assert len(rules_for()) == 1
    topic.removed_at = "2026-05-14T12:00Z"
    topic.save()
    assert rules_for() == []


@pytest.mark.django_db
def test_the_rules_of_the_feeds_that_named_an_article_are_its_rules() -> None:
    article = factories.article()
    feed = Feed.objects.create(address="https://h.example/feed", url="https://h.example/feed")
    Entry.objects.create(feed=feed, key="k", outcome=Entry.Outcome.TAKEN, article=article)
    Rule.objects.create(field=WORDS, value="ferry", action=KEEP, feed=feed)
    assert rules_for(outlet=article.outlet) == []
    assert len(rules_for(outlet=article.outlet, article_id=article.pk)) == 1
