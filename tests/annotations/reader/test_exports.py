"""A reader takes an article's highlights away, for programs, for people and for spreadsheets."""

import csv
import io
import json
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from annotations.highlights.labels import Label, put_labels
from annotations.highlights.models import Highlight
from annotations.notes.verdicts import judge
from annotations.speakers.models import Speaker
from annotations.speakers.naming import attribute
from annotations.teams.models import User
from newsroom.articles.models import Article
from tests import factories

pytestmark = pytest.mark.django_db

JOBS = "4,200 jobs"


@pytest.fixture
def article(db: None) -> Article:
    return factories.article()


def taken(client: Client, article: Article, written: str, **asked: Any) -> HttpResponse:
    return client.get(f"/articles/{article.pk}/export/", {"as": written, **asked})


def words_of(answer: HttpResponse) -> str:
    return b"".join(answer.streaming_content).decode()


def items(client: Client, article: Article, **asked: Any) -> list[dict[str, Any]]:
    return json.loads(words_of(taken(client, article, "json", **asked)))["first"]["items"]


def rows(client: Client, article: Article) -> list[dict[str, str]]:
    table = words_of(taken(client, article, "csv")).removeprefix("\ufeff")
    return list(csv.DictReader(io.StringIO(table)))


def highlights(article: Article, petra: User, wren: User) -> list[Highlight]:
    first = factories.highlight(
        article, "never asked", petra, speaker_name="Dagny Ferrowe", note="*Who* was?"
    )
    second = factories.highlight(article, JOBS, wren, kind="claim", speaker_name="Oriel Tavasti")
    put_labels(second, ["Jobs"])
    judge(second, "disputed", "Budget, page 4", by=petra)
    return [first, second]


def test_programs_get_web_annotations_that_point_at_the_kept_text(
    as_petra: Client, article: Article, petra: User, wren: User
) -> None:
    made = highlights(article, petra, wren)
    found = items(as_petra, article)
    assert [one["id"].split("/articles")[1] for one in found] == [
        one.get_absolute_url().removeprefix("/articles") for one in made
    ]
    text = article.latest_version.text
    for one in found:
        position, quote = one["target"]["selector"]
        start, end = position["start"], position["end"]
        assert (position["type"], quote["type"]) == ("TextPositionSelector", "TextQuoteSelector")
        assert text[start:end] == quote["exact"]
        assert text[:start].endswith(quote["prefix"])
        assert text[end:].startswith(quote["suffix"])
        assert one["target"]["source"] == article.url
    quoted, claimed = found
    assert quoted["margent:speaker"]["name"] == "Dagny Ferrowe"
    assert [body["value"] for body in quoted["body"]] == ["*Who* was?"]
    assert [body["value"] for body in claimed["body"]] == ["Jobs"]
    [verdict] = claimed["margent:verdicts"]
    assert (verdict["verdict"], verdict["by"]) == ("disputed", "Petra Salloway")


def test_people_get_quotations_with_who_said_them_and_what_was_noted(
    as_petra: Client, article: Article, petra: User, wren: User
) -> None:
    [first, _second] = highlights(article, petra, wren)
    said = words_of(taken(as_petra, article, "md"))
    assert said.startswith("# Ferry fund passes by four votes\n\nLena Dorrowby, Harbour Post")
    assert "\n> never asked\n\n— **Dagny Ferrowe**. Quote, Petra Salloway" in said
    assert first.get_absolute_url() in said
    assert "\n> *Who* was?\n" in said
    assert "**Disputed**, Petra Salloway" in said
    assert "\n> Budget, page 4\n" in said


def test_in_markdown_the_words_of_an_article_are_words_and_no_tag_is_made(
    as_petra: Client, petra: User
) -> None:
    article = factories.article("*Stars* & <b>bars</b>", "# One_two_ <script>x</script>")
    factories.highlight(
        article, "# One_two_ <script>x</script>", petra,
        note="<img src=x> but <https://budget.example/>",
    )  # fmt: skip
    said = words_of(taken(as_petra, article, "md"))
    assert "# \\*Stars\\* & \\<b\\>bars\\</b\\>" in said
    assert "> \\# One\\_two\\_ \\<script\\>x\\</script\\>" in said
    assert "> \\<img src=x> but <https://budget.example/>" in said


def test_spreadsheets_get_a_table_they_read_as_utf_8(
    as_petra: Client, article: Article, petra: User, wren: User
) -> None:
    highlights(article, petra, wren)
    assert words_of(taken(as_petra, article, "csv")).startswith('\ufeff"Words",')
    first, second = rows(as_petra, article)
    assert (first["Words"], first["Speaker"]) == ("never asked", "Dagny Ferrowe")
    assert (second["Labels"], second["Checked?"]) == ("Jobs", "Disputed")


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", " =", "＝"])
def test_no_cell_is_a_formula(as_petra: Client, petra: User, start: str) -> None:
    article = factories.article("Levy", f"He wrote {start}HYPERLINK(1) on the wall.")
    formula = f"{start}HYPERLINK(1)"
    factories.highlight(article, formula.strip(), petra, note=formula, speaker_name=formula.strip())
    for cell in rows(as_petra, article)[0].values():
        assert not cell.lstrip().startswith(("=", "+", "-", "@", "＝"))


def test_what_is_only_mine_is_exported_to_me_alone(
    as_petra: Client, as_wren: Client, article: Article, petra: User
) -> None:
    factories.highlight(article, JOBS, petra, visibility="only_me", note="Leak")
    gone = factories.highlight(article, "never asked", petra)
    gone.deleted_at = gone.created_at
    gone.save()
    for written in ("json", "md", "csv"):
        assert JOBS in words_of(taken(as_petra, article, written))
        theirs = words_of(taken(as_wren, article, written))
        assert JOBS not in theirs and "Leak" not in theirs
        assert "never asked" not in theirs


def test_the_filter_of_the_page_holds_for_the_file(
    as_petra: Client, article: Article, petra: User, wren: User
) -> None:
    first, second = highlights(article, petra, wren)
    speaker = first.attributions.standing().get().speaker_id
    label = Label.objects.get().pk
    third = factories.highlight(article, "warned", petra, kind="passage")
    for asked, expected in [
        ({"by": petra.pk}, [first, third]),
        ({"kind": ["claim", "passage"]}, [second, third]),
        ({"label": label}, [second]),
        ({"speaker": speaker}, [first]),
        ({"by": petra.pk, "kind": "claim"}, []),
        ({"by": "nobody"}, []),
        ({"label": "9" * 40}, []),
    ]:
        found = [one["id"].rsplit("-", 1)[1] for one in items(as_petra, article, **asked)]
        assert found == [str(one.pk) for one in expected], asked


def test_a_form_that_is_none_is_not_found(as_petra: Client, article: Article) -> None:
    assert taken(as_petra, article, "exe").status_code == 404
    assert taken(as_petra, article, "csv")["Content-Disposition"] == (
        'attachment; filename="ferry-fund-passes-by-four-votes-highlights.csv"'
    )


def test_many_highlights_cost_as_many_queries_as_few(
    as_petra: Client, petra: User, django_assert_max_num_queries: Any
) -> None:
    article = factories.article("Ferries", *(f"Sentence {n:03} was heard." for n in range(40)))
    for number in range(40):
        factories.highlight(article, f"Sentence {number:03}", petra)
    with django_assert_max_num_queries(11):
        assert len(items(as_petra, article)) == 40


def test_a_source_without_a_name_is_taken_away_as_one(
    as_petra: Client, article: Article, petra: User
) -> None:
    made = factories.highlight(article, "never asked", petra)
    source = Speaker.objects.add("Harbour clerk", kind=Speaker.Kind.UNNAMED)
    attribute(made, source, by=petra)
    [one] = items(as_petra, article)
    assert one["margent:speaker"] == {"name": "Harbour clerk", "role": "unnamed"}
    assert "**Harbour clerk, unnamed**" in words_of(taken(as_petra, article, "md"))
    [row] = rows(as_petra, article)
    assert "unnamed" in row.values()
