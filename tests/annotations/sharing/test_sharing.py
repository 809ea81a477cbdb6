"""A link shows outsiders what was chosen for them and nothing else, until it ends."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from annotations.highlights.following import follow_highlights
from annotations.highlights.models import Highlight
from annotations.notes.verdicts import judge
from annotations.sharing.models import ShareLink
from annotations.teams.models import User
from annotations.teams.tokens import digest
from newsroom.articles.models import Article
from tests import factories, served
from tests.cast import HTMX

pytestmark = pytest.mark.django_db


@pytest.fixture
def article(db: None) -> Article:
    return factories.article()


@pytest.fixture
def made(article: Article, petra: User) -> Highlight:
    return factories.highlight(
        article,
        "protect 4,200 jobs",
        petra,
        kind="claim",
        verdict="disputed",
        speaker_name="Oriel Tavasti",
        note="The annex says **3,900**.",
    )


def share(client: Client, thing: Highlight | Article, **choices: str) -> str:
    """Make a link by the dialog and return its path."""
    return path_of(client.post(dialog_of(thing), filled(client, thing, **choices)))


def dialog_of(thing: Highlight | Article) -> str:
    kind = "articles" if isinstance(thing, Article) else "highlights"
    return f"/{kind}/{thing.pk}/share/"


def filled(client: Client, thing: Highlight | Article, **choices: str) -> dict[str, str]:
    """What the dialog sends: the secret it was made with, and what was ticked."""
    where = dialog_of(thing)
    held = served.fields(client.get(where), where)
    return {"token": held["token"], **choices}


def path_of(answer: HttpResponse) -> str:
    address = address_of(answer)
    assert address.startswith("http://testserver/s/")
    return address.removeprefix("http://testserver")


def address_of(answer: HttpResponse) -> str:
    assert answer.status_code == 200
    field = served.by_id(answer, "share-address")
    assert field is not None
    return field.attrib["value"]


def outside(path: str) -> HttpResponse:
    """Open a link in a browser nobody is signed in to."""
    return Client().get(path)


def everything_stored() -> str:
    """All text in the table of links."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(to_jsonb(s)::text, ' ') FROM annotations_sharelink s")
        return cursor.fetchone()[0] or ""


# The secret


def test_the_secret_of_a_link_is_stored_only_as_a_digest(as_petra: Client, made: Highlight) -> None:
    token = share(as_petra, made).split("/")[2]
    assert len(token) >= 43
    assert token not in everything_stored()
    assert ShareLink.objects.get().token_digest == digest(token)


def test_no_two_links_have_the_same_secret(as_petra: Client, made: Highlight) -> None:
    assert len({share(as_petra, made) for _ in range(5)}) == 5


def test_the_secret_is_shown_once_and_not_in_the_list_of_links(
    as_petra: Client, made: Highlight
) -> None:
    token = share(as_petra, made).split("/")[2]
    dialog = as_petra.get(f"/highlights/{made.pk}/share/")
    assert token not in dialog.content.decode()
    assert "Links that are open" in served.seen(dialog)


@pytest.mark.parametrize("token", ["x", "unknown" * 7, "%00", "%ED%A0%80", "é", "a" * 4000])
def test_a_link_nobody_made_leads_nowhere(token: str, made: Highlight, as_petra: Client) -> None:
    share(as_petra, made)
    assert outside(f"/s/{token}/").status_code == 404


def test_a_stored_digest_opens_nothing(as_petra: Client, made: Highlight) -> None:
    share(as_petra, made)
    assert outside(f"/s/{ShareLink.objects.get().token_digest}/").status_code == 404


@pytest.mark.parametrize("ended", [False, True])
def test_a_shared_page_stays_out_of_caches_referers_and_search_engines(
    as_petra: Client, made: Highlight, ended: bool
) -> None:
    path = share(as_petra, made)
    if ended:
        ShareLink.objects.update(ended_at=timezone.now())
    answer = outside(path)
    assert "no-store" in answer["Cache-Control"] and "private" in answer["Cache-Control"]
    assert answer["Referrer-Policy"] == "no-referrer"
    assert {"noindex", "noarchive"} <= set(answer["X-Robots-Tag"].replace(",", " ").split())
    assert "default-src 'self'" in answer["Content-Security-Policy"]
    assert not answer.cookies


def test_links_that_lead_out_of_a_shared_page_say_nothing_of_where_one_comes_from(
    as_petra: Client, made: Highlight
) -> None:
    page = served.page(outside(share(as_petra, made, shows_notes="on")))
    out = [one for one in page.iter("a") if one.get("href", "").startswith("http")]
    assert out
    assert all("noreferrer" in one.get("rel", "").split() for one in out)


# The address


@pytest.mark.parametrize("host", ["evil.example", "testserver.evil.example", "testserver:81@evil"])
def test_a_link_is_never_built_from_a_forged_host(
    as_petra: Client, made: Highlight, host: str
) -> None:
    data = filled(as_petra, made)
    answer = as_petra.post(dialog_of(made), data, headers={"Host": host})
    assert answer.status_code == 400
    assert not ShareLink.objects.exists()


def test_a_link_has_the_address_the_installation_is_known_by(
    as_petra: Client, made: Highlight, settings: Any
) -> None:
    settings.PUBLIC_URL = "https://margent.statehouse.example"
    settings.ALLOWED_HOSTS = ["*"]
    answer = as_petra.post(
        dialog_of(made),
        filled(as_petra, made),
        headers={"Host": "evil.example", "X-Forwarded-Host": "evil.example"},
    )
    assert address_of(answer).startswith("https://margent.statehouse.example/s/")


def test_a_forwarded_host_is_not_believed(as_petra: Client, made: Highlight) -> None:
    answer = as_petra.post(
        dialog_of(made), filled(as_petra, made), headers={"X-Forwarded-Host": "evil.example"}
    )
    assert address_of(answer).startswith("http://testserver/s/")


# One highlight


def test_an_outsider_sees_the_passage_its_sentences_who_said_it_and_a_citation(
    as_petra: Client, made: Highlight, article: Article
) -> None:
    page = outside(share(as_petra, made))
    assert page.status_code == 200
    seen = served.seen(page)
    [quoted] = [one for one in served.page(page).iter("blockquote")]
    assert served.text(quoted) == "protect 4,200 jobs"
    assert "The fund will protect 4,200 jobs in the northern yards" in seen
    for words in ("Oriel Tavasti", "Disputed", "Petra Salloway", "Harbour Post", "Lena Dorrowby"):
        assert words in seen
    assert "@article{" in seen and "{{cite news" in seen
    original = f"{article.url}#:~:text=protect%204%2C200%20jobs"
    assert [one for one in served.page(page).iter("a") if one.get("href") == original]


def test_an_outsider_sees_no_more_of_the_article_than_the_sentences_around(
    as_petra: Client, petra: User
) -> None:
    far = [f"Paragraph {n} is about something else. No. Or yes, {n}." for n in range(9)]
    article = factories.article("Ferry fund passes", *far)
    made = factories.highlight(article, "Paragraph 4", petra)
    seen = served.seen(outside(share(as_petra, made)))
    shown = [number for number in range(9) if f"Paragraph {number} is" in seen]
    assert shown == [4]
    assert "Paragraph 4 is about something else. No. …" in seen


def test_a_text_of_no_outlet_and_no_day_is_named_by_its_title_alone(
    as_petra: Client, made: Highlight, article: Article
) -> None:
    Article.objects.filter(pk=article.pk).update(outlet=None)
    article.versions.update(published_at=None)
    page = outside(share(as_petra, made))
    section = served.page(page).find(".//section[@aria-label='In context']")
    line = section.find("p")
    assert served.text(line) == article.latest_version.title
    assert "Oriel Tavasti, reported in" in served.seen(page)


def test_notes_are_shown_only_if_chosen(as_petra: Client, made: Highlight) -> None:
    without = outside(share(as_petra, made)).content.decode()
    assert "3,900" not in without
    page = outside(share(as_petra, made, shows_notes="on"))
    assert "The annex says 3,900." in served.seen(page)
    assert "<strong>3,900</strong>" in page.content.decode()


def test_a_deleted_note_is_not_shown(as_petra: Client, made: Highlight) -> None:
    path = share(as_petra, made, shows_notes="on")
    as_petra.post(f"/notes/{made.notes.get().pk}/deletion/")
    assert "3,900" not in outside(path).content.decode()


def test_one_shared_highlight_gives_away_no_other(
    as_petra: Client, made: Highlight, article: Article, petra: User
) -> None:
    other = factories.highlight(
        article, "jobs in the northern yards", petra, note="Secret.", speaker_name="Zora Quill"
    )
    page = outside(share(as_petra, made, shows_notes="on"))
    html = page.content.decode()
    assert "Zora Quill" not in html and "Secret." not in html
    assert f'data-h="{other.pk}"' not in html and f"highlight-{other.pk}" not in html


def test_the_full_text_cannot_be_had_by_a_link_to_one_highlight(
    as_petra: Client, petra: User
) -> None:
    article = factories.article(*factories.STORY, "Nobody listened. The port stayed shut.")
    made = factories.highlight(article, "never asked", petra)
    path = share(as_petra, made, shows_full_text="on")
    assert "The port stayed shut" not in served.seen(outside(path))
    assert not ShareLink.objects.get().shows_full_text


def test_what_is_only_mine_can_be_shared_by_me_on_purpose(
    as_petra: Client, article: Article, petra: User
) -> None:
    made = factories.highlight(article, "4,200 jobs", petra, visibility="only_me")
    assert "4,200 jobs" in served.seen(outside(share(as_petra, made)))


def test_a_link_shows_nothing_once_its_sharer_may_not_see_the_highlight_any_more(
    as_tomas: Client, made: Highlight
) -> None:
    path = share(as_tomas, made)
    assert outside(path).status_code == 200
    made.visibility = Highlight.Visibility.ONLY_ME
    made.save()
    answer = outside(path)
    assert answer.status_code == 410
    assert "4,200" not in answer.content.decode()


def test_a_link_to_a_deleted_highlight_has_ended_until_it_is_brought_back(
    as_petra: Client, made: Highlight
) -> None:
    path = share(as_petra, made)
    as_petra.post(f"/highlights/{made.pk}/deletion/")
    assert outside(path).status_code == 410
    as_petra.delete(f"/highlights/{made.pk}/deletion/")
    assert outside(path).status_code == 200


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (factories.SECOND.replace("4,200", "3,900"), "The wording has since changed."),
        ("Nothing of the kind stands here now.", "This passage is gone."),
        (factories.SECOND, ""),
    ],
    ids=["changed", "gone", "same"],
)
def test_an_outsider_is_told_when_the_outlet_has_rewritten_the_passage(
    as_petra: Client, article: Article, petra: User, line: str, said: str
) -> None:
    made = factories.highlight(article, factories.SECOND, petra)
    path = share(as_petra, made)
    article.revise(factories.extract(factories.TITLE, factories.FIRST, line, "One line more."))
    follow_highlights(article)
    seen = served.seen(outside(path))
    assert factories.SECOND in seen
    assert (said in seen) if said else ("since changed" not in seen and "is gone" not in seen)


def test_an_outsider_reads_what_the_passage_says_now(
    as_petra: Client, article: Article, petra: User
) -> None:
    path = share(as_petra, factories.highlight(article, factories.SECOND, petra))
    line = factories.SECOND.replace("4,200", "3,900")
    article.revise(factories.extract("Another headline", factories.FIRST, line, "One line more."))
    follow_highlights(article)
    seen = served.seen(outside(path))
    assert f"It now reads: {line}" in seen
    assert f": {factories.TITLE}" in seen and "Another headline" not in seen


# A whole article


def test_sentences_that_several_highlights_share_are_shown_once(
    as_petra: Client, made: Highlight, article: Article, petra: User
) -> None:
    other = factories.highlight(article, "4,200", petra, speaker_name="Ilka Brandeveer")
    apart = factories.highlight(article, factories.THIRD, petra)
    page = outside(share(as_petra, article))
    pieces = [one for one in served.page(page).iter("article")]
    cards = [
        [one.get("data-for") for one in piece.iter("div") if one.get("data-for")]
        for piece in pieces
    ]
    assert cards == [[str(made.pk), str(other.pk)], [str(apart.pk)]]
    assert served.seen(page).count("protect 4,200 jobs") == 1


def test_a_shared_article_shows_the_passages_everyone_here_sees(
    as_petra: Client, made: Highlight, article: Article, petra: User, tomas: User
) -> None:
    factories.highlight(article, "warned", tomas, speaker_name="Ilka Brandeveer")
    factories.highlight(
        article, "never asked", petra, visibility="only_me", speaker_name="Zora Quill", note="Psst."
    )
    for full in ({}, {"shows_full_text": "on"}):
        page = outside(share(as_petra, article, shows_notes="on", **full))
        seen, html = served.seen(page), page.content.decode()
        assert "Oriel Tavasti" in seen and "Ilka Brandeveer" in seen
        assert "The annex says 3,900." in seen
        assert "Zora Quill" not in html and "Psst." not in html
        found = [one for one in served.page(page).iter("mark") if one.get("data-h")]
        assert sorted(served.text(mark) for mark in found) == ["protect 4,200 jobs", "warned"]


def test_the_owners_link_shows_no_more_than_a_members(
    as_wren: Client, article: Article, petra: User
) -> None:
    factories.highlight(article, "never asked", petra, visibility="only_me")
    page = outside(share(as_wren, article, shows_full_text="on"))
    assert [one for one in served.page(page).iter("mark") if one.get("data-h")] == []


def test_the_full_text_is_shown_only_if_chosen(as_petra: Client, article: Article) -> None:
    assert factories.THIRD not in served.seen(outside(share(as_petra, article)))
    page = outside(share(as_petra, article, shows_full_text="on"))
    assert served.article_text(page) == article.latest_version.text


def test_notes_on_an_article_are_shown_only_if_chosen(
    as_petra: Client, made: Highlight, article: Article
) -> None:
    for full in ({}, {"shows_full_text": "on"}):
        assert "3,900" not in outside(share(as_petra, article, **full)).content.decode()
        page = outside(share(as_petra, article, shows_notes="on", **full))
        assert "The annex says 3,900." in served.seen(page)


def test_an_article_nobody_has_highlighted_can_be_shared(
    as_petra: Client, article: Article
) -> None:
    assert "Nothing is highlighted" in served.seen(outside(share(as_petra, article)))


def test_what_was_left_out_of_an_article_stays_out_of_its_link(as_petra: Client) -> None:
    article = factories.article(left_out=("Sign up for our newsletter",))
    page = outside(share(as_petra, article, shows_full_text="on"))
    assert "newsletter" not in page.content.decode()


# What a shared page can do


@pytest.mark.parametrize("choices", [{}, {"shows_full_text": "on", "shows_notes": "on"}])
def test_nothing_on_a_shared_page_leads_inside(
    as_petra: Client, made: Highlight, article: Article, choices: dict[str, str]
) -> None:
    for thing in (made, article):
        page = served.page(outside(share(as_petra, thing, **choices)))
        links = [one.get("href", "") for one in page.iter("a")]
        assert [one for one in links if not one.startswith(("http", "#"))] == []
        assert not list(page.iter("form"))
        attributes = {name for one in page.iter() for name in one.attrib}
        assert not [name for name in attributes if name.startswith("hx-")]


def test_an_outsider_cannot_reach_the_pages_behind_a_link(
    as_petra: Client, made: Highlight, article: Article
) -> None:
    client = Client()
    client.get(share(as_petra, article, shows_full_text="on"))
    for path in (f"/articles/{article.pk}/", f"/highlights/{made.pk}/", "/"):
        answer = client.get(path)
        assert answer.status_code == 302 and "/accounts/login/" in answer["Location"]


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_a_link_can_only_be_read(as_petra: Client, made: Highlight, method: str) -> None:
    assert getattr(Client(), method)(share(as_petra, made)).status_code == 405


# Ending


@pytest.mark.parametrize("kind", ["highlight", "article"])
def test_an_ended_link_says_so_and_shows_nothing_of_the_article(
    as_petra: Client, made: Highlight, article: Article, kind: str
) -> None:
    path = share(as_petra, made if kind == "highlight" else article, shows_notes="on")
    link = ShareLink.objects.get()
    assert as_petra.post(f"/shares/{link.pk}/ending/").status_code == 302
    answer = outside(path)
    assert answer.status_code == 410
    html = answer.content.decode()
    for words in ("4,200", factories.TITLE, "Tavasti", "Harbour Post", "Petra", "annex", "/news/"):
        assert words not in html
    assert "This link has ended" in served.seen(answer)


def test_a_link_expires_by_itself(as_petra: Client, made: Highlight) -> None:
    path = share(as_petra, made, expires="on")
    link = ShareLink.objects.get()
    days = (link.expires_at - timezone.now()) / timedelta(days=1)
    assert 29.9 < days <= 30
    assert outside(path).status_code == 200
    ShareLink.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    answer = outside(path)
    assert answer.status_code == 410
    assert "4,200" not in answer.content.decode()


def test_a_link_that_shall_not_expire_does_not(as_petra: Client, made: Highlight) -> None:
    share(as_petra, made)
    assert ShareLink.objects.get().expires_at is None


def test_ending_a_link_twice_changes_nothing_more(as_petra: Client, made: Highlight) -> None:
    share(as_petra, made)
    link = ShareLink.objects.get()
    as_petra.post(f"/shares/{link.pk}/ending/")
    link.refresh_from_db()
    first = link.ended_at
    as_petra.post(f"/shares/{link.pk}/ending/")
    link.refresh_from_db()
    assert first is not None and link.ended_at == first


def test_ending_one_link_leaves_the_others_open(as_petra: Client, made: Highlight) -> None:
    first, second = share(as_petra, made), share(as_petra, made)
    as_petra.post(f"/shares/{ShareLink.objects.order_by('pk')[0].pk}/ending/")
    assert (outside(first).status_code, outside(second).status_code) == (410, 200)


def test_nobody_ends_or_sees_another_members_link_but_the_owner(
    as_petra: Client, as_tomas: Client, as_wren: Client, made: Highlight
) -> None:
    path = share(as_petra, made)
    link = ShareLink.objects.get()
    assert as_tomas.post(f"/shares/{link.pk}/ending/").status_code == 404
    dialog = as_tomas.get(f"/highlights/{made.pk}/share/").content.decode()
    assert f"/shares/{link.pk}/" not in dialog
    assert outside(path).status_code == 200
    assert f"/shares/{link.pk}/" in as_wren.get(f"/highlights/{made.pk}/share/").content.decode()
    assert as_wren.post(f"/shares/{link.pk}/ending/").status_code == 302
    assert outside(path).status_code == 410


def test_the_owner_ends_a_link_to_what_is_only_another_members_without_seeing_it(
    as_petra: Client, as_wren: Client, article: Article, petra: User
) -> None:
    made = factories.highlight(article, "4,200 jobs", petra, visibility="only_me")
    path = share(as_petra, made)
    answer = as_wren.post(f"/shares/{ShareLink.objects.get().pk}/ending/", follow=True)
    assert "4,200" not in served.seen(answer)
    assert outside(path).status_code == 410


# The dialog


def test_the_dialog_opens_in_the_page_and_works_without_scripts(
    as_petra: Client, made: Highlight
) -> None:
    where = f"/highlights/{made.pk}/share/"
    fragment, page = as_petra.get(where, headers=HTMX), as_petra.get(where)
    assert served.by_id(fragment, "main") is None
    assert served.by_id(page, "main") is not None
    for answer in (fragment, page):
        boxes = {
            one.get("name"): "checked" in one.attrib
            for one in served.page(answer).iter("input")
            if one.get("type") == "checkbox"
        }
        assert boxes == {"shows_notes": False, "expires": True}
    answer = as_petra.post(where, filled(as_petra, made), headers=HTMX)
    assert address_of(answer).startswith("http://testserver/s/")


def test_sending_the_dialog_twice_makes_one_link(as_petra: Client, made: Highlight) -> None:
    data = filled(as_petra, made)
    first, again = (as_petra.post(dialog_of(made), data) for _ in range(2))
    assert address_of(first) == address_of(again)
    assert ShareLink.objects.count() == 1


@pytest.mark.parametrize("token", ["short", "a" * 42, "a" * 44, "é" * 43, "a" * 42 + "\0"])
def test_a_secret_that_can_be_guessed_is_refused(
    as_petra: Client, made: Highlight, token: str
) -> None:
    answer = as_petra.post(dialog_of(made), {"token": token})
    assert answer.status_code == 422
    assert [one for one in served.page(answer).iter("p") if one.get("class") == "err"]
    assert not ShareLink.objects.exists()


def test_a_secret_that_is_in_use_opens_nothing_else(
    as_petra: Client, as_tomas: Client, made: Highlight, article: Article
) -> None:
    data = filled(as_petra, made)
    path = path_of(as_petra.post(dialog_of(made), data))
    for client, thing in ((as_tomas, made), (as_petra, article)):
        assert client.post(dialog_of(thing), data).status_code == 422
    assert ShareLink.objects.count() == 1
    assert "protect 4,200 jobs" in served.seen(outside(path))


def test_the_full_text_is_off_until_somebody_asks_for_it(
    as_petra: Client, article: Article
) -> None:
    dialog = as_petra.get(f"/articles/{article.pk}/share/")
    boxes = {
        one.get("name"): "checked" in one.attrib
        for one in served.page(dialog).iter("input")
        if one.get("type") == "checkbox"
    }
    assert boxes == {"shows_notes": False, "shows_full_text": False, "expires": True}


def test_an_article_without_a_text_cannot_be_shared(as_petra: Client, petra: User) -> None:
    article = factories.on_its_way(petra)
    for method in ("get", "post"):
        assert getattr(as_petra, method)(f"/articles/{article.pk}/share/").status_code == 404


def test_looking_at_the_dialog_makes_no_link(as_petra: Client, made: Highlight) -> None:
    as_petra.get(f"/highlights/{made.pk}/share/")
    assert not ShareLink.objects.exists()


def test_hostile_names_are_text_on_a_shared_page(as_petra: Client, petra: User) -> None:
    hostile = '"><script>alert(1)</script>'
    petra.name = hostile
    petra.save()
    article = factories.article(hostile, hostile, outlet=hostile, authors=(hostile,))
    made = factories.highlight(article, hostile, petra, speaker_name=hostile, note=hostile)
    for thing in (made, article):
        page = outside(share(as_petra, thing, shows_notes="on", shows_full_text="on"))
        assert hostile not in page.content.decode()
        assert hostile in served.seen(page)


def test_with_our_notes_a_link_says_who_checked_a_claim_and_by_which_sources(
    as_petra: Client, article: Article, petra: User, tomas: User
) -> None:
    claim = factories.highlight(article, "northern yards", petra, kind="claim")
    judge(claim, "disputed", "https://treasury.example/budget", by=tomas)
    for thing in (claim, article):
        with_notes = outside(share(as_petra, thing, shows_notes="on"))
        assert "Disputed: Tomas Reyl-Aska" in " ".join(served.seen(with_notes).split())
        assert 'href="https://treasury.example/budget"' in with_notes.content.decode()
        without = served.seen(outside(share(as_petra, thing)))
        assert "Disputed" in without
        assert "Tomas" not in without
