"""The storage port on PostgreSQL, which many machines may share: ``PostgresStorage`` and its pool of connections."""

from pb_adapters.storage.postgres.store import PostgresStorage

__all__ = ["PostgresStorage"]
