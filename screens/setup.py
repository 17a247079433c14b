"""Soon."""


def show() -> None:
    """Soon."""
