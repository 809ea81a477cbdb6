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
from annotations.speakers.identifiers import Identifier
from annotations.speakers.models import Attribution, NameWord, Speaker, SpeakerName
from annotations.speakers.offices import Office
from annotations.speakers.removals import Removal
from annotations.speakers.resemblance import Resemblance
from annotations.speakers.transfers import Transfer
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
    "Identifier",
    "Invitation",
    "Label",
    "Likeness",
    "Mention",
    "NameWord",
    "Note",
    "Office",
    "Pulse",
    "Reading",
    "Removal",
    "Resemblance",
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
    "Transfer",
    "User",
    "Verdict",
    "Wording",
]
