"""What outlets, speakers and colleagues wrote to break out of a page is read as words.

Each page goes the whole way: it is brought in as a file, the worker takes it in, readers highlight
across the dangerous places, and what is served of it is read as a browser reads it.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import batched, cycle, islice, pairwise
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from annotations.highlights.models import Highlight
from annotations.notes.models import LONGEST
from annotations.reader.forms import HighlightForm
from annotations.teams.models import User
from newsroom.articles.models import Article, Version
from newsroom.ingestion.archives import MOST_PAGES
from newsroom.outlets.models import Outlet, Topic
from tests import breaking, factories, hostile, packing, served
from tests.breaking import Page
from tests.shared import needs_shared
from tests.worker import work

HARMLESS = """A remark, with a [link](https://harbour-post.example/ "Here"), *weight*, `code` and
**more of it**.

# One\n\n## Two\n\n- three\n\n3. four\n\n> “five”\n\n```\nsix\n```\n\n---\n"""
#: So many sayings stand in one thread.
THREAD = 4
LISTED = (
    "<p>“The fares stay,” said Bram Kessendorf.</p><h2>What now</h2><ul><li>One list item that is "
    "long enough to be read as one of the article.</li><li>And another of the same length, too."
    "</li></ul><blockquote><p>“Not a penny more,” he said later that evening.</p></blockquote>"
)
LEAD = "<meta name=description content='A standfirst that says what stands below it.'></head>"

pytestmark = pytest.mark.django_db(transaction=True)


def bring_in(client: Client, pages: Iterable[Page]) -> list[Article]:
    """Bring pages in as the Add page does, wait for the worker, and return what came of them."""
    before = set(Article.objects.values_list("pk", flat=True))
    for some in batched(pages, MOST_PAGES, strict=False):
        packed = packing.zipped({page.name: page.body for page in some})
        sent = SimpleUploadedFile("pages.zip", packed)
        answer = client.post("/add/", {"text": "", "client_key": uuid4(), "files": [sent]})
        assert answer.status_code == 302, served.seen(answer)
    work()
    known = Article.objects.readable().exclude(pk__in=before)
    return list(known.select_related("latest_version", "outlet").order_by("pk"))


def annotate(article: Article, by: User, *sayings: str) -> None:
    """Highlight the text across its dangerous places; speakers and notes say `sayings`."""
    places = spans(article.latest_version)
    texts = [saying.replace("\0", "")[:LONGEST] or "Nothing" for saying in sayings]
    for number in range(max(len(places), len(texts) // THREAD + 1)):
        first, *others = islice(cycle(texts), number * THREAD, (number + 1) * THREAD)
        span = places[number % len(places)]
        made = mark(article.latest_version, by, span, speaker_name=first[:200].strip(), note=first)
        for other in dict.fromkeys(others) if len(texts) > 1 else []:
            factories.note(made, other, by)


def mark(version: Version, by: User, span: tuple[int, int], **fields: str) -> Highlight:
    """Make a highlight by the form of the article page."""
    place = {"start": span[0], "end": span[1], "words": version.text[slice(*span)]}
    kind = ("quote", "claim", "passage")[span[1] % 3]
    data = {"client_key": uuid4(), "kind": kind, **place, **fields}
    form = HighlightForm(data, version=version, author=by)
    assert form.is_valid(), form.errors
    return form.save()


def spans(version: Version) -> list[tuple[int, int]]:
    """Everything, the title, pieces across the borders of blocks and around unquiet characters."""
    text, extents = version.text, list(version.extents)
    found = [(0, len(text)), (extents[0].start, extents[0].end)]
    for one, other in pairwise(extents[:4]):
        found.append(((one.start + one.end) // 2, (other.start + other.end + 1) // 2))
    for unquiet in list(re.finditer(r"[<>&\"'{}\\]", text))[:3]:
        found.append((unquiet.start(), min(len(text), unquiet.end() + 9)))
        found.append((max(0, unquiet.start() - 4), unquiet.end()))
    return [(start, end) for start, end in dict.fromkeys(found) if text[start:end].strip()]


# -- What is served ----------------------------------------------------------------------------


def main_pages(article: Article, by: User) -> list[str]:
    """Where an article is read: here, and by outsiders."""
    full = factories.share(by, article=article, shows_notes=True, shows_full_text=True)
    at = article.get_absolute_url()
    return [at, f"{at}?cards=open", full]


def further_pages(article: Article, by: User) -> Iterator[str]:
    """Every other page and fragment that shows something of an article."""
    at, highlight = f"/articles/{article.pk}/", article.latest_version.highlights.earliest("pk")
    yield from (f"{at}?repair=1", f"{at}share/", f"{at}merging/", "/?rows=compact", "/topics/")
    yield from (article.latest_version.get_absolute_url(), "/", "/outlets/", "/people/", "/add/")
    shown = ("?on=1", "card/", "span/", "share/", "deletion/")
    yield from (f"/highlights/{highlight.pk}/{one}" for one in shown)
    yield from (f"/notes/{note.pk}/" for note in highlight.notes.all())
    yield factories.share(by, highlight=highlight, shows_notes=True)
    yield factories.share(by, article=article, shows_notes=True)
    if article.outlet:
        yield article.outlet.get_absolute_url()


@dataclass
class Eyes:
    """Reads what is served as a browser does; pages that differ in numbers alone are read once."""

    client: Client
    known: set[str] = field(default_factory=set)
    """What pages about harmless words are made of."""
    found: dict[str, list[str]] = field(default_factory=dict)
    read: set[int] = field(default_factory=set)

    def learn(self, paths: Iterable[str]) -> None:
        for path in paths:
            self.known |= breaking.parts(served.page(self._answer(path)))

    def look(self, name: str, paths: Iterable[str]) -> None:
        """Read pages, and keep what stands in them that harmless pages have not."""
        for path in paths:
            html = self._answer(path)
            if (key := hash(_VARYING.sub("", html))) not in self.read:
                self.read.add(key)
                page = served.page(html)
                wrong = [*(breaking.parts(page) - self.known), *breaking.problems(page)]
                self.found |= {f"{name} {path}": wrong} if wrong else {}

    def _answer(self, path: str) -> str:
        answer = self.client.get(path)
        assert answer.status_code == 200, path
        return answer.content.decode()


_VARYING = re.compile(
    r"[0-9a-f]{8}-[0-9a-f-]{27}|value=\"[\w-]{32,}\"|/s/[\w-]+|csrftoken\W+\w+|\d+"
)


@pytest.fixture(scope="module")
def harmless() -> set[str]:
    """What pages about harmless words are made of, once a test has read them."""
    return set()


@pytest.fixture
def eyes(as_petra: Client, petra: User, harmless: set[str]) -> Eyes:
    """Eyes that know what becomes of two harmless pages."""
    if not harmless:
        harmless |= parts_of_harmless_pages(as_petra, petra)
    return Eyes(as_petra, harmless)


def parts_of_harmless_pages(client: Client, by: User) -> set[str]:
    """Read all pages that show two harmless articles in all their states."""
    html = packing.page("Fares stay", *packing.PARAGRAPHS).replace("</article>", LISTED)
    bodies = [html.replace("</head>", LEAD), html.replace("Fares stay", "Fares stay as they are")]
    pages = [Page(f"{n}.html", body.encode(), "") for n, body in enumerate(bodies)]
    stories = bring_in(client, pages)
    assert len(stories) == 2
    reads = Eyes(client)
    # A list of outlets asks for the first while there is none.
    reads.learn(["/outlets/"])
    # One of them has an outlet, as what is cited mostly has.
    stories[-1].outlet = Outlet.objects.create(name="Harbour Post")
    stories[-1].save(update_fields=["outlet"])
    for story in stories:
        # Quotations are suggested where nobody has highlighted them yet.
        reads.learn(main_pages(story, by))
        annotate(story, by, HARMLESS)
        annotate(story, by, *[HARMLESS] * (THREAD if story is stories[-1] else 1))
        story.versions.update(left_out=["Read on in the app"])
        story.topics.add(Topic.objects.called("Fares"))
        for verdict in ("not_yet", "disputed"):
            story.latest_version.highlights.filter(kind="claim").update(verdict=verdict)
            reads.learn([*main_pages(story, by), *further_pages(story, by)])
    # Whoever has not asked for open cards is shown closed ones.
    reads.learn([f"{story.get_absolute_url()}?cards=closed" for story in stories])
    return reads.known


# -- Pages -------------------------------------------------------------------------------------


def expect_words(eyes: Eyes, pages: list[Page], by: User) -> list[Article]:
    """What comes of the pages adds nothing to ours, wherever it is read."""
    articles = bring_in(eyes.client, pages)
    for number, article in enumerate({said_by(one): one for one in articles}.values()):
        annotate(article, by, HARMLESS)
        eyes.look(article.title, main_pages(article, by)[: 2 + (number % 4 == 0)])
        if number % 16 == 0:
            eyes.look(article.title, further_pages(article, by))
    assert eyes.found == {}
    return articles


def said_by(article: Article) -> str:
    """What a page says of an article, numbers apart."""
    version = article.latest_version
    said = [version.text, version.authors, version.left_out, version.language, version.tags]
    return re.sub(r"\d+", "", f"{said} {article.outlet} {article.url} {version.sections}")


def test_own_pages_made_to_break_out_add_nothing_to_ours(eyes: Eyes, petra: User) -> None:
    pages = breaking.own()
    assert len(expect_words(eyes, pages, petra)) >= len(pages) - 4


@needs_shared
def test_pages_made_to_break_out_add_nothing_to_ours(eyes: Eyes, petra: User) -> None:
    assert len(expect_words(eyes, breaking.shared(), petra)) > 100


# -- Notes, names and titles -------------------------------------------------------------------


def expect_sayings_to_stay_words(eyes: Eyes, sayings: list[str], by: User) -> None:
    """Notes, names of speakers, people, outlets, topics and titles that say dangerous things."""
    short = [saying.replace("\0", "").strip()[:90] or "Nothing" for saying in sayings]
    story = factories.article(short[0], *short, outlet=short[1], authors=(short[2],))
    Version.objects.filter(article=story).update(left_out=short[:3])
    for saying in short:
        story.topics.add(Topic.objects.called(saying))
    by.name = short[3]
    by.save()
    annotate(story, by, *sayings)
    eyes.look("said", [*main_pages(story, by), *further_pages(story, by)])
    made = story.latest_version.highlights.values_list("pk", flat=True)
    eyes.look("card", [f"/highlights/{pk}/card/" for pk in made])
    assert eyes.found == {}


def test_own_sayings_made_to_break_out_stay_words(eyes: Eyes, petra: User) -> None:
    sayings = [
        one for said in (*breaking.BODIES.values(), *breaking.HEADS.values()) for one in said
    ]
    expect_sayings_to_stay_words(eyes, [*breaking.NOTES, *sayings], petra)


@needs_shared
def test_sayings_made_to_break_out_stay_words(eyes: Eyes, petra: User) -> None:
    notes = [row["text"] for row in hostile.rows("xss_markdown.jsonl")]
    expect_sayings_to_stay_words(
        eyes, [*notes, *(page.payload for page in breaking.shared())], petra
    )
