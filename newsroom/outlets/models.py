from __future__ import annotations

from typing import ClassVar

from django.db import IntegrityError, models, transaction
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _


class OutletQuerySet(models.QuerySet["Outlet"]):
    def known_as(self, name: str, domain: str) -> Outlet | None:
        """Return the outlet at `domain`, else the one called `name`, made where there is none.

        None when both are empty.
        """
        if domain:
            return self.get_or_create(domain=domain, defaults={"name": name or domain})[0]
        if not name:
            return None
        called = self.annotate(lower=Lower("name")).filter(lower=name.lower()).order_by("pk")
        if found := called.first():
            return found
        try:
            with transaction.atomic():
                return self.create(name=name)
        except IntegrityError:
            return called.get(domain=None)


class Outlet(models.Model):
    """Who publishes: a newspaper, a station, an agency."""

    name = models.CharField(_("name"), max_length=200)
    domain = models.CharField(_("domain"), max_length=253, null=True, unique=True)  # noqa: DJ001

    objects: ClassVar = OutletQuerySet.as_manager()

    class Meta:
        ordering = ("name",)
        indexes = (models.Index(Lower("name"), name="outlet_by_name"),)
        constraints = (
            models.UniqueConstraint(
                Lower("name"), condition=models.Q(domain=None), name="outlet_named_once"
            ),
        )

    def __str__(self) -> str:
        return self.name
