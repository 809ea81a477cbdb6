"""What the tests begin with: sample stories, marked as their manifest says."""

from annotations.highlights.models import Highlight
from annotations.management.commands.load_samples import Page, load, manifest
from annotations.quotations.models import Suggestion
from annotations.statements.placing import place_all
from newsroom.articles.models import Article

PAGES = manifest()
LEVY = "harbour-post-ferry-levy-v1"
GERMAN = "kuestenbote"
ARABIC = "almarfa"


def sample(file: str, *, suggesting: bool = False) -> Article:
    """Take in the sample pages whose files begin with `file`; return their article.

    What is suggested there somebody has dismissed already, unless `suggesting`.
    """
    pages = [page for page in PAGES if page.file.startswith(file)]
    for page in pages:
        load(page)
    if not suggesting:
        Suggestion.objects.update(state=Suggestion.State.DISMISSED)
    return article_at(pages[0])


def article_at(page: Page) -> Article:
    return Article.objects.select_related("latest_version").get(url=page.url)


def penny() -> Highlight:
    """The highlight of the ferry levy story in which two others stand, one in the other."""
    return Highlight.objects.get(
        words__startswith="“This levy will not cost island families a penny"
    )


def statement() -> Highlight:
    """What the minister said of the penny, as three outlets have it: the words of the first."""
    if not Article.objects.filter(url=next(p.url for p in PAGES if p.file.startswith(LEVY))):
        sample(LEVY)
    for file in ("statehouse-daily-levy-vote", "radio-marenia-one-debate-transcript"):
        sample(file)
    place_all()
    return penny()
