"""Where a server that is killed keeps what it stores: in one folder, or in PostgreSQL and an S3 store beside it."""

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any, Protocol, Self

import psycopg
from psycopg.rows import dict_row

from crash.checks import Rows
from machines.stores import Stores
from served import database, environment

HERE = "127.0.0.1"


class Site(Protocol):
    """The stores of one server: what it is told of them, and how they are looked into."""

    folder: Path
    settings: Mapping[str, str]
    variables: Mapping[str, str]

    def rows(self) -> AbstractContextManager[Rows]:
        """A connection that reads the database."""

    def verify(self, *options: str) -> dict[str, Any]:
        """The report of ``pb verify``."""


class OneFolder:
    """SQLite and files in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.settings: Mapping[str, str] = {}
        self.variables: Mapping[str, str] = {}

    def rows(self) -> AbstractContextManager[Rows]:
        """A connection that reads the database."""
        return database(self.folder)

    def verify(self, *options: str) -> dict[str, Any]:
        """The report of ``pb verify``; the server must have ended."""
        done = subprocess.run(  # noqa: S603 - our own program with our own arguments
            [sys.executable, "-m", "pb_http.cli.main", "verify", "--json", "--data-dir", str(self.folder), *options],
            capture_output=True,
            text=True,
            check=False,
            env=environment(),
        )
        return _report(done)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """The folder is its owner's."""


class ManyMachines:
    """PostgreSQL that keeps what it acknowledged, and SeaweedFS, both there while this is entered.

    Nobody frees the leases of a server that is killed: they end by themselves, so they are short here.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "server"
        self._stores = Stores(folder, HERE)

    @property
    def settings(self) -> Mapping[str, str]:
        """Both stores."""
        return {"LEASE_SECONDS": "10", **self._stores.settings}

    @property
    def variables(self) -> Mapping[str, str]:
        """The credentials."""
        return self._stores.variables

    @contextmanager
    def rows(self) -> Iterator[Rows]:
        """A connection that reads the database."""
        with psycopg.connect(self._stores.url, autocommit=True, row_factory=dict_row) as connection:
            yield connection

    def verify(self, *options: str) -> dict[str, Any]:
        """The report of ``pb verify``, which takes servers to be at work and leaves artifacts of the last day."""
        return _report(self._stores.run("verify", "--json", *options))

    def __enter__(self) -> Self:
        self._stores.__enter__()
        return self

    def __exit__(self, *_: object) -> None:
        self._stores.__exit__(None, None, None)


def _report(done: "subprocess.CompletedProcess[str]") -> dict[str, Any]:
    report: dict[str, Any] = json.loads(done.stdout or "{}")
    if "flaws" not in report:
        raise AssertionError(f"pb verify says nothing of flaws: {done.stdout} {done.stderr}")
    return report


SITES: Mapping[str, type[OneFolder | ManyMachines]] = {"folder": OneFolder, "postgres": ManyMachines}
"""By the name that the command line has for each."""
