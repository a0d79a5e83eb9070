"""Port of fresh names: ids, tokens and keys that nobody can guess."""

from typing import Protocol


class Ids(Protocol):
    """A source of unguessable, never repeating names (at least 122 random bits each)."""

    def fresh(self) -> str:
        """32 lowercase hex digits: a task id, key id, delivery id or lease token."""

    def api_key(self) -> str:
        """``pb_`` and 32 letters and digits."""
