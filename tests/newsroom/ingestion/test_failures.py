"""Every cause has words, and a way round it."""

from itertools import chain

import pytest

from newsroom.articles.models import Article
from newsroom.ingestion.addresses import Fault
from newsroom.ingestion.failures import Action, Failure, explain, fault_in_words
from newsroom.ingestion.fetching import FetchCode

CODES = [str(code) for code in chain(FetchCode, Failure)]
UNFORESEEN = explain("no such code")
OF_NO_PAGE = {Failure.ALREADY, Failure.FEED, Failure.NOT_FEED}


@pytest.mark.parametrize("code", CODES)
def test_every_cause_has_words_of_its_own(code: str) -> None:
    told = explain(code)
    assert (told is UNFORESEEN) == (code == Failure.UNEXPECTED)
    assert str(told.fact)[0].islower()
    assert not str(told.fact).endswith(".")
    assert str(told.advice).endswith(".")


@pytest.mark.parametrize("code", [code for code in CODES if code not in OF_NO_PAGE])
def test_every_failure_offers_something_to_do_and_lets_go(code: str) -> None:
    told = explain(code)
    assert Action.PASTE in told.actions
    assert told.actions[-1] == Action.REMOVE


@pytest.mark.parametrize("code", CODES)
def test_every_cause_fits_where_it_is_kept(code: str) -> None:
    assert len(code) <= Article._meta.get_field("failure").max_length


@pytest.mark.parametrize("code", CODES)
def test_no_words_shout_or_blame(code: str) -> None:
    told = f"{explain(code).fact} {explain(code).advice}"
    assert "!" not in told
    assert "invalid" not in told.lower()
    assert "error" not in told.lower()


def test_a_text_without_an_article_is_told_otherwise_than_a_page() -> None:
    page, text = explain(Failure.NO_ARTICLE), explain(Failure.NO_ARTICLE, given=True)
    assert "page" in str(page.advice)
    assert text.advice != page.advice
    assert Action.RETRY not in text.actions


def test_what_is_wrong_with_a_link_has_words() -> None:
    told = {str(fault_in_words(fault)) for fault in Fault}
    assert len(told) == len(Fault)
