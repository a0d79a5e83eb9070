"""RecentReads: what was read from the database since anybody last wrote to it, kept in memory."""

import sqlite3
from collections.abc import Hashable
from typing import Final

MOST_VALUES = 4_096
"""Values that are kept; beyond it all are forgotten. Each is a row of a few hundred bytes, without any figure."""

UNREAD: Final = object()
"""What ``get`` returns for a value that has to be read."""


class RecentReads:
    """Values read from a database, each kept until this program or another one writes.

    ``PRAGMA data_version`` tells by looking at memory that all programs share, so it is asked for every single read and
    on the event loop. ``connection`` is one that nobody writes on; it never waits: where it cannot tell, nothing is
    taken from memory.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        connection.execute("PRAGMA busy_timeout = 0")
        self._connection = connection
        self._version: int | None = None
        self._values: dict[Hashable, object] = {}

    def version(self) -> int | None:
        """A number that changes with every commit of anybody; ``None`` where it cannot be told."""
        try:
            (version,) = self._connection.execute("PRAGMA data_version").fetchone()
        except sqlite3.Error:
            return None
        return int(version)

    def get(self, name: Hashable, version: int | None) -> object:
        """The value, if it was read in the state that the database has in this version, else ``UNREAD``."""
        if version is None or version != self._version:
            self._values.clear()
            self._version = version
            return UNREAD
        return self._values.get(name, UNREAD)

    def keep(self, name: Hashable, value: object, version: int | None) -> None:
        """Keep a value that was read after ``version`` was told, unless somebody has written since."""
        if version is None or version != self._version or version != self.version():
            return
        if len(self._values) >= MOST_VALUES:
            self._values.clear()
        self._values[name] = value

    def close(self) -> None:
        """Close the connection and forget everything."""
        self._values.clear()
        self._connection.close()
