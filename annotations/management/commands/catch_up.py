from django.core.management.base import BaseCommand
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from annotations.highlights.following import follow_highlights
from annotations.tasks import articles_behind


class Command(BaseCommand):
    """Follows every highlight that is not yet in the latest version of its article."""

    help = _("Carry highlights over to the latest version of their articles.")

    def handle(self, *args: object, **options: object) -> None:
        followed = sum(follow_highlights(article) for article in articles_behind())
        words = ngettext("%d highlight followed.", "%d highlights followed.", followed)
        self.stdout.write(words % followed)
