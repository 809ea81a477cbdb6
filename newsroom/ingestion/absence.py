"""What is said when a page holds no article."""


class NoArticle(ValueError):
    """No article was found; `reason` says shortly why."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
