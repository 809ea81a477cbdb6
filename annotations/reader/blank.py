"""The forms for a new highlight: they differ from page to page in their keys alone, so each is
rendered once for each language."""

from functools import lru_cache
from uuid import uuid4

from django.template.loader import get_template
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from annotations.reader.forms import HighlightForm
from annotations.templatetags.remembered import put_in, slot
from newsroom.articles.models import Version


def blank(template: str, csrf_token: str, on: Version, oob: str = "") -> SafeString:
    """Return the form `template` for a new highlight on a version, with a client key of its own."""
    keys = {"version": on.pk, "key": uuid4(), "csrf_token": csrf_token}
    return put_in(_blank(template, get_language(), oob), keys)


@lru_cache
def _blank(template: str, language: str | None, oob: str) -> str:
    key = slot("key")
    form = HighlightForm(version=None, author=None, initial={"client_key": key})
    context = {
        "form": form,
        "version": {"pk": slot("version")},
        "csrf_token": slot("csrf_token"),
        "key": key,
        "oob": oob,
    }
    return get_template(template).render(context)
