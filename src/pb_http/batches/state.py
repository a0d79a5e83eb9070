"""State: what became of each request so far, a line for each change, in a file beside the manifest."""

import os
from pathlib import Path
from types import TracebackType
from typing import Literal, Self

import msgspec
from msgspec import Struct

Status = Literal["submitted", "completed", "failed"]


class Record(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Where a request stands: its key, the server that has it, its task, and how often it was bought."""

    key: str
    server: str
    task_id: str
    status: Status
    attempt: int = 1
    error: str = ""
    files: tuple[str, ...] = ()


class StateFile:
    """The records of one manifest, the last of each request; lines that a crash cut off are passed over.

    It saves requests, and knows which tasks failed: without it nothing would be bought twice either.
    """

    def __init__(self, path: Path, server: str) -> None:
        self.path, self._server = path, server
        self._records = {record.key: record for record in _read(path) if record.server == server}

    def __enter__(self) -> Self:
        self._file = self.path.open("ab")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def of(self, key: str) -> Record | None:
        """Where a request stands at this server."""
        return self._records.get(key)

    def keep(self, key: str, record: Record) -> None:
        """Record a change, durably."""
        self._file.write(b"\n" + msgspec.json.encode(record) + b"\n")  # a line that was cut off ends here
        self._file.flush()
        os.fsync(self._file.fileno())
        self._records[key] = record

    def submitted(self, key: str, task_id: str, attempt: int) -> Record:
        """Record that a request was accepted."""
        record = Record(key=key, server=self._server, task_id=task_id, status="submitted", attempt=attempt)
        self.keep(key, record)
        return record


def _read(path: Path) -> list[Record]:
    found = []
    for line in path.read_bytes().splitlines() if path.exists() else ():
        try:
            found.append(msgspec.json.decode(line, type=Record))
        except msgspec.MsgspecError:
            continue
    return found
