"""An article whose headline quotes other words than its text is flagged."""

import pytest

from annotations.quotations.finding import find_quotations
from annotations.quotations.models import Examination
from newsroom.articles.text import PageForm
from tests import factories

pytestmark = pytest.mark.django_db

TITLE = "Islands ‘were not asked once’, says port authority"


def strays(title: str, **fields: str) -> list[str]:
    article = factories.article(title, *factories.STORY[1:], **fields)
    find_quotations(article)
    text = article.latest_version.text
    found = Examination.objects.get(article=article).strays
    return [
        text[one["start"] : one["end"]] + " | " + text[one["near_start"] : one["near_end"]]
        for one in found
    ]


def test_the_nearest_passage_of_the_text_is_kept() -> None:
    [found] = strays(TITLE)
    words, near = found.split(" | ")
    assert words == "‘were not asked once’"
    assert "were never asked" in near


def test_a_true_quotation_is_not_flagged() -> None:
    assert strays("Islands ‘were never asked’") == []


def test_the_beginning_of_a_text_proves_nothing() -> None:
    assert strays(TITLE, form=PageForm.STUB) == []
