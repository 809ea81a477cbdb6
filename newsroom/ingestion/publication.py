"""When the article on a page was published: what the page declares, and what it shows."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta, timezone

from newsroom.articles.text import Kind
from newsroom.ingestion.boilerplate import SENTENCE_END
from newsroom.ingestion.choices import Choice, Source
from newsroom.ingestion.dates import Moment, find_moment, tells_update
from newsroom.ingestion.metadata import fullest, fullness
from newsroom.ingestion.passages import Passage
from newsroom.ingestion.reading import Page

_FARTHEST_ZONE = timedelta(hours=14)
_HALF_HOUR = timedelta(minutes=30)
_DAY = timedelta(days=1)
# Beyond these few people live, and a date a day off has other reasons.
_FARTHEST_WEST, _FARTHEST_EAST = -10, 13
_DATED_PATH = re.compile(r"/((?:19|20)\d{2})[/-](0[1-9]|1[0-2])[/-](0[1-9]|[12]\d|3[01])(?=[/-])")
_PUBLISHED = re.compile(
    r"(?:first )?(?:published|posted)\b|veröffentlicht|erschienen|publié|publicado|pubblicato"
    r"|publicerad|publisert|publiceret|gepubliceerd|opublikowano",
    re.IGNORECASE,
)
_MOST_AROUND = 40
_FARTHEST_ABOVE = 8
_MOST_TIMES = 20


def publication(page: Page, kept: list[int]) -> Choice[datetime | None]:
    """Return when the article that stands at `kept` was published, as far as its page says."""
    facts = page.facts
    if declared := (*facts.moments, *facts.record_moments):
        return _believed(page, kept, declared)
    shown = [*_shown_moments(page, kept)]
    found = fullest(shown, shown[0]) if shown else None
    return Choice(found.value.when, found.source) if found else Choice(None)


def _believed(
    page: Page, kept: list[int], declared: tuple[Choice[Moment], ...]
) -> Choice[datetime | None]:
    """The likeliest of `declared`, corrected by the date that a reader sees for it."""
    likeliest = fullest(declared, declared[0])
    when = _in_its_zone(page, likeliest.value.when)
    shown = next(_datelines(page, kept), None)
    if shown is None and (titled := _titled(page, declared)):
        return titled
    if shown and shown.when.date() != when.date():
        if local := _on_shown_day(likeliest.value, shown):
            return Choice(local, likeliest.source)
        if told := _of_day(declared, likeliest, shown):
            return Choice(_in_its_zone(page, told.value.when), told.source)
    if better := _corrected(page, kept, likeliest.value):
        return Choice(better.when, Source.DATELINE)
    return Choice(when, likeliest.source)


def _titled(page: Page, declared: tuple[Choice[Moment], ...]) -> Choice[datetime | None] | None:
    """That of `declared` which the title of the page names."""
    named = find_moment(page.facts.page_title[-60:])
    told = _of_day(declared, declared[0], named) if named else None
    return Choice(_in_its_zone(page, told.value.when), told.source) if told else None


def _of_day(
    declared: tuple[Choice[Moment], ...], likeliest: Choice[Moment], shown: Moment
) -> Choice[Moment] | None:
    """That of `declared` which falls on the day that is `shown` and says no less."""
    day = shown.when.date()
    found = next((it for it in declared if it.value.when.date() == day), None)
    told = fullest(declared, found) if found else None
    return told if told and fullness(told.value) >= fullness(likeliest.value) else None


def _corrected(page: Page, kept: list[int], declared: Moment) -> Moment | None:
    """The date below the headline where it says better than `declared` what it is.

    An update shown for an earlier day tells that the article was there by then. Data
    that know only of their record may give the day when that was made or last touched.
    """
    modified = page.facts.modified_at
    for place in _below_headline(page, kept):
        moment = _dateline(page.passages[place])
        if moment is None or moment.when.date() == declared.when.date():
            continue
        if _is_of_update(page, place, moment):
            if declared.when - moment.when >= (_DAY if page.facts.moments else timedelta(0)):
                return moment
        elif not page.facts.moments and not (modified and moment.when.date() == modified.date()):
            return moment
    return None


def _datelines(page: Page, kept: list[int]) -> Iterator[Moment]:
    """The dates that stand by the headline as the one of publication, those below it first."""
    for place in (*_below_headline(page, kept), *_above_headline(page, kept)):
        moment = _dateline(page.passages[place])
        if moment and not _is_of_update(page, place, moment):
            yield moment


def _is_of_update(page: Page, place: int, moment: Moment) -> bool:
    """Whether the line at `place`, or the label before it, says that something changed then."""
    before = page.passages[place - 1].text if place else ""
    label = before if before.endswith(":") and len(before) < 40 else ""
    said = page.passages[place].text[: moment.start]
    return tells_update(f"{label} {said}")


def _dateline(passage: Passage) -> Moment | None:
    """The date of a line that says little else."""
    if len(passage.text) > 160 or not any(map(str.isdigit, passage.text)):
        return None
    moment = find_moment(passage.text)
    if moment is None:
        return None
    around = len(passage.text) - (moment.end - moment.start)
    is_of_picture = passage.kind is Kind.CAPTION and not _PUBLISHED.match(passage.text)
    return moment if around <= (4 if is_of_picture else _MOST_AROUND) else None


def _below_headline(page: Page, kept: list[int]) -> range:
    """The places from the headline, or what may be its, to the first paragraphs."""
    end = min(page.head_end(kept), len(page.passages))
    if page.title_place is None and kept:
        return range(max(0, kept[0] - _FARTHEST_ABOVE), end)
    return range(page.start + 1, end)


def _above_headline(page: Page, kept: list[int]) -> range:
    """The places above the headline, from it upwards."""
    start = min(page.start, len(page.passages) - 1)
    return range(start, max(0, start - _FARTHEST_ABOVE) - 1, -1)


def _on_shown_day(moment: Moment, shown: Moment) -> datetime | None:
    """`moment`, told in UTC, in the nearest zone where it falls on the day that is `shown`."""
    if not moment.zoned or not moment.timed or moment.when.utcoffset():
        return None
    ahead = shown.when.date() - moment.when.date()
    is_whole_day = moment.when.time() == time.min
    if abs(ahead) != _DAY or shown.timed or is_whole_day:
        return None
    west, east = -(moment.when.hour + 1), 24 - moment.when.hour
    hours = west if ahead < timedelta(0) else east
    if not _FARTHEST_WEST <= hours <= _FARTHEST_EAST:
        return None
    return moment.when.astimezone(timezone(timedelta(hours=hours)))


def _in_its_zone(page: Page, when: datetime) -> datetime:
    """`when`, declared in UTC, in the zone in which the page shows it by the headline."""
    start = page.title_place
    if when.utcoffset() or start is None:
        return when
    for passage in page.passages[max(0, start - 4) : start + 10]:
        moment = find_moment(passage.text) if len(passage.text) <= 160 else None
        if moment is None or moment.zoned or not moment.timed:
            continue
        ahead = moment.when.replace(tzinfo=UTC) - when.replace(second=0, microsecond=0)
        if ahead and abs(ahead) <= _FARTHEST_ZONE and ahead % _HALF_HOUR == timedelta(0):
            return when.astimezone(timezone(ahead))
    return when


def _shown_moments(page: Page, kept: list[int]) -> Iterator[Choice[Moment]]:
    """The dates shown by the headline, in the title and the address, then below the article.

    That of an update by the headline says more of the article than what stands below it.
    """
    last = kept[-1] if kept else page.start
    near = (*_below_headline(page, kept), *_above_headline(page, kept))
    below = range(last, min(last + 16, len(page.passages)))
    yield from _timed(page, near)
    yield from (Choice(moment, Source.DATELINE) for moment in _datelines(page, kept))
    yield from _dated(page.facts.page_title[-60:], Source.PAGE_TITLE)
    if match := _DATED_PATH.search(page.url):
        yield from _dated("-".join(match.groups()), Source.ADDRESS)
    yield from _mentioned(page, near, Source.DATELINE)
    yield from _mentioned(page, near, Source.DATELINE, are_updates=True)
    yield from _timed(page, below)
    yield from _mentioned(page, below, Source.FOOT)
    yield from (it for value, _ in page.times[:3] for it in _dated(value, Source.TIME))
    yield from _mentioned(page, below, Source.FOOT, are_updates=True)


def _timed(page: Page, places: Iterable[int]) -> Iterator[Choice[Moment]]:
    """The values of time elements that begin before the passages at `places`."""
    values = defaultdict(list)
    for value, place in page.times:
        values[place].append(value)
    for place in places:
        for moment in filter(None, map(find_moment, values.get(place, ())[:_MOST_TIMES])):
            shown = _dateline(page.passages[place])
            local = _on_shown_day(moment, shown) if shown else None
            yield Choice(replace(moment, when=local or moment.when), Source.TIME)


def _mentioned(
    page: Page, places: Iterable[int], source: Source, are_updates: bool = False
) -> Iterator[Choice[Moment]]:
    for place in places:
        passage = page.passages[place]
        moment = find_moment(passage.text[:200]) if _may_date(passage) else None
        if moment and _is_of_update(page, place, moment) == are_updates:
            yield Choice(moment, source)


def _dated(text: str, source: Source) -> Iterator[Choice[Moment]]:
    if moment := find_moment(text):
        yield Choice(moment, source)


def _may_date(passage: Passage) -> bool:
    """Whether a passage is a line with a date, or begins with one: a mention does not count."""
    if passage.kind is Kind.CAPTION:
        return False
    if len(passage.text) <= 160 and not (
        len(passage.text) > 60 and SENTENCE_END.search(passage.text)
    ):
        return True
    moment = find_moment(passage.text[:40])
    return moment is not None and moment.start == 0
