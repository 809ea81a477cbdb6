from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django import app

from newsroom.articles.signals import article_revised


class AnnotationsConfig(AppConfig):
    """What readers make of the texts."""

    name = "annotations"
    verbose_name = _("Annotations")

    def ready(self) -> None:
        article_revised.connect(_follow, dispatch_uid="annotations.follow")


def _follow(article: Any, **kwargs: object) -> None:
    app.configure_task("annotations.follow_highlights", lock=f"article-{article.pk}").defer(
        article_id=article.pk
    )
