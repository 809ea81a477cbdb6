"""What was said can be cited, with nothing in a name or title breaking out of the citation."""

from dataclasses import replace
from datetime import UTC, datetime
from html import unescape

import pytest
from django.utils.html import strip_tags

from annotations.sharing.citations import Source, apa, bibtex, citations, plain, wikipedia

SOURCE = Source(
    title="Ferry fund passes by four votes",
    authors=("Lena Dorrowby", "Mattis van Orlundh"),
    outlet="Harbour Post",
    url="https://harbour-post.example/news/1",
    published_at=datetime(2026, 5, 14, 18, 5, tzinfo=UTC),
    kept_at=datetime(2026, 5, 15, 7, 15, tzinfo=UTC),
    version=3,
    speaker="Oriel Tavasti",
)
BARE = Source("Untitled", (), "", "", None, SOURCE.kept_at, 1)


def test_a_plain_citation_names_who_is_quoted_where_and_when_and_what_was_kept() -> None:
    assert plain(SOURCE) == (
        "Oriel Tavasti, quoted in Lena Dorrowby, Mattis van Orlundh, "
        "‘Ferry fund passes by four votes’, Harbour Post, 14 May 2026, 18:05. "
        "Version 3, kept 15 May 2026, 07:15."
    )


def test_what_is_no_quotation_is_not_cited_as_quoted() -> None:
    claim = replace(SOURCE, is_quoted=False)
    assert plain(claim).startswith("Oriel Tavasti, reported in Lena Dorrowby, ")
    assert plain(replace(BARE, speaker="Oriel Tavasti", is_quoted=False)) == (
        "Oriel Tavasti, reported in ‘Untitled’. Version 1, kept 15 May 2026, 07:15."
    )


def test_a_plain_citation_leaves_out_what_is_not_known() -> None:
    assert plain(BARE) == "‘Untitled’. Version 1, kept 15 May 2026, 07:15."


def test_a_page_shows_names_in_their_own_direction_and_never_as_code() -> None:
    [shown] = [one for one in citations(replace(SOURCE, outlet="<b>Post</b>")) if one.html]
    assert "<i><bdi>&lt;b&gt;Post&lt;/b&gt;</bdi></i>" in shown.html
    assert "<bdi>Lena Dorrowby</bdi>, <bdi>Mattis van Orlundh</bdi>, ‘<bdi>Ferry" in shown.html
    assert unescape(strip_tags(shown.html)) == shown.text


def test_apa_turns_the_names_round() -> None:
    assert apa(SOURCE) == (
        "Dorrowby, L. & Orlundh, M. v. (2026, May 14). Ferry fund passes by four votes. "
        "Harbour Post. https://harbour-post.example/news/1"
    )


def test_apa_puts_the_outlet_where_nobody_signed_and_says_that_there_is_no_date() -> None:
    unsigned = replace(SOURCE, authors=(), published_at=None)
    assert apa(unsigned).startswith("Harbour Post (n.d.). Ferry fund passes by four votes. https")


def test_bibtex_is_one_entry_with_a_key_made_of_plain_letters() -> None:
    entry = bibtex(replace(SOURCE, outlet="Küstenbote", title="«Zeit & Geld»: 100% {sicher}"))
    assert entry.splitlines() == [
        "@article{kstenbotearticle2026,",
        "  author = {Lena Dorrowby and Mattis van Orlundh},",
        "  title = {{«Zeit \\& Geld»: 100\\% \\{sicher\\}}},",
        "  journal = {Küstenbote},",
        "  date = {2026-05-14},",
        "  url = {https://harbour-post.example/news/1},",
        "  urldate = {2026-05-15},",
        "}",
    ]


def test_a_newsroom_that_signs_with_and_is_one_author_in_bibtex() -> None:
    entry = bibtex(replace(SOURCE, authors=("Shipping and Trade Desk", "Lena Dorrowby")))
    assert "author = {{Shipping and Trade Desk} and Lena Dorrowby}," in entry


def test_wikipedia_gets_its_template_with_dates_it_reads() -> None:
    assert wikipedia(SOURCE) == (
        "{{cite news |title=Ferry fund passes by four votes "
        "|author=Lena Dorrowby; Mattis van Orlundh |work=Harbour Post |date=2026-05-14 "
        "|url=https://harbour-post.example/news/1 |access-date=2026-05-15}}"
    )


def test_a_bar_in_a_title_does_not_end_its_field_in_wikipedia() -> None:
    assert "|title=Fund {{!}} Harbour Post |author" in wikipedia(
        replace(SOURCE, title="Fund | Harbour Post")
    )


def test_braces_in_a_title_cannot_end_the_wikipedia_template() -> None:
    cited = wikipedia(replace(SOURCE, title="Fund }} {{delete}} <ref>", outlet="]]"))
    assert cited.count("}}") == 1 and cited.count("{{") == 1


@pytest.mark.parametrize("source", [SOURCE, BARE, replace(BARE, authors=("Voltaire", "", " "))])
def test_every_style_cites_every_source(source: Source) -> None:
    cited = {citation.style: citation.text for citation in citations(source)}
    assert list(cited) == ["plain", "apa", "bibtex", "wikipedia"]
    assert all(source.title in text for text in cited.values())


def test_what_an_outlet_signs_itself_is_cited_as_signed_by_nobody() -> None:
    own = replace(SOURCE, authors=("Harbour Post",))
    unsigned = replace(SOURCE, authors=())
    assert citations(own) == citations(unsigned)
