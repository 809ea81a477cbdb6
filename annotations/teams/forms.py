"""Forms about people. allauth builds its own forms on `SignupForm`, so none of them is imported."""

import re
from typing import Any, ClassVar

from django import forms
from django.contrib.auth.models import AbstractBaseUser
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from annotations.teams.models import INVITATION_LASTS, Invitation, User
from annotations.teams.tokens import digest, new_token


class SignupForm(forms.Form):
    """What an account needs besides e-mail and password."""

    name = forms.CharField(
        label=_("Name"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    field_order: ClassVar = ["name", "email", "password1"]

    def signup(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        """Do nothing: the adapter has stored the name with the account."""


class LinkForm(forms.ModelForm):
    """Makes a link with a secret. The secret comes with the form, so sending it twice makes one."""

    token = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["token"].initial = new_token

    def clean_token(self) -> str:
        token = self.cleaned_data["token"]
        if not re.fullmatch(r"[\w-]{43}", token, re.ASCII):
            raise forms.ValidationError(_("Reload the page and try again."))
        return token


class InvitationForm(LinkForm):
    """One more invitation."""

    class Meta:
        model = Invitation
        fields = ("email",)
        widgets: ClassVar = {"email": forms.EmailInput(attrs={"autocomplete": "off"})}

    def invite(self, inviter: User) -> Invitation:
        """Store the invitation, made by `inviter`, or return the one sent before."""
        return Invitation.objects.get_or_create(
            token_digest=digest(self.cleaned_data["token"]),
            defaults={
                "email": self.cleaned_data["email"],
                "invited_by": inviter,
                "expires_at": timezone.now() + INVITATION_LASTS,
            },
        )[0]


class LooksForm(forms.ModelForm):
    """How Margent looks to one reader."""

    class Meta:
        model = User
        fields: ClassVar = ["theme", "text_size"]
        widgets: ClassVar = {
            "theme": forms.RadioSelect(attrs={"class": "vh"}),
            "text_size": forms.RadioSelect(attrs={"class": "vh"}),
        }


class SettingsForm(LooksForm):
    """How Margent looks and answers to one reader."""

    class Meta(LooksForm.Meta):
        fields: ClassVar = ["name", *LooksForm.Meta.fields, "single_keys"]
        widgets: ClassVar = {
            **LooksForm.Meta.widgets,
            "name": forms.TextInput(attrs={"autocomplete": "name"}),
        }
