"""Signals of the texts. Receivers run inside the transaction that made the reason."""

from django.dispatch import Signal

#: Sent by `Article.revise` with `article` and `version` when the latest version is another one.
article_revised = Signal()

#: Sent with `kept` and `merged` when somebody says that two articles are one, after the versions
#: of `merged` have become versions of `kept`.
articles_merged = Signal()

#: Sent with `kept`, `split` and `homes` (the keys of the articles whose rows go with it) when an
#: article is one of its own again, after its versions have gone with it.
article_split = Signal()
