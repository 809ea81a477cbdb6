"""What browsers load of our own: few files, small ones, and kept for good."""

import gzip
import re
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.test import Client, override_settings

from newsroom.management.commands.start import collect_static
from newsroom.settings import STORAGES
from newsroom.statics import STYLES, NamedByContent

#: Bytes before compression, of all sheets and of all modules that one page loads.
MOST_STYLES = 45_000
MOST_SCRIPTS = 25_000
#: With what an article loads only after something was done.
MOST_IN_ALL = 48_000
ARTICLE = ("js/theme.js", "js/menu.js", "js/toast-message.js", "js/reader.js", "js/suggestions.js")
ON_ALL_PAGES = ("js/theme.js", "js/menu.js", "js/kept-focus.js", "js/toast-message.js")
#: What is imported at once; and also what is imported later, after something was done.
IMPORT = re.compile(r"""import\s*(?:[^"'()]*?from\s*)?["']\./([^"']+)["']""")
ANY_IMPORT = re.compile(r"""import\s*(?:[^"'()]*?from\s*)?\(?["']\./([^"']+)["']""")
TREE = Path(__file__).parent.parent.parent / "static"


@pytest.fixture(scope="module")
def collected(tmp_path_factory: pytest.TempPathFactory) -> Iterator[NamedByContent]:
    """The static files as they are served."""
    root = tmp_path_factory.mktemp("collected")
    with override_settings(STATIC_ROOT=root, STORAGES=STORAGES):
        call_command("collectstatic", interactive=False, verbosity=0)
        yield NamedByContent(location=root)


def served(collected: NamedByContent, name: str) -> str:
    return collected.open(collected.stored_name(name)).read().decode()


def loaded(collected: NamedByContent, module: str, imports: re.Pattern[str] = IMPORT) -> set[str]:
    """Return the names under which `module` and all that it imports are served."""
    found, waiting = set(), [collected.stored_name(module)]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            words = collected.open(name).read().decode()
            waiting += [f"js/{one}" for one in imports.findall(words)]
    return found


def test_a_page_loads_two_small_sheets(collected: NamedByContent) -> None:
    sheets = {name for name in collected.hashed_files if name.startswith("css/")}
    assert sheets == set(STYLES)
    common, *more = (len(served(collected, name).encode()) for name in STYLES)
    assert common + max(more) <= MOST_STYLES


def test_the_sheets_hold_every_style_in_the_tree_once(collected: NamedByContent) -> None:
    named = [
        part
        for name in STYLES
        for part in re.findall(r'@import url\("([^"]+)"\)', (TREE / name).read_text())
    ]
    parts = {path.relative_to(TREE / "css").as_posix() for path in TREE.glob("css/**/*.css")}
    assert sorted([f"css/{part}" for part in named] + list(STYLES)) == sorted(
        f"css/{part}" for part in parts
    )
    assert not any("@import" in served(collected, name) for name in STYLES)


def named(*templates: str) -> set[str]:
    """Return the scripts of our own that some templates name."""
    pages = (path.read_text() for name in templates for path in TREE.parent.glob(name))
    return {name for page in pages for name in re.findall(r"\bjs/[\w-]+\.js", page)}


def size(
    collected: NamedByContent, modules: Iterable[str], imports: re.Pattern[str] = IMPORT
) -> int:
    """Return the bytes of some modules and of all that they import."""
    parts = set().union(*(loaded(collected, name, imports) for name in modules))
    return sum(collected.size(one) for one in parts)


def test_a_page_loads_few_bytes_of_our_own_scripts(collected: NamedByContent) -> None:
    more = named("templates/**/*.html") - {*ARTICLE, *ON_ALL_PAGES}
    assert "js/library.js" in more
    for name in more:
        assert size(collected, {name, *ON_ALL_PAGES}, ANY_IMPORT) <= MOST_SCRIPTS, name


def test_an_article_loads_few_bytes_of_our_own_scripts_at_first(collected: NamedByContent) -> None:
    parts = ("base.html", "reader/head_scripts.html", "reader/article.html")
    assert named(*(f"templates/{part}" for part in parts)) == set(ARTICLE)
    assert size(collected, ARTICLE) <= MOST_SCRIPTS
    assert size(collected, ARTICLE, ANY_IMPORT) <= MOST_IN_ALL


def test_what_is_named_by_content_is_kept_for_good(collected: NamedByContent) -> None:
    for name in ("css/margent.css", "js/menu.js"):
        with override_settings(WHITENOISE_AUTOREFRESH=False):
            answer = Client().get(f"/static/{collected.stored_name(name)}")
        assert answer.status_code == 200
        assert "max-age=315360000" in answer["Cache-Control"]
        assert "immutable" in answer["Cache-Control"]


def test_what_else_lies_among_the_styles_is_served_as_it_is(tmp_path: Path) -> None:
    """A packed copy that was left there, or a picture, is not read as a style sheet."""
    tree, root = tmp_path / "tree", tmp_path / "served"
    shutil.copytree(TREE, tree)
    packed = gzip.compress(b"of another day")
    (tree / "css" / "lists.0123456789ab.css.gz").write_bytes(packed)
    (tree / "js" / "menu.js.br").write_bytes(packed)
    with override_settings(STATIC_ROOT=root, STATICFILES_DIRS=[tree], STORAGES=STORAGES):
        call_command("collectstatic", interactive=False, verbosity=0)
        again = NamedByContent(location=root)
    assert (root / "css" / "lists.0123456789ab.css.gz").read_bytes() == packed
    assert set(STYLES) <= set(again.hashed_files)


def test_files_are_never_collected_over_those_of_the_tree(tmp_path: Path) -> None:
    """Where the data folder is the program's own, to clear the one would empty the other."""
    tree = tmp_path / "static"
    shutil.copytree(TREE, tree)
    before = sorted(tree.rglob("*"))
    with (
        override_settings(STATIC_ROOT=tree, STATICFILES_DIRS=[tree], STORAGES=STORAGES),
        pytest.raises(SystemCheckError, match="STATIC_ROOT"),
    ):
        collect_static(tmp_path)
    assert sorted(tree.rglob("*")) == before


@pytest.mark.parametrize("path", sorted(TREE.glob("js/*.js")), ids=lambda path: path.name)
def test_no_script_has_a_template_inside_a_template(path: Path) -> None:
    """The minifier would take the outer one for two, with code in between."""
    depth = [0]
    for found in re.finditer(r"\\.|`|\$\{|\{|\}", path.read_text()):
        mark, inside = found[0], depth[-1]
        if mark == "`" and inside == "`":
            depth.pop()
        elif mark == "`":
            assert "${" not in depth, found.start()
            depth.append("`")
        elif mark == "${" and inside == "`":
            depth.append("${")
        elif mark == "{" and inside != "`":
            depth.append("{")
        elif mark == "}" and inside in {"${", "{"}:
            depth.pop()
