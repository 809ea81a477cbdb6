"""The articles that filters ask for, as somebody sees them."""

from datetime import date, datetime, time, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from annotations.highlights.models import Highlight
from annotations.library.filters import Filters, Show, Which
from annotations.library.models import Reading
from annotations.speakers.models import Attribution
from annotations.teams.models import User
from newsroom.articles.models import Article

LINGERS = timedelta(hours=1)
"""What somebody has read stays in their Inbox for so long, so that they find their way back."""
MOST_NEW = 2000
"""After somebody emptied their Inbox, it shows the newest of what came in since, not more."""


def articles(user: User, filters: Filters) -> QuerySet[Article]:
    """Return the articles that `filters` ask for, as `user` sees them, in no order."""
    found = _listed(user, filters.which)
    if filters.show == Show.UNREAD:
        found = found.filter(~Exists(_read_by(user)))
    if filters.outlets:
        found = found.filter(outlet__in=filters.outlets)
    if filters.languages:
        found = found.filter(_in_languages(filters.languages))
    if filters.topics:
        given = Article.topics.through.objects.filter(article=OuterRef("pk"))
        found = found.filter(Exists(given.filter(topic__in=filters.topics)))
    if _asks_for_highlights(filters):
        found = found.filter(Exists(_highlights(user, filters)))
    return _dated(found, filters)


def _listed(user: User, which: Which) -> QuerySet[Article]:
    if which == Which.REMOVED:
        return Article.objects.put_away()
    found = Article.objects.readable()
    if which == Which.CHANGED:
        return found.filter(
            pk__in=Reading.objects.filter(reader=user, behind=True).values("article")
        )
    return _inbox(user, found) if which == Which.INBOX else found


def _inbox(user: User, found: QuerySet[Article]) -> QuerySet[Article]:
    """What came in and was not read yet, nor put away."""
    done = _read_by(user).filter(read_at__lt=timezone.now() - LINGERS)
    if user.inbox_from:
        new = Article.objects.readable().filter(added_at__gt=user.inbox_from)
        found = found.filter(pk__in=new.order_by("-added_at", "-pk").values("pk")[:MOST_NEW])
    return found.filter(~Exists(done))


def _read_by(user: User) -> QuerySet[Reading]:
    return Reading.objects.filter(reader=user, article=OuterRef("pk"))


def _in_languages(tags: tuple[str, ...]) -> Q:
    """`en` stands for `en-GB` too."""
    found = Q(language__in=tags)
    for tag in tags:
        found |= Q(language__startswith=f"{tag}-")
    return found


def _asks_for_highlights(filters: Filters) -> bool:
    chosen = filters.speakers or filters.people or filters.kinds
    return bool(chosen) or filters.show == Show.ANNOTATED


def _highlights(user: User, filters: Filters) -> QuerySet[Highlight]:
    """The highlights on an article, one of which is all that is asked for."""
    made = Highlight.objects.visible_to(user).filter(version__article=OuterRef("pk"))
    if filters.kinds:
        made = made.filter(kind__in=filters.kinds)
    if filters.people:
        made = made.filter(author__in=filters.people)
    if filters.speakers:
        said = Attribution.objects.standing().filter(speaker__in=filters.speakers)
        made = made.filter(Exists(said.filter(highlight=OuterRef("pk"))))
    return made


def _dated(found: QuerySet[Article], filters: Filters) -> QuerySet[Article]:
    first, last = filters.days(timezone.localdate())
    if first:
        found = found.filter(dated_at__gte=_midnight(first))
    if last and last < date.max:
        found = found.filter(dated_at__lt=_midnight(last + timedelta(days=1)))
    return found


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
