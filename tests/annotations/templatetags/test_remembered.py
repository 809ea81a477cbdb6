"""What is rendered once is right for everybody."""

import pytest
from django.test import Client

from annotations.teams.models import User
from tests import served

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", ["\ue000name\ue001", "\ue000csrf_token\ue001", "\ue000\ue001"])
def test_a_name_that_looks_like_a_slot_is_shown_as_it_is(
    as_petra: Client, petra: User, name: str
) -> None:
    User.objects.filter(pk=petra.pk).update(name=name)
    for _again in range(2):
        assert name in served.seen(as_petra.get("/"))
