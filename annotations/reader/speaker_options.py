"""Whom to choose from when somebody says who said a highlight."""

from functools import lru_cache

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from annotations.quotations.models import Suggestion
from annotations.speakers.meant import meant_by
from annotations.speakers.models import fold
from annotations.speakers.people import Person, people_in
from annotations.speakers.ranking import ranked
from annotations.speakers.words import words_of, words_typed
from newsroom.articles.models import Version

KNOWN, NEW = 7, 4


@require_safe
def options(request: HttpRequest, pk: int) -> HttpResponse:
    """The speakers to choose from for a highlight on this version.

    First people of this article, those named nearest to the passage (`start`,
    in code points) before others; then everyone; then those nobody knows yet, who are suggested
    here or only named; then adding what was typed. A name that was in the field before anybody
    typed (`given`) leaves the others in the list, after those who have it.
    """
    version = get_object_or_404(
        Version.objects.select_related("article").only("digest", "article__dated_at"), pk=pk
    )
    typed = request.GET.get("speaker_name", "").replace("\0", "").strip()[:200]
    start = request.GET.get("start", "")
    named = [*_suggested(version, start), *_near(_people(version.digest), start)]
    people = {fold(name): name for name in reversed(named)}
    called = [(name, version.article_id) for name in reversed(people)]
    meant = meant_by(called, request.user)
    alone = (meant[one][0].pk for one in called if len(meant.get(one, ())) == 1)
    nearest = list(dict.fromkeys(alone))
    is_given = typed == request.GET.get("given", "").strip()[:200]
    speakers = ranked("" if is_given else typed, version, request.user, nearest, KNOWN)
    if is_given and typed:
        called_so = ranked(typed, version, request.user, nearest, NEW)
        speakers = list({one.pk: one for one in (*called_so, *speakers)}.values())[:KNOWN]
    new = [people[name] for name, article in called if (name, article) not in meant]
    context = {
        "speakers": speakers,
        "nearest": nearest,
        "people": [name for name in new if is_given or _fits(name, typed)][:NEW],
        "typed": typed,
        "offer_new": bool(typed) and fold(typed) not in {fold(one.name) for one in speakers},
    }
    return render(request, "speakers/options.html", context)


@lru_cache(maxsize=256)
def _people(digest: str) -> list[Person]:
    """The people of a text; kept, because the same text is asked for with every letter typed."""
    return people_in(Version.objects.filter(digest=digest).values_list("text", flat=True)[0])


def _suggested(version: Version, start: str) -> list[str]:
    """The names in suggestions nobody has decided on, the nearest to `start` first."""
    unknown = Suggestion.objects.standing().filter(version=version, named=True, said_by=None)
    found = unknown.order_by("start", "pk").values_list("start", "speaker")
    if start.isdecimal():
        found = sorted(found, key=lambda one: abs(one[0] - int(start[:9])))
    return [name for _start, name in found]


def _near(people: list[Person], start: str) -> list[str]:
    if start.isdecimal():
        people = sorted(people, key=lambda person: person.distance(int(start[:9])))
    return [person.name for person in people]


def _fits(name: str, typed: str) -> bool:
    words = words_of(name)
    return all(any(one.startswith(word) for one in words) for word in words_typed(typed))
