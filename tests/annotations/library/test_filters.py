"""The address of a list says what it asks for, in one way, and forgives what it does not say."""

from datetime import date

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from annotations.library.filters import Filters, Which

TODAY = date(2026, 5, 14)


def read(query: str) -> Filters:
    return Filters.read(QueryDict(query))


@pytest.mark.parametrize(
    ("query", "which"),
    [
        ("", Which.INBOX),
        ("after=2026-05-14_1", Which.INBOX),
        ("outlet=3", Which.ALL),
        ("list=inbox&outlet=3", Which.INBOX),
        ("list=all", Which.ALL),
        ("list=changed", Which.CHANGED),
        ("list=removed", Which.REMOVED),
        ("list=nonsense", Which.INBOX),
    ],
)
def test_without_filters_it_is_the_inbox_and_with_some_the_whole_library(
    query: str, which: Which
) -> None:
    assert read(query).which == which


@pytest.mark.parametrize(
    "query",
    [
        "outlet=3&outlet=5&topic=2&speaker=9",
        "list=inbox&show=unread",
        "date=range&from=2026-05-01&to=2026-05-14",
        "kind=claim&kind=quote&language=en&language=de&person=4",
        "list=changed&sort=added",
        "list=all",
    ],
)
def test_what_it_writes_reads_the_same(query: str) -> None:
    filters = read(query)
    assert read(filters.query) == filters
    assert read(filters.query).query == filters.query


def test_the_order_in_an_address_makes_no_other_list() -> None:
    one = read("topic=2&outlet=3&kind=claim&kind=quote&date=")
    other = read("kind=quote&kind=claim&outlet=3&topic=2&outlet=3")
    assert one == other and one.query == other.query


@pytest.mark.parametrize(
    "query",
    ["date=range", "from=2026-05-01", "date=range&from=2026-02-31", "date=8", "kind=verse"],
)
def test_half_a_filter_is_none(query: str) -> None:
    assert read(f"list=all&{query}") == Filters(Which.ALL)


@pytest.mark.parametrize(
    ("query", "first", "last"),
    [
        ("date=7", date(2026, 5, 8), None),
        ("date=30", date(2026, 4, 15), None),
        ("date=year", date(2026, 1, 1), None),
        ("date=range&from=2026-05-01", date(2026, 5, 1), None),
        ("date=range&to=2026-05-01", None, date(2026, 5, 1)),
        ("", None, None),
    ],
)
def test_days_go_back_from_today(query: str, first: date | None, last: date | None) -> None:
    assert read(query).days(TODAY) == (first, last)


@given(
    st.lists(st.tuples(st.sampled_from(["outlet", "list", "date", "from", "language"]), st.text()))
)
def test_any_address_is_read(pairs: list[tuple[str, str]]) -> None:
    query = QueryDict(mutable=True)
    for name, value in pairs:
        query.appendlist(name, value)
    filters = Filters.read(query)
    assert read(filters.query) == filters
