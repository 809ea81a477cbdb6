"""Who can be named in a note with an @."""

from collections import defaultdict

from annotations.teams.models import User


def people_called() -> dict[str, list[int]]:
    """Return the name of everybody here, with the keys of those who have it."""
    people: dict[str, list[int]] = defaultdict(list)
    known = User.objects.filter(is_active=True).exclude(name="")
    for pk, name in known.values_list("pk", "name"):
        people[name].append(pk)
    return people
