"""The sample library goes without a trace, and takes nothing of the readers' own with it."""

from django.test import Client
from django.urls import reverse

from annotations.highlights.models import Highlight
from annotations.library.sample_removal import remove_samples
from annotations.speakers.models import Speaker
from annotations.teams.models import User
from newsroom.articles.models import Article
from newsroom.outlets.models import Outlet
from tests import factories

WORDS = "“The islands were never asked,”"


def invented(name: str) -> User:
    email = f"{name.split()[0].lower()}@harbour-post.example"
    return User.objects.create_user(email, name=name, is_active=False)


def sample(outlet: str) -> Article:
    made = factories.article(outlet=outlet)
    Article.objects.filter(pk=made.pk).update(is_sample=True)
    return made


def test_samples_go_with_all_that_hangs_on_them(as_wren: Client, petra: User) -> None:
    story = sample("Northern Ledger")
    mark = factories.highlight(
        story, WORDS, invented("Runa Velden"), speaker_name="Dagny Ferrowe", note="Which quay?"
    )
    factories.note(mark, "The old one.", petra)
    story.revise(factories.extract("Ferry fund falls", "It fell."))
    answer = as_wren.post(reverse("samples_removal"), follow=True)
    assert "1 sample article removed." in answer.text
    assert not Article.objects.exists() and not Highlight.objects.exists()
    assert not Speaker.objects.exists() and not Outlet.objects.exists()
    assert not User.objects.filter(name="Runa Velden").exists()


def test_the_reader_s_own_articles_highlights_and_speakers_stay(petra: User) -> None:
    own = factories.article(outlet="Harbour Post")
    kept = factories.highlight(own, WORDS, petra, speaker_name="Dagny Ferrowe", note="Ours.")
    also = sample("Harbour Post")
    speaker = kept.attributions.get().speaker
    factories.highlight(also, WORDS, petra, speaker=speaker.pk)
    assert remove_samples() == 1
    assert list(Article.objects.all()) == [own]
    assert list(Highlight.objects.all()) == [kept]
    assert kept.attributions.get().speaker == speaker and kept.notes.get().body == "Ours."
    assert Outlet.objects.get().name == "Harbour Post"


def test_invented_colleagues_with_a_trace_left_and_real_people_stay(petra: User) -> None:
    busy, gone = invented("Runa Velden"), petra
    own = factories.article()
    factories.highlight(own, WORDS, busy)
    factories.highlight(sample("Northern Ledger"), WORDS, gone)
    # Petra signed in once; closing her account does not make her an invention.
    Client().force_login(petra)
    User.objects.filter(pk=petra.pk).update(is_active=False)
    remove_samples()
    assert {str(user) for user in User.objects.all()} == {"Runa Velden", "Petra Salloway"}


def test_removing_samples_again_changes_nothing_more(as_wren: Client) -> None:
    own = factories.article()
    for _ in range(2):
        assert as_wren.post(reverse("samples_removal")).status_code == 302
    assert list(Article.objects.all()) == [own]
