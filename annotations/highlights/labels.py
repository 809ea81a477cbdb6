"""Labels: what a team calls the highlights that belong together."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from django.db import IntegrityError, models, transaction
from django.db.models import Exists, OuterRef
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from annotations.highlights.models import Highlight
from annotations.teams.models import User

LONGEST_LABEL = 50


class LabelQuerySet(models.QuerySet["Label"]):
    def called(self, name: str) -> Label:
        """Return the label of that name, in whatever case, made where there is none."""
        known = self.annotate(lower=Lower("name")).filter(lower=name.lower())
        try:
            with transaction.atomic():
                return known.first() or self.create(name=name)
        except IntegrityError:
            return known.get()

    def known_to(self, user: User) -> LabelQuerySet:
        """Labels, without those only on highlights `user` may not see."""
        on = Highlight.objects.filter(labels=OuterRef("pk"))
        return self.filter(Exists(on.open_to(user)) | ~Exists(on))


class Label(models.Model):
    """A name for highlights, the same for everyone here."""

    name = models.CharField(_("name"), max_length=LONGEST_LABEL)
    highlights = models.ManyToManyField(Highlight, related_name="labels")

    objects: ClassVar = LabelQuerySet.as_manager()

    class Meta:
        ordering = ("name",)
        constraints = (models.UniqueConstraint(Lower("name"), name="label_named_once"),)

    def __str__(self) -> str:
        return self.name


def put_labels(highlight: Highlight, names: Iterable[str]) -> None:
    """Let `highlight` have the labels called `names`, and no others."""
    highlight.labels.set([Label.objects.called(name) for name in names])
