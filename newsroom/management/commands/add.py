"""`manage.py add`: bring in links, files and texts from a shell, at once."""

import sys
import time
from argparse import ArgumentTypeError
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from newsroom.articles.models import Article, Capture
from newsroom.ingestion.adding import Handed, article_for, keep
from newsroom.ingestion.addresses import BadAddress, canonical, links_in
from newsroom.ingestion.failures import Failure, explain, fault_in_words
from newsroom.ingestion.files import LARGEST_FILE, Brought, Unfit, brought_by
from newsroom.ingestion.hosts import HostBusy
from newsroom.ingestion.taking_in import reference, take_in

STANDARD_INPUT = "-"


class Command(BaseCommand):
    help = gettext_lazy(
        "Bring in articles: links, files of HTML, MHTML or text, a ZIP of them, "
        "or - for standard input."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("sources", nargs="+", metavar="URL|FILE|-")
        parser.add_argument("--url", type=web_address, help=_("where the one file was published"))

    def handle(self, *, sources: list[str], url: str | None, **options: object) -> None:
        """Take in each of `sources` and say how it went; exit with 1 if any failed."""
        if url and (len(sources) > 1 or links_in(sources[0])):
            raise CommandError(_("--url tells the address of one file. Name that file only."))
        prepare_database()
        outcomes = [self.add(source, url or "") for source in sources]
        if not all(outcomes):
            sys.exit(1)

    def add(self, source: str, url: str) -> bool:
        """Take in one source, print what came of it, and return whether it is in the library."""
        try:
            links = links_in(source) if source != STANDARD_INPUT else []
            if links:
                return self.tell(*taken_in(links[0]))
            return self.add_all(brought(source, url))
        except BadAddress as bad:
            self.say(source, _("Not a link: %s.") % fault_in_words(bad.code))
        except Unfit as unfit:
            self.say(source, str(unfit))
        except OSError as error:
            self.say(
                source,
                _("Neither a link nor a file that can be read (%s).") % (error.strerror or error),
            )
        return False

    def add_all(self, brought: Brought) -> bool:
        """Take in all that a file brought; what it has besides is named."""
        told = [self.tell(*taken_in(one.url, one)) for one in brought.handed]
        for words in brought.left_out:
            self.say("", words)
        return all(told) and not brought.left_out

    def tell(self, article: Article, was_here: bool) -> bool:
        article.refresh_from_db()
        shown = article.twin if article.failure == Failure.ALREADY and article.twin else article
        if shown.latest_version_id is None:
            self.say(str(article), *why(article))
            return False
        state = _("Already in the library.") if was_here or shown != article else _("Ready.")
        self.say(shown.title, str(shown.outlet or _("No outlet")), state, address_of(shown))
        if article.failure and shown == article:
            self.say("", *why(article))
            return False
        return True

    def say(self, title: str, *lines: str) -> None:
        if title:
            self.stdout.write(title)
        for line in lines:
            self.stdout.write(f"  {line}")
        self.stdout.flush()


def web_address(text: str) -> str:
    try:
        canonical(text)
    except BadAddress as bad:
        raise ArgumentTypeError(str(fault_in_words(bad.code))) from bad
    return text


def prepare_database() -> None:
    """Bring the tables of the embedded database up to date; another one is left to its owner."""
    executor = MigrationExecutor(connection)
    if not executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return
    if not settings.EMBEDDED_DATABASE:
        raise CommandError(_("The tables are not up to date. First: python3 manage.py migrate"))
    call_command("migrate", interactive=False, verbosity=0)


def brought(source: str, url: str) -> Brought:
    """Return what is in a file, or in standard input; raises Unfit or OSError."""
    if source == STANDARD_INPUT:
        return brought_by(_("Standard input"), sys.stdin.buffer.read(LARGEST_FILE + 1), url)
    with Path(source).open("rb") as file:
        return brought_by(Path(source).name, file.read(LARGEST_FILE + 1), url)


def taken_in(url: str, given: Handed | None = None) -> tuple[Article, bool]:
    """Take in what is given, or what is at `url`; return the article, and whether it was here."""
    article, made = article_for(given.url if given else url, given.name if given else "")
    if not (made or given) and article.latest_version_id:
        return article, True
    article.begin()
    capture = keep(given, article) if given else None
    try:
        _take_in_turn(article, capture)
    except BaseException:
        # Ctrl-C, or the end of the shell.
        article.fail(Failure.STOPPED)
        raise
    return article, False


def _take_in_turn(article: Article, capture: Capture | None) -> None:
    """Take in what is given, waiting until its host is free."""
    while True:
        try:
            take_in(article, capture=capture)
            return
        except HostBusy as busy:
            time.sleep(max(0.1, (busy.at - timezone.now()).total_seconds()))


def why(article: Article) -> tuple[str, str]:
    """Return what happened, and the cause with the way round it."""
    explanation = explain(article.failure, given=not article.url)
    fact = capfirst(str(explanation.fact))
    if article.failure_status:
        fact = _("Answered: %(status)s, %(fact)s") % {
            "status": article.failure_status,
            "fact": explanation.fact,
        }
    advice = str(explanation.advice)
    if article.failure == Failure.UNEXPECTED:
        advice += " " + _("Reference: %s.") % reference(article)
    return fact, advice


def address_of(article: Article) -> str:
    return settings.PUBLIC_URL + article.get_absolute_url()
