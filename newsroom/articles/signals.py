"""Signals of the texts. Receivers run inside the transaction that made the reason."""

from django.dispatch import Signal

#: Sent by `Article.revise` with `article` and `version` when the latest version is another one.
article_revised = Signal()
