"""All models of the app, where Django looks for them."""

from newsroom.articles.models import Article, Capture, Version
from newsroom.outlets.models import Outlet

__all__ = ["Article", "Capture", "Outlet", "Version"]
