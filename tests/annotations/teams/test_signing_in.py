import re
import time

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.db import connection
from django.test import Client
from django.urls import reverse

from annotations.teams.models import User

PASSWORD = "quay-ledger-41"
SIGN_IN = "/accounts/login/"
PUBLIC = (
    "account_login",
    "account_signup",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key_done",
    "account_inactive",
    "account_email_verification_sent",
    "socialaccount_login_cancelled",
)
OWN = (
    "people",
    "settings",
    "account_email",
    "account_change_password",
    "account_logout",
    "account_reauthenticate",
    "mfa_index",
    "mfa_activate_totp",
    "mfa_generate_recovery_codes",
    "socialaccount_connections",
)


@pytest.fixture
def ines(db: None) -> User:
    return User.objects.create_user("ines@desk.example", PASSWORD, name="Ines Harrowgate")


@pytest.fixture
def as_ines(ines: User) -> Client:
    """A browser in which Ines has just signed in and shown that it is still her."""
    client = Client()
    assert sign_in(client).status_code == 302
    asked = {"password": PASSWORD, "next": "/settings/"}
    assert client.post(reverse("account_reauthenticate"), asked).url == "/settings/"
    return client


def sign_in(client: Client, password: str = PASSWORD, **fields: str):
    data = {"login": "ines@desk.example", "password": password, **fields}
    return client.post(SIGN_IN, data)


def code_of(secret: str) -> str:
    """Return what an authenticator app shows now for `secret`."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def assert_ours(page: str) -> None:
    assert "css/margent.css" in page and '<main id="main"' in page
    assert not re.search(r"\sstyle=|<style|\son\w+=", page)
    assert not re.search(r"<script(?![^>]*\ssrc=)", page)
    assert not re.search(r"""(?:src|href|action)=["'](?:https?:)?//""", page)


@pytest.mark.parametrize("name", PUBLIC)
def test_every_page_of_the_way_in_looks_like_margent(ines: User, client: Client, name: str) -> None:
    assert_ours(client.get(reverse(name)).text)


@pytest.mark.parametrize("name", OWN)
def test_every_page_about_one_s_account_looks_like_margent(as_ines: Client, name: str) -> None:
    answer = as_ines.get(reverse(name))
    assert answer.status_code == 200
    assert_ours(answer.text)


@pytest.mark.parametrize("path", ["confirm-email/x/", "password/reset/key/1-x/"])
def test_links_from_mails_that_no_longer_work_say_so(db: None, client: Client, path: str) -> None:
    page = client.get(f"/accounts/{path}").text
    assert "This link no longer works" in page
    assert_ours(page)


def test_a_reader_signs_in_with_e_mail_and_password(ines: User, client: Client) -> None:
    assert sign_in(client, next="/people/").url == "/people/"
    assert client.get("/people/").status_code == 200


def test_a_wrong_password_is_said_beside_the_field(ines: User, client: Client) -> None:
    page = sign_in(client, "quay-ledger-42").text
    assert "do not go together" in page
    field = re.search(r'<input[^>]*name="password"[^>]*>', page)[0]
    assert 'aria-invalid="true"' in field and "ledger" not in field


def test_a_stranger_cannot_tell_who_has_an_account(ines: User, client: Client) -> None:
    known = sign_in(client, "wrong-word-1").text
    unknown = client.post(SIGN_IN, {"login": "no@desk.example", "password": "wrong-word-1"}).text
    assert "do not go together" in known and "do not go together" in unknown


def test_too_many_wrong_passwords_stop_even_the_right_one(ines: User, client: Client) -> None:
    for _ in range(5):
        sign_in(client, "wrong-word-1")
    assert "Too many tries" in sign_in(Client()).text


def test_wrong_passwords_are_counted_for_all_processes_at_once(ines: User, client: Client) -> None:
    sign_in(client, "wrong-word-1")
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM cache WHERE cache_key LIKE '%login_failed%'")
        assert cursor.fetchone()[0] > 0


def test_a_closed_account_stays_out(ines: User, client: Client) -> None:
    User.objects.update(is_active=False)
    answer = client.post(SIGN_IN, {"login": ines.email, "password": PASSWORD}, follow=True)
    assert "_auth_user_id" not in client.session
    assert "closed" in answer.text or "do not go together" in answer.text


def test_signing_out_takes_a_form_not_a_link(as_ines: Client) -> None:
    as_ines.get("/accounts/logout/")
    assert "_auth_user_id" in as_ines.session
    assert as_ines.post("/accounts/logout/").url == SIGN_IN
    assert "_auth_user_id" not in as_ines.session


def test_where_nobody_has_an_account_the_first_is_offered(db: None, client: Client) -> None:
    assert reverse("account_signup") in client.get(SIGN_IN).text


def test_where_no_mail_is_sent_a_forgotten_password_is_not_promised_any(
    ines: User, client: Client, mailoutbox: list
) -> None:
    reset = reverse("account_reset_password")
    page = client.get(reset).text
    assert "sends no mail" in page and "<form" not in page
    after = client.post(reset, {"email": ines.email}, follow=True).text
    assert "sends no mail" in after and mailoutbox == []


def test_where_mail_is_sent_a_forgotten_password_is_set_by_a_link(
    ines: User, client: Client, mailoutbox: list, settings
) -> None:
    settings.SENDS_MAIL = True
    assert "<form" in client.get(reverse("account_reset_password")).text
    client.post(reverse("account_reset_password"), {"email": ines.email})
    link = re.search(r"http://testserver(/accounts/password/reset/key/\S+)", mailoutbox[0].body)[1]
    form = client.get(link).url
    chosen = {"password1": "new-harbour-17", "password2": "new-harbour-17"}
    assert client.post(form, chosen).status_code == 302
    assert sign_in(client, "new-harbour-17").status_code == 302


def test_a_reader_moves_to_another_address(as_ines: Client, ines: User) -> None:
    url, new = reverse("account_email"), "i.harrowgate@desk.example"
    as_ines.post(url, {"action_add": "", "email": new})
    as_ines.post(url, {"action_primary": "", "email": new})
    as_ines.post(url, {"action_remove": "", "email": ines.email})
    ines.refresh_from_db()
    assert ines.email == new
    assert [address.email for address in EmailAddress.objects.all()] == [new]


def test_whoever_finds_a_browser_open_cannot_change_how_its_owner_signs_in(
    ines: User, client: Client
) -> None:
    sign_in(client)
    for name, form in (
        ("account_email", {"action_add": "", "email": "mallory@desk.example"}),
        ("mfa_activate_totp", {"code": "123456"}),
    ):
        assert client.post(reverse(name), form).url.startswith(reverse("account_reauthenticate"))
    assert EmailAddress.objects.filter(email="mallory@desk.example").count() == 0


def test_nobody_takes_the_address_of_another_member(as_ines: Client, petra: User) -> None:
    page = as_ines.post(reverse("account_email"), {"action_add": "", "email": petra.email}).text
    assert "already has this e-mail address" in page
    assert not EmailAddress.objects.filter(email=petra.email).exists()


def test_a_second_step_is_asked_for_once_it_is_switched_on(as_ines: Client) -> None:
    activate = reverse("mfa_activate_totp")
    secret = re.search(r'id="secret" value="(\w+)"', as_ines.get(activate).text)[1]
    codes = as_ines.post(activate, {"code": code_of(secret)}, follow=True).text
    assert codes.count("<code>") == 10
    assert_ours(codes)
    client = Client()
    assert sign_in(client).url.startswith(reverse("mfa_authenticate"))
    assert "_auth_user_id" not in client.session
    step = client.get(reverse("mfa_authenticate")).text
    assert_ours(step)
    recovery = re.findall(r"<code>(\w+)</code>", codes)[0]
    assert client.post(reverse("mfa_authenticate"), {"code": recovery}).url == reverse("library")
    assert "_auth_user_id" in client.session


def test_a_changed_password_is_the_one_that_counts(as_ines: Client) -> None:
    chosen = {"password1": "new-harbour-17", "password2": "new-harbour-17"}
    change = reverse("account_change_password")
    assert "not your password" in as_ines.post(change, {"oldpassword": "x", **chosen}).text
    answer = as_ines.post(change, {"oldpassword": PASSWORD, **chosen})
    assert answer.url == reverse("settings")
    assert sign_in(Client()).status_code == 200
    assert sign_in(Client(), "new-harbour-17").status_code == 302
