"""Coming in, the people here, and one's own settings."""

from collections.abc import Callable
from functools import wraps

from allauth.account.forms import SignupForm
from allauth.account.utils import complete_signup, perform_login
from allauth.decorators import rate_limit
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from annotations.teams.forms import InvitationForm, LooksForm, SettingsForm
from annotations.teams.models import Invitation, SignInLink, User
from annotations.teams.signin import INVITATION_KEY, gone, owner, use_up
from annotations.teams.tokens import digest, public_address
from newsroom.articles.models import Article

View = Callable[..., HttpResponse]


def secret_address(view: View) -> View:
    """Keep the secret in a page's address out of caches and out of every Referer."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        response = view(request, *args, **kwargs)
        # Under "no-referrer" browsers send forms with "Origin: null", which the CSRF check
        # refuses; "strict-origin" never sends more than scheme and host.
        response["Referrer-Policy"] = "strict-origin"
        return response

    return never_cache(guarded)


def owner_only(view: View) -> View:
    """Answer 403 to everybody but the owner."""

    @wraps(view)
    def checked(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not request.user.owns_installation:
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return checked


def _posted(request: HttpRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("password1")
@secret_address
def welcome(request: HttpRequest, token: str) -> HttpResponse:
    """Sign in by the link printed at the start: make the first account, or go on as the owner."""
    if request.user.is_authenticated and request.user.owns_installation:
        return redirect("library")
    link = SignInLink.objects.usable().filter(token_digest=digest(token)).first()
    if link is None:
        return gone(request)
    first = owner()
    return _go_on(request, link, first) if first else _make_first(request, link)


def _go_on(request: HttpRequest, link: SignInLink, user: User) -> HttpResponse:
    if request.method != "POST":
        return render(request, "teams/welcome_back.html", {"owner": user})
    if not use_up(link):
        return gone(request)
    logout(request)
    return perform_login(request, user, email_verification="none")


def _make_first(request: HttpRequest, link: SignInLink) -> HttpResponse:
    form = SignupForm(_posted(request))
    if not form.is_valid():
        status = 422 if form.is_bound else 200
        return render(request, "teams/welcome.html", {"form": form}, status=status)
    with transaction.atomic():
        if not use_up(link):
            return gone(request)
        user, _response = form.try_save(request)
    return complete_signup(request, user, None, None)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("password1")
@rate_limit(action="signup")
@secret_address
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Make an account by an invitation."""
    found = (
        Invitation.objects.usable()
        .filter(token_digest=digest(token), invited_by__is_active=True)
        .select_related("invited_by")
        .first()
    )
    if found is None:
        return gone(request)
    page = {"invitation": found}
    if request.user.is_authenticated:
        return render(request, "teams/invitation_here.html", page)
    request.session[INVITATION_KEY] = found.pk
    form = SignupForm(_posted(request), initial={"email": found.email})
    if not form.is_valid():
        status = 422 if form.is_bound else 200
        return render(request, "teams/invitation.html", {**page, "form": form}, status=status)
    user, _response = form.try_save(request)
    return complete_signup(request, user, None, None)


@require_GET
@never_cache
def people(request: HttpRequest) -> HttpResponse:
    """Show everybody here, and to the owner the open invitations."""
    return _people(request, InvitationForm())


@require_POST
@owner_only
@never_cache
def invitations(request: HttpRequest) -> HttpResponse:
    """Make an invitation and show its address this one time."""
    form = InvitationForm(request.POST)
    if not form.is_valid():
        return _people(request, form, status=422)
    made = form.invite(request.user)
    path = reverse("invitation", args=[form.cleaned_data["token"]])
    page = {"made": made, "address": public_address(request, path)}
    return _people(request, InvitationForm(), **page)


def _people(
    request: HttpRequest, form: InvitationForm, status: int = 200, **page: object
) -> HttpResponse:
    members = User.objects.filter(is_active=True).order_by("date_joined", "pk")
    page |= {"members": members, "form": form}
    if request.user.owns_installation:
        page["invitations"] = Invitation.objects.usable().select_related("invited_by")
    return render(request, "teams/people.html", page, status=status)


@require_POST
@owner_only
def invitation_ending(request: HttpRequest, pk: int) -> HttpResponse:
    """End an invitation; ending it again changes nothing."""
    ended = get_object_or_404(Invitation, pk=pk)
    Invitation.objects.usable().filter(pk=ended.pk).update(expires_at=timezone.now())
    messages.success(request, _("The invitation has ended. Its link no longer works."))
    return redirect("people")


@require_http_methods(["GET", "HEAD", "POST"])
def own_settings(request: HttpRequest) -> HttpResponse:
    """Change one's name and how Margent looks."""
    # A copy: an invalid form must not rename its reader in the bar.
    form = SettingsForm(_posted(request), instance=User.objects.get(pk=request.user.pk))
    if form.is_valid():
        form.save()
        messages.success(request, _("Settings saved."))
        return redirect("settings")
    samples = request.user.owns_installation and Article.objects.filter(is_sample=True).count()
    page = {"form": form, "choices": [form["theme"], form["text_size"]], "samples": samples}
    return render(request, "teams/settings.html", page, status=422 if form.is_bound else 200)


@require_POST
def looks(request: HttpRequest) -> HttpResponse:
    """Keep the text size and theme somebody chose while reading; the page shows them already."""
    form = LooksForm(request.POST, instance=request.user)
    if not form.is_valid():
        return HttpResponse(status=422)
    form.save()
    return HttpResponse(status=204)
