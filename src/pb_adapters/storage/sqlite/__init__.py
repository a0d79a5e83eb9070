"""The storage port in one SQLite file: ``SqliteStorage`` and what looks after its database."""

from pb_adapters.storage.sqlite.store import SqliteStorage

__all__ = ["SqliteStorage"]
