"""Snapshots: what the rows of a database say at one moment, whichever database it is."""

from collections.abc import Callable, Mapping
from datetime import datetime

import msgspec
from msgspec import Struct

from pb_adapters.storage.flaws import PAGES, ROWS, Flaw
from pb_adapters.storage.references import Name, Reference
from pb_adapters.storage.rows import UNREADABLE, Row, Rows, S

STEP = 1_000
"""After so many rows or artifacts it is told how far it is."""

Tell = Callable[[str], None]
"""Hears how far it is."""


class Snapshot(Struct, frozen=True, kw_only=True):
    """What the rows of a database say at one moment.

    ``needed`` are the artifacts that they refer to, ``released`` those that retention is about to remove;
    ``running_since`` says when the oldest running task of a key began.
    """

    rows: int
    flaws: tuple[Flaw, ...]
    needed: Mapping[Name, Reference]
    released: frozenset[Name]
    running_since: Mapping[str, datetime]

    @property
    def is_whole(self) -> bool:
        """Whether every row could be read, so that what none refers to is known."""
        return not any(flaw.check in {PAGES, ROWS} for flaw in self.flaws)


class RowReader:
    """Holds rows against what this version of the program can read, and counts them."""

    def __init__(self, tell: Tell) -> None:
        self._tell = tell
        self.rows = 0

    def flaw_of(self, table: str, name: str, row: Row, form: Rows[S]) -> Flaw | None:
        """What is wrong with a row, which is called by its column ``name``."""
        self.rows += 1
        if not self.rows % STEP:
            self._tell(f"{self.rows} rows")
        try:
            form.decode(row)
            if table == "steps" and row["result"] is not None:
                msgspec.json.decode(row["result"])
        except UNREADABLE as error:
            return Flaw(ROWS, f"the row {row[name]} of {table} cannot be read: {' '.join(str(error).split())}")
        return None
