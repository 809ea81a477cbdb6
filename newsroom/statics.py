"""Static files as browsers get them: small, few, and named by their content to be kept for good."""

import posixpath
import re
from collections.abc import Iterator
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import Storage
from rcssmin import cssmin
from rjsmin import jsmin
from whitenoise.storage import CompressedManifestStaticFilesStorage

#: The style sheets that pages name. They import the others, so that these are read one by one in
#: the tree and served as a whole: the first for all pages, and one more for each kind of page.
STYLES = ("css/margent.css", "css/reading.css", "css/lists.css", "css/record.css")
OURS = re.compile(r"(?:css|js)/.+\.(?:css|js)")
PART = re.compile(r'@import url\("(?P<name>[^"]+)"\)(?: (?P<media>\w+))?;')

#: In `nav :is(a)` the blank counts, and the minifier would take it away.
DESCENDANT = re.compile(r"(?<=[\w\])*]) (?=:[a-z-])")

type Sources = dict[str, tuple[Storage, str]]


class NamedByContent(CompressedManifestStaticFilesStorage):
    """Serves our own styles and scripts without what only people who write them need.

    Modules are named by content too, in the imports between them.
    """

    support_js_module_import_aggregation = True

    def post_process(
        self, paths: Sources, dry_run: bool = False, **options: Any
    ) -> Iterator[tuple[str, str | None, bool | Exception]]:
        if not dry_run:
            paths = self._served(paths)
        return super().post_process(paths, dry_run=dry_run, **options)

    def _served(self, paths: Sources) -> Sources:
        """Keep what is served as it is to be served, and return where everything lies then."""
        ours = {name: found for name, found in paths.items() if OURS.fullmatch(name)}
        for name, (storage, path) in ours.items():
            self.delete(name)
            if not is_part(name):
                self.save(name, ContentFile(slim(storage, path).encode()))
        kept = {name: (self, name) for name in ours if not is_part(name)}
        return {name: found for name, found in paths.items() if name not in ours} | kept


def is_part(name: str) -> bool:
    """Whether a file is served as a part of one of `STYLES` only."""
    return name.endswith(".css") and name not in STYLES


def slim(storage: Storage, path: str) -> str:
    """Return a style sheet with all it imports, or a script, without white space and comments.

    Parts are put in as they are: what they name by `url()` is looked for beside the whole. Where
    a script has a template inside a template, the minifier would take the outer one for two.
    """
    text = read(storage, path)
    if path.endswith(".css"):
        folder = posixpath.dirname(path)
        whole = PART.sub(lambda part: _part(storage, folder, part), text)
        return cssmin(DESCENDANT.sub(" *", whole))
    return jsmin(text)


def _part(storage: Storage, folder: str, part: re.Match[str]) -> str:
    text = read(storage, posixpath.join(folder, part["name"]))
    return f"@media {part['media']} {{{text}}}" if part["media"] else text


def read(storage: Storage, path: str) -> str:
    with storage.open(path) as found:
        return found.read().decode()
