from importlib import import_module
from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django import app

from newsroom.articles.signals import article_revised

_FOLLOW = "annotations.follow_highlights"
_FIND = "annotations.find_quotations"


class AnnotationsConfig(AppConfig):
    """What readers make of the texts."""

    name = "annotations"
    verbose_name = _("Annotations")

    def ready(self) -> None:
        article_revised.connect(_follow, dispatch_uid="annotations.follow")
        import_module("annotations.library.readings")
        import_module("annotations.merging")
        import_module("annotations.statements.noticing")
        import_module("annotations.tasks")


def _follow(article: Any, version: Any, **kwargs: object) -> None:
    if version.repaired:
        # Whoever repairs a text reads on at once, and misses no highlight.
        app.tasks[_FOLLOW](article_id=article.pk)
    jobs = import_module("newsroom.jobs")
    for task in (_FOLLOW, _FIND):
        jobs.defer(task, lock=f"article-{article.pk}", article_id=article.pk)
