"""Lists find by their index of highlights what a look at all highlights would find."""

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from itertools import product
from random import Random
from typing import Any

import pytest
from django.db import connection
from django.db.models import Exists, OuterRef
from django.utils import timezone

from annotations.highlights.models import Highlight
from annotations.library.filters import Filters, Show, Which
from annotations.library.lists import Values, newest
from annotations.library.traces import Trace
from annotations.speakers.models import Attribution
from annotations.speakers.naming import attribute, settle, speaker_called
from annotations.teams.models import User
from newsroom.articles.models import Article
from newsroom.articles.places import Place
from newsroom.ingestion.merging import Hindered, merge, split
from newsroom.outlets.models import Outlet
from tests import factories

pytestmark = pytest.mark.django_db

DAY = datetime(2026, 5, 14, 12, 0, tzinfo=UTC)
SPEAKERS = ("Dagny Ferrowe", "Oriel Tavasti", "Ilka Brandeveer")
OUTLETS = ("Harbour Post", "Northern Ledger")
WORDS = ("never asked", "protect 4,200 jobs", "nobody had seen", "the quay")


class Readers:
    """People who add, mark, correct, merge and remove, as chance has it."""

    def __init__(self, people: list[User], seed: int) -> None:
        self._people, self._chance = people, Random(seed)

    def do_something(self) -> None:
        self._chance.choice(self._doings())()

    def _doings(self) -> list[Callable[[], Any]]:
        often = [self._add, self._mark, self._mark, self._mark, self._name, self._name]
        return [
            *often,
            self._settle,
            self._take_back,
            self._change_kind,
            self._hide,
            self._delete_mark,
            self._bring_back,
            self._date,
            self._move,
            self._merge,
            self._split,
            self._edit,
            self._remove,
            self._put_back,
            self._delete_for_good,
        ]

    def _one(self, rows: Any) -> Any:
        found = list(rows.order_by("pk"))
        return self._chance.choice(found) if found else None

    def _add(self) -> None:
        day = DAY - timedelta(days=self._chance.randrange(5))
        outlet = self._chance.choice(OUTLETS)
        factories.article(*factories.STORY, outlet=outlet, published_at=day)

    def _mark(self) -> None:
        article = self._one(Article.objects.readable())
        if article is None:
            return
        words = [one for one in WORDS if one in article.latest_version.text]
        named = (
            {"speaker_name": self._chance.choice(SPEAKERS)} if self._chance.random() < 0.7 else {}
        )
        factories.highlight(
            article,
            self._chance.choice(words),
            self._chance.choice(self._people),
            kind=self._chance.choice(Highlight.Kind.values),
            visibility=self._chance.choice(["everyone", "everyone", "only_me"]),
            **named,
        )

    def _name(self) -> None:
        if made := self._one(Highlight.objects.all()):
            who = self._chance.choice([None, *SPEAKERS])
            by = self._chance.choice(self._people)
            attribute(made, speaker_called(who) if who else None, by)

    def _settle(self) -> None:
        if made := self._one(Highlight.objects.all()):
            speaker = speaker_called(self._chance.choice(SPEAKERS))
            settle(made, speaker, "Heard it.", self._chance.choice(self._people))

    def _take_back(self) -> None:
        if said := self._one(Attribution.objects.all()):
            said.delete()

    def _change_kind(self) -> None:
        if made := self._one(Highlight.objects.all()):
            made.kind = self._chance.choice(Highlight.Kind.values)
            made.save()

    def _hide(self) -> None:
        if made := self._one(Highlight.objects.all()):
            made.visibility = self._chance.choice(Highlight.Visibility.values)
            made.save(update_fields=["visibility"])

    def _delete_mark(self) -> None:
        if made := self._one(Highlight.objects.all()):
            Highlight.objects.filter(pk=made.pk).update(deleted_at=timezone.now())

    def _bring_back(self) -> None:
        Highlight.objects.update(deleted_at=None)

    def _date(self) -> None:
        if article := self._one(Article.objects.all()):
            article.dated_at += timedelta(hours=self._chance.randrange(-50, 50))
            article.save()

    def _move(self) -> None:
        outlet = Outlet.objects.known_as(self._chance.choice(OUTLETS), "")
        Article.objects.filter(pk__in=Article.objects.order_by("pk")[:1]).update(outlet=outlet)

    def _merge(self) -> None:
        kept, other = self._one(Article.objects.all()), self._one(Article.objects.all())
        if kept and other:
            _unless_hindered(lambda: merge(kept, other))

    def _split(self) -> None:
        if merged := self._one(Article.objects.filter(merged_at__isnull=False)):
            _unless_hindered(lambda: split(merged))

    def _edit(self) -> None:
        if article := self._one(Article.objects.readable()):
            edited = f"The chamber heard it {self._chance.random()} times."
            article.revise(factories.extract(*factories.STORY, edited))

    def _remove(self) -> None:
        if article := self._one(Article.objects.readable()):
            Article.objects.filter(pk=article.pk).remove(self._people[0])

    def _put_back(self) -> None:
        Article.objects.all().put_back()

    def _delete_for_good(self) -> None:
        joined = Article.objects.filter(twin__isnull=False)
        if article := self._one(Article.objects.exclude(pk__in=joined.values("twin"))):
            article.delete()


def _unless_hindered(do: Callable[[], Any]) -> None:
    with suppress(Hindered):
        do()


def kept() -> list[tuple[Any, ...]]:
    """What the traces say, each as a row."""
    fields = ("highlight", "article", "outlet", "dated_at", "added_at", "kind", "visibility")
    return sorted(Trace.objects.values_list(*fields, "author", "speaker"))


def counted_afresh() -> list[tuple[Any, ...]]:
    """The same, from the highlights themselves."""
    standing = Attribution.objects.standing().filter(highlight=OuterRef("pk"))
    article = "version__article"
    at = (f"{article}__outlet", f"{article}__dated_at", f"{article}__added_at")
    rows = Highlight.objects.filter(deleted_at=None).values_list(
        "pk", article, *at, "kind", "visibility", "author", standing.values("speaker")[:1]
    )
    return sorted(rows)


def listed(user: User, filters: Filters, beyond: Place | None, *, forward: bool) -> list[int]:
    values = Values(user)
    sql = newest(user, filters, values, 100, beyond, forward=forward)
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return [pk for _at, pk in cursor.fetchall()]


def looked_for(user: User, filters: Filters, beyond: Place | None, *, forward: bool) -> list[int]:
    """The same, by a look at all highlights of all articles."""
    by = "added_at" if filters.by_arrival else "dated_at"
    made = Highlight.objects.visible_to(user).filter(version__article=OuterRef("pk"))
    if filters.kinds:
        made = made.filter(kind__in=filters.kinds)
    if filters.people:
        made = made.filter(author__in=filters.people)
    if filters.speakers:
        said = Attribution.objects.standing().filter(speaker__in=filters.speakers)
        made = made.filter(Exists(said.filter(highlight=OuterRef("pk"))))
    found = Article.objects.readable().filter(Exists(made))
    if filters.outlets:
        found = found.filter(outlet__in=filters.outlets)
    if beyond:
        found = found.filter(beyond.after_by(by) if forward else beyond.before_by(by))
    way = "-" if forward else ""
    return list(found.order_by(f"{way}{by}", f"{way}pk").values_list("pk", flat=True))


def questions(people: list[User]) -> list[Filters]:
    """Filters of every kind, one by one and together."""
    known = {name: speaker_called(name).pk for name in SPEAKERS}
    outlet = Outlet.objects.known_as(OUTLETS[0], "").pk
    speakers = [(), (known[SPEAKERS[0]],), tuple(known.values())]
    kinds = [(), ("claim",), ("quote", "passage")]
    by = [(), (people[0].pk,), tuple(one.pk for one in people)]
    outlets = [(), (outlet,)]
    return [
        Filters(
            Which.ALL,
            Show.ANNOTATED,
            outlets=outlet,
            speakers=speaker,
            people=person,
            kinds=kind,
            by_arrival=len(outlet) != len(kind),
        )
        for outlet, speaker, person, kind in product(outlets, speakers, by, kinds)
    ]


@pytest.mark.parametrize("seed", range(3))
def test_whatever_readers_do_each_finds_what_a_look_at_all_highlights_finds(
    petra: User, tomas: User, seed: int
) -> None:
    people = [petra, tomas]
    readers = Readers(people, seed)
    for _ in range(40):
        readers.do_something()
        assert kept() == counted_afresh()
    middle = Article.objects.order_by("dated_at", "pk")[Article.objects.count() // 2]
    for user, filters in product(people, questions(people)):
        at = middle.added_at if filters.by_arrival else middle.dated_at
        for beyond, forward in (
            (None, True),
            (Place(at, middle.pk), True),
            (Place(at, middle.pk), False),
        ):
            wanted = looked_for(user, filters, beyond, forward=forward)
            assert listed(user, filters, beyond, forward=forward) == wanted


def test_traces_that_were_lost_are_written_afresh(petra: User, tomas: User) -> None:
    for words, by in zip(WORDS, (petra, tomas), strict=False):
        factories.highlight(factories.article(), words, by, speaker_name=SPEAKERS[0])
    before = kept()
    Trace.objects.all().delete()
    Trace.objects.recount()
    assert kept() == before == counted_afresh()
