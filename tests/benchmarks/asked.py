"""The requests that are measured, and what each may cost at most."""

from collections.abc import Callable, Iterable
from itertools import count
from random import Random
from uuid import uuid4

from annotations.highlights.models import Highlight
from newsroom.articles.models import Article, Version
from newsroom.articles.places import Place
from tests.benchmarks.costs import Asked
from tests.benchmarks.making import TOPICS, Plan, crowded

LIBRARY = {"most": 2.0, "queries": 8}
#: 30 ms where Y is 8.
SPEAKERS = 3.75


def requests(plan: Plan) -> Iterable[Asked]:
    """Yield all that is measured on the library of `plan`."""
    yield from _library(plan)
    yield from _reader(plan)


def _library(plan: Plan) -> Iterable[Asked]:
    deep = _place(plan.articles // 10)
    paths = {
        "inbox": "/",
        "all": "/?list=all",
        "compact": "/?list=all&rows=compact",
        "next page": f"/?list=all&after={_place(plan.articles - 40)}",
        "deep page": f"/?list=all&after={deep}",
        "by arrival": "/?list=all&sort=added",
        "changed since reading": "/?list=changed",
        "outlet with most": "/?list=all&outlet=1",
        "outlet with few": "/?list=all&outlet=190",
        "five outlets": "/?list=all&" + "&".join(f"outlet={pk}" for pk in (3, 40, 90, 150, 199)),
        "unread": "/?list=all&show=unread",
        "unread, deep": f"/?list=all&show=unread&after={deep}",
        "annotated": "/?list=all&show=annotated",
        "annotated, deep": f"/?list=all&show=annotated&after={deep}",
        "speaker with most": "/?list=all&speaker=1",
        "speaker with few": f"/?list=all&speaker={plan.speakers - 5}",
        "topic with most": "/?list=all&topic=1",
        "topic with few": f"/?list=all&topic={TOPICS}",
        "person": "/?list=all&person=3",
        "kind": "/?list=all&kind=claim",
        "language": "/?list=all&language=en",
        "language that is rare": "/?list=all&language=de",
        "old days": f"/?list=all&date=range&to={deep[:10]}",
        "topic, outlet, annotated": "/?list=all&topic=2&outlet=5&show=annotated",
        "speaker, outlet, unread": "/?list=all&speaker=2&outlet=5&show=unread",
    }
    for name, path in paths.items():
        yield Asked(f"library, {name}", _same(path), **LIBRARY)
    yield Asked("library's lists with counts", _same("/library/lists/"), part=True)
    yield Asked("library's filters", _same("/library/filters/?list=all"), part=True)
    middle = f"/articles/{plan.articles // 2}"
    for way in ("next", "previous"):
        for of in ("list=all", "speaker=1", "show=unread&topic=1"):
            yield Asked(f"library's {way} one, {of}", _same(f"{middle}/{way}/?{of}"), part=True)


def _place(pk: int) -> str:
    place = Place(*Article.objects.values_list("dated_at", "pk").get(pk=pk))
    return str(place).replace("+", "%2B")


def _reader(plan: Plan) -> Iterable[Asked]:
    for one in crowded(plan):
        most = {50: 2.0, 200: 4.0, 5000: 50.0}[one.highlights]
        size = 3_000_000 if one.highlights == 5000 else None
        name = f"reader, {one.highlights:,} highlights"
        yield Asked(name, _same(f"/articles/{one.article}/"), most=most, size=size)
    usual = _annotated(plan)
    yield Asked("reader, usual article", _same(f"/articles/{usual.article_id}/"), most=2.0)
    polled = f"/articles/{usual.article_id}/changes/?on={usual.pk}&since={10**17}"
    yield Asked("reader, polled, nothing new", _same(polled), part=True, most=0.5, queries=2)
    speakers = f"/versions/{usual.pk}/speakers/?start=900&speaker_name="
    yield Asked("speakers, nothing typed", _same(speakers), part=True, most=SPEAKERS)
    yield Asked("speakers, one letter", _same(speakers + "t"), part=True, most=SPEAKERS)
    yield Asked("speakers, a name", _same(speakers + "dagny+fer"), part=True, most=SPEAKERS)
    versions = _versions(plan)
    making = _Selecting(versions)
    yield Asked("highlight made", making.path, making.form, part=True, queries=8)


def _annotated(plan: Plan) -> Version:
    """The version of an article in the middle of the library with five highlights or so."""
    return Version.objects.only("pk", "article").get(pk=plan.articles // 20 * 10 + 1)


def _versions(plan: Plan) -> list[Version]:
    """Annotated articles, with no more in common than chance."""
    chance = Random(plan.seed)
    keys = [10 * chance.randrange(plan.articles // 10) + 1 for _ in range(1000)]
    return list(Version.objects.filter(pk__in=keys).order_by("digest"))


class _Selecting:
    """A reader who selects some words in one article after another."""

    def __init__(self, versions: list[Version]) -> None:
        self._versions = versions
        self._turns = count()
        self._version = versions[0]

    def path(self) -> str:
        self._version = self._versions[next(self._turns) % len(self._versions)]
        return f"/versions/{self._version.pk}/highlights/"

    def form(self) -> dict[str, object]:
        extent = self._version.blocks[3]
        start = extent["start"] + next(self._turns) % 200
        words = self._version.text[start : start + 40].strip()
        start = self._version.text.index(words)
        return {
            "start": start,
            "end": start + len(words),
            "words": words,
            "kind": Highlight.Kind.QUOTE,
            "client_key": uuid4(),
        }


def _same(path: str) -> Callable[[], str]:
    return lambda: path
