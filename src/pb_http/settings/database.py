"""Settings of the database that programs share; without them SQLite in the data folder serves one program."""

import re

from msgspec import Struct

from pb_http.environment import Reader, whole

_ENCODED = r"%[0-9A-Fa-f]{2}"
_PART = rf"(?:[^\s/?#@%]|{_ENCODED})*"
_FIELD = rf"(?:[^\s#=&@%]|{_ENCODED})*"
_ADDRESS = re.compile(
    rf"postgresql://(?:{_PART}@)?{_PART}(?:/{_PART})?(?:\?(?:{_FIELD}={_FIELD}(?:&{_FIELD}={_FIELD})*)?)?"
)
"""An address of which no part of a password is taken for a host or a database, whose names are told."""


class DatabaseSettings(Struct, frozen=True, kw_only=True):
    """Where the database is, if there is one; ``connections`` is how many a program has to ``url`` at most.

    ``listen_url`` leads to the server itself, where ``url`` leads to a pooler.
    """

    url: str | None = None
    listen_url: str | None = None
    connections: int = 10

    def __repr__(self) -> str:
        """Without any password."""
        return f"DatabaseSettings(url={'…' if self.url else None}, connections={self.connections})"


def read_database(reader: Reader) -> DatabaseSettings:
    """Read them from the environment."""
    default = DatabaseSettings()
    return DatabaseSettings(
        url=reader.read("DATABASE_URL", database_url, default.url),
        listen_url=reader.read("DATABASE_LISTEN_URL", database_url, default.listen_url),
        connections=reader.read("DATABASE_CONNECTIONS", whole(2, 1_000), default.connections),
    )


def database_url(text: str) -> str:
    """An address of PostgreSQL; the sentence that refuses another does not repeat it, as it may hold a password."""
    if not _ADDRESS.fullmatch(text):
        raise ValueError(
            "must be the address of a PostgreSQL database such as postgresql://user:password@host:5432/paperbanana, "
            "with @ : / ? # % in a password as %40 %3A %2F %3F %23 %25; leave it unset for SQLite in the data folder"
        )
    return text
