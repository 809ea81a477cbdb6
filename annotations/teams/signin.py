"""Who may come in: the first account, invitations, and the link printed where Margent starts."""

from collections.abc import Iterator
from contextlib import contextmanager

from allauth.core.exceptions import ImmediateHttpResponse
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.db import connection, transaction
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from annotations.teams.models import SIGN_IN_LINK_LASTS, Invitation, SignInLink, User
from annotations.teams.tokens import digest, new_token

#: Where a visitor's session remembers by which invitation they came (a primary key).
INVITATION_KEY = "invitation"
#: Any number no other advisory lock of this database uses.
DOOR = 0x4D415247


def somebody_is_here() -> bool:
    """Tell whether anybody has an account.

    The colleagues invented for the sample library never were active and never signed in.
    """
    return User.objects.filter(Q(is_active=True) | Q(last_login__isnull=False)).exists()


def owner() -> User | None:
    """Return who owns the installation; the earliest where there are several."""
    return User.objects.filter(is_active=True, is_superuser=True).order_by("pk").first()


def one_time_link() -> str:
    """Make a link that signs the owner in once and return its path; earlier ones stop working."""
    token = new_token()
    with transaction.atomic():
        SignInLink.objects.filter(used_at__isnull=True).delete()
        SignInLink.objects.create(
            token_digest=digest(token), expires_at=timezone.now() + SIGN_IN_LINK_LASTS
        )
    return reverse("welcome", args=[token])


def signed_in_with(request: HttpRequest, told: str, **given: int) -> User | None:
    """Return who is signed in, with the answer to `told`, both in one query.

    `told` is an SQL condition over `given` and the reader's key, `user`. It holds to what Django's
    own `get_user` does.
    """
    key = request.session.get(SESSION_KEY)
    users = User.objects.raw(
        f"SELECT id, password, {told} AS told FROM annotations_user"
        " WHERE id = %(user)s AND is_active",
        {**given, "user": key},
    )
    user = next(iter(users), None) if key else None
    kept = request.session.get(HASH_SESSION_KEY, "")
    return user if user and constant_time_compare(kept, user.get_session_auth_hash()) else None


def use_up(link: SignInLink) -> bool:
    """Use `link`; False when somebody else just did."""
    links = SignInLink.objects.usable().filter(pk=link.pk)
    return bool(links.update(used_at=timezone.now()))


def invitation_of(request: HttpRequest) -> Invitation | None:
    """Return the invitation by which this visitor came, as long as it can be used."""
    pk = request.session.get(INVITATION_KEY)
    return Invitation.objects.usable().filter(pk=pk).first() if pk else None


@contextmanager
def admission(request: HttpRequest, user: User) -> Iterator[None]:
    """Let `user` in while the block stores them: as the owner if first, else by invitation.

    Raises ImmediateHttpResponse, which undoes the block and answers 410, for whoever comes too
    late for both. One at a time: two first accounts cannot both own the installation, and an
    invitation makes one account.
    """
    with transaction.atomic():
        _wait_at_the_door()
        if somebody_is_here():
            invitation = _claim(request)
            yield
            invitation.used_at, invitation.used_by = timezone.now(), user
            invitation.save(update_fields=["used_at", "used_by"])
            request.session.pop(INVITATION_KEY, None)
        else:
            user.is_staff = user.is_superuser = True
            yield


def gone(request: HttpRequest) -> HttpResponse:
    """Answer for a link that was used, has ended or never was."""
    return render(request, "teams/gone.html", status=410)


def _wait_at_the_door() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [DOOR])


def _claim(request: HttpRequest) -> Invitation:
    pk = request.session.get(INVITATION_KEY)
    invitation = Invitation.objects.usable().select_for_update().filter(pk=pk).first()
    if invitation is None:
        raise ImmediateHttpResponse(gone(request))
    return invitation
