"""What is changed from a card: the range of a highlight, its kind, its labels, its verdict."""

from typing import Any
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client

from annotations.highlights.following import follow_highlights, refuse
from annotations.highlights.labels import Label
from annotations.highlights.models import Anchor, Highlight
from annotations.teams.models import User
from newsroom.articles.models import Article, Version
from tests import factories, served
from tests.cast import HTMX
from tests.worker import forget_jobs, work

pytestmark = pytest.mark.django_db

JOBS, LONGER = "4,200 jobs", "protect 4,200 jobs in the northern yards"


@pytest.fixture
def article(db: None) -> Article:
    return factories.article()


@pytest.fixture
def made(article: Article, petra: User) -> Highlight:
    return factories.highlight(article, JOBS, petra, speaker_name="Oriel Tavasti", note="Says who?")


@pytest.fixture
def claim(article: Article, petra: User) -> Highlight:
    return factories.highlight(article, JOBS, petra, kind="claim")


def adjusted(
    client: Client, one: Highlight, on: Article | Version, words: str, **options: Any
) -> HttpResponse:
    """Give `one` the range of `words` on `on`, as the page does."""
    place = factories.selection(on, words) | {"on": factories.version_of(on).pk}
    return client.post(f"/highlights/{one.pk}/span/", place, **options)


def card(client: Client, one: Highlight) -> str:
    one.refresh_from_db()
    page = client.get(f"/highlights/{one.pk}/card/")
    return " ".join(served.text(served.card(page, one.pk)).split())


# The range


def test_a_highlight_gets_another_range_and_keeps_its_link_its_speaker_and_its_notes(
    as_petra: Client, article: Article, made: Highlight
) -> None:
    link = made.get_absolute_url()
    assert adjusted(as_petra, made, article, LONGER).status_code == 302
    made = Highlight.objects.get(pk=made.pk)
    assert made.words == LONGER == made.version.text[made.start : made.end]
    assert made.get_absolute_url() == link
    page = as_petra.get(article.get_absolute_url())
    assert served.marked(page, made.pk) == LONGER
    assert "Oriel Tavasti" in card(as_petra, made)
    assert "Says who?" in card(as_petra, made)


def test_the_card_says_who_changed_the_range_when_and_what_it_was(
    as_wren: Client, as_petra: Client, article: Article, made: Highlight
) -> None:
    adjusted(as_wren, made, article, LONGER)
    adjusted(as_petra, made, article, "northern yards")
    said = card(as_petra, made)
    assert "Range changed by Wren Adeyo" in said
    assert f"It was: {JOBS}" in said
    assert "Range changed by Petra Salloway" in said
    assert f"It was: {LONGER}" in said


def test_another_range_is_taken_back_by_the_toast_once(
    as_petra: Client, article: Article, made: Highlight
) -> None:
    adjusted(as_petra, made, article, LONGER)
    answer = adjusted(as_petra, made, article, "northern yards", headers=HTMX)
    action = f"/highlights/{made.pk}/span/"
    undo = served.fields(answer, action)
    for _ in range(2):
        assert as_petra.post(action, undo, headers=HTMX).status_code == 200
        made = Highlight.objects.get(pk=made.pk)
        assert made.words == LONGER == made.version.text[made.start : made.end]
    assert [one.words for one in made.adjustments.all()] == [JOBS]
    assert made.adjusted_at is not None


def test_words_that_are_not_there_change_nothing(
    as_petra: Client, article: Article, made: Highlight
) -> None:
    wrong = factories.selection(article, LONGER) | {"words": "protect 9,999 jobs"}
    action = f"/highlights/{made.pk}/span/"
    answer = as_petra.post(action, wrong)
    assert answer.status_code == 422
    assert "These words do not stand in this version" in served.seen(answer)
    assert as_petra.post(action, wrong, headers=HTMX).status_code == 400
    made.refresh_from_db()
    assert (made.words, made.adjustments.count()) == (JOBS, 0)


def test_the_same_range_again_leaves_no_trace(
    as_petra: Client, article: Article, made: Highlight
) -> None:
    adjusted(as_petra, made, article, f" {JOBS} ")
    assert made.adjustments.count() == 0
    adjusted(as_petra, made, article, LONGER)
    adjusted(as_petra, made, article, LONGER)
    assert made.adjustments.count() == 1


def test_without_scripts_the_new_words_are_quoted_by_hand(
    as_petra: Client, made: Highlight
) -> None:
    action = f"/highlights/{made.pk}/span/"
    form = served.fields(as_petra.get(action), action)
    assert form["words"] == JOBS
    as_petra.post(action, form | {"words": "in the  northern\nyards"})
    made.refresh_from_db()
    assert made.words == "in the northern yards"


def test_what_lost_its_passage_is_attached_to_the_nearest_one_in_one_press(
    as_petra: Client, article: Article, petra: User
) -> None:
    made = factories.highlight(article, LONGER, petra)
    line = "There, 3,900 jobs in the northern yards shall be kept."
    article.revise(factories.extract("Another headline", factories.FIRST, line))
    follow_highlights(article)
    on = article.latest_version
    refuse(made, on)
    action = f"/highlights/{made.pk}/span/"
    page = as_petra.get(f"{action}?on={on.pk}")
    seen = served.seen(page)
    assert "Attach elsewhere" in seen and LONGER in seen
    was, marked, in_the_article = [served.text(one) for one in served.page(page).iter("mark")]
    assert was == LONGER and marked == in_the_article
    assert factories.FIRST in seen
    assert "3,900 jobs in the northern yards" in marked
    offered = served.fields(page, action)
    assert offered["words"] == marked
    answer = as_petra.post(action, offered)
    made.refresh_from_db()
    assert (made.version, made.words) == (on, marked)
    after = as_petra.get(answer["Location"])
    assert "The highlight stands here now" in served.seen(after)
    undone = as_petra.post(action, served.fields(after, action))
    made.refresh_from_db()
    assert (made.version, made.words) == (article.versions.first(), LONGER)
    assert made.anchors.get(version=on).status == Anchor.Status.LOST
    again = as_petra.get(undone["Location"])
    assert "Undone" in served.seen(again) and "Not in this version any more" in served.seen(again)
    assert "stands here now" not in served.seen(as_petra.get(answer["Location"]))


@pytest.mark.django_db(transaction=True)
def test_undo_before_the_other_versions_were_followed_leaves_them_as_they_were(
    as_petra: Client, petra: User
) -> None:
    forget_jobs()
    article = factories.article()
    made = factories.highlight(article, JOBS, petra)
    for headline in ("Another headline", "A third headline"):
        article.revise(factories.extract(headline, *factories.STORY[1:]))
        work()
    article.refresh_from_db()
    refuse(made, article.latest_version)
    before = list(made.anchors.order_by("version").values())
    action = f"/highlights/{made.pk}/span/"
    answer = as_petra.post(action, {"words": LONGER, "on": article.latest_version_id})
    after = as_petra.get(answer["Location"])
    as_petra.post(action, served.fields(after, action))
    work()
    assert list(made.anchors.order_by("version").values()) == before


def test_words_that_stand_nowhere_are_answered_with_those_that_are_like_them(
    as_petra: Client, made: Highlight
) -> None:
    action = f"/highlights/{made.pk}/span/"
    answer = as_petra.post(action, {"words": "protect 4,300 jobs in the northern yard"})
    assert answer.status_code == 422
    assert "These words do not stand in this version" in served.seen(answer)
    marked = [served.text(one) for one in served.page(answer).iter("mark")]
    assert marked[0].startswith("protect 4,200 jobs in the northern yards")


@pytest.mark.django_db(transaction=True)
def test_in_other_versions_the_new_words_are_followed(as_petra: Client, petra: User) -> None:
    forget_jobs()
    article = factories.article()
    first = article.latest_version
    made = factories.highlight(article, JOBS, petra)
    again = ("A new headline", *factories.STORY[1:], "One sentence more.")
    article.revise(factories.extract(*again))
    work()
    article.refresh_from_db()
    adjusted(as_petra, made, article, LONGER)
    work()
    made = Highlight.objects.get(pk=made.pk)
    assert made.version_id == article.latest_version_id
    there = made.anchors.get(version=first)
    assert (there.status, first.text[there.start : there.end]) == (Anchor.Status.SAME, LONGER)
    assert served.marked(as_petra.get(first.get_absolute_url()), made.pk) == LONGER


def test_the_blocks_it_leaves_and_the_blocks_it_enters_are_drawn_again(
    as_petra: Client, article: Article, made: Highlight
) -> None:
    answer = adjusted(as_petra, made, article, "Ilka Brandeveer", headers=HTMX)
    drawn = [served.text(block) for block in served.blocks(answer)]
    assert drawn == [factories.SECOND, factories.THIRD]
    assert served.marked(answer, made.pk) == "Ilka Brandeveer"


# The kind


def test_the_kind_is_changed_in_one_press_and_back_in_another(
    as_petra: Client, article: Article, made: Highlight
) -> None:
    action = f"/highlights/{made.pk}/kind/"
    answer = as_petra.post(
        f"{action}?on={article.latest_version_id}", {"kind": "claim"}, headers=HTMX
    )
    assert [mark.get("data-kind") for mark in served.marks(answer)] == ["claim"]
    assert served.card(answer, made.pk).get("data-kind") == "claim"
    assert "Changed to: claim" in served.seen(answer)
    as_petra.post(action, served.fields(answer, action), headers=HTMX)
    made.refresh_from_db()
    assert made.kind == "quote"


def test_a_kind_that_is_none_is_refused(as_petra: Client, made: Highlight) -> None:
    answer = as_petra.post(f"/highlights/{made.pk}/kind/", {"kind": "rumour"})
    assert answer.status_code == 422
    made.refresh_from_db()
    assert made.kind == "quote"


# Labels


def edit(client: Client, one: Highlight, **change: Any) -> HttpResponse:
    """Send the editor of `one` as it opens, with `change`."""
    action = f"/highlights/{one.pk}/"
    form = served.fields(client.get(f"{action}?on={one.version_id}"), action)
    return client.post(action, form | change, headers=HTMX)


def test_labels_are_the_same_for_everyone_in_whatever_case(
    as_petra: Client, as_wren: Client, article: Article, made: Highlight
) -> None:
    edit(as_petra, made, new_labels="Levy,  Winter   timetable ,")
    other = factories.highlight(article, "never asked", made.author)
    edit(as_wren, other, new_labels="levy")
    assert sorted(str(one) for one in Label.objects.all()) == ["Levy", "Winter timetable"]
    assert "Levy" in card(as_wren, other)
    options = as_wren.get("/labels/").content.decode()
    assert options.split() == ["<option", 'value="Levy"><option', 'value="Winter', 'timetable">']


def test_a_label_whose_tick_is_taken_off_goes_and_the_toast_brings_it_back(
    as_petra: Client, made: Highlight
) -> None:
    edit(as_petra, made, new_labels="Levy, Jobs")
    answer = edit(as_petra, made, label="Jobs")
    assert [str(one) for one in made.labels.all()] == ["Jobs"]
    undo = served.fields(answer, f"/highlights/{made.pk}/")
    undo["label"] = ["Levy", "Jobs"]  # The form has both, in two fields of the same name.
    assert answer.content.decode().count('name="label" value=') == 2
    as_petra.post(f"/highlights/{made.pk}/", undo, headers=HTMX)
    assert [str(one) for one in made.labels.all()] == ["Jobs", "Levy"]


def test_who_sends_no_labels_because_none_were_shown_takes_none_off(
    as_petra: Client, made: Highlight
) -> None:
    edit(as_petra, made, new_labels="Levy")
    as_petra.post(f"/highlights/{made.pk}/", {"kind": "claim", "client_key": uuid4()})
    assert [str(one) for one in made.labels.all()] == ["Levy"]


def test_a_label_only_on_what_is_only_mine_is_known_to_me_alone(
    as_petra: Client, as_tomas: Client, article: Article, petra: User
) -> None:
    factories.highlight(article, JOBS, petra, visibility="only_me", new_labels="Leak")
    assert "Leak" in as_petra.get("/labels/").content.decode()
    assert "Leak" not in as_tomas.get("/labels/").content.decode()
    assert "Leak" not in as_tomas.get(article.get_absolute_url()).content.decode()


# Verdicts


def judged(client: Client, one: Highlight, verdict: str, sources: str = "", **more: Any) -> Any:
    data = {"verdict": verdict, "sources": sources, **more}
    return client.post(f"/highlights/{one.pk}/verdict/", data, headers=HTMX)


def test_a_colleague_says_whether_a_claim_holds_up_and_by_which_sources(
    as_tomas: Client, as_petra: Client, claim: Highlight
) -> None:
    judged(as_tomas, claim, "disputed", "Budget, page 4: https://treasury.example/budget.")
    said = card(as_petra, claim)
    assert "Disputed: Tomas Reyl-Aska" in said
    page = as_petra.get(f"/highlights/{claim.pk}/card/").content.decode()
    assert 'href="https://treasury.example/budget"' in page


def test_who_found_otherwise_before_is_still_shown(
    as_tomas: Client, as_wren: Client, as_petra: Client, claim: Highlight
) -> None:
    judged(as_tomas, claim, "disputed")
    judged(as_wren, claim, "holds_up", "Table 3")
    said = card(as_petra, claim)
    assert said.index("Holds up: Wren Adeyo") < said.index("Disputed: Tomas Reyl-Aska")
    claim.refresh_from_db()
    assert claim.verdict == "holds_up"


def test_saying_the_same_again_adds_nothing(as_tomas: Client, claim: Highlight) -> None:
    for _ in range(2):
        judged(as_tomas, claim, "disputed", "Budget")
    assert claim.verdicts.count() == 1


def test_a_verdict_is_withdrawn_by_who_gave_it_and_the_one_before_stands_again(
    as_tomas: Client, as_wren: Client, claim: Highlight
) -> None:
    judged(as_tomas, claim, "disputed")
    answer = judged(as_wren, claim, "holds_up")
    action = f"/highlights/{claim.pk}/verdict/"
    undo = served.fields(answer, action)
    as_tomas.post(action, undo, headers=HTMX)
    assert claim.verdicts.count() == 2
    as_wren.post(action, undo, headers=HTMX)
    claim.refresh_from_db()
    assert (claim.verdict, claim.verdicts.count()) == ("disputed", 1)


def test_who_only_adds_a_note_overturns_no_verdict_of_a_colleague(
    as_petra: Client, as_tomas: Client, claim: Highlight
) -> None:
    action = f"/highlights/{claim.pk}/"
    form = served.fields(as_petra.get(f"{action}?on={claim.version_id}"), action)
    judged(as_tomas, claim, "disputed", "Budget")
    as_petra.post(action, form | {"note": "Looking into it."}, headers=HTMX)
    claim.refresh_from_db()
    assert (claim.verdict, claim.verdicts.count()) == ("disputed", 1)


def test_sources_do_no_harm(as_tomas: Client, as_petra: Client, claim: Highlight) -> None:
    judged(as_tomas, claim, "disputed", "<script>alert(1)</script> [x](javascript:alert(1))")
    page = as_petra.get(claim.version.article.get_absolute_url()).content.decode()
    assert "<script>alert" not in page
    assert 'href="javascript:' not in page


def test_sources_that_are_too_long_are_kept_in_their_field(
    as_tomas: Client, claim: Highlight
) -> None:
    answer = judged(as_tomas, claim, "disputed", "x" * 2001)
    assert answer.status_code == 422
    assert "x" * 2001 in answer.content.decode()
    assert claim.verdicts.count() == 0
