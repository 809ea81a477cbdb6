from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from html import unescape
from typing import ClassVar

from django.conf import settings
from django.db import models, transaction
from django.db.models import Count, F, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.translation import gettext_lazy as _

from annotations.highlights.models import Highlight, seen_by
from annotations.notes.markdown import rendering
from annotations.notes.mentions import people_called
from annotations.teams.models import User

LONGEST = 20_000


class NoteQuerySet(models.QuerySet["Note"]):
    def visible_to(self, user: User) -> NoteQuerySet:
        """Notes on highlights `user` may see."""
        return self.filter(seen_by(user, "highlight__"), deleted_at__isnull=True)

    def editable_by(self, user: User) -> NoteQuerySet:
        """Notes `user` may change, delete and bring back, deleted ones included."""
        seen = self.filter(seen_by(user, "highlight__"))
        return seen if user.owns_installation else seen.filter(author=user)

    def with_people(self) -> NoteQuerySet:
        """Notes with whoever wrote, changed and deleted them."""
        return self.select_related("author", "edited_by", "deleted_by")


class Note(models.Model):
    """An entry in the thread on a highlight. `body` is Markdown, `html` what it renders to.

    Of a note that was changed, `edited_by` and `edited_at` say whose its wording is and since
    when; the earlier ones are its `wordings`.
    """

    highlight = models.ForeignKey(Highlight, models.CASCADE, related_name="notes")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notes")
    body = models.TextField(_("note"), max_length=LONGEST)
    html = models.TextField(editable=False)
    client_key = models.UUIDField()
    created_at = models.DateTimeField(default=timezone.now)
    edited_at = models.DateTimeField(null=True, blank=True)
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    deleted_at = models.DateTimeField(null=True, blank=True)
    deleted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    mentioned = models.ManyToManyField(
        settings.AUTH_USER_MODEL, through="Mention", related_name="notes_with_mentions"
    )

    objects: ClassVar = NoteQuerySet.as_manager()

    class Meta:
        ordering = ("created_at", "pk")
        constraints = (
            models.UniqueConstraint(fields=["author", "client_key"], name="note_made_once"),
        )

    def __str__(self) -> str:
        return self.body

    def get_absolute_url(self) -> str:
        return f"{reverse('article', args=[self.highlight.version.article_id])}#note-{self.pk}"

    @property
    def preview(self) -> str:
        """The note's words without its Markdown, on one line."""
        return " ".join(unescape(strip_tags(self.html)).split())

    @property
    def worded_by(self) -> User:
        """Whose the wording is."""
        return self.edited_by or self.author

    def reword(self, body: str, by: User) -> None:
        """Say `body` instead, as `by`; the wording until now is kept. The same again is no change.

        `self` has to be as it is stored, and locked.
        """
        if body == self.body:
            return
        with transaction.atomic():
            self.wordings.create(
                body=self.body,
                html=self.html,
                by=self.worded_by,
                at=self.edited_at or self.created_at,
            )
            self.body, self.edited_at, self.edited_by = body, timezone.now(), by
            self.save()

    def delete_as(self, by: User) -> None:
        """Take the note out of its thread. Deleting it again changes nothing."""
        if self.deleted_at is None:
            self._be_deleted(timezone.now(), by)

    def bring_back(self) -> None:
        """Undo the deletion."""
        self._be_deleted(None, None)

    def _be_deleted(self, at: datetime | None, by: User | None) -> None:
        self.deleted_at, self.deleted_by = at, by
        with transaction.atomic():
            self.save(update_fields=["deleted_at", "deleted_by"])
            Mention.objects.count_again(self.mentions.values_list("person", flat=True))

    def save(self, *args: object, update_fields: list[str] | None = None, **kwargs: object) -> None:
        """Keep the note, what its Markdown renders to and whom it mentions."""
        if update_fields is not None and "body" not in update_fields:
            return super().save(*args, update_fields=update_fields, **kwargs)
        people = people_called() if "@" in self.body else {}
        read = rendering(self.body, people)
        self.html, is_new = read.html, self._state.adding
        if update_fields is not None:
            update_fields = [*update_fields, "html"]
        with transaction.atomic():
            super().save(*args, update_fields=update_fields, **kwargs)
            self._mention({pk for name in read.mentioned for pk in people[name]}, is_new)
        return None

    def _mention(self, people: set[int], is_new: bool) -> None:
        others = people - {self.author_id}
        had = set() if is_new else set(self.mentions.values_list("person", flat=True))
        if had == others:
            return
        self.mentions.filter(person__in=had - others).delete()
        new = [Mention(note=self, person_id=pk) for pk in others - had]
        Mention.objects.bulk_create(new, ignore_conflicts=True)
        Mention.objects.count_again(had ^ others)


class Wording(models.Model):
    """What a note said before it was changed: whose words they were, and since when."""

    note = models.ForeignKey(Note, models.CASCADE, related_name="wordings")
    body = models.TextField()
    html = models.TextField(editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return self.body


class MentionQuerySet(models.QuerySet["Mention"]):
    def standing(self) -> MentionQuerySet:
        """Mentions in notes that those mentioned can see."""
        seen = seen_by(F("person"), "note__highlight__")
        return self.filter(seen, note__deleted_at__isnull=True)

    def unseen(self) -> MentionQuerySet:
        return self.standing().filter(seen_at__isnull=True)

    def count_again(self, people: Iterable[int]) -> None:
        """Note with each of `people` (keys) how many mentions of them they have not seen.

        It is kept with them because every page says it.
        """
        theirs = self.unseen().filter(person=OuterRef("pk")).order_by().values("person")
        count = Subquery(theirs.annotate(count=Count("pk")).values("count"))
        User.objects.filter(pk__in=people).update(unseen_mentions=Coalesce(count, 0))


class Mention(models.Model):
    """A note names somebody with an @; `seen_at` is when they looked at their list since."""

    note = models.ForeignKey(Note, models.CASCADE, related_name="mentions")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="mentions")
    at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar = MentionQuerySet.as_manager()

    class Meta:
        ordering = ("-at", "-pk")
        indexes = (models.Index(fields=["person", "-at"]),)
        constraints = (models.UniqueConstraint(fields=["note", "person"], name="mentioned_once"),)

    def __str__(self) -> str:
        return f"@{self.person}"


class Resolution(models.Model):
    """The thread on a highlight has come to its end, says this person, since then."""

    highlight = models.OneToOneField(
        Highlight, models.CASCADE, primary_key=True, related_name="resolution"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.by}: {self.highlight}"
