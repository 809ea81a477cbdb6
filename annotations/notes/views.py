from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe
from django.views.decorators.vary import vary_on_headers

from annotations.highlights.models import Highlight
from annotations.notes.forms import NoteEditForm, NoteForm
from annotations.notes.models import Note, Resolution
from annotations.notes.threads import thread_on
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
            # What is said after the end of a thread must not be folded away unread.
            Resolution.objects.filter(highlight=highlight).delete()
    except IntegrityError:
        pass  # the same request, sent again: the note is there
    return _thread(request, highlight, said="note")


@require_http_methods(["GET", "HEAD", "POST"])
@vary_on_headers("HX-Request")
@transaction.atomic
def note(request: HttpRequest, pk: int) -> HttpResponse:
    """A note: the form that changes it, and the change."""
    editable = Note.objects.editable_by(request.user).filter(deleted_at__isnull=True)
    if request.method in {"GET", "HEAD"}:
        found = get_object_or_404(editable.with_people(), pk=pk)
        return _edit(request, found, NoteEditForm(instance=found))
    found = get_object_or_404(editable.select_for_update(of=("self",)), pk=pk)
    form = NoteEditForm(request.POST, instance=found)
    if form.is_valid():
        form.save(by=request.user)
        return _thread(request, found.highlight, said="note")
    return _edit(request, found, form, status=409 if form.is_late else 422)


@require_http_methods(["GET", "HEAD", "POST", "DELETE"])
def deletion(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete a note, or, by deleting the deletion, bring it back."""
    found = get_object_or_404(Note.objects.editable_by(request.user), pk=pk)
    if request.method in {"GET", "HEAD"}:
        return render(request, "notes/deletion.html", {"note": found})
    back = _takes_back(request)
    if back:
        found.bring_back()
    else:
        found.delete_as(request.user)
    if not request.htmx and not back:
        return redirect("note_deletion", pk=pk)
    return _thread(request, found.highlight, deleted=None if back else found)


@require_safe
@vary_on_headers("HX-Request")
def wordings(request: HttpRequest, pk: int) -> HttpResponse:
    """What a note said before it was changed, the latest first."""
    found = get_object_or_404(Note.objects.visible_to(request.user).with_people(), pk=pk)
    context = {"note": found, "wordings": found.wordings.select_related("by")}
    template = "notes/wordings.html" if request.htmx else "notes/wordings_page.html"
    return render(request, template, context)


@require_http_methods(["POST", "DELETE"])
def resolution(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that a thread has come to its end; deleting that opens it again."""
    highlight = get_object_or_404(Highlight.objects.visible_to(request.user), pk=pk)
    if _takes_back(request):
        Resolution.objects.filter(highlight=highlight).delete()
        return _thread(request, highlight, said="reopened")
    Resolution.objects.get_or_create(highlight=highlight, defaults={"by": request.user})
    return _thread(request, highlight, said="resolved")


def _takes_back(request: HttpRequest) -> bool:
    """Whether what was done before is to be undone; forms without scripts cannot send DELETE."""
    return request.method == "DELETE" or request.POST.get("undo") == "yes"


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
    said: str = "",
    deleted: Note | None = None,
) -> HttpResponse:
    """The thread, drawn again; without htmx, the way back to it. `said` names what was done."""
    if not request.htmx and status == 200:
        return redirect(highlight)
    context = {
        "thread": thread_on(highlight.pk),
        "form": form,
        "said": said,
        "deleted": deleted,
    }
    template = "notes/answer.html" if request.htmx else "notes/thread_page.html"
    return render(request, template, context, status=status)
