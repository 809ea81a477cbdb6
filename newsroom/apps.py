from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NewsroomConfig(AppConfig):
    """The texts: where they come from, what they said and when."""

    name = "newsroom"
    verbose_name = _("Newsroom")

    def ready(self) -> None:
        # Its receivers have each new text compared with those of other outlets.
        import_module("newsroom.ingestion.wire")
