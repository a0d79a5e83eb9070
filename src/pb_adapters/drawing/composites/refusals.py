"""How a panel that cannot be used is reported."""

from pb_core.errors import UnreadablePanel


def unreadable(number: int, why: str) -> UnreadablePanel:
    """The error that names the panel, counted from 1 (0: it is alone), and says what is wrong with it."""
    named = f"panel {number}" if number else "The picture"
    return UnreadablePanel(f"{named} cannot be used: {why}")
