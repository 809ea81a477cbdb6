import re

from django.test import Client
from django.urls import reverse

from annotations.teams.models import Invitation, User
from annotations.teams.tokens import new_token

PEOPLE = "/people/"
INVITE = "/people/invitations/"


def shown_link(page: str) -> str:
    """Return the address in the field of a page that has just made an invitation."""
    return re.search(r'<input class="field" readonly value="([^"]+)"', page)[1]


def test_everybody_sees_who_is_here_and_only_the_owner_can_invite(
    as_wren: Client, as_petra: Client
) -> None:
    for client in (as_wren, as_petra):
        page = client.get(PEOPLE).text
        assert "Wren Adeyo" in page and "Petra Salloway" in page
    assert INVITE in as_wren.get(PEOPLE).text
    member = as_petra.get(PEOPLE).text
    assert INVITE not in member and "wren@statehouse.example" not in member


def test_people_whose_accounts_are_closed_are_not_listed(as_wren: Client, petra: User) -> None:
    User.objects.filter(pk=petra.pk).update(is_active=False)
    assert "Petra Salloway" not in as_wren.get(PEOPLE).text


def test_an_invitation_is_shown_once_and_leads_to_its_page(as_wren: Client) -> None:
    made = as_wren.post(INVITE, {"token": new_token(), "email": "ines@desk.example"})
    link = shown_link(made.text)
    assert link.startswith("http://testserver/invitations/")
    assert "no-store" in made["Cache-Control"]
    assert "invites you" in Client().get(link).text
    later = as_wren.get(PEOPLE).text
    assert "ines@desk.example" in later and link not in later


def test_the_link_names_the_public_address_where_one_is_set(as_wren: Client, settings) -> None:
    settings.PUBLIC_URL = "https://desk.example"
    page = as_wren.post(INVITE, {"token": new_token(), "email": ""}).text
    assert shown_link(page).startswith("https://desk.example/invitations/")


def test_sending_the_form_twice_makes_one_invitation(as_wren: Client) -> None:
    form = {"token": new_token(), "email": ""}
    links = {shown_link(as_wren.post(INVITE, form).text) for _ in range(2)}
    assert len(links) == 1
    assert Invitation.objects.count() == 1


def test_a_secret_that_could_be_guessed_makes_no_invitation(as_wren: Client) -> None:
    assert as_wren.post(INVITE, {"token": "please", "email": ""}).status_code == 422
    assert not Invitation.objects.exists()


def test_a_mistyped_address_is_said_and_kept(as_wren: Client) -> None:
    answer = as_wren.post(INVITE, {"token": new_token(), "email": "ines at desk"})
    assert answer.status_code == 422 and 'value="ines at desk"' in answer.text


def test_an_ended_invitation_no_longer_works_and_leaves_the_list(as_wren: Client) -> None:
    link = shown_link(as_wren.post(INVITE, {"token": new_token(), "email": "i@desk.example"}).text)
    ending = reverse("invitation_ending", args=[Invitation.objects.get().pk])
    for _ in range(2):
        assert as_wren.post(ending).url == PEOPLE
    assert Client().get(link).status_code == 410
    assert "i@desk.example" not in as_wren.get(PEOPLE).text


def test_the_page_of_people_costs_the_same_for_two_and_for_many(
    as_wren: Client, django_assert_max_num_queries
) -> None:
    for number in range(30):
        User.objects.create_user(f"member{number}@desk.example", name=f"Member {number}")
        as_wren.post(INVITE, {"token": new_token(), "email": ""})
    with django_assert_max_num_queries(5):
        as_wren.get(PEOPLE)
