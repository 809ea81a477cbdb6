"""Who may reach what: one row for each address of accounts, people and settings."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from annotations.teams.models import Invitation, User
from annotations.teams.signin import one_time_link
from annotations.teams.tokens import digest, new_token
from tests import cast

SIGN_IN = "to sign in"
ROWS = [
    # method, address, signed out, member, owner
    ("GET", "account_login", 200, 302, 302),
    ("GET", "account_signup", 200, 302, 302),
    ("GET", "account_reset_password", 200, 200, 200),
    ("GET", "account_logout", 302, 200, 200),
    ("GET", "account_email", SIGN_IN, 200, 200),
    ("GET", "account_change_password", SIGN_IN, 200, 200),
    ("GET", "account_reauthenticate", SIGN_IN, 200, 200),
    ("GET", "mfa_index", SIGN_IN, 200, 200),
    ("GET", "mfa_activate_totp", SIGN_IN, 302, 302),
    ("GET", "socialaccount_connections", SIGN_IN, 200, 200),
    ("GET", "people", SIGN_IN, 200, 200),
    ("POST", "people", SIGN_IN, 405, 405),
    ("POST", "invitations", SIGN_IN, 403, 422),
    ("GET", "invitations", SIGN_IN, 405, 405),
    ("POST", "invitation_ending", SIGN_IN, 403, 302),
    ("GET", "invitation_ending", SIGN_IN, 405, 405),
    ("GET", "invitation", 200, 200, 200),
    ("GET", "invitation, unknown", 410, 410, 410),
    ("POST", "invitation, unknown", 410, 410, 410),
    ("GET", "welcome", 200, 200, 302),
    ("GET", "welcome, unknown", 410, 410, 302),
    ("POST", "welcome, unknown", 410, 410, 302),
    ("GET", "settings", SIGN_IN, 200, 200),
    ("POST", "settings", SIGN_IN, 422, 422),
    ("POST", "looks", SIGN_IN, 422, 422),
    ("GET", "looks", SIGN_IN, 405, 405),
    ("POST", "samples_removal", SIGN_IN, 403, 302),
    ("GET", "samples_removal", SIGN_IN, 405, 405),
    ("GET", "admin:index", 302, 302, 200),
    ("GET", "admin:login", 302, 403, 302),
]


def address(name: str, inviter: User) -> str:
    """Return the address called `name`, with an invitation or a link that is there to be used."""
    token = new_token()
    ends = timezone.now() + timedelta(days=1)
    match name.split(", "):
        case [_, "unknown"]:
            return reverse(name.removesuffix(", unknown"), args=["unknown"])
        case ["welcome"]:
            return one_time_link()
        case ["invitation" | "invitation_ending"]:
            made = Invitation.objects.create(
                token_digest=digest(token), invited_by=inviter, expires_at=ends
            )
            return reverse(name, args=[token if name == "invitation" else made.pk])
    return reverse(name)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row[0]} {row[1]}")
def test_each_address_answers_as_the_table_says(
    row: tuple[str, str, int | str, int, int], wren: User, petra: User
) -> None:
    method, name, *expected = row
    for person in (wren, petra):
        person.set_password("quay-ledger-41")
        person.save()
    url = address(name, wren)
    found: list[int | str] = []
    for client in (Client(), cast.signed_in(petra), cast.signed_in(wren)):
        answer = client.generic(method, url)
        to_sign_in = answer.headers.get("Location", "").startswith("/accounts/login/?next=")
        found.append(SIGN_IN if expected[0] == SIGN_IN and to_sign_in else answer.status_code)
    assert found == expected


def test_a_form_from_another_site_changes_nothing(wren: User) -> None:
    client = cast.signed_in(wren, enforce_csrf_checks=True)
    for name in ("invitations", "settings", "samples_removal"):
        assert client.post(reverse(name), {"name": "Mallory"}).status_code == 403
    wren.refresh_from_db()
    assert wren.name == "Wren Adeyo"
