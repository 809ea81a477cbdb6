"""Taking the sample library away again."""

from django.contrib import messages
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from annotations.highlights.models import Highlight
from annotations.speakers.models import Speaker
from annotations.teams.models import User
from annotations.teams.views import owner_only
from newsroom.articles.models import Article, Version
from newsroom.outlets.models import Outlet


@require_POST
@owner_only
def samples_removal(request: HttpRequest) -> HttpResponse:
    """Remove the samples; where there are none left, nothing more changes."""
    count = remove_samples()
    said = ngettext("%(n)d sample article removed.", "%(n)d sample articles removed.", count)
    messages.success(request, said % {"n": count})
    return redirect("settings")


def remove_samples() -> int:
    """Delete the sample articles with all that hangs on them and return how many there were.

    Their outlets, speakers and invented colleagues go too, unless something else uses them.
    """
    with transaction.atomic():
        samples = _held()
        outlets = list(Outlet.objects.filter(articles__in=samples).distinct())
        marked = Highlight.objects.filter(version__article__in=samples)
        speakers = list(Speaker.objects.filter(attributions__highlight__in=marked).distinct())
        Article.objects.filter(pk__in=samples).delete()
        Outlet.objects.filter(pk__in=_pks(outlets), articles__isnull=True).delete()
        Speaker.objects.filter(pk__in=_pks(speakers), attributions__isnull=True).delete()
        _invented().delete()
    return len(samples)


def _held() -> list[int]:
    """Return the samples, locked with their versions: nobody marks what is about to go."""
    samples = Article.objects.filter(is_sample=True).select_for_update()
    pks = list(samples.order_by("pk").values_list("pk", flat=True))
    list(Version.objects.filter(article__in=pks).select_for_update().values_list("pk"))
    return pks


def _pks(rows: list[Outlet] | list[Speaker]) -> list[int]:
    return [row.pk for row in rows]


def _invented() -> QuerySet[User]:
    """People who never could sign in and to whom nothing leads any more."""
    users = User.objects.filter(is_active=False, last_login__isnull=True)
    for relation in User._meta.get_fields(include_hidden=True):
        if relation.auto_created and not relation.concrete:
            left = relation.related_model._base_manager.filter(
                **{relation.field.name: OuterRef("pk")}
            )
            users = users.filter(~Exists(left))
    return users
