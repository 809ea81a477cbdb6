from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods
from django.views.decorators.vary import vary_on_headers

from annotations.highlights.models import Highlight
from annotations.notes.forms import NoteEditForm, NoteForm
from annotations.notes.models import Note
from annotations.teams.models import User


@require_http_methods(["GET", "HEAD", "POST"])
@vary_on_headers("HX-Request")
def notes(request: HttpRequest, pk: int) -> HttpResponse:
    """The thread on a highlight. Posting adds a note; repeated with the same key, it adds one."""
    highlight = get_object_or_404(Highlight.objects.visible_to(request.user), pk=pk)
    if request.method != "POST":
        return _thread(request, highlight)
    form = NoteForm(request.POST)
    if not form.is_valid():
        return _thread(request, highlight, form, status=422)
    form.instance.highlight, form.instance.author = highlight, request.user
    form.instance.client_key = _key(form, highlight, request.user)
    try:
        with transaction.atomic():
            form.save()
    except IntegrityError:
        pass  # the same request, sent again: the note is there
    return _thread(request, highlight, said=True)


@require_http_methods(["GET", "HEAD", "POST"])
@vary_on_headers("HX-Request")
def note(request: HttpRequest, pk: int) -> HttpResponse:
    """One's own note: the form that changes it, and the change."""
    found = get_object_or_404(
        Note.objects.editable_by(request.user).filter(deleted_at__isnull=True), pk=pk
    )
    posted = request.POST if request.method == "POST" else None
    form = NoteEditForm(posted, instance=found)
    if request.method in {"GET", "HEAD"}:
        return _edit(request, found, form)
    if not form.is_valid():
        return _edit(request, found, form, status=422)
    form.instance.edited_at = timezone.now()
    form.save()
    return _thread(request, found.highlight)


@require_http_methods(["GET", "HEAD", "POST", "DELETE"])
def deletion(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete one's own note, or, by deleting the deletion, bring it back."""
    found = get_object_or_404(Note.objects.editable_by(request.user), pk=pk)
    if request.method in {"GET", "HEAD"}:
        return render(request, "notes/deletion.html", {"note": found})
    back = request.method == "DELETE" or request.POST.get("undo") == "yes"
    found.deleted_at = None if back else found.deleted_at or timezone.now()
    found.save(update_fields=["deleted_at"])
    if not request.htmx and not back:
        return redirect("note_deletion", pk=pk)
    return _thread(request, found.highlight, deleted=None if back else found)


def _key(form: NoteForm, highlight: Highlight, author: User) -> UUID:
    """The key the page made, unless another note has it: nothing somebody wrote may be dropped."""
    key = form.cleaned_data["client_key"]
    made = Note.objects.filter(author=author, client_key=key).first()
    same = made and (made.highlight_id, made.body) == (highlight.pk, form.cleaned_data["body"])
    return key if same or made is None else uuid4()


def _edit(request: HttpRequest, found: Note, form: NoteEditForm, status: int = 200) -> HttpResponse:
    """The form that changes a note, in the note's place."""
    template = "notes/edit.html" if request.htmx else "notes/edit_page.html"
    response = render(request, template, {"note": found, "form": form}, status=status)
    if status != 200:
        response["HX-Retarget"], response["HX-Reswap"] = f"#note-{found.pk}", "outerHTML"
    return response


def _thread(
    request: HttpRequest,
    highlight: Highlight,
    form: NoteForm | None = None,
    *,
    status: int = 200,
    said: bool = False,
    deleted: Note | None = None,
) -> HttpResponse:
    """The thread, drawn again; without htmx, the way back to it."""
    if not request.htmx and status == 200:
        return redirect(highlight)
    context = {
        "highlight": highlight,
        "notes": highlight.notes.filter(deleted_at__isnull=True).select_related("author"),
        "form": form or NoteForm(initial={"client_key": uuid4()}),
        "said": said,
        "deleted": deleted,
    }
    template = "notes/answer.html" if request.htmx else "notes/thread_page.html"
    return render(request, template, context, status=status)
