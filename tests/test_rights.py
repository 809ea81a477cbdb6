"""Who may reach what: one row for each address; an address without a row fails a test."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from annotations.highlights.models import Highlight
from annotations.library.models import SavedView
from annotations.notes.forms import state_of
from annotations.notes.models import Note
from annotations.quotations.finding import find_quotations
from annotations.quotations.models import Suggestion
from annotations.sharing.models import ShareLink
from annotations.speakers.models import Speaker
from annotations.speakers.removals import Removal
from annotations.speakers.transfers import merge as merge_speakers
from annotations.statements.models import Telling
from annotations.statements.placing import place_all
from annotations.statements.ruling import split
from annotations.teams.models import Invitation, User
from annotations.teams.signin import one_time_link
from annotations.teams.tokens import digest, new_token
from newsroom.articles.models import Article, Capture, Import
from newsroom.ingestion.merging import merge
from newsroom.outlets.models import Discovery, Feed, Repair, Rule, Topic
from tests import cast, factories
from tests.annotations.teams.test_rights import ROWS as ACCOUNT_ROWS
from tests.cast import HTMX

pytestmark = pytest.mark.django_db

SIGN_IN = "to sign in"
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


@dataclass(frozen=True)
class Row:
    """What an address answers to each: nobody signed in, another member, the author, the owner.

    `case` names the thing the address is about where there are several.
    """

    method: str
    name: str
    case: str
    signed_out: int | str
    stranger: int
    author: int
    owner: int

    def __str__(self) -> str:
        return f"{self.method} {self.name}{self.case and ', '}{self.case}"

    @property
    def expected(self) -> dict[str, int | str]:
        return {
            "signed out": self.signed_out,
            "stranger": self.stranger,
            "author": self.author,
            "owner": self.owner,
        }


def row(method: str, name: str, *expected: int | str, case: str = "") -> Row:
    return Row(method, name, case, *expected)  # type: ignore[arg-type]


OURS = [
    #   method    address                signed out, stranger, author, owner
    row("GET", "library", SIGN_IN, 200, 200, 200),
    row("POST", "reading", SIGN_IN, 302, 302, 302),
    row("DELETE", "reading", SIGN_IN, 302, 302, 302),
    row("POST", "reading", SIGN_IN, 404, 404, 404, case="no text"),
    row("POST", "reading_place", SIGN_IN, 204, 204, 204),
    row("GET", "next_article", SIGN_IN, 302, 302, 302),
    row("GET", "next_article", SIGN_IN, 404, 404, 404, case="unknown"),
    row("GET", "previous_article", SIGN_IN, 302, 302, 302),
    row("GET", "library_lists", SIGN_IN, 200, 200, 200),
    row("GET", "library_filters", SIGN_IN, 200, 200, 200),
    row("GET", "library_speakers", SIGN_IN, 200, 200, 200),
    row("POST", "density", SIGN_IN, 302, 302, 302),
    row("POST", "inbox_emptying", SIGN_IN, 302, 302, 302),
    row("POST", "readings", SIGN_IN, 302, 302, 302),
    row("POST", "topics_given", SIGN_IN, 302, 302, 302),
    row("POST", "articles_removal", SIGN_IN, 302, 302, 302),
    row("POST", "views", SIGN_IN, 302, 302, 302),
    row("POST", "view", SIGN_IN, 404, 302, 404),
    row("DELETE", "view", SIGN_IN, 404, 302, 404),
    row("POST", "view", SIGN_IN, 404, 404, 404, case="unknown"),
    row("POST", "samples_removal", SIGN_IN, 403, 403, 302),
    row("GET", "article", SIGN_IN, 200, 200, 200),
    row("GET", "article", SIGN_IN, 200, 200, 200, case="no text"),
    row("GET", "article", SIGN_IN, 404, 404, 404, case="unknown"),
    row("GET", "version", SIGN_IN, 200, 200, 200),
    row("GET", "version", SIGN_IN, 404, 404, 404, case="unknown"),
    row("POST", "highlights", SIGN_IN, 302, 302, 302),
    row("POST", "highlights", SIGN_IN, 404, 404, 404, case="unknown"),
    row("GET", "highlight", SIGN_IN, 302, 302, 302),
    row("POST", "highlight", SIGN_IN, 404, 302, 302),
    row("GET", "highlight", SIGN_IN, 404, 200, 200, case="editor"),
    row("GET", "highlight", SIGN_IN, 404, 302, 404, case="only mine"),
    row("POST", "highlight", SIGN_IN, 404, 302, 404, case="only mine"),
    row("GET", "highlight", SIGN_IN, 404, 404, 404, case="deleted"),
    row("POST", "highlight", SIGN_IN, 404, 404, 404, case="deleted"),
    row("GET", "highlight", SIGN_IN, 404, 404, 404, case="unknown"),
    row("GET", "highlight_deletion", SIGN_IN, 404, 200, 200),
    row("POST", "highlight_deletion", SIGN_IN, 404, 302, 302),
    row("DELETE", "highlight_deletion", SIGN_IN, 404, 302, 302, case="deleted"),
    row("GET", "highlight_deletion", SIGN_IN, 404, 200, 404, case="only mine"),
    row("POST", "highlight_deletion", SIGN_IN, 404, 302, 404, case="only mine"),
    row("DELETE", "highlight_deletion", SIGN_IN, 404, 302, 404, case="only mine"),
    row("GET", "highlight_span", SIGN_IN, 404, 200, 200),
    row("POST", "highlight_span", SIGN_IN, 404, 302, 302),
    row("GET", "highlight_span", SIGN_IN, 404, 200, 404, case="only mine"),
    row("POST", "highlight_span", SIGN_IN, 404, 302, 404, case="only mine"),
    row("POST", "highlight_span", SIGN_IN, 404, 404, 404, case="deleted"),
    row("POST", "highlight_following", SIGN_IN, 404, 302, 302),
    row("POST", "highlight_following", SIGN_IN, 404, 302, 404, case="only mine"),
    row("POST", "highlight_following", SIGN_IN, 404, 404, 404, case="deleted"),
    row("POST", "highlight_kind", SIGN_IN, 404, 302, 302),
    row("POST", "highlight_kind", SIGN_IN, 404, 302, 404, case="only mine"),
    row("POST", "highlight_kind", SIGN_IN, 404, 404, 404, case="deleted"),
    row("GET", "highlight_verdict", SIGN_IN, 404, 404, 404),
    row("GET", "highlight_verdict", SIGN_IN, 200, 200, 200, case="claim"),
    row("POST", "highlight_verdict", SIGN_IN, 302, 302, 302, case="claim"),
    row("GET", "highlight_verdict", SIGN_IN, 404, 404, 404, case="unknown"),
    row("GET", "highlight_speaker", SIGN_IN, 200, 200, 200),
    row("POST", "highlight_speaker", SIGN_IN, 302, 302, 302),
    row("GET", "highlight_speaker", SIGN_IN, 404, 200, 404, case="only mine"),
    row("POST", "highlight_speaker", SIGN_IN, 404, 302, 404, case="only mine"),
    row("POST", "highlight_speaker", SIGN_IN, 404, 404, 404, case="deleted"),
    row("GET", "highlight_decision", SIGN_IN, 200, 200, 200),
    row("POST", "highlight_decision", SIGN_IN, 302, 302, 302, case="claim"),
    row("POST", "highlight_decision", SIGN_IN, 422, 422, 422),
    row("POST", "highlight_decision", SIGN_IN, 404, 404, 404, case="unknown"),
    row("GET", "labels", SIGN_IN, 200, 200, 200),
    row("GET", "article_comparison", SIGN_IN, 200, 200, 200),
    row("GET", "article_comparison", SIGN_IN, 404, 404, 404, case="no text"),
    row("GET", "article_comparison", SIGN_IN, 404, 404, 404, case="unknown"),
    row("GET", "article_export", SIGN_IN, 200, 200, 200),
    row("GET", "article_export", SIGN_IN, 404, 404, 404, case="no text"),
    row("GET", "article_export", SIGN_IN, 404, 404, 404, case="unknown"),
    row("GET", "cards", SIGN_IN, 200, 200, 200),
    row("GET", "cards", SIGN_IN, 404, 404, 404, case="unknown"),
    row("GET", "highlight_card", SIGN_IN, 200, 200, 200),
    row("GET", "highlight_card", SIGN_IN, 404, 200, 404, case="only mine"),
    row("GET", "highlight_card", SIGN_IN, 404, 404, 404, case="deleted"),
    row("GET", "suggestions", SIGN_IN, 200, 200, 200),
    row("GET", "suggestion", SIGN_IN, 200, 200, 200),
    row("POST", "suggestion", SIGN_IN, 302, 302, 302),
    row("GET", "suggestion", SIGN_IN, 404, 404, 404, case="unknown"),
    row("POST", "decisions", SIGN_IN, 302, 302, 302),
    row("POST", "decisions", SIGN_IN, 404, 404, 404, case="unknown"),
    row("GET", "speaker_options", SIGN_IN, 200, 200, 200),
    row("GET", "speaker_options", SIGN_IN, 404, 404, 404, case="unknown"),
    row("GET", "speakers", SIGN_IN, 200, 200, 200),
    row("GET", "speaker", SIGN_IN, 200, 200, 200),
    row("GET", "speaker", SIGN_IN, 404, 200, 404, case="only mine"),
    row("GET", "speaker", SIGN_IN, 404, 404, 404, case="unknown"),
    row("GET", "speaker_table", SIGN_IN, 200, 200, 200),
    row("GET", "speaker_table", SIGN_IN, 404, 200, 404, case="only mine"),
    row("POST", "speaker_joining", SIGN_IN, 302, 302, 302),
    row("POST", "speaker_joining", SIGN_IN, 404, 302, 404, case="only mine"),
    row("POST", "speaker_joining", SIGN_IN, 404, 404, 404, case="unknown"),
    row("GET", "speaker_statements", SIGN_IN, 200, 200, 200),
    row("GET", "speaker_statements", SIGN_IN, 404, 200, 404, case="only mine"),
    row("GET", "speaker_statements", SIGN_IN, 404, 404, 404, case="unknown"),
    row("GET", "highlight_statement", SIGN_IN, 200, 200, 200, case="said"),
    row("GET", "highlight_statement", SIGN_IN, 404, 200, 404, case="said only to me"),
    row("GET", "highlight_statement", SIGN_IN, 404, 404, 404),
    row("GET", "highlight_elsewhere", SIGN_IN, 200, 200, 200, case="said"),
    row("GET", "highlight_elsewhere", SIGN_IN, 404, 200, 404, case="said only to me"),
    row("GET", "highlight_elsewhere", SIGN_IN, 404, 404, 404, case="deleted"),
    row("POST", "statement_joining", SIGN_IN, 302, 302, 302, case="said"),
    row("POST", "statement_joining", SIGN_IN, 404, 302, 404, case="said only to me"),
    row("POST", "statement_joining", SIGN_IN, 404, 404, 404),
    row("POST", "statement_splitting", SIGN_IN, 302, 302, 302),
    row("POST", "statement_splitting", SIGN_IN, 404, 302, 404, case="only mine"),
    row("POST", "statement_splitting", SIGN_IN, 404, 404, 404, case="unknown"),
    row("POST", "ruling", SIGN_IN, 302, 302, 302),
    row("DELETE", "ruling", SIGN_IN, 302, 302, 302),
    row("POST", "ruling", SIGN_IN, 404, 302, 404, case="only mine"),
    row("POST", "ruling", SIGN_IN, 404, 404, 404, case="unknown"),
    row("GET", "coverage", SIGN_IN, 200, 200, 200),
    row("GET", "coverage_table", SIGN_IN, 200, 200, 200),
    row("GET", "duplicates", SIGN_IN, 200, 200, 200),
    row("GET", "speaker_edit", SIGN_IN, 200, 200, 200),
    row("POST", "speaker_edit", SIGN_IN, 302, 302, 302),
    row("POST", "speaker_edit", SIGN_IN, 404, 302, 404, case="only mine"),
    row("POST", "speaker_deletion", SIGN_IN, 302, 302, 302),
    row("DELETE", "speaker_deletion", SIGN_IN, 302, 302, 302),
    row("POST", "speaker_deletion", SIGN_IN, 404, 302, 404, case="only mine"),
    row("DELETE", "speaker_deletion", SIGN_IN, 404, 302, 404, case="only mine"),
    row("POST", "speaker_deletion", SIGN_IN, 404, 404, 404, case="unknown"),
    row("GET", "speaker_merging", SIGN_IN, 200, 200, 200),
    row("POST", "speaker_merging", SIGN_IN, 302, 302, 302),
    row("POST", "speaker_merging", SIGN_IN, 404, 302, 404, case="only mine"),
    row("POST", "speaker_difference", SIGN_IN, 302, 302, 302),
    row("DELETE", "speaker_difference", SIGN_IN, 302, 302, 302),
    row("POST", "speaker_difference", SIGN_IN, 404, 302, 404, case="only mine"),
    row("GET", "speaker_splitting", SIGN_IN, 200, 200, 200),
    row("POST", "speaker_splitting", SIGN_IN, 422, 422, 422),
    row("GET", "speaker_splitting", SIGN_IN, 404, 200, 404, case="only mine"),
    row("POST", "transfer_undoing", SIGN_IN, 302, 302, 302),
    row("POST", "transfer_undoing", SIGN_IN, 404, 302, 404, case="only mine"),
    row("POST", "transfer_undoing", SIGN_IN, 404, 404, 404, case="unknown"),
    row("POST", "removal_undoing", SIGN_IN, 302, 302, 302),
    row("POST", "removal_undoing", SIGN_IN, 404, 302, 404, case="only mine"),
    row("POST", "removal_undoing", SIGN_IN, 404, 404, 404, case="unknown"),
    row("GET", "notes", SIGN_IN, 302, 302, 302),
    row("GET", "notes", SIGN_IN, 404, 302, 404, case="only mine"),
    row("POST", "notes", SIGN_IN, 302, 302, 302),
    row("POST", "notes", SIGN_IN, 404, 302, 404, case="only mine"),
    row("POST", "notes", SIGN_IN, 404, 404, 404, case="deleted"),
    row("POST", "resolution", SIGN_IN, 302, 302, 302),
    row("DELETE", "resolution", SIGN_IN, 302, 302, 302),
    row("POST", "resolution", SIGN_IN, 404, 302, 404, case="only mine"),
    row("DELETE", "resolution", SIGN_IN, 404, 302, 404, case="only mine"),
    row("POST", "resolution", SIGN_IN, 404, 404, 404, case="deleted"),
    row("GET", "note", SIGN_IN, 404, 200, 200),
    row("POST", "note", SIGN_IN, 404, 302, 302),
    row("GET", "note", SIGN_IN, 404, 200, 404, case="only mine"),
    row("POST", "note", SIGN_IN, 404, 302, 404, case="only mine"),
    row("GET", "note", SIGN_IN, 404, 404, 404, case="deleted"),
    row("GET", "note_deletion", SIGN_IN, 404, 200, 200),
    row("POST", "note_deletion", SIGN_IN, 404, 302, 302),
    row("DELETE", "note_deletion", SIGN_IN, 404, 302, 302),
    row("POST", "note_deletion", SIGN_IN, 404, 302, 404, case="only mine"),
    row("GET", "note_wordings", SIGN_IN, 200, 200, 200),
    row("GET", "note_wordings", SIGN_IN, 404, 200, 404, case="only mine"),
    row("GET", "note_wordings", SIGN_IN, 404, 404, 404, case="deleted"),
    row("GET", "mentions", SIGN_IN, 200, 200, 200),
    row("POST", "mentions_seeing", SIGN_IN, 302, 302, 302),
    row("GET", "people_options", SIGN_IN, 200, 200, 200),
    # Asked by open pages, which need no way to sign in but to stop asking.
    row("GET", "article_changes", 401, 200, 200, 200),
    row("GET", "article_changes", 401, 204, 204, 204, case="unknown"),
    row("GET", "article_news", SIGN_IN, 200, 200, 200),
    row("GET", "article_news", SIGN_IN, 404, 404, 404, case="no text"),
    row("GET", "article_news", SIGN_IN, 404, 404, 404, case="unknown"),
    row("GET", "share_highlight", SIGN_IN, 200, 200, 200),
    row("POST", "share_highlight", SIGN_IN, 200, 200, 200),
    row("GET", "share_highlight", SIGN_IN, 404, 200, 404, case="only mine"),
    row("POST", "share_highlight", SIGN_IN, 404, 200, 404, case="only mine"),
    row("GET", "share_article", SIGN_IN, 200, 200, 200),
    row("POST", "share_article", SIGN_IN, 200, 200, 200),
    row("GET", "share_article", SIGN_IN, 404, 404, 404, case="no text"),
    row("POST", "share_ending", SIGN_IN, 404, 302, 302),
    row("POST", "share_ending", SIGN_IN, 404, 302, 302, case="only mine"),
    row("GET", "shared", 200, 200, 200, 200),
    row("GET", "shared", 200, 200, 200, 200, case="article"),
    row("GET", "shared", 410, 410, 410, 410, case="ended"),
    row("GET", "shared", 404, 404, 404, 404, case="unknown"),
    row("GET", "add", SIGN_IN, 200, 200, 200),
    row("POST", "add", SIGN_IN, 422, 422, 422),
    row("POST", "add_recognition", SIGN_IN, 200, 200, 200),
    row("GET", "arrivals", SIGN_IN, 200, 200, 200),
    row("GET", "bookmarklet", SIGN_IN, 200, 200, 200),
    row("GET", "sent_page", SIGN_IN, 200, 200, 200),
    row("POST", "sent_page", SIGN_IN, 422, 422, 422),
    row("GET", "share_target", SIGN_IN, 302, 302, 302),
    row("POST", "share_target", SIGN_IN, 200, 200, 200),
    row("GET", "manifest", 200, 200, 200, 200),
    row("GET", "capture", SIGN_IN, 200, 200, 200),
    row("GET", "capture", SIGN_IN, 200, 200, 200, case="failed"),
    row("GET", "capture", SIGN_IN, 404, 404, 404, case="unknown"),
    row("GET", "original", SIGN_IN, 200, 200, 200),
    row("GET", "original", SIGN_IN, 404, 404, 404, case="failed"),
    row("GET", "original", SIGN_IN, 404, 404, 404, case="unknown"),
    row("GET", "original_file", SIGN_IN, 200, 200, 200),
    row("GET", "original_file", SIGN_IN, 404, 404, 404, case="failed"),
    row("POST", "attempts", SIGN_IN, 302, 302, 302),
    row("DELETE", "attempts", SIGN_IN, 302, 302, 302),
    row("POST", "removals", SIGN_IN, 302, 302, 302),
    row("GET", "import", SIGN_IN, 404, 200, 200),
    row("GET", "import", SIGN_IN, 404, 404, 404, case="unknown"),
    row("POST", "import_attempt", SIGN_IN, 404, 302, 302),
    row("DELETE", "import_attempt", SIGN_IN, 404, 302, 302),
    row("POST", "import_removal", SIGN_IN, 404, 302, 302),
    row("POST", "import_removal", SIGN_IN, 404, 404, 404, case="unknown"),
    row("POST", "article_attempt", SIGN_IN, 302, 302, 302, case="failed"),
    row("DELETE", "article_attempt", SIGN_IN, 404, 302, 302, case="no text"),
    row("POST", "article_attempt", SIGN_IN, 404, 404, 404, case="unknown"),
    row("POST", "article_removal", SIGN_IN, 404, 302, 302, case="failed"),
    row("POST", "article_removal", SIGN_IN, 404, 404, 404),
    row("GET", "article_details", SIGN_IN, 200, 200, 200),
    row("POST", "article_details", SIGN_IN, 302, 302, 302),
    row("GET", "article_details", SIGN_IN, 404, 404, 404, case="no text"),
    row("POST", "article_details", SIGN_IN, 404, 404, 404, case="no text"),
    row("GET", "article_merging", SIGN_IN, 200, 200, 200),
    row("POST", "article_merging", SIGN_IN, 422, 422, 422),
    row("POST", "article_merging", SIGN_IN, 404, 404, 404, case="no text"),
    row("POST", "article_splitting", SIGN_IN, 302, 302, 302, case="merged"),
    row("POST", "article_splitting", SIGN_IN, 302, 302, 302),
    row("POST", "article_splitting", SIGN_IN, 404, 404, 404, case="unknown"),
    row("GET", "outlets", SIGN_IN, 200, 200, 200),
    row("GET", "outlet", SIGN_IN, 200, 200, 200),
    row("POST", "outlet", SIGN_IN, 302, 302, 302),
    row("GET", "outlet", SIGN_IN, 404, 404, 404, case="unknown"),
    row("POST", "follow", SIGN_IN, 302, 302, 302),
    row("GET", "discoveries", SIGN_IN, 200, 200, 200),
    row("POST", "discovery", SIGN_IN, 404, 302, 404),
    row("POST", "discovery", SIGN_IN, 404, 404, 404, case="unknown"),
    row("GET", "feed", SIGN_IN, 200, 200, 200),
    row("GET", "feed", SIGN_IN, 404, 404, 404, case="unknown"),
    row("POST", "feed_following", SIGN_IN, 302, 302, 302),
    row("DELETE", "feed_following", SIGN_IN, 302, 302, 302),
    row("POST", "feed_following", SIGN_IN, 404, 404, 404, case="unknown"),
    row("POST", "feed_poll", SIGN_IN, 302, 302, 302),
    row("POST", "feed_poll", SIGN_IN, 404, 404, 404, case="unknown"),
    row("GET", "opml", SIGN_IN, 200, 200, 200),
    row("POST", "opml", SIGN_IN, 422, 422, 422),
    row("POST", "rules", SIGN_IN, 422, 422, 422),
    row("POST", "rule", SIGN_IN, 302, 302, 302),
    row("DELETE", "rule", SIGN_IN, 302, 302, 302),
    row("POST", "rule", SIGN_IN, 404, 404, 404, case="unknown"),
    row("GET", "rule_preview", SIGN_IN, 200, 200, 200),
    row("POST", "rule_preview", SIGN_IN, 200, 200, 200),
    row("GET", "topics", SIGN_IN, 200, 200, 200),
    row("POST", "topic", SIGN_IN, 302, 302, 302),
    row("DELETE", "topic", SIGN_IN, 302, 302, 302),
    row("POST", "topic", SIGN_IN, 404, 404, 404, case="unknown"),
    row("POST", "article_topics", SIGN_IN, 302, 302, 302),
    row("POST", "article_topics", SIGN_IN, 404, 404, 404, case="no text"),
    row("DELETE", "article_topics", SIGN_IN, 404, 404, 404),
    row("POST", "repairs", SIGN_IN, 302, 302, 302),
    row("POST", "repairs", SIGN_IN, 404, 404, 404, case="unknown"),
    row("POST", "repair", SIGN_IN, 302, 302, 302),
    row("DELETE", "repair", SIGN_IN, 302, 302, 302),
    row("POST", "repair", SIGN_IN, 404, 404, 404, case="unknown"),
    row("GET", "people", SIGN_IN, 200, 200, 200),
    row("POST", "invitations", SIGN_IN, 403, 403, 200),
    row("POST", "invitation_ending", SIGN_IN, 403, 403, 302),
    row("GET", "settings", SIGN_IN, 200, 200, 200),
    row("POST", "settings", SIGN_IN, 422, 422, 422),
    row("POST", "looks", SIGN_IN, 422, 422, 422),
    row("GET", "invitation", 200, 200, 200, 200),
    row("POST", "invitation", 422, 200, 200, 200),
    row("GET", "invitation", 410, 410, 410, 410, case="unknown"),
    row("GET", "welcome", 200, 200, 200, 302),
    row("POST", "welcome", 302, 302, 302, 302),
    row("GET", "welcome", 410, 410, 410, 302, case="unknown"),
]
ACCOUNTS = [
    row("GET", "account_inactive", 200, 200, 200, 200),
    row("GET", "account_email_verification_sent", 200, 200, 200, 200),
    row("GET", "account_set_password", SIGN_IN, 200, 200, 200),
    row("GET", "account_confirm_login_code", 302, 302, 302, 302),
    row("GET", "account_confirm_email", 200, 200, 200, 200),
    row("GET", "account_reset_password_done", 200, 200, 200, 200),
    row("GET", "account_reset_password_from_key", 200, 200, 200, 200),
    row("GET", "account_reset_password_from_key_done", 200, 200, 200, 200),
    row("GET", "mfa_authenticate", 302, 302, 302, 302),
    row("GET", "mfa_reauthenticate", SIGN_IN, 403, 403, 403),
    row("GET", "mfa_deactivate_totp", SIGN_IN, 404, 404, 404),
    row("GET", "mfa_view_recovery_codes", SIGN_IN, 404, 404, 404),
    row("GET", "mfa_generate_recovery_codes", SIGN_IN, 200, 200, 200),
    row("GET", "mfa_download_recovery_codes", SIGN_IN, 404, 404, 404),
    row("GET", "socialaccount_login_cancelled", 200, 200, 200, 200),
    row("GET", "socialaccount_login_error", SIGN_IN, 401, 401, 401),
    row("GET", "socialaccount_signup", 302, 302, 302, 302),
    row("GET", "openid_connect_login", 404, 404, 404, 404),
    row("GET", "openid_connect_callback", 404, 404, 404, 404),
]
ROWS = OURS + ACCOUNTS

#: Posted to by phones that share with us, without a token: it shows and keeps nothing.
SHOWN_BY_POST = {"share_target"}
CHANGING = [one for one in OURS if one.method != "GET" and one.name not in SHOWN_BY_POST]
LOOKING = [one for one in OURS if one.method == "GET"]


@dataclass(frozen=True)
class World:
    """Petra's things, so that she is the author; Tomas is the stranger."""

    people: dict[str, User]
    article: Article
    highlights: dict[str, Highlight]
    sessions: dict[str, str]

    def browser(self, who: str, **options: bool) -> Client:
        client = Client(**options)
        if who != "signed out":
            client.cookies["sessionid"] = self.sessions[who]
        return client

    def address(self, row: Row) -> str:
        """Return the address of a row, its thing made where it is not there."""
        if row.name == "account_reset_password_from_key":
            return reverse(row.name, kwargs={"uidb36": "x", "key": "unknown"})
        argument = self._argument(row)
        query = f"?on={self.article.latest_version_id}" if row.case == "editor" else ""
        query = "?as=csv" if row.name == "article_export" else query
        return reverse(row.name, args=[] if argument is None else [argument]) + query

    def _argument(self, row: Row) -> int | str | None:
        made = self.highlights.get(row.case, self._everyones())
        match row.name:
            case "account_confirm_email":
                return "unknown"
            case "welcome" | "invitation" | "shared" if row.case == "unknown":
                return "unknown"
            case "welcome":
                return one_time_link().split("/")[2]
            case "invitation" | "invitation_ending":
                return self._invited(row.name)
            case "shared" | "share_ending":
                return self._shared(row)
            case "openid_connect_login" | "openid_connect_callback":
                return "unknown"
        if "pk" not in _patterns()[row.name]:
            return None
        if row.case == "unknown":
            return 987_654
        if row.name in {"note", "note_deletion", "note_wordings"}:
            return self.note(row).pk
        if row.name.startswith("import"):
            return Import.objects.create(added_by=self.people["author"]).pk
        if row.name in {"outlet", "discovery", "feed", "feed_following", "feed_poll"}:
            return self._followed(row.name)
        if row.name in {"rule", "topic", "repair"}:
            return self._of_the_outlet(row.name)
        if row.name in {"speaker_statements", "statement_splitting", "ruling"}:
            return self._of_a_statement(row)
        if row.case.startswith("said"):
            return self.told("only" in row.case)[0].pk
        if row.name in {"capture", "original", "original_file"}:
            return self._kept(row.case)
        if row.name in {"version", "highlights", "cards", "speaker_options", "repairs"}:
            return self.article.latest_version_id
        if row.name.startswith("speaker") and row.name != "speaker_options":
            return _said(self, row.case or "claim")
        if row.name == "suggestion":
            return self.suggestion().pk
        if row.name == "transfer_undoing":
            kept = Speaker.objects.get(pk=_said(self, row.case or "claim"))
            return merge_speakers(kept, Speaker.objects.add("Ilka"), self.people["author"]).pk
        if row.name == "removal_undoing":
            speaker = Speaker.objects.get(pk=_said(self, row.case or "claim"))
            office = speaker.offices.create(title="Minister")
            made = Removal.objects.note(speaker, [office], self.people["author"])
            office.delete()
            return made.pk
        if row.name == "view":
            fields = {"name": "Levy", "query": "list=all&date=7", "visibility": "everyone"}
            return SavedView.objects.get_or_create(owner=self.people["author"], **fields)[0].pk
        if "article" in row.name or row.name.startswith("reading"):
            return self._article(row.case)
        return made.pk

    def _followed(self, name: str) -> int:
        if name == "outlet":
            return self.article.outlet_id
        place = {"address": "https://harbour-post.example/feed"}
        place["url"] = place["address"]
        if name == "discovery":
            return Discovery.objects.create(asked_by=self.people["author"], **place).pk
        title = self.article.outlet.name
        return Feed.objects.get_or_create(
            **place, defaults={"title": title, "outlet": self.article.outlet}
        )[0].pk

    def _of_the_outlet(self, name: str) -> int:
        outlet = self.article.outlet
        if name == "rule":
            return Rule.objects.create(field="words", value="levy", action="keep").pk
        if name == "topic":
            return Topic.objects.called("Levy").pk
        return Repair.objects.create(outlet=outlet, key="k", line="Advert", action="drop").pk

    def _article(self, case: str) -> int:
        if not case:
            return self.article.pk
        if case == "merged":
            return self._merged().pk
        new = factories.on_its_way(self.people["author"])
        if case == "failed":
            new.fail("timeout")
        return new.pk

    def _kept(self, case: str) -> int:
        made = Capture(article=self.article, source=Capture.Source.LINK, content_type="text/html")
        if case == "failed":
            made.failure = "timeout"
        else:
            made.body = b"<p>Hm.</p>"
        made.save()
        return made.pk

    def told(self, only_mine: bool) -> list[Highlight]:
        """Return two quotations, one statement, that everyone sees, or only the author."""
        # Each has speakers and outlets of its own.
        whose = "Petra" if only_mine else "Wren"
        fields = {"speaker_name": f"Oriel Tavasti {whose}"}
        fields |= {"visibility": "only_me"} if only_mine else {}
        author = self.people["author"]
        articles = [factories.article(outlet=f"{name} {whose}") for name in ("Post", "Ledger")]
        words = factories.SECOND.partition(",")[0]
        made = [factories.highlight(one, words, author, **fields) for one in articles]
        place_all()
        return made

    def _of_a_statement(self, row: Row) -> int:
        tellings = Telling.objects.filter(highlight__in=self.told(row.case == "only mine"))
        telling = tellings.earliest("pk")
        if row.name == "speaker_statements":
            return telling.speaker_id
        if row.name == "statement_splitting":
            return telling.statement_id
        return split(telling.statement_id, by=self.people["author"]).pk

    def _merged(self) -> Article:
        """Return an article that was merged with the one the rows are about."""
        made = factories.article("Merged", factories.FIRST)
        merge(self.article, made)
        return made

    def suggestion(self) -> Suggestion:
        return Suggestion.objects.of(self.article)[0]

    def note(self, row: Row) -> Note:
        return self.highlights.get(row.case, self._everyones()).notes.get()

    def _invited(self, name: str) -> int | str:
        token = new_token()
        made = Invitation.objects.create(
            token_digest=digest(token),
            invited_by=self.people["owner"],
            expires_at=timezone.now() + timedelta(days=1),
        )
        return token if name == "invitation" else made.pk

    def _shared(self, row: Row) -> int | str:
        token = new_token()
        of_article = row.case == "article"
        made = ShareLink.objects.create(
            token_digest=digest(token),
            shared_by=self.people["author"],
            article=self.article if of_article else None,
            highlight=None if of_article else self.highlights.get(row.case, self._everyones()),
            ended_at=timezone.now() if row.case == "ended" else None,
        )
        return token if row.name == "shared" else made.pk

    def _everyones(self) -> Highlight:
        return self.highlights["everyone's"]

    def tried(self, row: Row, who: str, **extra: Any) -> HttpResponse:
        """Return what `who` is answered; what their request changed is undone."""
        with undone():
            client = self.browser(who)
            return client.generic(row.method, self.address(row), *_body(row, self), **extra)


@contextmanager
def undone() -> Iterator[None]:
    """Undo what the block changes."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def world(wren: User, petra: User, tomas: User) -> World:
    article = factories.article()
    find_quotations(article)
    highlights = {
        "everyone's": factories.highlight(article, "never asked", petra, note="Hm."),
        "only mine": factories.highlight(
            article, "4,200 jobs", petra, note="Hm.", visibility="only_me", speaker_name="Mattis"
        ),
        "deleted": factories.highlight(article, "warned", petra, note="Hm."),
        "claim": factories.highlight(
            article, "the chamber", petra, kind="claim", note="Hm.", speaker_name="Ilka"
        ),
    }
    highlights["deleted"].deleted_at = timezone.now()
    highlights["deleted"].save()
    Speaker.objects.add("Dagny")
    people = {"owner": wren, "author": petra, "stranger": tomas}
    sessions = {who: cast.signed_in(one).cookies["sessionid"].value for who, one in people.items()}
    return World(people, article, highlights, sessions)


def _body(row: Row, world: World) -> tuple[str, str]:
    """What is sent with a row's request, as a form would."""
    bodies = {
        "highlights": "kind=quote&words=northern+yards",
        "highlight": "kind=claim",
        "highlight_span": "words=northern+yards",
        "highlight_following": f"same=no&on={world.article.latest_version_id}",
        "highlight_kind": "kind=passage",
        "highlight_verdict": "verdict=disputed&sources=Budget",
        "suggestion": "speaker_name=Dagny+Ferrowe",
        "decisions": f"dismissed={_suggested(row, world)}",
        "highlight_speaker": "speaker_name=Oriel+Tavasti",
        "highlight_decision": f"speaker={_said(world)}&reason=Heard+it.",
        "speaker_edit": _speaker_forms(),
        "speaker_merging": f"other={_another()}",
        "speaker_difference": f"other={_another()}",
        "notes": "body=Seen.",
        "note": f"body=Changed.&seen={quote(state_of(world.note(row)))}",
        "share_highlight": f"token={new_token()}",
        "share_article": f"token={new_token()}",
        "invitations": f"token={new_token()}",
        "outlet": "name=Harbour+Post",
        "follow": "address=harbour-post.example",
        "rule": "remove=yes",
        "topic": "name=Ferries",
        "article_topics": "name=Ferries",
        "article_details": "outlet=Harbour+Post&day=2026-05-14",
        "repairs": f"start={len(factories.TITLE) + 1}",
    }
    if row.name == "statement_joining" and row.case:
        bodies[row.name] = f"other={Telling.objects.order_by('pk').values_list('pk').last()[0]}"
    body = f"{bodies.get(row.name, '')}&client_key={uuid4()}" if row.method == "POST" else ""
    return body, "application/x-www-form-urlencoded"


def _said(world: World, case: str = "claim") -> int:
    """Who is said to have said a highlight."""
    return world.highlights[case].attributions.standing().get().speaker_id


def _suggested(row: Row, world: World) -> int:
    return world.suggestion().pk if row.name == "decisions" and not row.case else 987_654


def _another() -> int:
    return Speaker.objects.get(name="Dagny").pk


def _speaker_forms() -> str:
    rows = "".join(f"&{name}-TOTAL_FORMS=0&{name}-INITIAL_FORMS=0" for name in _ROWS)
    return f"name=Ilka&kind=person{rows}"


_ROWS = ("names", "offices", "identifiers")


def _answered(answer: HttpResponse) -> int | str:
    to_sign_in = answer.headers.get("Location", "").startswith("/accounts/login/?next=")
    return SIGN_IN if to_sign_in else answer.status_code


def _refused(answer: int | str) -> bool:
    return answer == SIGN_IN or int(answer) >= 400


def _patterns() -> dict[str, str]:
    """Every address by its name (or by itself where it has none), without the admin's."""
    return dict(_walk(get_resolver().url_patterns))


def _walk(patterns: list[Any], before: str = "") -> Iterator[tuple[str, str]]:
    for one in patterns:
        here = before + str(one.pattern)
        if isinstance(one, URLResolver):
            if one.app_name != "admin":
                yield from _walk(one.url_patterns, here)
        elif isinstance(one, URLPattern):
            yield one.name or here, here


def test_every_address_has_a_row() -> None:
    known = {one.name for one in ROWS} | {name.split(", ")[0] for _m, name, *_s in ACCOUNT_ROWS}
    # What allauth calls them is the name of another address, which has its row.
    renamed = {name for name in _patterns() if name.startswith("accounts/social/")}
    assert set(_patterns()) - known - renamed == set()


def test_an_address_answers_each_person_as_its_row_says(
    world: World, subtests: pytest.Subtests
) -> None:
    for row in ROWS:
        with subtests.test(str(row)):
            assert {who: _answered(world.tried(row, who)) for who in row.expected} == row.expected


def test_what_is_sent_by_htmx_is_answered_to_the_same_people(
    world: World, subtests: pytest.Subtests
) -> None:
    for row in OURS:
        with subtests.test(str(row)):
            answers = {who: world.tried(row, who, headers=HTMX) for who in row.expected}
            refused = {who: _refused(_answered(answer)) for who, answer in answers.items()}
            assert refused == {who: _refused(expected) for who, expected in row.expected.items()}


def test_an_address_takes_no_other_method(world: World, subtests: pytest.Subtests) -> None:
    for name in {row.name for row in OURS}:
        rows = [row for row in OURS if row.name == name]
        for method in set(METHODS) - {row.method for row in rows}:
            with subtests.test(f"{method} {name}"):
                answer = world.tried(replace(rows[0], method=method), "owner")
                assert answer.status_code == 405


def test_a_request_from_another_site_changes_nothing(
    world: World, subtests: pytest.Subtests
) -> None:
    for row in CHANGING:
        with subtests.test(str(row)), undone():
            client = world.browser("author", enforce_csrf_checks=True)
            address = world.address(row)
            with CaptureQueriesContext(connection) as queries:
                answer = client.generic(row.method, address, *_body(row, world))
            assert answer.status_code == 403
            assert _writes(queries) == []


def test_what_another_site_may_post_is_only_shown(world: World, subtests: pytest.Subtests) -> None:
    for row in [one for one in OURS if one.method == "POST" and one.name in SHOWN_BY_POST]:
        with subtests.test(str(row)), undone():
            client = world.browser("author", enforce_csrf_checks=True)
            with CaptureQueriesContext(connection) as queries:
                answer = client.post(world.address(row), {"text": "https://harbour-post.example/a"})
            assert answer.status_code == 200
            assert _writes(queries) == []


def test_looking_changes_nothing(world: World, subtests: pytest.Subtests) -> None:
    for row in LOOKING:
        with subtests.test(str(row)), undone():
            client, address = world.browser("author"), world.address(row)
            with CaptureQueriesContext(connection) as queries:
                client.get(address)
                client.get(address, headers=HTMX)
            assert _writes(queries) == []


def test_a_fragment_is_never_taken_for_its_page(world: World, subtests: pytest.Subtests) -> None:
    """Where one address has two answers, caches and the back button must keep them apart."""
    for row in LOOKING:
        with subtests.test(str(row)):
            both = [world.tried(row, "author", headers=sent) for sent in ({}, HTMX)]
            shapes = {(answer.status_code, b"<html" in answer.getvalue()) for answer in both}
            apart = all(
                "no-store" in answer.get("Cache-Control", "")
                or "HX-Request" in answer.get("Vary", "")
                for answer in both
            )
            assert len(shapes) == 1 or apart


def test_the_administration_is_open_to_the_owner_only(world: World) -> None:
    pages = [reverse("admin:index"), *_admin_lists()]
    assert len(pages) > 10
    for page in pages:
        assert world.browser("owner").get(page).status_code == 200, page
        for who in ("signed out", "author"):
            answer = world.browser(who).get(page)
            assert answer.status_code == 302, page
            assert re.match(r"/(admin|accounts)/login/", answer["Location"]), page


def test_the_administration_shows_the_owner_nothing_that_is_only_anothers(world: World) -> None:
    owner = world.browser("owner")
    for page in _admin_lists():
        html = owner.get(page).content.decode()
        assert "4,200 jobs" not in html, page


def _admin_lists() -> list[str]:
    names = [
        "newsroom_outlet", "newsroom_article", "newsroom_version", "newsroom_capture",
        "annotations_user", "annotations_invitation", "annotations_highlight",
        "annotations_note", "annotations_speaker", "annotations_attribution",
        "annotations_sharelink",
    ]  # fmt: skip
    return [reverse(f"admin:{name}_changelist") for name in names]


def _writes(queries: CaptureQueriesContext) -> list[str]:
    """The statements that stored something, sessions apart."""
    found = [query["sql"] for query in queries.captured_queries]
    return [
        sql
        for sql in found
        if re.match(r"(INSERT|UPDATE|DELETE|TRUNCATE)\b", sql) and '"django_session"' not in sql
    ]
