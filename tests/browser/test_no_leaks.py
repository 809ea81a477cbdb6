"""Nobody else hears of what is read here, and what others wrote stays words.

That no page asks another host for anything is watched in every test of this folder (conftest.py).
Here the watch itself is tried, and pages are read that were made to break out.
"""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

from playwright.sync_api import Page, expect

from annotations.highlights.models import Highlight
from annotations.notes.models import LONGEST
from annotations.teams.models import User
from newsroom.articles.models import Article
from newsroom.articles.text import Extract
from newsroom.ingestion.absence import NoArticle
from newsroom.ingestion.extraction import extract
from newsroom.outlets.models import Outlet
from tests import breaking, cast, factories, served
from tests.browser import hands
from tests.browser.conftest import OpenAs, Watch
from tests.browser.tour import tour
from tests.hostile import rendered_check, rows
from tests.servers import serving
from tests.shared import SHARED, needs_shared

CANARY = "http://canary.test/pixel.png"
LOADED = {"link": "href", "script": "src", "img": "src", "use": "href", "iframe": "src"}


# -- The watch, and the policy -----------------------------------------------------------------


def test_a_request_to_another_host_does_not_go_unnoticed(outsider: Page, watch: Watch) -> None:
    outsider.goto(f"data:text/html,<img src={CANARY}>")
    assert watch.outside == [CANARY]
    assert any("ERR_NAME_NOT_RESOLVED" in said for said in watch.complaints)
    watch.outside.clear()
    watch.complaints.clear()


def test_the_policy_stops_what_got_into_a_page(outsider: Page, watch: Watch) -> None:
    outsider.goto("/accounts/login/")
    outsider.evaluate(
        """canary => {
          const [image, script] = [new Image(), document.createElement("script")];
          image.src = canary;
          script.textContent = "document.title = 'It ran'";
          document.body.append(image, script);
          document.body.insertAdjacentHTML("beforeend", "<p style='color: red'>red</p>");
        }""",
        CANARY,
    )
    expect(outsider).not_to_have_title("It ran")
    refused = [said for said in watch.complaints if "Content Security Policy" in said]
    assert len(refused) == 3
    watch.outside.clear()
    watch.complaints.clear()


def test_every_page_carries_the_policy_and_needs_nothing_inline_or_from_elsewhere(
    wren: User,
) -> None:
    member, guest = cast.signed_in(wren), cast.Client()
    found: dict[str, list[str]] = {}
    for stop in tour(wren):
        response = (guest if stop.guest else member).get(stop.path)
        policy = response.headers["Content-Security-Policy"]
        assert "default-src 'self'" in policy
        assert "unsafe" not in policy
        found[stop.name] = [
            fault for element in served.page(response).iter() for fault in faults(element)
        ]
    assert {name: wrong for name, wrong in found.items() if wrong} == {}


def faults(element: Element) -> Iterator[str]:
    """What of an element runs or paints inline, or comes from another host."""
    tag = str(element.tag)
    if tag == "style" or (tag == "script" and not element.get("src")):
        yield f"{tag}: {(element.text or '')[:60]}"
    for name, value in element.attrib.items():
        if name == "style" or name.startswith(("on", "hx-on")) or value.startswith("js:"):
            yield f"{tag} {name}={value[:60]}"
    if urlsplit(element.get(LOADED.get(tag, ""), "")).netloc:
        yield f"{tag} from {element.get(LOADED[tag])}"


def test_the_original_is_not_told_where_its_readers_come_from(
    wren: User, open_as: OpenAs, outsider: Page, watch: Watch
) -> None:
    with serving({"/story": "<title>The original</title>"}) as site:
        story = factories.article()
        Article.objects.filter(pk=story.pk).update(url=f"{site}/story")
        quote = factories.highlight(story, "The islands were never asked", wren)
        member = open_as(wren)
        member.goto(story.get_absolute_url())
        member.get_by_role("link", name="Original").click()
        expect(member).to_have_title("The original")
        outsider.goto(factories.share(wren, highlight=quote))
        outsider.get_by_role("link", name="Original at Harbour Post").click()
        expect(outsider).to_have_title("The original")
        told = [
            headers.get("referer")
            for path, headers in zip(site.asked, site.headers, strict=True)
            if path == "/story"
        ]
        assert told == [None, None]
        assert {urlsplit(url).netloc for url in watch.outside} == {site.place}
    watch.outside.clear()


# -- Pages that were made to break out ---------------------------------------------------------

#: Where a page shows what others wrote, and what our own marks add to it.
SHOWN = """
() => {
  const ours = ["class", "data-h", "data-kind", "id", "data-says", "data-ends", "data-n",
    "aria-details"];
  const places = "[data-block], .credit, .left-out li, .bq, .bigq, .ctx, .note-html, .body, .by,"
    + " .c, bdi, h1, h3 a, .lead";
  return [...document.querySelectorAll(places)].map((place) => {
    const copy = place.cloneNode(true);
    for (const mark of copy.querySelectorAll("mark.hl, span[id^=highlight-]"))
      for (const name of ours) mark.removeAttribute(name);
    return copy.innerHTML;
  }).join("\\n");
}
"""


def written(text: str) -> str:
    """Return as much of a text as the forms take: no NUL, and not more than a note may have."""
    return text.replace("\0", "")[:LONGEST]


def payload(row: dict[str, Any]) -> str:
    shown = row["payload"].replace("ALERT", "alert(1)")
    return written(shown.replace("CANARY", "http://canary.test/x"))


def taken_in(row: dict[str, Any]) -> Extract | None:
    """What Margent makes of a hostile page; nothing where it finds no article in it."""
    body = (SHARED / "hostile" / "xss_html" / row["file"]).read_bytes()
    try:
        return extract(body, f"https://harbour-post.example/{row['id']}")
    except NoArticle:
        return None


def marked(found: Extract, row: dict[str, Any], by: User) -> Article:
    """An article that says what was found, highlighted from end to end, the payload all over."""
    url = f"https://harbour-post.example/{row['id']}"
    outlet = Outlet.objects.known_as(found.outlet_name, f"{row['id']}.example")
    story = Article.objects.create(address=url, url=url, outlet=outlet)
    version = story.revise(found)
    factories.highlight(story, version.title or version.text, by, note=payload(row))
    factories.highlight(story, version.text, by, speaker_name=payload(row)[:200].strip())
    return story


def test_own_pages_and_notes_made_to_break_out_do_nothing(wren: User, open_as: OpenAs) -> None:
    page = open_as(wren)
    saved = {one.name: one for one in breaking.own()}
    refused: list[str] = []
    for name in [f"{kind}-0.html" for kind in (*breaking.BODIES, *breaking.HEADS)]:
        try:
            found = extract(saved[name].body, f"https://harbour-post.example/{name}")
        except NoArticle:
            refused.append(name)
            continue
        story = marked(found, {"id": name, "payload": saved[name].payload}, wren)
        page.goto(story.get_absolute_url(), wait_until="domcontentloaded")
        assert hands.text_of(page) == found.text
    assert len(refused) < 2
    story = factories.article()
    for number, text in enumerate(breaking.NOTES):
        words = factories.SECOND[number : number + 9].strip()
        factories.highlight(story, words, wren, note=text, speaker_name=text[:200])
    for path in (story.get_absolute_url(), "/", story.outlet.get_absolute_url()):
        page.goto(path)
    page.goto(story.get_absolute_url())
    hands.press_on(page, page.locator("#cards .card").first.get_attribute("data-for"))


@needs_shared
def test_pages_made_to_break_out_stay_words(wren: User, open_as: OpenAs, outsider: Page) -> None:
    problems = rendered_check().problems
    page = open_as(wren)
    found: dict[str, list[str]] = {}
    read = 0
    for row in rows("xss_html/manifest.jsonl"):
        if (text := taken_in(row)) is None:
            continue
        story = marked(text, row, wren)
        shared = factories.share(wren, article=story, shows_notes=True, shows_full_text=True)
        outsider.goto(shared, wait_until="commit")
        page.goto(story.get_absolute_url(), wait_until="domcontentloaded")
        assert hands.text_of(page) == text.text
        found[f"{row['file']}, read"] = problems(page.evaluate(SHOWN))
        outsider.wait_for_load_state("domcontentloaded")
        found[f"{row['file']}, shared"] = problems(outsider.evaluate(SHOWN))
        read += 1
    page.goto("/")
    found["library"] = problems(page.evaluate(SHOWN))
    assert read > 100
    assert {name: wrong for name, wrong in found.items() if wrong} == {}


@needs_shared
def test_notes_and_names_made_to_break_out_stay_words(
    wren: User, open_as: OpenAs, outsider: Page
) -> None:
    problems = rendered_check().problems
    story = factories.article()
    for number, row in enumerate(rows("xss_markdown.jsonl")):
        words = factories.SECOND[number : number + 9].strip()
        text = written(row["text"])
        factories.highlight(story, words, wren, note=text, speaker_name=text[:200])
    assert Highlight.objects.count() > 50
    page = open_as(wren)
    for browser, path in (
        (page, story.get_absolute_url()),
        (page, "/"),
        (outsider, factories.share(wren, article=story, shows_notes=True, shows_full_text=True)),
        (
            outsider,
            factories.share(wren, highlight=Highlight.objects.earliest("pk"), shows_notes=True),
        ),
    ):
        browser.goto(path)
        assert problems(browser.evaluate(SHOWN)) == []
