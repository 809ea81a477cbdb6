"""Saved views: a list with its filters, under a name."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from annotations.library.filters import Filters
from annotations.library.models import LONGEST_QUERY, SavedView
from annotations.library.views import address


class ViewForm(forms.ModelForm):
    class Meta:
        model = SavedView
        fields = ("name", "visibility")

    def clean_name(self) -> str:
        return " ".join(self.cleaned_data["name"].split())


@require_POST
def views(request: HttpRequest) -> HttpResponse:
    """Save the list that `query` asks for, under a name; the same list again is one view."""
    filters = Filters.read_text(request.POST.get("query", ""))
    query = filters.query
    known = SavedView.objects.filter(owner=request.user, query=query).first()
    form = ViewForm(request.POST, instance=known or SavedView(owner=request.user, query=query))
    if not query or len(query) > LONGEST_QUERY:
        messages.error(request, _("A view needs some filters, and not too many."))
    elif form.is_valid():
        form.instance.removed_at = None
        form.save()
        messages.success(request, _("Saved as a view."))
    else:
        messages.error(request, _("A view needs a name."))
    return redirect(address(filters))


@require_http_methods(["POST", "DELETE"])
def view(request: HttpRequest, pk: int) -> HttpResponse:
    """Rename a view or show it to others; by DELETE (or `remove`), remove it; by `undo`, not."""
    found = get_object_or_404(SavedView.objects.editable_by(request.user), pk=pk)
    here = Filters.read_text(found.query)
    if request.method == "DELETE" or request.POST.get("remove") == "yes":
        found.removed_at = found.removed_at or timezone.now()
        found.save(update_fields=["removed_at"])
        return redirect(address(here, removed_view=found.pk))
    if request.POST.get("undo") == "yes":
        found.removed_at = None
        found.save(update_fields=["removed_at"])
        return redirect(address(here))
    form = ViewForm(request.POST, instance=found)
    if form.is_valid():
        form.save()
    else:
        messages.error(request, _("A view needs a name."))
    return redirect(address(here))
