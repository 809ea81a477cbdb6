"""Two versions are compared: the words that changed, and what became of highlights."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from annotations.highlights.following import follow_highlights
from annotations.highlights.models import Anchor, Highlight
from annotations.teams.models import User
from newsroom.articles.models import Article
from tests import factories, served

pytestmark = pytest.mark.django_db

EDITED = factories.SECOND.replace("4,200", "2,400")


def address(article: Article) -> str:
    return reverse("article_comparison", args=[article.pk])


@pytest.fixture
def story(petra: User, wren: User) -> Article:
    """A story in three versions: a figure was changed, then a paragraph removed."""
    made = factories.article()
    factories.highlight(made, "4,200 jobs in the northern yards", petra, kind="claim")
    factories.highlight(made, factories.THIRD, petra, speaker_name="Ilka Brandeveer")
    factories.highlight(made, "never asked", petra)
    factories.highlight(made, "said on the quay", wren, visibility="only_me")
    for ending in ([EDITED, factories.THIRD], [EDITED]):
        made.revise(factories.extract(*factories.STORY[:2], *ending))
        follow_highlights(made)
    return made


def test_the_latest_version_is_compared_with_the_one_before(
    as_petra: Client, story: Article
) -> None:
    page = as_petra.get(address(story)).text
    assert f'<del><mark class="hl" data-kind="quote">{factories.THIRD}</mark></del>' in page
    assert "<ins>" not in page.partition("<aside")[0]


def test_any_two_versions_are_compared_and_problems_come_first(
    as_petra: Client, story: Article
) -> None:
    answer = as_petra.get(address(story), {"from": "1", "to": "3"})
    page = served.seen(answer)
    assert "2 changes" in page and "1 word added" in page
    fates = [page.index(one) for one in ("Passage removed", "Words changed inside")]
    assert fates == sorted(fates)
    assert "1 stands unchanged." in page
    assert "<del>4,200</del><ins>2,400</ins>" in answer.text.replace(
        '<mark class="hl" data-kind="claim">', ""
    ).replace("</mark>", "")


def test_what_only_others_see_is_not_told(
    as_petra: Client, as_wren: Client, story: Article
) -> None:
    versions = {"from": "1", "to": "3"}
    assert "1 stands unchanged." in as_petra.get(address(story), versions).text
    assert "2 stand unchanged." in as_wren.get(address(story), versions).text


@pytest.mark.parametrize("asked", [{"from": "9"}, {"to": "x"}, {"from": "-1", "to": ""}])
def test_versions_that_are_not_there_are_not_compared(
    as_petra: Client, story: Article, asked: dict[str, str]
) -> None:
    assert as_petra.get(address(story), asked).text.count(" selected") == 2


def test_an_article_in_one_version_says_that_there_is_nothing_to_compare(
    as_petra: Client,
) -> None:
    page = as_petra.get(address(factories.article())).text
    assert "This is the same version twice." in page


def test_what_an_outlet_wrote_stays_words(as_petra: Client) -> None:
    story = factories.article(factories.TITLE, "<b>Old</b> & new fares for the islands")
    story.revise(factories.extract(factories.TITLE, "<i>Old</i> & new fares for the islands"))
    page = as_petra.get(address(story)).text
    assert "<b>Old" not in page and "<i>Old" not in page
    assert "&amp; new fares for the islands" in page


def test_many_highlights_cost_no_more_queries(
    as_petra: Client, story: Article, petra: User
) -> None:
    as_petra.get(address(story))
    with CaptureQueriesContext(
        connection,
    ) as few:
        as_petra.get(address(story))
    for words in ("Ferry", "fund", "passes", "four", "votes", "islands", "quay", "Vestrin"):
        factories.highlight(story, words, petra, note="Looked at.", speaker_name="Dagny Ferrowe")
    with CaptureQueriesContext(connection) as many:
        as_petra.get(address(story))
    assert len(many) == len(few) <= 16


def answer(client: Client, highlight: Highlight, same: str, **more: object) -> str:
    """Say `same` of what a highlight became on the latest version; return the page that follows."""
    on = highlight.version.article.latest_version
    sent = {"on": on.pk, "from": "1", "same": same, **more}
    return served.seen(
        client.post(reverse("highlight_following", args=[highlight.pk]), sent, follow=True)
    )


def change_again(story: Article) -> None:
    """Have the outlet add a paragraph."""
    story.revise(factories.extract(*factories.STORY[:2], EDITED, "The chamber sits on Monday."))
    follow_highlights(story)


def becomes(highlight: Highlight) -> Anchor:
    article = Article.objects.get(pk=highlight.version.article_id)
    return highlight.anchors.get(version=article.latest_version)


def test_a_passage_that_is_not_the_same_is_lost_openly_until_that_is_taken_back(
    as_petra: Client, story: Article
) -> None:
    claim = Highlight.objects.get(kind="claim")
    before = becomes(claim)
    page = answer(as_petra, claim, "no")
    assert "Not the same: it has lost its passage here" in page
    assert becomes(claim).status == "lost"
    assert "Somebody said that what was found here is not what was meant." in page
    assert page.count("Passage removed") == 1 and "It is the same" in page
    answer(as_petra, claim, "yes")
    after = becomes(claim)
    assert (after.status, after.start, after.end) == (before.status, before.start, before.end)


def test_what_was_not_the_same_stays_lost_when_the_article_changes_again(
    as_petra: Client, story: Article
) -> None:
    claim = Highlight.objects.get(kind="claim")
    answer(as_petra, claim, "no")
    change_again(story)
    assert becomes(claim).status == "lost"


def test_what_is_the_same_after_all_stands_in_the_versions_since_too(
    as_petra: Client, story: Article
) -> None:
    claim = Highlight.objects.get(kind="claim")
    refused_on = Article.objects.get(pk=story.pk).latest_version
    answer(as_petra, claim, "no")
    change_again(story)
    assert becomes(claim).status == "lost"
    answer(as_petra, claim, "yes", on=refused_on.pk)
    assert (becomes(claim).status, becomes(claim).start is None) == ("changed", False)


def test_what_was_said_of_an_earlier_version_is_taken_back_where_it_is_read(
    as_petra: Client, story: Article
) -> None:
    claim = Highlight.objects.get(kind="claim")
    answer(as_petra, claim, "no")
    change_again(story)
    page = as_petra.get(address(story), {"from": "1", "to": "4"})
    [form] = [one for one in served.page(page).iter("form") if "It is the same" in served.text(one)]
    where = reverse("highlight_following", args=[claim.pk])
    sent = {one.get("name"): one.get("value") for one in form.iter("input")} | {"same": "yes"}
    assert form.get("action") == where
    after = as_petra.post(where, sent, follow=True)
    assert after.redirect_chain[0][0].endswith("?from=1&to=4#became")
    assert becomes(claim).status == "changed"
    assert "It is the same" not in served.seen(after)


def test_an_article_is_compared_from_the_first_version_of_what_changed_in_it(
    as_petra: Client, petra: User, story: Article
) -> None:
    def compared_from() -> str:
        page = served.page(as_petra.get(story.get_absolute_url()))
        links = [one.get("href", "") for one in page.iter("a") if served.text(one) == "Compare"]
        return next(one for one in links if "?from=" in one)

    assert compared_from().endswith("?from=1")
    Highlight.objects.filter(version__article=story).update(deleted_at=timezone.now())
    factories.highlight(story, "2,400 jobs in the northern yards", petra)
    story.revise(
        factories.extract(*factories.STORY[:2], EDITED.replace("2,400 jobs", "2,500 jobs"))
    )
    follow_highlights(story)
    assert compared_from().endswith("?from=3")


def test_what_was_attached_elsewhere_is_followed_again(as_petra: Client, story: Article) -> None:
    claim = Highlight.objects.get(kind="claim")
    answer(as_petra, claim, "no")
    on = Article.objects.get(pk=story.pk).latest_version
    as_petra.post(reverse("highlight_span", args=[claim.pk]), {"on": on.pk, "words": "2,400 jobs"})
    change_again(story)
    claim.refresh_from_db()
    assert (claim.words, becomes(claim).status) == ("2,400 jobs", "same")


def test_a_highlight_follows_the_new_words_and_goes_back_by_undo(
    as_petra: Client, story: Article
) -> None:
    claim = Highlight.objects.get(kind="claim")
    page = answer(as_petra, claim, "words")
    assert "It follows the new words" in page
    claim.refresh_from_db()
    assert claim.words == "2,400 jobs in the northern yards"
    answer(as_petra, claim, "before", undo=claim.adjustments.get().pk)
    claim.refresh_from_db()
    assert claim.words == "4,200 jobs in the northern yards"


def test_what_nobody_may_change_has_no_answers(as_tomas: Client, story: Article) -> None:
    page = as_tomas.get(address(story), {"from": "1"}).text
    assert "Words changed inside" in page
    assert "Not the same" not in page


def test_both_sides_stand_beside_each_other(as_petra: Client, story: Article) -> None:
    page = as_petra.get(address(story), {"from": "1", "as": "sides"}).text
    sides = page.partition("<aside")[0].split("<ins>")
    assert page.count('class="sides chg"') == 2
    assert "4,200" in sides[0] and "2,400" in sides[1]


def test_each_version_says_what_changed_and_what_was_highlighted_on_it(
    as_petra: Client, story: Article
) -> None:
    page = served.seen(as_petra.get(address(story)))
    assert "First version" in page and "3 highlights made here" in page
    assert "+1 −1 words" in page
