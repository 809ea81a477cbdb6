from django.conf import settings
from django.http import HttpRequest

from annotations.teams.signin import somebody_is_here


def appearance(request: HttpRequest) -> dict[str, object]:
    """Give every page the reader's theme, text size (px) and whether single letters are keys.

    Also the name of this installation, and what the way in depends on.
    """
    user = getattr(request, "user", None)
    known = user is not None and user.is_authenticated
    return {
        "theme": user.theme if known else "auto",
        "text_size": user.text_size if known else 20,
        "single_keys": user.single_keys if known else True,
        "site_name": settings.SITE_NAME,
        "sends_mail": settings.SENDS_MAIL,
        # Handed over uncalled: only pages that ask cost a query.
        "somebody_is_here": somebody_is_here,
    }
