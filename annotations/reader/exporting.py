"""An article's highlights to take away: what the reader may see, filtered as the page is."""

from collections.abc import Callable, Iterable, Iterator

from django.db.models import F, OuterRef, Prefetch, QuerySet, Subquery
from django.http import Http404, HttpRequest, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from annotations.highlights.labels import Label
from annotations.highlights.models import Anchor, Highlight
from annotations.notes.models import Note
from annotations.notes.verdicts import Verdict
from annotations.reader.exports import Found, Passage, Said, Story, as_csv, as_json, as_markdown
from annotations.reader.page import LONG_FIELDS
from annotations.speakers.models import Attribution, Speaker
from annotations.speakers.offices import role_of, roles_on
from annotations.teams.tokens import public_address
from newsroom.articles.models import Article, Version

type Format = Callable[[Story, Iterable[Passage]], Iterator[str]]

FORMATS: dict[str, tuple[str, Format]] = {
    "json": ("application/ld+json", as_json),
    "md": ("text/markdown", as_markdown),
    "csv": ("text/csv", as_csv),
}
#: What the page's filter is called in addresses, and what it asks of highlights.
FILTERS = {"by": "author__in", "kind": "kind__in"}
AT_ONCE = 500
#: Code points around a passage by which it is told from others with the same words.
AROUND = 32


@require_safe
@never_cache
def export(request: HttpRequest, pk: int) -> StreamingHttpResponse:
    """The highlights of an article as a file: JSON, Markdown or CSV."""
    if request.GET.get("as") not in FORMATS:
        raise Http404
    article = get_object_or_404(
        Article.objects.readable().select_related("outlet", "latest_version"), pk=pk
    )
    found = filtered(
        Highlight.objects.visible_to(request.user).filter(version__article=article), request
    )
    kind, write = FORMATS[request.GET["as"]]
    passages = _passages(found, article, request)
    response = StreamingHttpResponse(
        write(_story(article, request), passages), content_type=f"{kind}; charset=utf-8"
    )
    name = f"{slugify(article.title)[:60] or article.pk}-highlights.{request.GET['as']}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def filtered(highlights: QuerySet[Highlight], request: HttpRequest) -> QuerySet[Highlight]:
    """Those of `highlights` that the filter in the address of `request` keeps."""
    for name, asks in FILTERS.items():
        if values := _asked(request, name):
            highlights = highlights.filter(**{asks: values})
    if labels := _asked(request, "label"):
        having = Label.objects.filter(pk__in=labels)
        highlights = highlights.filter(pk__in=having.values("highlights"))
    if speakers := _asked(request, "speaker"):
        now = Speaker.objects.followed(map(int, speakers)).values()
        said = Attribution.objects.standing().filter(speaker__in=now)
        highlights = highlights.filter(pk__in=said.values("highlight"))
    return highlights


def _asked(request: HttpRequest, name: str) -> list[str]:
    """The values asked for; what cannot be a key fits nothing."""
    values = request.GET.getlist(name)
    if name == "kind":
        return values and [one if one in Highlight.Kind.values else "" for one in values]
    return values and [one if one.isdecimal() and len(one) < 19 else "0" for one in values]


def _passages(
    highlights: QuerySet[Highlight], article: Article, request: HttpRequest
) -> Iterator[Passage]:
    """In the order in which the latest version has them, then those that it has lost."""
    latest = Anchor.objects.filter(version=article.latest_version_id, highlight=OuterRef("pk"))
    day = timezone.localdate(article.dated_at)
    found = (
        highlights.select_related("author", "version")
        .defer(*(f"version__{name}" for name in LONG_FIELDS))
        .annotate(place=Subquery(latest.values("start")[:1]))
        .prefetch_related(
            Prefetch(
                "attributions",
                roles_on(Attribution.objects.standing(), day).select_related("speaker"),
                to_attr="standing",
            ),
            Prefetch(
                "notes",
                Note.objects.filter(deleted_at__isnull=True).select_related("author"),
                to_attr="said",
            ),
            Prefetch("verdicts", Verdict.objects.select_related("by"), to_attr="judged"),
            "labels",
        )
        .order_by(F("place").asc(nulls_last=True), "version__number", "start", "pk")
    )
    texts: dict[int, str] = {}
    for one in found.iterator(chunk_size=AT_ONCE):
        if one.version_id not in texts:
            texts[one.version_id] = Version.objects.values_list("text").get(pk=one.version_id)[0]
        yield _passage(one, texts[one.version_id], request)


def _passage(highlight: Highlight, text: str, request: HttpRequest) -> Passage:
    said = highlight.standing[0] if highlight.standing else None
    version = highlight.version
    is_claim = highlight.kind == Highlight.Kind.CLAIM
    return Passage(
        link=public_address(request, highlight.get_absolute_url()),
        kind=highlight.kind,
        kind_name=str(highlight.get_kind_display()),
        words=highlight.words,
        start=highlight.start,
        end=highlight.end,
        before=text[max(0, highlight.start - AROUND) : highlight.start],
        after=text[highlight.end : highlight.end + AROUND],
        speaker=said.speaker.name if said else "",
        role=role_of(said) if said else "",
        by=str(highlight.author),
        at=timezone.localtime(highlight.created_at),
        version=version.number,
        version_link=public_address(request, reverse("version", args=[version.pk])),
        kept_at=timezone.localtime(version.captured_at),
        labels=tuple(label.name for label in highlight.labels.all()),
        notes=tuple(
            Said(str(note.author), timezone.localtime(note.created_at), note.body)
            for note in highlight.said
        ),
        verdicts=tuple(map(_found, highlight.judged)) if is_claim else (),
    )


def _found(verdict: Verdict) -> Found:
    return Found(
        by=str(verdict.by),
        at=timezone.localtime(verdict.at),
        verdict=verdict.verdict,
        name=str(verdict.get_verdict_display()),
        sources=verdict.sources,
    )


def _story(article: Article, request: HttpRequest) -> Story:
    version = article.latest_version
    published = version.published_at
    return Story(
        title=article.title,
        outlet=str(article.outlet or ""),
        authors=tuple(version.authors),
        url=article.url,
        link=public_address(request, article.get_absolute_url()),
        language=version.language,
        published_at=timezone.localtime(published) if published else None,
    )
