"""What a reader's eyes and hands do on an article page."""

from collections.abc import Iterable
from typing import Any

from playwright.sync_api import Locator, Page, expect

type Span = tuple[int, int]

# Counts the code points of the blocks one by one, so that it owes nothing to the page's own script.
_PLACES = """
const places = [];
for (const block of document.querySelectorAll("[data-block]")) {
  const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode())
    for (let unit = 0, size; unit < node.data.length; unit += size) {
      size = node.data.codePointAt(unit) > 0xffff ? 2 : 1;
      places.push({ node, unit, size });
    }
  places.push(null);
}
const select = ([start, end]) => {
  const from = places[start];
  const to = places[end - 1];
  getSelection().setBaseAndExtent(from.node, from.unit, to.node, to.unit + to.size);
  return getSelection().getRangeAt(0);
};
"""


def text_of(page: Page) -> str:
    """Return the words of the article as the page shows them."""
    return page.evaluate(
        "[...document.querySelectorAll('[data-block]')].map(e => e.textContent).join('\\n')"
    )


def select(page: Page, span: Span) -> None:
    """Select the words between two code points of the text."""
    page.evaluate(f"span => {{ {_PLACES} select(span); }}", list(span))


def counted(page: Page, spans: Iterable[Span]) -> list[dict[str, Any]]:
    """Select each span and return what the page's script makes of it.

    `span` is what it counts the selection to be, `back` what it counts the range to be that it
    makes of the span itself, `words` the words of that range.
    """
    return page.evaluate(
        f"""async (spans) => {{
          const {{ rangeOf, spanOf }} = await import("/static/js/text-offsets.js");
          {_PLACES}
          return spans.map((span) => {{
            const range = rangeOf(...span);
            return {{ span: spanOf(select(span)), back: spanOf(range), words: range.toString() }};
          }});
        }}""",
        [list(span) for span in spans],
    )


def drag_over(page: Page, words: str) -> None:
    """Select words that stand within one block by pressing, moving and releasing the mouse."""
    wait_until_ready(page)
    start = text_of(page).index(words)
    left, top, right, bottom = page.evaluate(
        f"""span => {{
          {_PLACES}
          const range = select(span);
          getSelection().removeAllRanges();
          range.startContainer.parentElement.scrollIntoView({{ block: "center" }});
          const boxes = [...range.getClientRects()];
          const [first, last] = [boxes[0], boxes.at(-1)];
          return [first.left, first.top + first.height / 2, last.right, last.top + last.height / 2];
        }}""",
        [start, start + len(words)],
    )
    page.mouse.move(left, top)
    page.mouse.down()
    page.mouse.move((left + right) / 2, bottom, steps=3)
    page.mouse.move(right, bottom, steps=3)
    page.mouse.up()


def make(page: Page, kind: str) -> Locator:
    """Press a button of the toolbar and return the card in which the new highlight is written."""
    page.get_by_role("toolbar", name="Highlight the selection").get_by_role(
        "button", name=kind
    ).click()
    card = page.get_by_role("group", name="New highlight")
    expect(card).to_be_visible()
    return card


def save(page: Page) -> Locator:
    """Save what is being written and return the card that stands in its place."""
    page.get_by_role("group", name="New highlight").get_by_role("button", name="Save").click()
    card = page.locator("#cards .card.sel")
    expect(card).to_be_visible()
    return card


def wait_until_ready(page: Page) -> None:
    """Wait until the page's script has it in hand and no word moves any more."""
    expect(page.locator("margin-column:defined")).to_be_attached()
    # Before its first layout a page has asked for no typeface, and all of them are ready.
    page.evaluate("Promise.all([...document.fonts].map((face) => face.load())).then(() => true)")


def press_on(page: Page, highlight: str) -> Locator:
    """Press on the first words of a highlight and return its card."""
    wait_until_ready(page)
    mark = page.locator(f"#highlight-{highlight}")
    mark.scroll_into_view_if_needed()
    left, top, height = mark.evaluate(
        "mark => { const { left, top, height } = mark.getClientRects()[0];"
        " return [left, top, height]; }"
    )
    page.mouse.click(left + 3, top + height / 2)
    card = page.locator("#cards .card.sel")
    expect(card).to_be_visible()
    return card
