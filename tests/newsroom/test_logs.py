"""The log says what happened, and gives no secret away."""

import logging

import pytest

from newsroom.logs import NoSecrets

SECRET = "Zk3vN1x-q8W_Rt5yLm2cHs7dPa9eUb4fGj6iKo0nQwE"


@pytest.mark.parametrize("place", ["s", "welcome", "invitations"])
def test_an_address_with_a_secret_is_logged_without_it(place: str) -> None:
    record = logging.makeLogRecord(
        {"msg": "%s: %s", "args": ("Not Found", f"/{place}/{SECRET}/"), "levelno": logging.WARNING}
    )
    assert NoSecrets().filter(record)
    assert record.getMessage() == f"Not Found: /{place}/…/"


def test_other_addresses_are_logged_as_they_are() -> None:
    record = logging.makeLogRecord({"msg": "Not Found: /articles/7/", "args": ()})
    assert NoSecrets().filter(record)
    assert record.getMessage() == "Not Found: /articles/7/"
