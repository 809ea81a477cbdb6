"""What django-allauth asks us: who may make an account, and what is said when that fails."""

from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.forms import BaseForm
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from annotations.teams.models import User
from annotations.teams.signin import admission, invitation_of, somebody_is_here


class AccountAdapter(DefaultAccountAdapter):
    """Accounts with e-mail and password."""

    error_messages: ClassVar = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _("That e-mail address and password do not go together."),
        "incorrect_password": _("That is not your password."),
        "enter_current_password": _("That is not your password."),
        "email_taken": _("Somebody here already has this e-mail address."),
        "duplicate_email": _("This address is already yours."),
        "too_many_login_attempts": _("Too many tries. Wait five minutes, then try again."),
        "rate_limited": _("Too many tries. Wait a minute, then try again."),
        "incorrect_code": _("That code does not match. Codes change every 30 seconds."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return not somebody_is_here() or invitation_of(request) is not None

    def save_user(
        self, request: HttpRequest, user: User, form: BaseForm, commit: bool = True
    ) -> AbstractBaseUser:
        user.name = form.cleaned_data["name"]
        with admission(request, user):
            return super().save_user(request, user, form, commit)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("settings")

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send nothing where no mail server is set: the links in it are not for the log."""
        if settings.SENDS_MAIL:
            super().send_mail(template_prefix, email, context)


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """Accounts of an OpenID Connect provider; they come in by the same door."""

    def save_user(
        self, request: HttpRequest, sociallogin: SocialLogin, form: BaseForm | None = None
    ) -> AbstractBaseUser:
        if form:
            return super().save_user(request, sociallogin, form)
        with admission(request, sociallogin.user):
            return super().save_user(request, sociallogin)

    def populate_user(
        self, request: HttpRequest, sociallogin: SocialLogin, data: dict[str, Any]
    ) -> AbstractBaseUser:
        user = super().populate_user(request, sociallogin, data)
        names = data.get("first_name"), data.get("last_name")
        user.name = data.get("name") or " ".join(filter(None, names))
        return user

    def get_signup_form_initial_data(self, sociallogin: SocialLogin) -> dict[str, Any]:
        initial = super().get_signup_form_initial_data(sociallogin)
        return {**initial, "name": sociallogin.user.name}
