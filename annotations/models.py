"""All models of the app, where Django looks for them."""

from annotations.highlights.models import Anchor, Highlight
from annotations.library.models import Reading
from annotations.notes.models import Note
from annotations.sharing.models import ShareLink
from annotations.speakers.models import Attribution, Speaker, SpeakerName
from annotations.teams.models import Invitation, SignInLink, User

__all__ = [
    "Anchor",
    "Attribution",
    "Highlight",
    "Invitation",
    "Note",
    "Reading",
    "ShareLink",
    "SignInLink",
    "Speaker",
    "SpeakerName",
    "User",
]
