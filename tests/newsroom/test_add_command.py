"""`manage.py add`: the same path from a shell."""

import io
import json
import sys
from datetime import datetime
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from newsroom.articles.models import Article
from newsroom.articles.text import Kind
from newsroom.management.commands import add
from tests.newsroom.ingestion.test_taking_in import PARAGRAPHS, page
from tests.packing import zipped
from tests.servers import Answer, serving
from tests.shared import SHARED, needs_shared

pytestmark = pytest.mark.django_db

TITLE = "Ferry fund passes by four votes"
TEXT = "\n\n".join((TITLE, *PARAGRAPHS))
LINK = "https://harbour-post.example/fund"


def run(*sources: str | Path, **options: str) -> tuple[int, str]:
    """Return the exit code of the command and what it printed."""
    out = io.StringIO()
    try:
        call_command("add", *map(str, sources), stdout=out, **options)
    except SystemExit as end:
        return int(end.code or 0), out.getvalue()
    return 0, out.getvalue()


def written(folder: Path, name: str, text: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def test_a_link_is_taken_in_at_once(settings: object) -> None:
    with serving({"/fund": page()}) as site:
        settings.FETCH_ALLOW = site.allow
        code, told = run(f"{site}/fund")
    article = Article.objects.get()
    assert (code, article.state) == (0, "ready")
    assert told.splitlines() == [TITLE, "  Harbour Post", "  Ready.", f"  /articles/{article.pk}/"]


def test_a_saved_page_is_taken_in_under_its_address(tmp_path: Path) -> None:
    code, _ = run(written(tmp_path, "fund.txt", page()), url=LINK)
    article = Article.objects.get()
    assert (code, article.state, article.url) == (0, "ready", LINK)
    assert article.outlet.domain == "harbour-post.example"


def test_the_next_capture_of_a_page_becomes_its_next_version(tmp_path: Path) -> None:
    run(written(tmp_path, "one.html", page()), url=LINK)
    run(written(tmp_path, "two.html", page(paragraphs=PARAGRAPHS[:3])), url=LINK)
    assert Article.objects.get().versions.count() == 2


def test_a_zip_is_taken_in_and_what_is_of_no_use_in_it_named(tmp_path: Path) -> None:
    packed = zipped({"fund.html": page(), "levy.txt": TEXT, "chart.xls": "x"})
    code, told = run(written(tmp_path, "week.zip", packed))
    assert code == 1
    assert told.count("  Ready.\n") + told.count("  Already in the library.\n") == 2
    assert told.endswith("  chart.xls in week.zip is neither a web page nor a text.\n")


def test_text_from_standard_input_is_taken_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(TEXT.encode())))
    code, told = run("-")
    assert code == 0
    assert told.startswith(f"{TITLE}\n  No outlet\n  Ready.\n")


def test_one_that_is_here_already_is_said_to_be(tmp_path: Path) -> None:
    path = written(tmp_path, "fund.txt", TEXT)
    run(path)
    code, told = run(path)
    assert code == 0
    assert "Already in the library." in told
    assert Article.objects.readable().count() == 1


def test_a_failure_says_why_and_the_way_round_and_ends_with_one(
    settings: object, tmp_path: Path
) -> None:
    with serving({"/premium": Answer("", status=402)}) as site:
        settings.FETCH_ALLOW = site.allow
        code, told = run(f"{site}/premium", written(tmp_path, "fund.txt", TEXT))
    assert code == 1
    assert "Answered: 402, for subscribers only\n  This page is behind a paywall." in told
    assert f"{TITLE}\n" in told


def test_nothing_waits_in_a_shell(settings: object) -> None:
    with serving({"/fund": Answer("", status=503)}) as site:
        settings.FETCH_ALLOW = site.allow
        code, told = run(f"{site}/fund")
    assert code == 1
    assert "Answered: 503, trouble at the site" in told
    assert Article.objects.get().state == "failed"


@pytest.mark.parametrize(
    ("name", "body", "words"),
    [
        ("levy.pdf", b"%PDF-1.7", "levy.pdf is neither a web page nor a text"),
        ("empty.txt", b"", "empty.txt is empty"),
    ],
)
def test_a_file_of_no_use_is_said_to_be(tmp_path: Path, name: str, body: bytes, words: str) -> None:
    code, told = run(written(tmp_path, name, body))
    assert code == 1
    assert words in told


def test_a_file_that_is_not_there_is_said_to_be(tmp_path: Path) -> None:
    for source in (tmp_path / "missing.html", tmp_path):
        code, told = run(source)
        assert code == 1
        assert "Neither a link nor a file that can be read" in told


def test_a_broken_link_is_said_to_be() -> None:
    code, told = run("https://wren@harbour-post.example/")
    assert code == 1
    assert "user name" in told


def test_an_address_is_for_one_file_only() -> None:
    for sources in ([LINK], ["a.html", "b.html"]):
        with pytest.raises(CommandError, match="--url"):
            run(*sources, url=LINK)
    with pytest.raises(CommandError):
        call_command("add", "a.html", "--url", "harbour post")


def test_what_is_broken_off_is_not_left_on_its_way(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def broken_off(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(add, "take_in", broken_off)
    with pytest.raises(KeyboardInterrupt):
        run(written(tmp_path, "fund.txt", TEXT))
    assert Article.objects.get().failure == "stopped"


def test_the_public_address_of_the_installation_is_printed(
    settings: object, tmp_path: Path
) -> None:
    settings.PUBLIC_URL = "https://margent.example"
    _, told = run(written(tmp_path, "fund.txt", TEXT))
    assert f"https://margent.example/articles/{Article.objects.get().pk}/" in told


@needs_shared
def test_the_seed_article_is_in_the_library_as_its_gold_says() -> None:
    code, _ = run(SHARED / "seed" / "article.txt")
    assert code == 0
    gold = json.loads((SHARED / "seed" / "article_gold.json").read_text("utf-8"))
    article = Article.objects.get()
    version = article.latest_version
    blocks: dict[Kind, list[str]] = {kind: [] for kind in Kind}
    captions = []
    for one in version.extents:
        words = version.text[one.start : one.end]
        blocks[one.kind].append(words)
        if one.kind == Kind.CAPTION:
            place = len(blocks[Kind.PARAGRAPH])
            captions.append({"text": words, "credit": one.credit, "before_paragraph": place})
    assert article.title == version.title == gold["title"]
    assert blocks[Kind.TITLE] == [gold["title"]]
    assert blocks[Kind.STANDFIRST] == [gold["standfirst"]]
    assert blocks[Kind.PARAGRAPH] == gold["paragraphs"]
    assert captions == gold["captions"]
    assert version.authors == gold["author"]
    assert version.published_at == datetime.fromisoformat(gold["published"])
    assert article.outlet.name == gold["source"]
    assert article.language == gold["lang"]
    assert (version.sections, version.tags) == (gold["section"], gold["tags"])
    assert sum(map(len, blocks.values())) == len(version.extents) == 23
    assert version.left_out
