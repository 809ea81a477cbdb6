"""All models of the app, where Django looks for them."""

from newsroom.articles.models import (
    Alias,
    Amendment,
    Article,
    Capture,
    Copy,
    Import,
    Sample,
    Version,
)
from newsroom.outlets.models import (
    Discovery,
    Entry,
    Feed,
    Host,
    Outlet,
    Repair,
    Rule,
    Tally,
    Topic,
)
from newsroom.outlets.topic_tallies import TopicTally

__all__ = [
    "Alias",
    "Amendment",
    "Article",
    "Capture",
    "Copy",
    "Discovery",
    "Entry",
    "Feed",
    "Host",
    "Import",
    "Outlet",
    "Repair",
    "Rule",
    "Sample",
    "Tally",
    "Topic",
    "TopicTally",
    "Version",
]
