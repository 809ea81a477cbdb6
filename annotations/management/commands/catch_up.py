from django.core.management.base import BaseCommand
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from annotations.highlights.following import follow_highlights
from annotations.quotations.finding import articles_unsearched, find_quotations
from annotations.statements.placing import place_all
from annotations.tasks import MOST_SEARCHED, articles_behind


class Command(BaseCommand):
    """Does what a lost task left undone.

    Highlights are followed to the latest version of their article, quotations are looked for
    there, and those nobody has looked at are grouped with what says the same.
    """

    help = _(
        "Carry highlights over to the latest version, look for quotations, and group those that "
        "say the same."
    )

    def handle(self, *args: object, **options: object) -> None:
        followed = sum(follow_highlights(article) for article in articles_behind())
        words = ngettext("%d highlight followed.", "%d highlights followed.", followed)
        self.stdout.write(words % followed)
        placed = place_all()
        words = ngettext("%d quotation placed.", "%d quotations placed.", placed)
        self.stdout.write(words % placed)
        searched = 0
        while found := [find_quotations(one) for one in articles_unsearched(MOST_SEARCHED)]:
            searched += len(found)
        words = ngettext(
            "%d article searched for quotations.", "%d articles searched for quotations.", searched
        )
        self.stdout.write(words % searched)
