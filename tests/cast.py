"""The people of the tests: the same ones everywhere, so that a reader knows them."""

from django.test import Client

from annotations.teams.models import User

#: What htmx says with each of its requests.
HTMX = {"HX-Request": "true"}


def wren() -> User:
    """Wren Adeyo made the first account and owns the installation."""
    return _person("wren@statehouse.example", "Wren Adeyo", is_staff=True, is_superuser=True)


def petra() -> User:
    """Petra Salloway, a member; most of what is highlighted in the tests is hers."""
    return _person("petra@statehouse.example", "Petra Salloway")


def tomas() -> User:
    """Tomas Reyl-Aska, another member: the one who must not see what is only Petra's."""
    return _person("tomas@statehouse.example", "Tomas Reyl-Aska")


def signed_in(user: User, **options: bool) -> Client:
    """Return a browser in which `user` is signed in; `options` are the Django client's."""
    client = Client(**options)
    client.force_login(user)
    return client


def _person(email: str, name: str, **fields: bool) -> User:
    known = User.objects.filter(email=email).first()
    return known or User.objects.create_user(email, name=name, **fields)
