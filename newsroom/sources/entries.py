"""What a feed named, and what became of it."""

from dataclasses import dataclass

from django.utils.functional import Promise

from newsroom.articles.models import Article
from newsroom.ingestion.failures import explain
from newsroom.outlets.models import Entry


@dataclass(frozen=True, slots=True)
class Named:
    """An entry of a feed, with the article that was made of it, if any."""

    entry: Entry

    @property
    def article(self) -> Article | None:
        """The article, where it can be read."""
        article = self.entry.article
        return article if article and article.latest_version_id else None

    @property
    def kind(self) -> str:
        """How its word is coloured: ok, bad, or not at all."""
        if self.has_failed:
            return "bad"
        return "ok" if self.article else ""

    @property
    def has_failed(self) -> bool:
        made = self.entry.article
        return bool(made and not self.article and made.state == Article.State.FAILED)

    @property
    def word(self) -> str | Promise:
        """What became of it."""
        made = self.entry.article
        if made and made.state == Article.State.FETCHING and not self.article:
            return made.get_state_display()
        if made and self.has_failed:
            return explain(made.failure).fact
        return self.entry.get_outcome_display()
