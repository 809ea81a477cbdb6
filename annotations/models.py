"""All models of the app, where Django looks for them."""

from annotations.highlights.adjusting import Adjustment
from annotations.highlights.changes import Change, Pulse
from annotations.highlights.labels import Label
from annotations.highlights.models import Anchor, Highlight
from annotations.library.models import Reading, SavedView
from annotations.library.traces import Trace
from annotations.notes.models import Mention, Note, Resolution, Wording
from annotations.notes.verdicts import Verdict
from annotations.quotations.models import Examination, Suggestion
from annotations.sharing.models import ShareLink
from annotations.speakers.models import Attribution, Speaker, SpeakerName
from annotations.statements.models import (
    Fingerprint,
    Likeness,
    RuledPair,
    Ruling,
    Statement,
    Telling,
)
from annotations.teams.models import Invitation, SignInLink, User

__all__ = [
    "Adjustment",
    "Anchor",
    "Attribution",
    "Change",
    "Examination",
    "Fingerprint",
    "Highlight",
    "Invitation",
    "Label",
    "Likeness",
    "Mention",
    "Note",
    "Pulse",
    "Reading",
    "Resolution",
    "RuledPair",
    "Ruling",
    "SavedView",
    "ShareLink",
    "SignInLink",
    "Speaker",
    "SpeakerName",
    "Statement",
    "Suggestion",
    "Telling",
    "Trace",
    "User",
    "Verdict",
    "Wording",
]
