"""Telling the worker of quotations to be placed: a nudge only, `catch_up` finds what was missed.

Loaded by `apps`.
"""

from typing import Any

from django.db.models.signals import post_save
from django.dispatch import receiver

from annotations.highlights.models import Highlight
from annotations.speakers.models import Attribution
from newsroom.jobs import defer

PLACE = "annotations.place_statements"
PLACE_CHANGED = "annotations.place_changed"
_TOLD = {"kind", "words", "visibility", "deleted_at"}
"""Fields of a highlight on which its statement depends."""


@receiver(post_save, sender=Attribution, dispatch_uid="annotations.attributed")
def note_attribution(instance: Attribution, **kwargs: Any) -> None:
    """Have the quotation placed that was attributed."""
    nudge(instance.highlight)


@receiver(post_save, sender=Highlight, dispatch_uid="annotations.highlighted")
def note_highlight(
    instance: Highlight, created: bool, update_fields: frozenset[str] | None, **kwargs: Any
) -> None:
    """Have a quotation placed that was changed; a new one has no speaker yet."""
    if not created and _TOLD & (update_fields or _TOLD):
        nudge(instance)


def nudge(highlight: Highlight) -> None:
    """Have the worker place the quotations of the article that `highlight` stands on."""
    defer(PLACE, article_id=highlight.version.article_id)
