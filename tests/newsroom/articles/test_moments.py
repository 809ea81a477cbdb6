"""A day without an hour is that day for every reader, and no hour is made up for it."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone

from annotations.teams.models import User
from newsroom.articles.moments import in_words, of_day
from tests import factories, served

DAY = datetime(2026, 5, 14, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")
AT_HOME = datetime(2026, 5, 14, tzinfo=BERLIN)
HOUR = datetime(2026, 5, 14, 14, 2, tzinfo=UTC)
#: Where it is midnight in UTC.
NIGHT = datetime(2026, 5, 14, 2, 0, tzinfo=BERLIN)


@pytest.mark.parametrize("told", [DAY, AT_HOME])
@pytest.mark.parametrize("zone", ["UTC", "America/New_York", "Europe/Berlin", "Pacific/Auckland"])
def test_a_day_is_the_same_day_wherever_margent_stands(
    settings: Any, zone: str, told: datetime
) -> None:
    settings.TIME_ZONE = zone
    kept = of_day(told)
    assert timezone.localtime(kept).date() == DAY.date()
    assert in_words(kept, "j F Y") == "14 May 2026"
    assert of_day(HOUR) == HOUR
    assert of_day(NIGHT) == NIGHT
    assert ":02" in in_words(HOUR, "j F Y")


def test_what_has_no_day_stays_without() -> None:
    assert of_day(None) is None
    assert in_words(None, "j F Y") == ""


@pytest.mark.django_db
def test_no_page_makes_up_an_hour(as_petra: Client, petra: User) -> None:
    article = factories.article("Ferry fund passes", *factories.STORY[1:], published_at=DAY)
    highlight = factories.highlight(article, "never asked", petra, speaker_name="Dagny Ferrowe")
    speaker = highlight.attributions.get().speaker
    pages = ("/?list=all", article.get_absolute_url(), speaker.get_absolute_url())
    for page in (*pages, article.outlet.get_absolute_url()):
        said = served.seen(as_petra.get(page))
        assert "14 May" in said
        assert "00:00" not in said
