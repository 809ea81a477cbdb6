"""Two articles become one by a person's word, and two again: nothing is lost on the way."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db.models import F
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotations.highlights.following import follow_highlights
from annotations.highlights.models import Anchor, Highlight
from annotations.library.models import Reading
from annotations.library.readings import mark_opened, mark_read
from annotations.library.sample_removal import remove_samples
from annotations.notes.models import Note
from annotations.sharing.models import ShareLink
from annotations.statements.models import Telling
from annotations.statements.placing import place_all
from annotations.tasks import place_statements
from annotations.teams.models import User
from annotations.teams.tokens import digest, new_token
from newsroom.articles.models import Alias, Article, Capture, Version
from newsroom.ingestion.identity import article_at, standing
from newsroom.ingestion.merging import Hindered, Hindrance, merge, parts_of, split, split_off
from newsroom.outlets.models import Entry, Feed, Topic
from tests import factories, served
from tests.racing import ahead_of
from tests.worker import forget_jobs, waiting

pytestmark = pytest.mark.django_db

START = datetime(2026, 5, 4, 9, tzinfo=UTC)
LEDGER = ("Islands hear of the levy", factories.FIRST, "Nobody in Vestrin had been told before.")
LATER = (*LEDGER, "The chamber sits again on Monday, Bram Kessendorf said.")


def kept_at(article: Article, *blocks: str, hours: int) -> Version:
    """Keep what `article` says `hours` after the start, as a page that was fetched then."""
    capture = Capture.objects.create(
        article=article,
        captured_at=START + timedelta(hours=hours),
        source="link",
        url=article.url,
        address=article.address or "",
    )
    return article.revise(factories.extract(*blocks), capture)


def story(*texts: tuple[str, ...], hours: tuple[int, ...], **fields: Any) -> Article:
    """Return an article that said each of `texts` at its hour."""
    address = f"https://harbour-post.example/2026/{uuid4().hex}"
    made = Article.objects.create(address=address, url=address, **fields)
    for text, hour in zip(texts, hours, strict=True):
        kept_at(made, *text, hours=hour)
    return made


def two() -> tuple[Article, Article]:
    """A story of two versions, and one of one that was kept in between."""
    edited = (*factories.STORY[:2], factories.SECOND.replace("4,200", "3,900"), factories.THIRD)
    return story(factories.STORY, edited, hours=(0, 4)), story(LEDGER, hours=(2,))


def there() -> dict[str, Any]:
    """All that could be lost, as it is now."""
    own = (
        "latest_version",
        "twin",
        "state",
        "step",
        "failure",
        "title",
        "published_at",
        "dated_at",
    )
    return {
        "articles": _rows(Article, *own, "language", "word_count", "address", "merged_at"),
        "versions": _rows(Version, "article", "number", "came_from", "came_as", "digest"),
        "captures": _rows(Capture, "article", "came_from"),
        "entries": _rows(Entry, "article"),
        "aliases": _rows(Alias, "article", "address"),
        "topics": _rows(Article.topics.through, "article", "topic", by="article"),
        "highlights": _rows(Highlight, "version", "start", "end", "words", "deleted_at"),
        "anchors": _rows(Anchor, "version", "status", "start", "end", by="highlight"),
        "notes": _rows(Note, "highlight", "body"),
        "links": _rows(ShareLink, "article", "highlight", "came_from"),
        "readings": _rows(Reading, "article", "version", "came_from", by="reader"),
    }


def _rows(model: Any, *fields: str, by: str = "pk") -> list[tuple[Any, ...]]:
    return sorted(model.objects.values_list(by, *fields), key=repr)


def shared(article: Article, by: User) -> ShareLink:
    return ShareLink.objects.create(token_digest=digest(new_token()), shared_by=by, article=article)


def read(article: Article, by: User) -> Reading:
    version = article.latest_version_id
    return Reading.objects.create(reader=by, article=article, version_id=version)


def entry(article: Article) -> Entry:
    feed = Feed.objects.create(address=f"https://harbour-post.example/{uuid4().hex}", url="")
    return Entry.objects.create(
        feed=feed, key=uuid4().hex, address=article.address, article=article, outcome="taken"
    )


def followed() -> None:
    """Do what the worker does after each change."""
    for article in Article.objects.readable().select_related("latest_version"):
        follow_highlights(article)


# --- Merging


def test_the_versions_of_both_stand_in_the_order_of_time_and_the_newest_is_the_latest() -> None:
    kept, other = two()
    first, last = kept.versions.order_by("number")
    [between] = other.versions.all()
    merge(kept, other)
    assert list(kept.versions.order_by("number")) == [first, between, last]
    kept.refresh_from_db()
    assert kept.latest_version == last


def test_what_was_newer_in_the_other_becomes_what_the_article_says() -> None:
    kept, other = story(LEDGER, hours=(2,)), story(factories.STORY, hours=(5,))
    merge(kept, other)
    kept.refresh_from_db()
    assert (kept.title, kept.latest_version.number) == (factories.TITLE, 2)
    assert kept.captures.count() == 2


def test_highlights_stay_on_the_words_they_were_made_on_and_are_followed_to_the_latest(
    petra: User, as_petra: Client
) -> None:
    kept, other = two()
    mine = factories.highlight(other, "never asked", petra, note="Ask the mayor.")
    on = mine.version
    merge(kept, other)
    followed()
    mine.refresh_from_db()
    assert (mine.version, on.text[mine.start : mine.end]) == (on, "never asked")
    page = as_petra.get(kept.get_absolute_url())
    assert served.marked(page, mine.pk) == "never asked"
    assert "Ask the mayor." in served.seen(page)


def test_the_old_page_leads_to_the_article_it_is_part_of(as_petra: Client) -> None:
    kept, other = two()
    third = story(LATER, hours=(1,))
    merge(kept, other)
    merge(third, kept)
    answer = as_petra.get(other.get_absolute_url(), follow=True)
    assert answer.redirect_chain[-1] == (third.get_absolute_url(), 302)
    assert served.article_text(answer) == factories.STORY[0] + served.article_text(answer)[31:]
    assert other not in Article.objects.readable()


def test_the_addresses_of_both_lead_to_the_one_article() -> None:
    kept, other = two()
    Alias.objects.create(article=other, address="https://harbour-post.example/short")
    merge(kept, other)
    for address in (kept.address, other.address, "https://harbour-post.example/short"):
        assert article_at(address) == kept


def test_whoever_has_read_one_of_them_has_read_the_article(petra: User, tomas: User) -> None:
    kept, other = two()
    read(other, petra)
    read(other, tomas)
    mine = read(kept, tomas)
    merge(kept, other)
    assert set(kept.readings.values_list("reader", flat=True)) == {petra.pk, tomas.pk}
    assert kept.readings.get(reader=tomas) == mine


def test_what_both_quote_counts_once_while_they_are_one(petra: User) -> None:
    one, other = story(LEDGER, hours=(0,)), story(LATER, hours=(2,))
    for article in (one, other):
        factories.highlight(article, factories.FIRST, petra, speaker_name="Oriel Tavasti")
    place_all()
    assert Telling.objects.filter(counts=True).count() == 2
    forget_jobs()
    merge(one, other, petra)
    [job] = waiting("annotations.place_statements")
    place_statements(**job.args)
    assert Telling.objects.filter(counts=True).count() == 1
    split(other)
    place_all()
    assert Telling.objects.filter(counts=True).count() == 2


def test_links_that_were_given_to_outsiders_still_open(petra: User) -> None:
    kept, other = two()
    shared = factories.share(petra, article=other, shows_full_text=True)
    merge(kept, other)
    answer = Client().get(shared)
    assert answer.status_code == 200
    assert served.article_text(answer) == kept.versions.get(number=3).text


def test_merging_again_or_with_itself_changes_nothing() -> None:
    kept, other = two()
    merge(kept, other)
    before = there()
    for one, two_ in ((kept, other), (other, kept), (kept, kept)):
        with pytest.raises(Hindered) as hindered:
            merge(one, two_)
        assert hindered.value.code is Hindrance.SAME
    assert there() == before


def test_an_article_without_a_text_is_not_merged(petra: User) -> None:
    kept, waiting = story(LEDGER, hours=(1,)), factories.on_its_way(petra)
    for pair in ((kept, waiting), (waiting, kept)):
        with pytest.raises(Hindered) as hindered:
            merge(*pair)
        assert hindered.value.code is Hindrance.NO_TEXT


def test_a_sample_is_not_merged_with_an_article_that_stays_when_the_samples_go() -> None:
    kept, sample = story(LEDGER, hours=(1,)), story(factories.STORY, hours=(2,), is_sample=True)
    with pytest.raises(Hindered) as hindered:
        merge(kept, sample)
    assert hindered.value.code is Hindrance.SAMPLE


def test_samples_that_were_merged_can_be_removed_with_all_the_others(petra: User) -> None:
    kept = story(factories.STORY, LEDGER, hours=(0, 4), is_sample=True)
    other = story(factories.STORY, hours=(2,), is_sample=True)
    factories.highlight(other, "never asked", petra)
    merge(kept, other)
    remove_samples()
    assert not Article.objects.exists()
    assert not Version.objects.exists()


# --- Splitting


def test_a_split_gives_back_what_was_there_before_the_merging(petra: User, tomas: User) -> None:
    kept, other = two()
    Alias.objects.create(article=other, address="https://harbour-post.example/short")
    other.topics.add(Topic.objects.create(name="Islands"))
    for article in (kept, other):
        entry(article)
        shared(article, petra)
        factories.highlight(article, "never asked", petra, note="Hm.")
        article.topics.add(Topic.objects.get_or_create(name="Levy")[0])
    read(other, petra)
    read(kept, tomas)
    read(other, tomas)
    before = there()
    merge(kept, other)
    followed()
    assert there() != before
    split(other)
    followed()
    assert there() == before


def test_what_readers_made_meanwhile_stays_with_the_version_they_made_it_on(petra: User) -> None:
    kept, other = two()
    [theirs] = other.versions.all()
    merge(kept, other)
    kept.refresh_from_db()
    on_theirs = factories.highlight(theirs, "Nobody in Vestrin", petra, note="Nobody?")
    on_ours = factories.highlight(kept, "3,900 jobs", petra)
    followed()
    split(other)
    followed()
    other.refresh_from_db()
    on_theirs.refresh_from_db()
    assert (on_theirs.version.article, on_theirs.notes.get().body) == (other, "Nobody?")
    assert set(on_theirs.anchors.values_list("version", flat=True)) == {theirs.pk}
    assert on_ours.anchors.filter(version__article=other).count() == 0


def test_a_version_that_came_in_meanwhile_stays_where_it_came_in() -> None:
    kept, other = two()
    merge(kept, other)
    new = kept_at(Article.objects.get(pk=kept.pk), "Fund halted", factories.FIRST, hours=9)
    split(other)
    kept.refresh_from_db()
    assert (kept.latest_version, new.article) == (new, kept)
    assert [one.number for one in kept.versions.order_by("number")] == [1, 2, 3]
    assert [one.number for one in other.versions.all()] == [1]


def test_what_was_read_meanwhile_stays_read(petra: User) -> None:
    kept, other = story(LEDGER, hours=(2,)), story(factories.STORY, hours=(5,))
    kept = merge(kept, other)
    read(kept, petra)
    split(other)
    assert Reading.objects.get(article=other).version.article == other
    assert Reading.objects.get(article=kept).version.article == kept


@pytest.mark.django_db(transaction=True)
def test_an_article_can_be_opened_while_it_is_split(petra: User) -> None:
    kept, other = story(LEDGER, hours=(2,)), story(factories.STORY, hours=(5,))
    read(kept, petra)
    kept = merge(kept, other)
    assert kept.readings.get().behind
    with ahead_of(lambda: mark_opened(petra, kept)) as begin:
        assert Article.objects.select_for_update(no_key=True).filter(pk=kept.pk).exists()
        kept.versions.update(number=F("number") + 100)
        begin()
        split(other)
    opened = Reading.objects.get(article=kept)
    assert (opened.version.article, opened.behind) == (kept, False)


@pytest.mark.django_db(transaction=True)
def test_who_opens_an_article_while_it_is_revised_is_told_that_it_was(petra: User) -> None:
    article = story(LEDGER, hours=(2,))
    with ahead_of(lambda: mark_opened(petra, article)) as begin:
        assert Article.objects.select_for_update().filter(pk=article.pk).exists()
        begin()
        kept_at(Article.objects.get(pk=article.pk), *LATER, hours=5)
    opened = article.readings.get()
    assert (opened.version.number, opened.behind) == (1, True)


def test_what_is_merged_away_as_it_is_read_again_stays_read_as_it_was(petra: User) -> None:
    both = story(LEDGER, hours=(2,)), story(factories.STORY, hours=(5,))
    for one in both:
        read(one, petra)
    given = [Article.objects.get(pk=one.pk) for one in both]
    merge(*both)
    before = set(Reading.objects.values_list("article", "version"))
    assert mark_read(petra, given) == []
    assert set(Reading.objects.values_list("article", "version")) == before


def test_splitting_what_stands_by_itself_changes_nothing() -> None:
    article = story(LEDGER, hours=(1,))
    before = there()
    with pytest.raises(Hindered):
        split(article)
    assert there() == before


HOURS = st.lists(st.integers(0, 30), min_size=1, max_size=3, unique=True)


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(HOURS, min_size=2, max_size=4), st.data())
def test_however_articles_are_merged_splitting_them_all_gives_them_back(
    petra: User, stories: list[list[int]], data: st.DataObject
) -> None:
    Article.objects.all().delete()
    articles = [_told(hours, petra, number) for number, hours in enumerate(stories)]
    followed()
    before = there()
    for _ in range(len(articles) - 1):
        free = sorted({standing(_again(one)).pk for one in articles})
        kept, other = data.draw(st.permutations(free))[:2]
        merge(Article.objects.get(pk=kept), Article.objects.get(pk=other))
        followed()
    for pk in data.draw(st.permutations([one.pk for one in articles])):
        if Article.objects.get(pk=pk).merged_at:
            split(Article.objects.get(pk=pk))
            followed()
    assert there() == before


def _told(hours: list[int], by: User, number: int) -> Article:
    # Some say the same words, in the same article or in another.
    texts = [(f"Levy {hour % 5}", factories.FIRST, f"Line {hour % 7}.") for hour in sorted(hours)]
    made = story(*texts, hours=tuple(sorted(hours)))
    factories.highlight(made, "never asked", by, note=f"Note {number}")
    shared(made, by)
    entry(made)
    if number % 2:
        read(made, by)
    return made


def _again(article: Article) -> Article:
    return Article.objects.get(pk=article.pk)


# --- Splitting an address off


def wrongly_one() -> tuple[Article, Alias]:
    """An article into which the page of another story came, by an address it claimed."""
    article = story(factories.STORY, hours=(1,))
    alias = Alias.objects.create(
        article=article, address="https://harbour-post.example/2026/boat-17"
    )
    capture = Capture.objects.create(
        article=article,
        captured_at=START + timedelta(hours=3),
        source="link",
        url=alias.address,
        address=alias.address,
    )
    article.revise(factories.extract(*LEDGER), capture)
    return article, alias


def test_an_address_with_its_captures_and_versions_becomes_an_article_of_its_own(
    petra: User,
) -> None:
    article, alias = wrongly_one()
    mine = factories.highlight(article, "Nobody in Vestrin", petra, note="Who?")
    read(article, petra)
    new = split_off(alias)
    followed()
    article.refresh_from_db()
    assert (new.title, new.state, new.address) == (LEDGER[0], "ready", alias.address)
    assert (article.title, article.versions.count(), article.captures.count()) == (
        factories.TITLE,
        1,
        1,
    )
    mine.refresh_from_db()
    assert (mine.version.article, mine.version.number) == (new, 1)
    assert article_at(alias.address) == new
    assert Reading.objects.get(article=new).version == mine.version


def test_an_address_that_was_split_off_can_be_merged_again(petra: User) -> None:
    article, alias = wrongly_one()
    mine = factories.highlight(article, "Nobody in Vestrin", petra)
    new = split_off(alias)
    merge(article, new)
    followed()
    article.refresh_from_db()
    assert [one.number for one in article.versions.order_by("number")] == [1, 2]
    assert mine.anchors.filter(version=article.latest_version, start__isnull=False).exists()
    assert article_at(alias.address) == article
    assert parts_of(article) == [new]


def test_an_address_by_which_all_came_is_not_split_off() -> None:
    article = story(factories.STORY, hours=(1,))
    came = article.address
    Article.objects.filter(pk=article.pk).update(address=f"{came}-moved")
    alias = Alias.objects.create(article=article, address=came)
    with pytest.raises(Hindered) as hindered:
        split_off(alias)
    assert hindered.value.code is Hindrance.ALL_OF_IT
    assert article_at(came) == article


def test_a_merged_article_is_not_tried_again(as_petra: Client) -> None:
    kept, other = two()
    merge(kept, other)
    as_petra.post(f"/articles/{other.pk}/attempt/")
    other.refresh_from_db()
    assert (other.state, other.merged_at is not None) == ("failed", True)
    assert other.merged_at <= timezone.now()
