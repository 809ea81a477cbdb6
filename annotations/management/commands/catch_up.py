from django.core.management.base import BaseCommand
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from annotations.highlights.following import follow_highlights
from annotations.statements.placing import place_all
from annotations.tasks import articles_behind


class Command(BaseCommand):
    """Follows every highlight that is not yet in the latest version of its article.

    Quotations that nobody has looked at are grouped with what says the same.
    """

    help = _("Carry highlights over to the latest version, and group quotations that say the same.")

    def handle(self, *args: object, **options: object) -> None:
        followed = sum(follow_highlights(article) for article in articles_behind())
        words = ngettext("%d highlight followed.", "%d highlights followed.", followed)
        self.stdout.write(words % followed)
        placed = place_all()
        words = ngettext("%d quotation placed.", "%d quotations placed.", placed)
        self.stdout.write(words % placed)
