"""Every page a reader can come to, and the states it can be in.

for stop in tour(wren):
    stop.visit(page)

"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from annotations.highlights.models import Anchor, Highlight
from annotations.quotations.finding import find_quotations
from annotations.quotations.models import Suggestion
from annotations.speakers.models import Speaker
from annotations.speakers.resemblance import look_for_others
from annotations.speakers.transfers import merge as merge_speakers
from annotations.teams.forms import InvitationForm
from annotations.teams.models import User
from annotations.teams.signin import one_time_link
from annotations.teams.tokens import new_token
from newsroom.articles.models import Article, Capture, Import
from newsroom.ingestion.failures import Failure
from newsroom.ingestion.fetching import FetchCode
from newsroom.ingestion.following import follow, follow_site, unfollow
from newsroom.ingestion.merging import merge
from newsroom.ingestion.wire import compare
from newsroom.outlets.models import Discovery, Feed
from tests import factories, packing
from tests.browser import hands
from tests.browser.scenes import ARABIC, GERMAN, LEVY, penny, sample, statement
from tests.newsroom.articles.wire import AGENCY

type Act = Callable[[Page], None]


def _look(_page: Page) -> None:
    """Do nothing but look."""


@dataclass(frozen=True)
class Stop:
    """A page and what is done there; `guest` says that nobody is signed in."""

    name: str
    path: str
    act: Act = _look
    guest: bool = False

    def visit(self, page: Page) -> None:
        page.goto(self.path)
        self.act(page)


def tour(owner: User) -> Iterator[Stop]:
    """Fill a Margent and yield every stop in it."""
    story = sample(LEVY[:-1])
    german, arabic = sample(GERMAN), sample(ARABIC)
    yield from _library(story)
    yield from _reader(story, german, arabic)
    yield from _suggestions()
    yield from _rules()
    yield from speakers(owner)
    yield from _statements()
    yield from _adding(owner)
    yield from _following(owner, story)
    yield from _sharing(owner, story)
    yield from _people()
    yield from _ways_in(owner)


def _library(story: Article) -> Iterator[Stop]:
    yield Stop("library", "/")
    yield Stop("library, a row chosen", "/", lambda page: page.keyboard.press("j"))
    yield Stop("library, rows selected", "/?list=all", _select_rows)
    yield Stop("library, a topic for them", "/?list=all", _name_topic)
    yield Stop("library, rows read", "/?list=all", _mark_read)
    yield Stop("library, to be removed", "/?list=all", _ask_to_remove)
    yield Stop("library, nothing changed", "/?list=changed")
    yield Stop("library, saving a view", f"/?outlet={story.outlet_id}", _name_view)
    yield Stop("library, more about the list", "/", _open_list_menu)
    yield Stop("all filters", f"/library/filters/?outlet={story.outlet_id}&kind=claim")
    yield Stop("library, filtered to nothing", "/?show=annotated&outlet=999999")
    yield Stop("library, filters", f"/?outlet={story.outlet_id}", _open_filters)
    yield Stop("account menu", "/", lambda page: page.locator(".bar summary").click())


def _reader(story: Article, german: Article, arabic: Article) -> Iterator[Stop]:
    first = story.versions.get(number=1).get_absolute_url()
    yield Stop("reader", first)
    yield Stop("reader, the latest of three versions", story.get_absolute_url())
    yield Stop("reader, a list of versions", first, _open_versions)
    yield Stop("reader, text size and theme", first, _open_looks)
    versions = reverse("article_comparison", args=[story.pk])
    yield Stop("versions compared", f"{versions}?from=1", _unfold)
    yield Stop("versions side by side", f"{versions}?from=1&as=sides")
    yield Stop("what was kept", reverse("capture", args=[_kept(story).pk]))
    yield Stop("reader, German", german.get_absolute_url())
    yield Stop("reader, Arabic", arabic.get_absolute_url())
    yield Stop("reader, Arabic, a card open", arabic.get_absolute_url(), _open_card)
    yield Stop("reader, a card open", first, _open_card)
    yield Stop("reader, a card of three overlapping", first, _open_overlapping)
    yield Stop("reader, an editor open", first, _open_editor)
    yield Stop("reader, words selected", first, _select)
    yield Stop("reader, a new highlight", first, _make)
    yield Stop("reader, speakers offered", first, _offer_speakers)
    yield Stop("reader, a highlight refused", first, _be_refused)
    yield Stop("reader, only one speaker", first, _choose_speaker)
    yield Stop("reader, filtered", f"{first}?kind=claim&kind=passage", _filter)
    yield Stop("reader, the range changed", first, _adjust)
    yield Stop("reader, a claim checked and labelled", first, _check)
    yield Stop("reader, the kind changed", first, _change_kind)
    claim = Highlight.objects.filter(kind="claim").earliest("pk")
    yield Stop("adjust by hand", reverse("highlight_span", args=[claim.pk]))
    lost = Anchor.objects.filter(status="lost", version=story.latest_version).earliest("pk")
    elsewhere = reverse("highlight_span", args=[lost.highlight_id])
    elsewhere = f"{elsewhere}?on={lost.version_id}"
    yield Stop("attach elsewhere", elsewhere)
    yield Stop("attach elsewhere, refused", elsewhere, _attach_to_nothing)
    yield Stop("check a claim", reverse("highlight_verdict", args=[claim.pk]))
    yield Stop("reader, a highlight deleted", first, _delete)
    yield Stop("reader, the keys", first, lambda page: page.keyboard.press("?"))
    yield Stop("reader, the share dialog", first, _open_share)
    yield Stop("reader, a link made", first, _make_link)
    yield Stop("reader, by hand", first, _open_by_hand)
    yield Stop("reader, the text repaired", f"{story.get_absolute_url()}?repair=1", _drop_block)
    yield Stop("reader, topics", story.get_absolute_url(), _give_topic)
    yield from _one_story_twice()
    yield Stop("reader, without the margin", first, lambda page: page.keyboard.press("m"))
    plain = factories.article("A story nobody has marked", "Nothing much happened.", language="")
    yield Stop("reader, nothing marked", plain.get_absolute_url())


def _suggestions() -> Iterator[Stop]:
    """An article in which nobody has decided anything yet, and the list of all such."""
    title = "Islands ‘were not asked once’, says port authority"
    source = "A spokesman for the ministry said: “We have nothing to add to what was said.”"
    article = factories.article(title, *factories.STORY[1:], source, AGENCY[1])
    find_quotations(article)
    here = article.get_absolute_url()
    unnamed = Suggestion.objects.get(words__contains="nothing to add")
    yield Stop("library, suggestions to check", "/")
    yield Stop("reader, suggestions", here)
    yield Stop("reader, a suggestion open", here, lambda page: page.keyboard.press("j"))
    yield Stop("reader, naming a source", here, _name_source)
    yield Stop("who said it", reverse("suggestion", args=[unnamed.pk]))
    yield Stop("suggestions", "/suggestions/")
    yield Stop("suggestions, naming a source", "/suggestions/", _name_in_list)
    yield Stop("suggestions, one decided", "/suggestions/", _decide)
    yield Stop("suggestions, none", "/suggestions/?speaker=nobody")


def speakers(owner: User) -> Iterator[Stop]:
    """The pages of speakers; the names, offices and links of one are many and long."""
    oriel = statement().telling.speaker
    for name in ("O. Tavasti", "The transport minister", "أوريل تافاستي"):
        oriel.names.create(name=name, kind="alias")
    long = "Parliamentary Under-Secretary of State for Harbours, Ferries and the Outer Islands"
    oriel.offices.create(title="Transport minister", party="Civic Union", first=date(2024, 3, 1))
    oriel.offices.create(title=long, party="Civic Union", last=date(2024, 2, 28))
    oriel.identifiers.create(scheme="wikidata", value="Q42")
    other = Speaker.objects.add("Oriel M. Tavasti")
    look_for_others(other)
    here, edit = oriel.get_absolute_url(), reverse("speaker_edit", args=[oriel.pk])
    yield Stop("speakers", "/speakers/")
    yield Stop("speakers, nobody fits", "/speakers/?q=nobody")
    yield Stop("speakers who may be one", reverse("duplicates"))
    yield Stop("speaker", here)
    yield Stop("speaker, more filters", here, lambda page: page.get_by_text("More filters").click())
    yield Stop("speaker, filtered", f"{here}?kind=claim&verdict=disputed")
    yield Stop("speaker, joining", f"{here}?join=yes")
    yield Stop("speaker, joined from one", f"{here}?join=yes", _join_nothing)
    yield Stop("speaker, as it is printed", f"{here}?print=yes")
    yield Stop("speaker who said nothing", other.get_absolute_url())
    yield Stop("speaker, edited", edit)
    yield Stop("speaker, refused", edit, _write_wrong_number)
    yield Stop("speaker, an office removed", edit, _remove_office)
    yield Stop("speaker, merging", reverse("speaker_merging", args=[oriel.pk]) + "?q=tavasti")
    splitting = reverse("speaker_splitting", args=[oriel.pk])
    yield Stop("speaker, splitting", splitting)
    yield Stop("speaker, split", splitting, _split_off)
    made = merge_speakers(oriel, other, by=owner)
    yield Stop("speaker, merged", f"{here}?moved={made.pk if made else 0}")


def _join_nothing(page: Page) -> None:
    page.get_by_role("button", name="Join").click()
    expect(page.get_by_text("Choose two or more quotes")).to_be_visible()


def _write_wrong_number(page: Page) -> None:
    page.locator("[name=identifiers-0-value]").fill("Q0")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".err").first).to_be_visible()


def _remove_office(page: Page) -> None:
    page.locator("[name=offices-1-DELETE]").check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("button", name="Undo")).to_be_visible()


def _split_off(page: Page) -> None:
    page.get_by_label("Who is it?").fill("Somebody Else")
    page.locator("[name=quotations]").last.check()
    page.get_by_role("button", name="Split").click()
    expect(page.get_by_role("button", name="Undo")).to_be_visible()


def _statements() -> Iterator[Stop]:
    one = statement()
    of_speaker = reverse("speaker_statements", args=[one.telling.speaker_id])
    yield Stop("a speaker's statements", of_speaker)
    yield Stop("wordings of a statement", reverse("highlight_statement", args=[one.pk]))
    yield Stop("a statement split", of_speaker, _split)
    yield Stop("coverage", "/coverage/?from=2026-01-01&to=2026-12-31")
    yield Stop(
        "coverage of one speaker",
        f"/coverage/?from=2020-01-01&to=2026-12-31&speaker={one.telling.speaker_id}",
    )
    yield Stop("coverage of nothing", "/coverage/?from=1990-01-01&to=1990-02-01")


def _split(page: Page) -> None:
    page.get_by_role("button", name="Split").first.click()
    expect(page.locator("[data-undo]")).to_be_visible()


def _rules() -> Iterator[Stop]:
    yield Stop("topics", "/topics/", _add_rule)
    yield Stop("topics, a rule half written", "/topics/", _write_rule)
    yield Stop("what rules would have done", "/rules/preview/")


def _one_story_twice() -> Iterator[Stop]:
    """An agency's text at two outlets, and an article with which another was merged."""
    fields = {"language": "en", "authors": ()}
    here = factories.article("Levy passes by four", *AGENCY, **fields)
    there = factories.article("Four votes", *AGENCY[:-1], outlet="Northern Ledger", **fields)
    part = factories.article("Levy passes", *AGENCY[:2], **fields)
    for article in (here, there):
        compare(article)
    merging = reverse("article_merging", args=[here.pk])
    yield Stop("reader, also at another outlet", here.get_absolute_url())
    yield Stop("reader, the merging dialog", here.get_absolute_url(), _open_merging)
    yield Stop("merging", merging)
    details = reverse("article_details", args=[here.pk])
    yield Stop("reader, the details dialog", here.get_absolute_url(), _open_details)
    yield Stop("details, refused", details, _come_out_tomorrow)
    yield Stop("merging, refused", merging, _merge_with_nothing)
    merge(here, part)
    yield Stop("reader, merged", f"{here.get_absolute_url()}?merged={part.pk}")


def _adding(owner: User) -> Iterator[Stop]:
    yield Stop("add", "/add/", lambda page: expect(page.locator("add-box:defined")).to_be_visible())
    yield Stop("bookmarklet", "/add/bookmarklet/", _press_bookmark)
    yield Stop("a page sent", "/add/page/?sent=yes&title=Levy&url=https://harbour-post.example/a")
    yield Stop("a text shared", f"/add/page/?title=Levy&text={'The levy passed. ' * 9}")
    yield Stop("nothing sent", "/add/page/")
    yield Stop("add, links in the box", "/add/", _fill_links)
    yield Stop("add, a text in the box", "/add/", _fill_text)
    yield Stop("add, refused", "/add/", _add_nothing)
    waiting = [factories.on_its_way(owner) for _ in range(3)]
    for article, step in zip(waiting[1:], ("reading", "storing"), strict=True):
        article.at(step)
    again = factories.on_its_way(owner)
    again.wait(timezone.now(), FetchCode.TIMEOUT)
    for code in (*FetchCode, *Failure):
        factories.on_its_way(owner).fail(code, 404 if code == FetchCode.NOT_FOUND else None)
    yield Stop("add, all that can happen", "/add/")
    yield Stop("add, one removed", "/add/", _remove)
    many = _import(owner)
    yield Stop("add, an import", "/add/")
    yield Stop("an import", many.get_absolute_url())
    yield Stop("reader, on its way", waiting[0].get_absolute_url())
    failed = Article.objects.filter(failure=FetchCode.PAYWALL).get()
    yield Stop("reader, not come in", failed.get_absolute_url())
    yield Stop("add, paste the text", f"/add/?article={failed.pk}")


def _import(owner: User) -> Import:
    left_out = ["http://10.0.0.1/ cannot be fetched: it leads to a private network."]
    one = Import.objects.create(added_by=owner, name="levy.csv", total=40, unfit=left_out)
    for code in ("", "timeout", "already"):
        article = factories.on_its_way(owner)
        Article.objects.filter(pk=article.pk).update(import_of=one)
        if code:
            article.fail(code)
    return one


def _following(owner: User, story: Article) -> Iterator[Stop]:
    site = "https://harbour-post.example"
    followed = follow(f"{site}/feed/", owner, title="All news").feed
    followed.entries.create(key="1", title=story.title, article=story, outcome="taken")
    failing = follow(f"{site}/old/", owner, title="Old feed").feed
    Feed.objects.filter(pk=failing.pk).update(failures=3, failure="not_found", failure_status=404)
    choices = [{"url": f"{site}/{n}", "title": f"Feed {n}", "kind": "feed"} for n in range(2)]
    for state in Discovery.State:
        found = follow_site(f"{site}/{state}", owner)
        found.state, found.choices, found.failure = state, choices, FetchCode.DNS
        found.save()
        found.feeds.add(followed)
    yield Stop("outlets", "/outlets/")
    yield Stop("outlets, refused", "/outlets/", _follow_nothing)
    yield Stop("outlet", story.outlet.get_absolute_url(), _rename)
    yield Stop("feed", followed.get_absolute_url())
    yield Stop("feed, failing", failing.get_absolute_url())
    left = follow(f"{site}/left/", owner, title="Left").feed
    unfollow(left)
    yield Stop("outlets, one left", f"/outlets/?left={left.pk}")
    yield Stop("feed, left", left.get_absolute_url())


def _kept(story: Article) -> Capture:
    """Another capture of a story, of a page that asks for nothing elsewhere."""
    Capture.objects.create(article=story, source=Capture.Source.LINK, failure=FetchCode.TIMEOUT)
    made = Capture(article=story, source=Capture.Source.SENT, url=story.url)
    made.body, made.content_type = packing.page().encode(), "text/html"
    made.save()
    return made


def _sharing(owner: User, story: Article) -> Iterator[Stop]:
    quote = penny()
    yield Stop("share a highlight", reverse("share_highlight", args=[quote.pk]))
    yield Stop("share an article", reverse("share_article", args=[story.pk]))
    yield Stop("delete a highlight", reverse("highlight_deletion", args=[quote.pk]))
    yield Stop(
        "shared highlight", factories.share(owner, highlight=quote, shows_notes=True), guest=True
    )
    claim = Highlight.objects.filter(verdict="disputed").earliest("pk")
    yield Stop("shared claim", factories.share(owner, highlight=claim), guest=True)
    yield Stop("shared article", factories.share(owner, article=story), guest=True)
    full = factories.share(owner, article=story, shows_notes=True, shows_full_text=True)
    yield Stop("shared article in full", full, guest=True)
    arabic = Article.objects.get(language__startswith="ar")
    full = factories.share(owner, article=arabic, shows_notes=True, shows_full_text=True)
    yield Stop("shared Arabic article in full", full, guest=True)
    ended = factories.share(owner, highlight=quote, ended_at=timezone.now())
    yield Stop("ended link", ended, guest=True)


def _people() -> Iterator[Stop]:
    yield Stop("people", "/people/")
    yield Stop("people, an invitation made", "/people/", _invite)
    yield Stop("settings", "/settings/")
    yield Stop("settings, a name missing", "/settings/", _save_without_name)
    for name in ("account_email", "account_change_password", "mfa_index", "mfa_activate_totp"):
        yield Stop(name, reverse(name))
    yield Stop("account_logout", reverse("account_logout"))
    yield Stop("404", "/articles/999999/")


def _ways_in(owner: User) -> Iterator[Stop]:
    yield Stop("sign in", reverse("account_login"), guest=True)
    yield Stop("sign in, refused", reverse("account_login"), _sign_in_wrongly, guest=True)
    yield Stop("forgotten password", reverse("account_reset_password"), guest=True)
    yield Stop("sign up, closed", reverse("account_signup"), guest=True)
    yield Stop("one-time link", one_time_link(), guest=True)
    yield Stop("one-time link, used", reverse("welcome", args=[new_token()]), guest=True)
    token = new_token()
    form = InvitationForm({"token": token, "email": "tomas@statehouse.example"})
    assert form.is_valid()
    form.invite(owner)
    yield Stop("invitation", reverse("invitation", args=[token]), guest=True)
    yield Stop("404 for strangers", reverse("shared", args=[new_token()]), guest=True)


# -- What is done at a stop --------------------------------------------------------------------


def _open_filters(page: Page) -> None:
    page.locator("a:visible:text-matches('^(More filters|Filters)')").first.click()
    expect(page.get_by_role("dialog", name="Filters")).to_be_visible()


def _select_rows(page: Page) -> None:
    for key in ("j", "x", "j", "Shift+X"):
        page.keyboard.press(key)
    expect(page.get_by_text("2 selected")).to_be_visible()


def _name_topic(page: Page) -> None:
    _select_rows(page)
    page.get_by_text("Topic…").click()
    page.locator("#bulk-topic").fill("Ferry levy")


def _mark_read(page: Page) -> None:
    _select_rows(page)
    page.get_by_role("button", name="Mark read").click()
    expect(page.get_by_role("button", name="Undo")).to_be_visible()


def _ask_to_remove(page: Page) -> None:
    _select_rows(page)
    page.locator(".bulk").get_by_role("button", name="Remove").click()
    expect(page.get_by_role("dialog")).to_contain_text("goes out of all lists")


def _name_view(page: Page) -> None:
    page.get_by_text("Save as view").click()
    page.get_by_label("Name").fill("Harbour levy watch")


def _open_list_menu(page: Page) -> None:
    page.locator("summary[aria-label='More about this list']").click()


def _open_versions(page: Page) -> None:
    page.locator(".bar summary:has-text('versions')").click()
    expect(page.get_by_role("link", name="Version 1, kept")).to_be_visible()


def _unfold(page: Page) -> None:
    page.get_by_text("without changes").first.click()


def _open_looks(page: Page) -> None:
    page.locator(".bar").get_by_label("Text size and theme").click()
    expect(page.get_by_text("Largest")).to_be_visible()


def _open_card(page: Page) -> None:
    hands.press_on(page, page.locator("#cards .card").last.get_attribute("data-for"))


def _open_overlapping(page: Page) -> None:
    hands.press_on(page, str(penny().pk))


def _open_editor(page: Page) -> None:
    _open_card(page)
    page.locator("#cards .card.sel [data-edit]").click()
    expect(page.locator("#cards .card.sel form.editor")).to_be_visible()


def _name_source(page: Page) -> None:
    hands.wait_until_ready(page)
    link = page.locator(".card.sugg", has_text="Spokesman").locator(".hd [data-edit]")
    # On a phone the card is a sheet that is put away until its passage is pressed.
    link.evaluate("link => link.click()")
    expect(page.get_by_role("combobox", name="Who says so?")).to_be_focused()


def _name_in_list(page: Page) -> None:
    expect(page.locator(".item.cur")).to_be_visible()
    page.keyboard.press("s")
    expect(page.get_by_role("combobox", name="Who says so?")).to_be_focused()


def _decide(page: Page) -> None:
    expect(page.locator(".item.cur")).to_be_visible()
    page.keyboard.press("x")
    expect(page.locator("#toasts .toast")).to_be_visible()


def _select(page: Page) -> None:
    hands.wait_until_ready(page)
    start = hands.text_of(page).index("ring-fenced fund")
    hands.select(page, (start, start + len("ring-fenced fund")))
    expect(page.get_by_role("toolbar", name="Highlight the selection")).to_be_visible()


def _make(page: Page) -> None:
    _select(page)
    hands.make(page, "Claim")


def _offer_speakers(page: Page) -> None:
    Speaker.objects.get_or_create(name="Harbour Labour", kind=Speaker.Kind.ORGANISATION)
    _make(page)
    page.get_by_role("combobox", name="Who says so?").press_sequentially("harb")
    expect(page.get_by_role("option", name="Harbour Labour")).to_be_visible()
    page.keyboard.press("ArrowDown")


def _be_refused(page: Page) -> None:
    _make(page)
    page.locator("#new-highlight [name=words]").evaluate("field => { field.value = 'No such' }")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("These words do not stand in this version")).to_be_visible()


def _filter(page: Page) -> None:
    """Where the cast has no column, it opens as a sheet."""
    if page.locator("#cast").is_hidden():
        page.locator("[data-filters]:visible").first.click()
    expect(page.get_by_role("button", name="Show all")).to_be_visible()


def _adjust(page: Page) -> None:
    _open_card(page)
    page.locator(".card.sel [data-adjust]").click()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("group", name="Adjust the range")).to_be_visible()


def _check(page: Page) -> None:
    hands.wait_until_ready(page)
    claim = Highlight.objects.filter(kind="claim").earliest("pk")
    page.evaluate(f"location.hash = 'highlight-{claim.pk}'")
    chosen = page.locator("#cards .card.sel")
    chosen.get_by_role("link", name="Edit").first.click()
    chosen.get_by_label("Sources").fill("Budget: https://treasury.example/budget")
    chosen.get_by_label("Labels").fill("Levy, Winter timetable")
    chosen.get_by_role("button", name="Save").click()
    expect(chosen).to_contain_text("Winter timetable")
    chosen.get_by_role("link", name="Check").click()
    expect(chosen.get_by_label("Sources")).to_be_visible()


def _change_kind(page: Page) -> None:
    _open_card(page)
    page.locator(".card.sel .kinds [aria-pressed=false]").first.click()
    expect(page.locator("toast-message")).to_contain_text("Changed to")


def _choose_speaker(page: Page) -> None:
    hands.wait_until_ready(page)
    if page.locator(".cast").is_visible():
        page.get_by_role("button", name="Oriel Tavasti").click()


def _delete(page: Page) -> None:
    _open_card(page)
    page.locator("#cards .card.sel").get_by_role("button", name="Delete this highlight").click()
    expect(page.get_by_role("button", name="Undo")).to_be_visible()


def _attach_to_nothing(page: Page) -> None:
    page.get_by_label("The words, as they stand").fill("a ring-fenced fund for thirteen ferries")
    page.get_by_role("button", name="Attach", exact=True).click()
    expect(page.get_by_text("These words do not stand in this version")).to_be_visible()


def _open_details(page: Page) -> None:
    page.get_by_label("More about this article").click()
    page.get_by_role("link", name="Details").click()
    expect(page.get_by_role("dialog").get_by_label("Outlet")).to_be_visible()


def _come_out_tomorrow(page: Page) -> None:
    page.get_by_label("Published on").fill("2999-01-01")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("This day is still to come.")).to_be_visible()


def _open_merging(page: Page) -> None:
    page.locator(".menu > summary[aria-label='More about this article']").click()
    page.get_by_role("link", name="This is the same story as…").click()
    expect(page.get_by_role("dialog", name="This is the same story as…")).to_be_visible()


def _merge_with_nothing(page: Page) -> None:
    page.get_by_label("Its link").fill("https://ledger.example/unknown-4")
    page.locator("#merging form.form button").click()
    expect(page.get_by_text("No article in the library has this link.")).to_be_visible()


def _open_share(page: Page) -> None:
    page.locator(".bar").get_by_role("link", name="Share").click()
    expect(page.get_by_role("dialog", name="Share by link")).to_be_visible()


def _make_link(page: Page) -> None:
    _open_share(page)
    page.get_by_role("button", name="Make a link").click()
    expect(page.get_by_label("Link", exact=True)).to_be_visible()
    page.get_by_text("End", exact=True).first.click()


def _drop_block(page: Page) -> None:
    page.locator(".prose .repair button").last.click()
    expect(page.get_by_text("Left out, here and in later articles")).to_be_visible()


def _give_topic(page: Page) -> None:
    page.locator("#topics summary").click()
    page.get_by_label("Topic", exact=True).fill("Ferry levy")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_role("link", name="Ferry levy")).to_be_visible()


def _write_rule(page: Page) -> None:
    if not page.locator("#rule-value").is_visible():
        page.get_by_text("Add a rule").click()
    page.locator("#rule-action").select_option("topic")
    page.locator("#rule-value").fill("levy")
    expect(page.locator("#preview-new")).not_to_be_empty()


def _add_rule(page: Page) -> None:
    _write_rule(page)
    page.locator("#rule-topic_name").fill("Ferry levy")
    page.get_by_role("button", name="Add rule").click()
    expect(page.get_by_text("Give a topic: Ferry levy")).to_be_visible()


def _open_by_hand(page: Page) -> None:
    page.get_by_text("Highlight by quoting the words").click()


def _press_bookmark(page: Page) -> None:
    expect(page.locator("bookmark-link:defined")).to_be_visible()
    page.get_by_role("link", name="Keep in Margent").click()


def _fill_links(page: Page) -> None:
    links = "https://harbour-post.example/a https://ledger.example/b http://10.0.0.1/c"
    page.get_by_label("Links, or the text itself").fill(links)
    expect(page.locator("#recognised")).to_contain_text("3 links")


def _fill_text(page: Page) -> None:
    page.get_by_label("Links, or the text itself").fill("\n".join(factories.STORY * 4))
    expect(page.locator("#recognised")).to_contain_text("A text of")


def _add_nothing(page: Page) -> None:
    page.locator("#add-button").click()
    expect(page.get_by_text("Paste a link or a text, or choose a file.")).to_be_visible()


def _remove(page: Page) -> None:
    page.get_by_role("button", name="Remove").first.click()
    expect(page.get_by_role("button", name="Undo")).to_be_visible()


def _follow_nothing(page: Page) -> None:
    page.get_by_role("button", name="Follow", exact=True).click()
    expect(page.get_by_text("Write the address of an outlet or of a feed.")).to_be_visible()


def _rename(page: Page) -> None:
    page.get_by_text("Rename").click()


def _invite(page: Page) -> None:
    page.get_by_label("Their e-mail address").fill("dagny@vestrin.example")
    page.get_by_role("button", name="Make a link").click()
    expect(page.get_by_text("Send them this link")).to_be_visible()


def _save_without_name(page: Page) -> None:
    page.locator("form").evaluate_all("forms => forms.forEach(form => { form.noValidate = true })")
    page.get_by_label("Name", exact=True).fill("")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".err").first).to_be_visible()


def _sign_in_wrongly(page: Page) -> None:
    page.get_by_label("E-mail address").fill("nobody@statehouse.example")
    page.get_by_label("Password").fill("not the password")
    page.get_by_role("button", name="Sign in").click()
    expect(page.locator(".err").first).to_be_visible()
