"""`manage.py load_samples`: the sample library, through the pipeline that all articles take."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from annotations.highlights.following import follow_highlights
from annotations.highlights.models import Highlight
from annotations.quotations.finding import find_quotations
from annotations.reader.forms import HighlightForm
from annotations.speakers.models import Speaker
from annotations.teams.models import User
from newsroom.articles.models import Article, Capture, Version
from newsroom.ingestion.adding import Handed, article_for, keep
from newsroom.ingestion.taking_in import take_in

SAMPLES = Path(settings.ROOT) / "newsroom" / "samples"
COLLEAGUES = ("Petra Salloway", "Tomas Reyl", "Petra Salloway")
READ_AFTER = timedelta(minutes=20)
BETWEEN = timedelta(minutes=3)


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the manifest: what was at `url` when it was captured, and what is marked in it."""

    file: str
    url: str
    captured_at: datetime
    annotations: tuple[dict[str, Any], ...]

    @property
    def body(self) -> bytes:
        return (SAMPLES / self.file).read_bytes()


class Command(BaseCommand):
    help = gettext_lazy("Load the sample library; what of it is already there stays as it is.")

    def handle(self, *, verbosity: int, **options: object) -> None:
        pages = manifest()
        for number, page in enumerate(pages, 1):
            loaded = load(page)
            if verbosity and loaded:
                self.say(_("%(number)d of %(all)d: %(file)s"), number, len(pages), page.file)
        if verbosity:
            self.stdout.write(_("The sample library is there."))

    def say(self, words: str, number: int, count: int, file: str) -> None:
        self.stdout.write(words % {"number": number, "all": count, "file": file})
        self.stdout.flush()


def manifest() -> list[Page]:
    """Return the pages of the sample library in the order in which they were captured."""
    rows = json.loads((SAMPLES / "manifest.json").read_text("utf-8"))
    pages = [
        Page(
            row["file"],
            row["url"],
            datetime.fromisoformat(row["captured_at"]),
            tuple(row["annotations"]),
        )
        for row in rows
    ]
    return sorted(pages, key=lambda page: page.captured_at)


def load(page: Page) -> bool:
    """Take in one page and mark it, wholly or not at all; False when it was there already."""
    with transaction.atomic():
        # A captured page that was handed over, but counts as one that was fetched.
        handed = Handed(page.body, Capture.Source.LINK, "text/html", url=page.url)
        article, made = article_for(page.url)
        if article.captures.filter(captured_at=page.captured_at).exists():
            return False
        if made:
            Article.objects.filter(pk=article.pk).update(
                is_sample=True, added_at=page.captured_at, dated_at=page.captured_at
            )
        _take_in(article, handed, page)
        _annotate(article.latest_version, page)
        follow_highlights(article)
        find_quotations(article)
    return True


def _take_in(article: Article, handed: Handed, page: Page) -> None:
    article.begin()
    take_in(article, capture=keep(handed, article, at=page.captured_at))
    article.refresh_from_db()
    if article.state != Article.State.READY:
        raise CommandError(
            _("%(file)s could not be taken in: %(cause)s.")
            % {"file": page.file, "cause": article.failure}
        )


def _annotate(version: Version, page: Page) -> None:
    when = page.captured_at + READ_AFTER
    for number, row in enumerate(page.annotations):
        key = uuid5(NAMESPACE_URL, f"{page.url}#{page.file}-{number}")
        author = colleague(COLLEAGUES[number % len(COLLEAGUES)])
        _mark(version, row, author, key, when + BETWEEN * number)


def _mark(version: Version, row: dict[str, Any], author: User, key: UUID, when: datetime) -> None:
    """Make a highlight by the form that readers use, so that it is what they would have made."""
    form = HighlightForm(
        {
            "words": row["words"],
            "kind": row["kind"],
            "verdict": row.get("verdict") or Highlight.Verdict.NOT_YET,
            "visibility": Highlight.Visibility.EVERYONE,
            "speaker_name": row.get("speaker") or "",
            "speaker_kind": row.get("speaker_kind") or "",
            "note": row.get("note") or "",
            "client_key": key,
        },
        version=version,
        author=author,
    )
    if not form.is_valid():
        raise CommandError(f"{row['words'][:60]}: {form.errors.as_text()}")
    made = form.save()
    Highlight.objects.filter(pk=made.pk).update(created_at=when)
    made.notes.update(created_at=when)
    made.attributions.update(at=when)
    if role := row.get("role"):
        Speaker.objects.filter(attributions__highlight=made, role="").update(role=role)


def colleague(name: str) -> User:
    """Return an invented colleague, who has no password and cannot sign in."""
    email = f"{name.split()[0].lower()}@samples.invalid"
    known = User.objects.filter(email=email).first()
    return known or User.objects.create_user(email, name=name, is_active=False)
