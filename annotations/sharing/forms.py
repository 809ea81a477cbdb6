from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from annotations.sharing.models import ShareLink
from annotations.teams.forms import LinkForm
from annotations.teams.tokens import digest

LASTS = timedelta(days=30)


class ShareForm(LinkForm):
    """What outsiders see, and for how long."""

    expires = forms.BooleanField(label=_("Link ends after 30 days"), required=False, initial=True)

    class Meta:
        model = ShareLink
        fields = ("shows_notes", "shows_full_text")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.article is None:
            del self.fields["shows_full_text"]

    def clean_token(self) -> str:
        token = super().clean_token()
        taken = ShareLink.objects.filter(token_digest=digest(token)).exclude(**self._same())
        if taken.exists():
            raise forms.ValidationError(_("Reload the page and try again."))
        return token

    def share(self) -> ShareLink:
        """Store the link, or return the one sent before."""
        link = self.instance
        return ShareLink.objects.get_or_create(
            token_digest=digest(self.cleaned_data["token"]),
            **self._same(),
            defaults={
                "shows_notes": link.shows_notes,
                "shows_full_text": link.shows_full_text,
                "expires_at": timezone.now() + LASTS if self.cleaned_data["expires"] else None,
            },
        )[0]

    def _same(self) -> dict[str, Any]:
        """Whose link it is, and to what: the same secret never stands for another."""
        link = self.instance
        return {
            "shared_by": link.shared_by,
            "article": link.article,
            "highlight": link.highlight,
        }
