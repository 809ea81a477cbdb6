"""What the worker does for the annotations. Tasks take primary keys and may run twice."""

from procrastinate.contrib.django import app

from annotations.highlights.following import follow_again, follow_highlights
from annotations.highlights.models import Highlight
from annotations.quotations.finding import articles_unsearched, find_quotations
from annotations.statements.noticing import PLACE, PLACE_CHANGED
from annotations.statements.placing import place_all, place_on
from newsroom.articles.models import Article

MOST_SEARCHED = 5000
"""So many articles are searched at most, in some minutes, before highlights have their turn."""


@app.task(name="annotations.follow_highlights", retry=5)
def follow(article_id: int) -> None:
    """Follow the highlights of an article into its latest version."""
    for article in Article.objects.filter(pk=article_id):
        follow_highlights(article)


@app.task(name="annotations.follow_again", retry=5)
def follow_adjusted(highlight_id: int, adjustment_id: int | None = None) -> None:
    """Follow a highlight that got another range into the other versions of its article.

    Not if that was taken back meanwhile.
    """
    for highlight in Highlight.objects.filter(pk=highlight_id).select_related("version"):
        follow_again(highlight, adjustment_id)


@app.task(name=PLACE, retry=5)
def place_statements(article_id: int) -> None:
    """Find which statements the quotations of an article are."""
    place_on(article_id)


@app.task(name=PLACE_CHANGED, retry=5)
def place_changed() -> None:
    """Find which statements all those quotations are that changed."""
    place_all()


@app.task(name="annotations.find_quotations", retry=5)
def find(article_id: int) -> None:
    """Look for quotations in the latest version of an article."""
    for article in Article.objects.filter(pk=article_id).select_related("latest_version"):
        find_quotations(article)


@app.periodic(cron="*/5 * * * *")
@app.task(name="annotations.catch_up", queueing_lock="catch_up")
def catch_up(timestamp: int) -> None:
    """Follow what a lost or failed task left behind."""
    for article in articles_behind():
        follow_highlights(article)
    place_all()
    for article in articles_unsearched(MOST_SEARCHED):
        find_quotations(article)


def articles_behind() -> list[Article]:
    """The articles with highlights that have no anchor in the latest version."""
    behind = Highlight.objects.behind().values("version__article")
    return list(Article.objects.filter(pk__in=behind).select_related("latest_version"))
