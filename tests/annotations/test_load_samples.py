"""The sample library comes in the way every article does."""

import time
from io import StringIO

import pytest
from django.core.management import call_command

from annotations.highlights.models import Anchor, Highlight
from annotations.management.commands import load_samples
from annotations.management.commands.load_samples import load, manifest
from annotations.notes.models import Note
from annotations.speakers.models import Speaker
from annotations.teams.models import User
from newsroom.articles.models import Article, Capture, Version

pytestmark = pytest.mark.django_db


def loaded() -> str:
    out = StringIO()
    call_command("load_samples", stdout=out)
    return out.getvalue()


def counts() -> list[int]:
    return [model.objects.count() for model in (Article, Version, Capture, Highlight, Anchor, Note)]


def test_the_whole_library_is_there_after_a_moment() -> None:
    began = time.process_time()
    loaded()
    assert time.process_time() - began < 10
    pages = manifest()
    assert Article.objects.readable().filter(is_sample=True).count() == len(
        {page.url for page in pages}
    )
    assert Version.objects.count() == len(pages)
    assert Highlight.objects.count() == sum(len(page.annotations) for page in pages)


def test_loading_it_twice_changes_nothing() -> None:
    loaded()
    before = counts()
    assert loaded() == "The sample library is there.\n"
    assert counts() == before


def test_a_load_that_was_interrupted_is_completed() -> None:
    for page in manifest()[:7]:
        load(page)
    some = Article.objects.count()
    loaded()
    assert Version.objects.count() == len(manifest())
    assert Article.objects.count() > some


def test_two_articles_have_three_versions_captured_one_after_the_other() -> None:
    loaded()
    stories = [article for article in Article.objects.all() if article.versions.count() == 3]
    assert len(stories) == 2
    for story in stories:
        times = list(story.versions.order_by("number").values_list("captured_at", flat=True))
        assert times == sorted(times)
        assert story.latest_version.number == 3


def test_every_highlight_is_followed_to_the_latest_version() -> None:
    loaded()
    assert not Highlight.objects.behind().exists()
    assert Anchor.objects.filter(status="lost").exists()


def test_its_people_are_invented_and_cannot_sign_in() -> None:
    loaded()
    assert Highlight.objects.values("author").distinct().count() == 2
    for person in User.objects.all():
        assert not person.is_active
        assert not person.has_usable_password()


def test_its_speakers_have_names_roles_and_kinds() -> None:
    loaded()
    minister = Speaker.objects.get(name="Oriel Tavasti")
    assert minister.role == "Transport minister"
    assert set(Speaker.objects.values_list("kind", flat=True)) == {
        "person",
        "organisation",
        "unnamed",
    }


def test_a_page_that_cannot_be_taken_in_leaves_nothing_behind(
    monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    page = manifest()[0]
    (tmp_path / page.file).write_text("<html><body></body></html>")
    monkeypatch.setattr(load_samples, "SAMPLES", tmp_path)
    with pytest.raises(load_samples.CommandError):
        load(page)
    assert counts() == [0] * 6
