"""What all tests share: settings that make them quick, and the cast with their browsers."""

from collections.abc import Iterator

import pytest
from django.conf import settings as configured
from django.test import Client, override_settings
from hypothesis import settings as hypothesis_settings

from annotations.teams.models import User
from tests import cast, emptying

# How long an example takes says more about the machine than about the program.
hypothesis_settings.register_profile("margent", deadline=None)
hypothesis_settings.load_profile("margent")


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Name packed bytes by their length: with the time of day in them, each process had its own."""
    packed = isinstance(val, bytes) and not val.isascii()
    return f"{argname}, {len(val)} bytes" if packed else None


@pytest.fixture(scope="session", autouse=True)
def quick_settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Static files as they lie in the tree, passwords that cost nothing to check."""
    static = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    with override_settings(
        STATIC_ROOT=tmp_path_factory.mktemp("static"),
        STORAGES={**configured.STORAGES, "staticfiles": static},
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        FETCH_PAUSE=0.0,
        FETCH_FEED_PAUSE=0.0,
    ):
        yield


@pytest.fixture(scope="session", autouse=True)
def quick_emptying() -> Iterator[None]:
    with emptying.by_what_was_written():
        yield


@pytest.fixture
def wren(db: None) -> User:
    """The owner."""
    return cast.wren()


@pytest.fixture
def petra(db: None) -> User:
    """A member."""
    return cast.petra()


@pytest.fixture
def tomas(db: None) -> User:
    """Another member."""
    return cast.tomas()


@pytest.fixture
def as_wren(wren: User) -> Client:
    return cast.signed_in(wren)


@pytest.fixture
def as_petra(petra: User) -> Client:
    return cast.signed_in(petra)


@pytest.fixture
def as_tomas(tomas: User) -> Client:
    return cast.signed_in(tomas)
