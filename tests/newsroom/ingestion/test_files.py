"""What is made of a chosen file: pages, texts, saved pages and ZIPs of them."""

import time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from newsroom.articles.models import Article, Capture
from newsroom.ingestion.files import Unfit, brought_by
from newsroom.ingestion.taking_in import take_in
from tests.hostile import rows
from tests.newsroom.ingestion.test_add_page import add
from tests.packing import PARAGRAPHS, mhtml, page, zipped
from tests.served import by_id, seen, text
from tests.shared import SHARED, needs_shared
from tests.worker import forget_jobs

A = "https://harbour-post.example/fund"
PAGE = page()
SAVED = mhtml((f"Content-Type: text/html; charset=utf-8\r\nContent-Location: {A}", PAGE.encode()))
HTML_AND_ZIP = ("omnivore_", "overlap", "encrypted", "mhtml", "polyglot", "image.svg", "pixel")


def test_a_saved_page_brings_its_page_and_its_address() -> None:
    (handed,) = brought_by("fund.mhtml", SAVED).handed
    assert (handed.body, handed.url, handed.charset) == (PAGE.encode(), A, "utf-8")
    assert handed.content_type == "text/html"


def test_a_zip_brings_all_that_is_good_in_it_and_names_the_rest() -> None:
    files = {"fund.html": PAGE, "fund.mht": SAVED, "levy.txt": "The levy. " * 20, "chart.xls": "x"}
    brought = brought_by("week.zip", zipped(files))
    assert [one.name for one in brought.handed] == [
        "fund.html in week.zip",
        "fund.mht in week.zip",
        "levy.txt in week.zip",
    ]
    assert brought.left_out == ("chart.xls in week.zip is neither a web page nor a text.",)


def test_a_zip_of_nothing_says_what_is_in_it() -> None:
    with pytest.raises(Unfit) as unfit:
        brought_by("week.zip", zipped({f"{number}.xls": "x" for number in range(8)}))
    said = str(unfit.value)
    assert said.startswith("Nothing in week.zip can be taken in. 0.xls in week.zip is neither")
    assert said.endswith("3 more files were left out.")


def test_the_address_given_is_that_of_the_one_page_in_a_zip() -> None:
    (handed,) = brought_by("week.zip", zipped({"fund.html": PAGE}), A).handed
    assert handed.url == A
    two = brought_by("week.zip", zipped({"fund.html": PAGE, "two.html": page("Two")}), A).handed
    assert [one.url for one in two] == ["", ""]


def test_an_address_that_is_none_is_not_believed() -> None:
    wrong = f"<!-- saved from url=(0020)http://[::1/fund -->{PAGE}".encode()
    assert brought_by("fund.html", wrong).handed[0].url == ""


def test_a_half_bad_zip_is_taken_in_by_half_on_the_add_page(as_petra: Client, db: None) -> None:
    forget_jobs()
    packed = zipped({"fund.html": PAGE, "chart.xls": "x"})
    answer = add(as_petra, htmx=True, files=[SimpleUploadedFile("week.zip", packed)])
    assert answer.status_code == 200
    assert "chart.xls in week.zip is neither" in text(by_id(answer, "add-errors"))
    assert Article.objects.get().captures.get().body.decode() == PAGE
    plain = add(as_petra, files=[SimpleUploadedFile("week.zip", packed)])
    assert "chart.xls in week.zip is neither" in seen(as_petra.get(plain.url))


def test_a_saved_page_is_read_with_its_own_character_set(as_petra: Client, db: None) -> None:
    forget_jobs()
    odd = page("Fährfonds beschlossen", *(f"{one} Größe." for one in PARAGRAPHS))
    body = odd.replace('<meta charset="utf-8">', "").encode("cp1250")
    saved = mhtml((f"Content-Type: text/html; charset=windows-1250\r\nContent-Location: {A}", body))
    add(as_petra, files=[SimpleUploadedFile("fund.mht", saved)])
    assert Capture.objects.get().charset == "windows-1250"
    article = Article.objects.get()
    take_in(article)
    assert (article.title, article.url) == ("Fährfonds beschlossen", A)


@needs_shared
def test_bad_files_get_a_clear_message_or_are_taken_in(
    as_petra: Client, subtests: pytest.Subtests
) -> None:
    tried = [row["file"] for row in rows("imports/manifest.jsonl")]
    tried = [name for name in tried if name.startswith(HTML_AND_ZIP)]
    assert len(tried) >= 9
    for name in tried:
        with subtests.test(name):
            forget_jobs()
            body = (SHARED / "hostile" / "imports" / name).read_bytes()
            began = time.process_time()
            answer = add(as_petra, htmx=True, files=[SimpleUploadedFile(name, body)])
            assert time.process_time() - began < 5
            assert answer.status_code in {200, 422}
            told = text(by_id(answer, "add-errors")).strip()
            assert (name in told) if answer.status_code == 422 else Article.objects.exists()
            for article in Article.objects.all():
                take_in(article)
                assert article.state in {Article.State.READY, Article.State.FAILED}
                assert article.failure != "unexpected"
                assert all(len(capture.body) <= 2**20 for capture in article.captures.all())
            Article.objects.all().delete()
