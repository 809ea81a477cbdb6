"""Workers are killed in the middle of things: what comes in is whole, and comes in once.

With MARGENT_FULL=1 in the environment twenty workers are killed while 200 pages come in, and their
work is taken over in its time; without it a few, whose death is told to the others at once.
"""

import os
import random
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from uuid import uuid4

import pytest
from django.test import Client

from annotations.teams.models import User
from newsroom import tasks
from newsroom.articles.models import Article, Import, Version
from newsroom.ingestion.adding import add_link
from newsroom.ingestion.importing import import_links
from tests.served import by_id, text
from tests.servers import Answer, Site, serving
from tests.workers import Worker, bury, soon, working

pytestmark = pytest.mark.django_db(transaction=True)

FULL = os.environ.get("MARGENT_FULL") == "1"
KILLS, PAGES = (20, 200) if FULL else (3, 24)
IMPORTED = 500 if FULL else 40
SEED = 20260514
HOSTS = 4


def lines(number: int) -> list[str]:
    """Return what page `number` says, its headline first."""
    body = [
        f"The chamber passed part {number} of the ferry fund after {line + 2} hours of debate, "
        f"and Dagny Ferrowe said on the quay that berth {number * 7 + line} was never asked."
        for line in range(4)
    ]
    return [f"Ferry fund, part {number}, passes by four votes", *body]


def page(number: int) -> Answer:
    title, *body = lines(number)
    paragraphs = "".join(f"<p>{line}</p>" for line in body)
    head = f'<!doctype html><html lang="en"><head><title>{title}</title></head>'
    html = f"{head}<body><article><h1>{title}</h1>{paragraphs}</article></body></html>"
    return Answer(html, delay=0.02 + number % 7 * 0.03)


@pytest.fixture
def sites(settings: object) -> Iterator[list[Site]]:
    """Servers that hold the pages, in turn."""
    with ExitStack() as open_sites:
        sites = [
            open_sites.enter_context(
                serving({f"/{n}": page(n) for n in range(place, max(PAGES, IMPORTED), HOSTS)})
            )
            for place in range(HOSTS)
        ]
        settings.FETCH_ALLOW = frozenset().union(*(site.allow for site in sites))
        yield sites


def allow(sites: list[Site]) -> frozenset[str]:
    return frozenset().union(*(site.allow for site in sites))


def come_to_an_end() -> bool:
    running = Import.objects.filter(state=Import.State.RUNNING).exists()
    return not running and not Article.objects.filter(state=Article.State.FETCHING).exists()


def check_that_all_are_here_whole_and_once(count: int) -> None:
    assert Counter(Article.objects.values_list("state", "failure")) == {("ready", ""): count}
    texts = {version.article_id: version.text for version in Version.objects.all()}
    assert Version.objects.count() == len(texts) == count
    assert sorted(texts.values()) == sorted("\n".join(lines(n)) for n in range(count))
    assert not Article.objects.exclude(twin=None).exists()


def test_workers_are_killed_and_every_page_comes_in_once(sites: list[Site], petra: User) -> None:
    chance = random.Random(SEED)
    links = [f"{sites[n % HOSTS]}/{n}" for n in range(PAGES)]
    import_links(links[: PAGES // 2], "half of them", petra)
    for link in links[PAGES // 2 :]:
        add_link(link, petra)
    for _ in range(KILLS):
        worker = Worker(allow(sites))
        begun = len(requests(sites))
        # Only a worker that has begun to work is worth killing.
        assert soon(lambda begun=begun: len(requests(sites)) > begun or come_to_an_end(), 60)
        time.sleep(chance.uniform(0, 0.6))
        worker.kill()
        if not FULL:
            bury()
            tasks.rescue(timestamp=0)
    with working(allow(sites)):
        assert soon(come_to_an_end, 180)
    check_that_all_are_here_whole_and_once(PAGES)


def test_an_import_goes_on_where_it_was_when_margent_is_started_again(
    sites: list[Site], as_petra: Client
) -> None:
    links = "\n".join(f"{sites[n % HOSTS]}/{n}" for n in range(IMPORTED))
    as_petra.post("/add/", {"text": links, "client_key": uuid4()})
    with working(allow(sites)):
        assert soon(lambda: ready() >= IMPORTED // 4, 120)
    assert ready() < IMPORTED
    told = " ".join(text(by_id(as_petra.get("/add/"), "arrivals")).split())
    assert f"{ready()} of {IMPORTED}: {ready()} ready." in told
    if not FULL:
        bury()
    with working(allow(sites)):
        assert soon(come_to_an_end, 300)
    check_that_all_are_here_whole_and_once(IMPORTED)
    assert f"{IMPORTED} ready." in text(by_id(as_petra.get("/add/"), "arrivals"))


def ready() -> int:
    return Article.objects.filter(state=Article.State.READY).count()


def requests(sites: list[Site]) -> list[str]:
    return [path for site in sites for path in site.asked]
