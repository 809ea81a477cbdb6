"""Quotations of an article are suggested, and what readers decided stays decided."""

import pytest
from django.core.management import call_command
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from annotations.highlights.models import Highlight
from annotations.quotations.deciding import accept, dismiss, reopen
from annotations.quotations.finding import articles_unsearched, find_quotations
from annotations.quotations.models import Examination, Suggestion
from annotations.speakers.models import Attribution, Speaker
from annotations.speakers.naming import attribute
from annotations.speakers.resemblance import refuse
from annotations.speakers.transfers import merge
from annotations.tasks import catch_up, find
from annotations.teams.models import User
from newsroom.articles.models import Article
from newsroom.articles.text import Block, Kind
from tests import factories
from tests.racing import ahead_of

pytestmark = pytest.mark.django_db

NEVER = "“The islands were never asked,”"
PENNY = "“This levy will not cost island families a penny,” Oriel Tavasti told the chamber."
NOTHING = "A spokesman for the ministry said: “We have nothing to add to what was said before.”"
BOAT = "“I would like to buy a boat from her,” Bram Kessendorf said in the corridor afterwards."
STORY = (factories.TITLE, factories.FIRST, PENNY, NOTHING)


def searched(*blocks: Block | str) -> Article:
    article = factories.article(*(blocks or STORY))
    find_quotations(article)
    return article


def suggested(article: Article) -> list[str]:
    rows = Suggestion.objects.to_check().of(article).order_by("start")
    return [one.words for one in rows]


def one_of(article: Article, words: str) -> Suggestion:
    return Suggestion.objects.of(article).get(words__contains=words)


def revised(article: Article, *blocks: Block | str) -> Article:
    article.revise(factories.extract(*blocks, language="en"))
    find_quotations(article)
    return article


def test_each_quotation_is_suggested_with_its_speaker() -> None:
    article = searched()
    rows = Suggestion.objects.of(article).order_by("start")
    assert [(one.speaker, one.named) for one in rows] == [
        ("Dagny Ferrowe", True),
        ("Oriel Tavasti", True),
        ("A spokesman for the ministry", False),
    ]
    for one in rows:
        assert one.words == article.latest_version.text[one.start : one.end]


def test_a_new_version_has_its_quotations_looked_for_by_the_worker() -> None:
    article = factories.article(*STORY)
    [job] = ProcrastinateJob.objects.filter(task_name="annotations.find_quotations")
    find(**job.args)
    assert len(suggested(article)) == 3


def test_a_lost_job_is_made_up_for() -> None:
    article = factories.article(*STORY)
    assert list(articles_unsearched(5)) == [article]
    catch_up(timestamp=0)
    assert len(suggested(article)) == 3
    assert list(articles_unsearched(5)) == []


def test_the_command_looks_for_quotations_where_that_was_not_done() -> None:
    article = factories.article(*STORY)
    call_command("catch_up")
    assert len(suggested(article)) == 3


def test_looking_again_changes_nothing() -> None:
    article = searched()
    before = list(Suggestion.objects.order_by("pk").values())
    find_quotations(article)
    Examination.objects.all().delete()
    find_quotations(article)
    assert list(Suggestion.objects.order_by("pk").values()) == before


def test_what_is_quoted_in_a_title_or_heading_is_not_suggested() -> None:
    heading = Block(Kind.HEADING, "“We have nothing to add,” says the ministry", level=2)
    article = searched("“Never asked,” say the islands", heading, factories.FIRST)
    assert suggested(article) == [NEVER]


def test_a_suggestion_goes_along_to_its_new_place() -> None:
    article = searched()
    before = one_of(article, "never asked")
    revised(article, factories.TITLE, "It rained on the quay all morning.", *STORY[1:])
    after = Suggestion.objects.get(pk=before.pk)
    assert after.version == article.latest_version
    assert article.latest_version.text[after.start : after.end] == NEVER


def test_a_quotation_that_was_taken_out_is_suggested_no_more() -> None:
    article = searched()
    revised(article, factories.TITLE, factories.FIRST)
    assert suggested(article) == [NEVER]


def test_what_was_dismissed_stays_dismissed_when_the_article_changes(petra: User) -> None:
    article = searched()
    dismiss(one_of(article, "a penny"), petra)
    edited = PENNY.replace("island families", "any island family")
    revised(article, factories.TITLE, BOAT, edited, factories.FIRST)
    assert suggested(article) == [BOAT[:38], NEVER]


def test_what_was_dismissed_stays_so_after_it_was_gone_for_a_while(petra: User) -> None:
    article = searched()
    dismiss(one_of(article, "a penny"), petra)
    revised(article, factories.TITLE, factories.FIRST)
    revised(article, factories.TITLE, factories.FIRST, PENNY)
    assert suggested(article) == [NEVER]


def test_what_became_a_quote_is_not_suggested_again(petra: User) -> None:
    article = searched()
    accept(one_of(article, "a penny"), petra)
    revised(article, factories.TITLE, BOAT, PENNY)
    assert suggested(article) == [BOAT[:38]]


def test_a_quote_that_was_deleted_is_not_suggested_again(petra: User) -> None:
    article = searched()
    accept(one_of(article, "a penny"), petra)
    Highlight.objects.update(deleted_at=article.added_at)
    revised(article, factories.TITLE, BOAT, PENNY)
    assert suggested(article) == [BOAT[:38]]


def test_what_a_reader_highlighted_by_hand_is_not_suggested(petra: User) -> None:
    article = factories.article(*STORY)
    factories.highlight(article, "The islands were never asked", petra)
    find_quotations(article)
    assert NEVER not in suggested(article)


def test_highlighting_what_is_suggested_takes_the_suggestion_up(petra: User) -> None:
    article = searched()
    made = factories.highlight(article, "The islands were never asked", petra)
    assert NEVER not in suggested(article)
    assert one_of(article, "never asked").highlight == made


def test_what_only_its_author_sees_takes_nothing_from_the_others(petra: User) -> None:
    article = searched()
    factories.highlight(article, "The islands were never asked", petra, visibility="only_me")
    assert NEVER in suggested(article)


def test_going_back_to_an_older_text_brings_its_suggestions_back() -> None:
    article = searched()
    revised(article, factories.TITLE, BOAT)
    revised(article, *STORY)
    assert len(suggested(article)) == 3


def test_removed_articles_have_nothing_to_check(petra: User) -> None:
    article = searched()
    Article.objects.filter(pk=article.pk).remove(petra)
    assert suggested(article) == []


def test_accepting_makes_a_quote_said_by_whom_the_text_names(petra: User) -> None:
    article = searched()
    assert accept(one_of(article, "never asked"), petra)
    [made] = Highlight.objects.all()
    assert (made.words, made.kind, made.author) == (NEVER, "quote", petra)
    [said] = made.attributions.standing()
    assert (said.speaker.name, said.speaker.kind, said.by) == ("Dagny Ferrowe", "person", petra)
    assert made.anchors.get().version == article.latest_version


def test_accepting_twice_makes_one_quote(petra: User, tomas: User) -> None:
    one = one_of(searched(), "never asked")
    assert [accept(one, petra), accept(one, petra), accept(one, tomas)] == [True, False, False]
    assert Highlight.objects.count() == 1


def test_a_speaker_who_is_known_by_the_name_is_taken(petra: User) -> None:
    known = Speaker.objects.add("D. Ferrowe")
    known.names.create(name="Dagny Ferrowe")
    accept(one_of(searched(), "never asked"), petra)
    [said] = Highlight.objects.get().attributions.standing()
    assert said.speaker == known


def test_a_source_without_a_name_stays_unnamed(petra: User) -> None:
    accept(one_of(searched(), "nothing to add"), petra)
    [said] = Highlight.objects.get().attributions.standing()
    assert (said.speaker.name, said.speaker.kind) == ("Spokesman for the ministry", "unnamed")


def test_taking_back_an_acceptance_deletes_the_quote_and_brings_it_again(petra: User) -> None:
    article = searched()
    one = one_of(article, "never asked")
    accept(one, petra)
    assert reopen(one, petra)
    assert NEVER in suggested(article)
    assert Highlight.objects.get().deleted_at
    accept(one, petra)
    assert Highlight.objects.get().deleted_at is None


def test_a_speaker_made_by_an_acceptance_goes_when_it_is_taken_back(petra: User) -> None:
    Speaker.objects.add("D. Ferrowe")
    one = one_of(searched(), "never asked")
    for _ in range(2):
        accept(one, petra)
        assert Speaker.objects.filter(name="Dagny Ferrowe").count() == 1
        reopen(one, petra)
        assert [speaker.name for speaker in Speaker.objects.all()] == ["D. Ferrowe"]
    accept(one, petra)
    assert Highlight.objects.get().attributions.standing().get().speaker.name == "Dagny Ferrowe"


def test_a_speaker_of_several_acceptances_goes_with_the_last_of_them(petra: User) -> None:
    more = "“Nobody reads the annex before a vote,” Oriel Tavasti said in the corridor."
    article = searched(*STORY, more)
    both = [one_of(article, "island families"), one_of(article, "the annex")]
    for one in both:
        accept(one, petra)
    oriel = Speaker.objects.get()
    reopen(both[0], petra)
    assert Speaker.objects.filter(pk=oriel.pk).exists()
    reopen(both[1], petra)
    assert not Speaker.objects.exists()


def test_a_quote_made_by_hand_and_deleted_keeps_its_speaker(petra: User) -> None:
    article = searched()
    one = one_of(article, "never asked")
    accept(one, petra)
    by_hand = factories.highlight(article, "islands", petra, speaker_name="Dagny Ferrowe")
    by_hand.deleted_at = timezone.now()
    by_hand.save()
    reopen(one, petra)
    assert by_hand.attributions.get().speaker.name == "Dagny Ferrowe"


def test_a_speaker_who_was_there_before_stays_when_an_acceptance_is_taken_back(
    petra: User,
) -> None:
    Speaker.objects.add("Dagny Ferrowe")
    one = one_of(searched(), "never asked")
    accept(one, petra)
    reopen(one, petra)
    assert Speaker.objects.get().name == "Dagny Ferrowe"


@pytest.mark.parametrize(
    "used", ["name", "office", "note", "renamed", "highlight", "opinion", "merged", "refused"]
)
def test_a_speaker_whom_anybody_has_used_since_stays(petra: User, tomas: User, used: str) -> None:
    article = searched()
    one = one_of(article, "never asked")
    accept(one, petra)
    made = Speaker.objects.get()
    if used == "name":
        made.names.create(name="Dagny F.")
    elif used == "office":
        made.offices.create(title="Harbour master")
    elif used == "note":
        Speaker.objects.update(note="Born on the islands.")
    elif used == "renamed":
        Speaker.objects.update(name="Dagny Ferrowe-Lind")
    elif used == "highlight":
        factories.highlight(article, "islands", tomas, speaker_name="Dagny Ferrowe")
    elif used == "opinion":
        attribute(Highlight.objects.get(), made, tomas, reason="I was there.")
    elif used == "merged":
        merge(made, Speaker.objects.add("D. Ferrowe"), by=petra)
    else:
        refuse(made, Speaker.objects.add("D. Ferrowe"), by=tomas)
    reopen(one, petra)
    assert Speaker.objects.filter(pk=made.pk).exists()
    assert Highlight.objects.filter(deleted_at__isnull=False).exists()


def test_nobody_takes_back_what_another_decided(petra: User, tomas: User) -> None:
    one = one_of(searched(), "never asked")
    accept(one, petra)
    assert not reopen(one, tomas)
    assert Highlight.objects.get().deleted_at is None


def test_dismissing_leaves_a_quote_alone(petra: User, tomas: User) -> None:
    one = one_of(searched(), "never asked")
    accept(one, petra)
    assert not dismiss(one, tomas)
    assert Highlight.objects.get().deleted_at is None


MORE = "The spokesman for the ministry added: “The figures will be there in the autumn.”"


def test_a_correction_holds_for_the_same_mention_only(petra: User) -> None:
    article = searched(*STORY, MORE.replace("The spokesman", "A spokesman"))
    named = Speaker.objects.add("Edda Lorn")
    accept(one_of(article, "nothing to add"), petra, named)
    assert one_of(article, "the autumn").said_by == named
    assert one_of(article, "never asked").said_by is None
    accept(one_of(article, "the autumn"), petra)
    assert named.attributions.standing().count() == 2


def test_taking_back_a_correction_takes_back_what_it_taught(petra: User) -> None:
    article = searched(*STORY, MORE.replace("The spokesman", "A spokesman"))
    one = one_of(article, "nothing to add")
    accept(one, petra, Speaker.objects.add("Edda Lorn"))
    reopen(one, petra)
    assert one_of(article, "the autumn").said_by is None


def test_taking_back_a_correction_leaves_what_an_earlier_one_taught(petra: User) -> None:
    more = "A spokesman for the ministry said: “The tariffs will be there in the winter.”"
    article = searched(*STORY, MORE.replace("The spokesman", "A spokesman"), more)
    lorn, kess = Speaker.objects.add("Edda Lorn"), Speaker.objects.add("Bram Kessendorf")
    accept(one_of(article, "nothing to add"), petra, lorn)
    second = one_of(article, "the autumn")
    accept(second, petra, kess)
    assert one_of(article, "the winter").said_by == kess
    reopen(second, petra)
    assert one_of(article, "the winter").said_by == lorn
    assert one_of(article, "the autumn").said_by == lorn
    reopen(one_of(article, "nothing to add"), petra)
    assert not Suggestion.objects.exclude(said_by=None).exists()


def test_a_correction_is_remembered_when_the_article_changes(petra: User) -> None:
    article = searched()
    named = Speaker.objects.add("Edda Lorn")
    accept(one_of(article, "nothing to add"), petra, named)
    revised(article, *STORY, MORE.replace("The spokesman", "A spokesman"))
    assert one_of(article, "the autumn").said_by == named


@pytest.mark.django_db(transaction=True)
def test_a_suggestion_can_be_accepted_while_a_new_version_comes_in(petra: User) -> None:
    article = searched()
    one = one_of(article, "never asked")
    article.revise(factories.extract("Another title", *STORY[1:], language="en"))
    with ahead_of(lambda: find_quotations(Article.objects.get(pk=article.pk))) as let_it_begin:
        Suggestion.objects.select_for_update(no_key=True).get(pk=one.pk)
        let_it_begin()
        accept(one, petra)
    one.refresh_from_db()
    assert (one.state, one.version.number) == ("accepted", 2)


AGAIN = "A spokesman for the ministry added: “Another boat is out of the question this year.”"


@pytest.mark.django_db(transaction=True)
def test_two_can_correct_suggestions_of_one_speaker_at_once(petra: User, tomas: User) -> None:
    article = searched(factories.TITLE, NOTHING, AGAIN)
    first, second = one_of(article, "nothing to add"), one_of(article, "out of the question")
    lorn, kess = Speaker.objects.add("Edda Lorn"), Speaker.objects.add("Bram Kessendorf")
    assert first.pk < second.pk
    assert (first.mention.lower(), first.constant) == (second.mention.lower(), True)
    with ahead_of(lambda: accept(second, tomas, kess)) as let_it_begin:
        Suggestion.objects.select_for_update(no_key=True).get(pk=first.pk)
        let_it_begin()
        assert accept(first, petra, lorn)
    said = Attribution.objects.standing().values_list("highlight__words", "speaker__name")
    assert sorted(said) == [(second.words, "Bram Kessendorf"), (first.words, "Edda Lorn")]


@pytest.mark.django_db(transaction=True)
def test_a_correction_waits_for_speakers_that_are_merged(petra: User, tomas: User) -> None:
    article = searched(factories.TITLE, NOTHING, AGAIN)
    first, second = one_of(article, "nothing to add"), one_of(article, "out of the question")
    lorn, kess = Speaker.objects.add("Edda Lorn"), Speaker.objects.add("Bram Kessendorf")
    accept(first, petra, lorn)
    reopen(first, petra)
    Suggestion.objects.filter(pk__in=[first.pk, second.pk]).update(said_by=lorn)
    with ahead_of(lambda: merge(kess, lorn, by=tomas)) as let_it_begin:
        Suggestion.objects.select_for_update(no_key=True).get(pk=first.pk)
        let_it_begin()
        assert accept(first, petra, kess)
    first.refresh_from_db()
    assert (first.state, first.said_by) == ("accepted", kess)
