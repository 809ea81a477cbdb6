"""The bookmark, pressed on a page of another site: the page comes over, and is kept on a press."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

import pytest
from playwright.sync_api import Page, expect

from annotations.teams.models import User
from newsroom.articles.models import Article, Capture
from tests.browser.conftest import OpenAs, Watch
from tests.packing import page as article_page
from tests.servers import Answer, Site, serving
from tests.worker import forget_jobs

SECRET = '<script>document.title = "Read on"; const token = "s3cr3t"</script>'
FIELD = '<input type="hidden" name="token" value="s3cr3t">'
STORY = article_page("Ferry fund passes").replace("</article>", f"{FIELD}</article>{SECRET}")
ARRIVED = "Keep this page"


@pytest.fixture
def outlet(watch: Watch) -> Iterator[Site]:
    """Another site: by its name another one than ours, which is 127.0.0.1."""
    strict = {"Content-Security-Policy": "default-src 'none'; script-src 'unsafe-inline'"}
    alone = {"Cross-Origin-Opener-Policy": "same-origin"}
    pages = {
        "/fund": STORY,
        "/strict": Answer(STORY, headers=strict),
        "/alone": Answer(STORY, headers=alone),
    }
    forget_jobs()
    with serving(pages) as site:
        yield site
    watch.outside[:] = [url for url in watch.outside if f"localhost:{site.port}" not in url]
    # What the outlet's own page may not load is no fault of ours.
    watch.complaints[:] = [said for said in watch.complaints if "favicon" not in said]


def at(outlet: Site, path: str) -> str:
    return f"http://localhost:{outlet.port}{path}"


def pressed(page: Page, url: str) -> Page:
    """Press the bookmark of our page on the page at `url`; return the tab that opens."""
    page.goto("/add/bookmarklet/")
    line = page.locator("#bookmarklet").inner_text()
    assert line == page.get_by_role("link", name="Keep in Margent").get_attribute("href")
    page.goto(url)
    with page.expect_popup() as opened:
        page.evaluate(unquote(line.removeprefix("javascript:")))
    opened.value.wait_for_load_state()
    return opened.value


@pytest.mark.parametrize("path", ["/fund", "/strict"])
def test_the_page_a_reader_sees_is_kept_with_its_address(
    wren: User, open_as: OpenAs, outlet: Site, path: str
) -> None:
    tab = pressed(open_as(wren), at(outlet, path))
    expect(tab.get_by_role("button", name=ARRIVED)).to_be_visible()
    expect(tab.locator("[data-came]")).to_contain_text("Read on")
    expect(tab.locator("[data-url]")).to_have_text(at(outlet, path))
    assert not Article.objects.exists()
    tab.get_by_role("button", name=ARRIVED).click()
    expect(tab.get_by_role("heading", name="Add articles")).to_be_visible()
    capture = Capture.objects.get()
    body = capture.body.decode()
    assert (capture.source, capture.url) == ("sent", at(outlet, path))
    assert "Dagny Ferrowe" in body and body.startswith("<!DOCTYPE html><html>")
    assert "s3cr3t" not in body


def test_a_site_that_keeps_others_out_leaves_its_address(
    wren: User, open_as: OpenAs, outlet: Site
) -> None:
    tab = pressed(open_as(wren), at(outlet, "/alone"))
    expect(tab.get_by_role("button", name="Fetch it from its address")).to_be_visible()
    expect(tab.locator("main")).to_contain_text(f"localhost:{outlet.port}/alone")
    expect(tab.get_by_role("button", name=ARRIVED)).to_be_hidden()


def opened_by(page: Page, outlet: Site, home: str, **told: Any) -> Page:
    """Have another site open our page and tell it `told`, as the bookmark would."""
    page.goto(at(outlet, "/fund"))
    with page.expect_popup() as opened:
        page.evaluate(
            """([home, told]) => {
              const tab = open(`${home}/add/page/?sent=yes`, "_blank");
              addEventListener("message", () => tab.postMessage(told, home));
            }""",
            [home, {"margent": "margent:page", "title": "Levy", "html": STORY, **told}],
        )
    return opened.value


def test_a_site_is_not_believed_about_the_address_of_another(
    wren: User, open_as: OpenAs, outlet: Site, live_server: Any
) -> None:
    claim = "https://harbour-post.example/fund"
    tab = opened_by(open_as(wren), outlet, live_server.url, url=claim)
    expect(tab.get_by_role("button", name=ARRIVED)).to_be_visible()
    expect(tab.locator("[data-no-address]")).to_be_visible()
    tab.get_by_role("button", name=ARRIVED).click()
    expect(tab.get_by_role("heading", name="Add articles")).to_be_visible()
    assert Article.objects.get().url == ""


def test_what_is_told_is_words_and_never_markup(
    wren: User, open_as: OpenAs, outlet: Site, live_server: Any
) -> None:
    title = "<img src=x onerror=alert(1)>"
    tab = opened_by(open_as(wren), outlet, live_server.url, title=title, url=at(outlet, "/fund"))
    expect(tab.locator("[data-title]")).to_have_text(title)


def test_only_the_tab_that_opened_the_page_is_heard(
    wren: User, open_as: OpenAs, outlet: Site, live_server: Any
) -> None:
    tab = opened_by(open_as(wren), outlet, live_server.url, margent="something else")
    tab.evaluate("postMessage({ margent: 'margent:page', title: 'Levy', html: '<p>Levy' }, '*')")
    expect(tab.get_by_text("Nothing has come yet.")).to_be_visible()
    expect(tab.get_by_role("button", name=ARRIVED)).to_be_hidden()


def test_a_page_that_is_too_large_is_not_taken_over(
    wren: User, open_as: OpenAs, outlet: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("newsroom.sending.views.LARGEST_FILE", 100)
    tab = pressed(open_as(wren), at(outlet, "/fund"))
    expect(tab.get_by_text("This page is larger than 10 MB")).to_be_visible()
    expect(tab.get_by_role("button", name=ARRIVED)).to_be_hidden()


def test_who_is_signed_out_signs_in_and_is_told_to_press_again(
    wren: User, open_as: OpenAs, outlet: Site
) -> None:
    wren.set_password("a-long-way-to-vestrin")
    wren.save()
    page = open_as(wren)
    page.goto("/add/bookmarklet/")
    line = page.locator("#bookmarklet").inner_text()
    page.context.clear_cookies()
    page.goto(at(outlet, "/fund"))
    with page.expect_popup() as opened:
        page.evaluate(unquote(line.removeprefix("javascript:")))
    tab = opened.value
    tab.get_by_label("E-mail address").fill(wren.email)
    tab.get_by_label("Password").fill("a-long-way-to-vestrin")
    tab.get_by_role("button", name="Sign in").click()
    expect(tab.get_by_text("press the bookmark again")).to_be_visible()
    expect(tab.locator("main")).to_contain_text(f"localhost:{outlet.port}/fund")


def test_the_bookmark_pressed_on_our_own_page_says_what_it_is_for(
    wren: User, open_as: OpenAs
) -> None:
    page = open_as(wren)
    page.goto("/add/bookmarklet/")
    expect(page.locator("bookmark-link:defined")).to_be_visible()
    page.get_by_role("link", name="Keep in Margent").click()
    expect(page.get_by_text("Here there is nothing to keep.")).to_be_visible()
