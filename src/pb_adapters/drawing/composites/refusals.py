"""How a panel that cannot be used is reported."""

from pb_core.errors import UnreadablePanel


def unreadable(number: int, why: str) -> UnreadablePanel:
    """The error that names the panel, counted from 1, and says what is wrong with it."""
    return UnreadablePanel(f"panel {number} cannot be used: {why}")
