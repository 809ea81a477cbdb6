"""The first account, the link printed at the start, and invitations."""

import threading
import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.core.context import request_context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.models import SocialAccount, SocialLogin
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from annotations.teams.adapters import SocialAccountAdapter
from annotations.teams.models import Invitation, SignInLink, User
from annotations.teams.signin import DOOR, INVITATION_KEY, one_time_link
from annotations.teams.tokens import digest, new_token

PASSWORD = "quay-ledger-41"
INES = {"name": "Ines Harrowgate", "email": "ines@desk.example", "password1": PASSWORD}
JORIS = {"name": "Joris Penhallow", "email": "joris@desk.example", "password1": PASSWORD}


def who(client: Client) -> str:
    """Return the name of who is signed in, empty if nobody is."""
    pk = client.session.get("_auth_user_id")
    return str(User.objects.get(pk=pk)) if pk else ""


def invited(by: User, email: str = "", **fields: object) -> str:
    """Return the address of a fresh invitation."""
    token = new_token()
    Invitation.objects.create(
        token_digest=digest(token),
        invited_by=by,
        email=email,
        **{"expires_at": timezone.now() + timedelta(days=14), **fields},
    )
    return reverse("invitation", args=[token])


def invented() -> User:
    """Return one of the colleagues that come with the sample library."""
    return User.objects.create_user(
        "runa@harbour-post.example", name="Runa Velden", is_active=False
    )


@pytest.fixture
def at_once() -> Callable[..., list[HttpResponse]]:
    """Post several forms so that all of them reach the door before any of them passes it."""

    def post(*forms: tuple[str, dict[str, str]]) -> list[HttpResponse]:
        answers: list[HttpResponse] = []

        def one(url: str, data: dict[str, str]) -> None:
            answers.append(Client().post(url, data))
            connection.close()

        threads = [threading.Thread(target=one, args=form) for form in forms]
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [DOOR])
            for thread in threads:
                thread.start()
            waiting, deadline = 0, time.monotonic() + 20
            while waiting < len(forms) and time.monotonic() < deadline:
                time.sleep(0.02)
                cursor.execute(
                    "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
                )
                waiting = cursor.fetchone()[0]
            assert waiting == len(forms)
        for thread in threads:
            thread.join(20)
        return answers

    return post


def test_the_first_account_owns_the_installation(db: None, client: Client) -> None:
    assert client.post(reverse("account_signup"), INES).url == reverse("library")
    owner = User.objects.get()
    assert owner.owns_installation and owner.is_staff and owner.name == "Ines Harrowgate"
    assert EmailAddress.objects.get().email == owner.email
    assert who(client) == "Ines Harrowgate"


def test_invented_colleagues_do_not_count_as_accounts(db: None, client: Client) -> None:
    invented()
    client.post(reverse("account_signup"), INES)
    assert User.objects.get(email=INES["email"]).owns_installation


def test_an_owner_who_closed_their_account_is_not_replaced_by_a_stranger(
    wren: User, client: Client
) -> None:
    client.force_login(wren)
    client.logout()
    User.objects.update(is_active=False)
    client.post(reverse("account_signup"), INES)
    assert not User.objects.filter(email=INES["email"]).exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_first_accounts_made_at_once_only_one_owns(
    at_once: Callable[..., list[HttpResponse]],
) -> None:
    url = reverse("account_signup")
    answers = at_once((url, INES), (url, JORIS))
    assert sorted(answer.status_code for answer in answers) == [302, 410]
    assert User.objects.get().owns_installation


def test_without_an_invitation_nobody_else_makes_an_account(wren: User, client: Client) -> None:
    page = client.get(reverse("account_signup"))
    assert "Accounts are made by invitation" in page.text and "<form" not in page.text
    client.post(reverse("account_signup"), INES)
    assert list(User.objects.all()) == [wren]
    assert who(client) == ""


def test_the_first_link_leads_to_a_form_that_makes_the_owner(db: None, client: Client) -> None:
    link = one_time_link()
    assert 'name="password1"' in client.get(link).text
    assert client.post(link, INES).url == reverse("library")
    assert User.objects.get().owns_installation
    assert who(client) == "Ines Harrowgate"


def test_a_weak_password_is_said_beside_the_field_and_the_link_still_works(
    db: None, client: Client
) -> None:
    link = one_time_link()
    answer = client.post(link, {**INES, "password1": "password"})
    assert answer.status_code == 422 and "too common" in answer.text
    assert INES["email"] in answer.text and 'value="password"' not in answer.text
    assert client.post(link, INES).status_code == 302


def test_the_link_signs_the_owner_in_once(wren: User, client: Client) -> None:
    link = one_time_link()
    page = client.get(link)
    assert "Continue as" in page.text and "Wren Adeyo" in page.text
    assert who(client) == ""
    assert client.post(link).url == reverse("library")
    assert who(client) == "Wren Adeyo"
    other = Client()
    assert other.get(link).status_code == other.post(link).status_code == 410
    assert who(other) == ""


def test_the_link_takes_over_from_a_member_who_is_signed_in(wren: User, as_petra: Client) -> None:
    as_petra.post(one_time_link())
    assert who(as_petra) == "Wren Adeyo"


def test_the_link_leaves_the_owner_who_is_signed_in_where_they_are(as_wren: Client) -> None:
    link = one_time_link()
    assert as_wren.get(link).url == reverse("library")
    assert SignInLink.objects.usable().count() == 1


def test_a_new_link_ends_the_one_before(wren: User, client: Client) -> None:
    before, after = one_time_link(), one_time_link()
    assert client.get(before).status_code == 410
    assert client.get(after).status_code == 200


def test_a_link_ends_after_a_day(wren: User, client: Client) -> None:
    link = one_time_link()
    SignInLink.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    answer = client.post(link)
    assert answer.status_code == 410 and "no longer works" in answer.text
    assert who(client) == ""


def test_secrets_in_addresses_stay_out_of_caches_referers_and_the_database(
    wren: User, client: Client
) -> None:
    for link in (one_time_link(), invited(wren), "/welcome/unknown/", "/invitations/unknown/"):
        answer = client.get(link)
        assert "no-store" in answer["Cache-Control"]
        assert answer["Referrer-Policy"] == "strict-origin"
    stored = [*SignInLink.objects.values_list("token_digest", flat=True)]
    assert stored and all(kept not in link for kept in stored)


def test_an_invitation_makes_one_account_that_owns_nothing(wren: User, client: Client) -> None:
    url = invited(wren, "ines@desk.example")
    page = client.get(url)
    assert "Wren Adeyo" in page.text and 'value="ines@desk.example"' in page.text
    assert client.post(url, INES).url == reverse("library")
    ines = User.objects.get(email="ines@desk.example")
    assert not ines.owns_installation and not ines.is_staff
    assert who(client) == "Ines Harrowgate"
    assert Invitation.objects.get().used_by == ines


def test_a_used_invitation_makes_no_second_account(wren: User, client: Client) -> None:
    url = invited(wren)
    client.post(url, INES)
    other = Client()
    assert other.get(url).status_code == 410
    assert other.post(url, JORIS).status_code == 410
    assert not User.objects.filter(email=JORIS["email"]).exists()


@pytest.mark.django_db(transaction=True)
def test_an_invitation_used_twice_at_once_makes_one_account(
    wren: User, at_once: Callable[..., list[HttpResponse]]
) -> None:
    url = invited(wren)
    answers = at_once((url, INES), (url, JORIS))
    assert sorted(answer.status_code for answer in answers) == [302, 410]
    assert User.objects.count() == 2


@pytest.mark.parametrize("fields", [{"expires_at": timezone.now()}, {"used_at": timezone.now()}])
def test_an_invitation_that_is_over_says_so(
    wren: User, client: Client, fields: dict[str, object]
) -> None:
    url = invited(wren, **fields)
    answer = client.post(url, INES)
    assert answer.status_code == 410 and "ask for a new invitation" in answer.text
    assert not User.objects.filter(email=INES["email"]).exists()


def test_an_invitation_ends_with_the_account_of_who_made_it(
    wren: User, petra: User, client: Client
) -> None:
    url = invited(petra)
    User.objects.filter(pk=petra.pk).update(is_active=False)
    assert client.get(url).status_code == 410


def test_an_invitation_opens_the_usual_sign_up_for_whoever_followed_it(
    wren: User, client: Client
) -> None:
    client.get(invited(wren))
    assert client.post(reverse("account_signup"), INES).url == reverse("library")
    assert Invitation.objects.get().used_by.name == "Ines Harrowgate"
    client.logout()
    assert "by invitation" in client.get(reverse("account_signup")).text


def test_an_invitation_that_ended_after_it_was_opened_makes_no_account(
    wren: User, client: Client
) -> None:
    client.get(invited(wren))
    Invitation.objects.update(expires_at=timezone.now())
    client.post(reverse("account_signup"), INES)
    assert list(User.objects.all()) == [wren]


def test_an_address_that_is_taken_is_refused_and_the_invitation_stays(
    wren: User, client: Client
) -> None:
    url = invited(wren)
    answer = client.post(url, {**INES, "email": wren.email.upper()})
    assert answer.status_code == 422 and "already has this e-mail address" in answer.text
    assert Invitation.objects.usable().count() == 1


def test_a_member_who_opens_an_invitation_does_not_use_it(wren: User, as_petra: Client) -> None:
    assert "already" in as_petra.get(invited(wren)).text
    assert Invitation.objects.usable().count() == 1


def test_who_comes_from_another_identity_provider_passes_the_same_door(db: None) -> None:
    request = RequestFactory().get("/accounts/oidc/desk/login/callback/")
    request.session, request.user = SessionStore(), AnonymousUser()
    adapter = SocialAccountAdapter(request)

    def arrive(number: str, name: str) -> User:
        email = f"{name.split()[0].lower()}@desk.example"
        account = SocialAccount(provider="desk", uid=number)
        arriving = SocialLogin(user=User(), account=account)
        adapter.populate_user(request, arriving, {"email": email, "name": name})
        with request_context(request):
            return adapter.save_user(request, arriving)

    owner = arrive("1", "Ines Harrowgate")
    assert owner.owns_installation and owner.name == "Ines Harrowgate"
    with pytest.raises(ImmediateHttpResponse):
        arrive("2", "Joris Penhallow")
    invited(owner)
    request.session[INVITATION_KEY] = Invitation.objects.get().pk
    assert not arrive("2", "Joris Penhallow").owns_installation
    assert User.objects.count() == 2
