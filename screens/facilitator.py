"""Soon."""

from actions.permissions import Who


def show(who: Who, page: str) -> None:
    """Soon."""
