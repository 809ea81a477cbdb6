from __future__ import annotations

from datetime import timedelta
from functools import lru_cache
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

INVITATION_LASTS = timedelta(days=14)
SIGN_IN_LINK_LASTS = timedelta(days=1)


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save()
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        return self.create_user(
            email, password, **{**fields, "is_staff": True, "is_superuser": True}
        )


class User(AbstractUser):
    """Somebody with an account here. The first one owns the installation."""

    class Theme(models.TextChoices):
        AUTO = "auto", _("As the system")
        LIGHT = "light", _("Light")
        DARK = "dark", _("Dark")

    class TextSize(models.IntegerChoices):
        SMALL = 17, _("Small")
        USUAL = 20, _("Usual")
        LARGE = 23, _("Large")
        LARGEST = 26, _("Largest")

    username = None
    first_name = None
    last_name = None
    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=150)
    theme = models.CharField(_("theme"), max_length=5, choices=Theme, default=Theme.AUTO)
    text_size = models.PositiveSmallIntegerField(
        _("text size"), choices=TextSize, default=TextSize.USUAL
    )
    single_keys = models.BooleanField(_("single-letter keys"), default=True)
    compact_rows = models.BooleanField(_("compact rows"), default=False)
    #: What came in until then is not in their Inbox any more.
    inbox_from = models.DateTimeField(null=True, blank=True)
    unseen_mentions = models.PositiveIntegerField(default=0, db_default=0, editable=False)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar = ["name"]

    objects: ClassVar = UserManager()

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        return str(self)

    def get_short_name(self) -> str:
        return str(self).split()[0]

    @property
    def initials(self) -> str:
        return initials(str(self))

    @property
    def owns_installation(self) -> bool:
        return self.is_superuser


@lru_cache(maxsize=4096)
def initials(name: str) -> str:
    """Return the first letters of the first and the last word of `name`, upper case."""
    words = [word for word in name.replace("@", " ").split() if word[0].isalnum()] or ["?"]
    return "".join(word[0] for word in (words if len(words) < 3 else [words[0], words[-1]])).upper()


class LinkQuerySet(models.QuerySet[Any]):
    def usable(self) -> LinkQuerySet:
        return self.filter(used_at__isnull=True, expires_at__gt=timezone.now())


class Invitation(models.Model):
    """A link by which one more person may make an account."""

    token_digest = models.CharField(max_length=64, unique=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    invited_by = models.ForeignKey(User, models.CASCADE, related_name="invitations")
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    used_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")

    objects: ClassVar = LinkQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at",)

    def __str__(self) -> str:
        return self.email or str(_("Invitation"))


class SignInLink(models.Model):
    """A link, printed where Margent is started, that signs the owner in once."""

    token_digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar = LinkQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at",)

    def __str__(self) -> str:
        return f"{self.created_at:%Y-%m-%d %H:%M}"
