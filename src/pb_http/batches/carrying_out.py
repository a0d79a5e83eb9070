"""Carrying out: every row submitted, waited for and downloaded, some at a time; what stops one does not stop others."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Literal

import anyio
from msgspec import Struct
from msgspec.structs import replace

from paperbanana_client import (
    AsyncClient,
    Forbidden,
    InvalidRequest,
    NotFound,
    PaperBananaError,
    Task,
    TaskFailed,
    TooManyRequests,
    Unauthorized,
    Unreachable,
)
from pb_core.domain.pictures import ENDINGS
from pb_core.errors import InvalidRequest as UnusableContent
from pb_http.batches.contents import content_of
from pb_http.batches.rows import Row
from pb_http.batches.state import Record, StateFile

Ending = Literal["made", "failed", "refused", "open"]

_FOR_ALL = (Unauthorized, Forbidden, Unreachable, TooManyRequests)
"""What would meet every further row too."""

_RUN_AGAIN = "run the same command again"
_ADVICE = {
    "failed": "change the row, or buy it once more with --retry-failed",
    "refused": "change the row as the error says",
    "open": _RUN_AGAIN,
}


class Outcome(Struct, frozen=True, kw_only=True):
    """What became of a row: ``open`` ones were not reached, or are still under way."""

    row: Row
    ending: Ending = "open"
    task: Task | None = None
    files: tuple[str, ...] = ()
    error: str = ""
    is_new: bool = False

    @property
    def advice(self) -> str:
        """What to do about a row that was not made."""
        return _ADVICE.get(self.ending, "")


class Run:
    """One run over a manifest; ``outcomes`` are there from the beginning and become better as it goes on.

    ``told`` hears of every row that ends. Where the server would refuse every further row (a quota that is exhausted, a
    server that is away), none is submitted any more and ``stopped`` says why.
    """

    def __init__(
        self,
        client: AsyncClient,
        rows: Sequence[Row],
        state: StateFile,
        folder: Path,
        *,
        retry_failed: bool = False,
        told: Callable[[Outcome], object] = lambda _: None,
    ) -> None:
        self._client, self._rows, self._state, self._folder = client, rows, state, folder
        self._retry_failed, self._told = retry_failed, told
        self._outcomes = {row.name: Outcome(row=row) for row in rows}
        self.stopped = ""

    @property
    def outcomes(self) -> tuple[Outcome, ...]:
        """What became of each row so far, in their order."""
        return tuple(self._outcomes[row.name] for row in self._rows)

    async def carry_out(self, at_once: int) -> None:
        """Carry out all rows, ``at_once`` under way; composites when the rows that they name are done."""
        names = {row.name for row in self._rows}
        later = [row for row in self._rows if names & set(row.sources)]
        for rows in ([row for row in self._rows if row not in later], later):
            places = anyio.CapacityLimiter(at_once)
            async with anyio.create_task_group() as group:
                for row in rows:
                    group.start_soon(self._one, row, places)

    async def _one(self, row: Row, places: anyio.CapacityLimiter) -> None:
        async with places:
            if self.stopped:
                return
            try:
                outcome = await self._outcome(row)
            except _FOR_ALL as error:
                self._stop(str(error))
                return
            except (InvalidRequest, NotFound, UnusableContent) as error:
                outcome = Outcome(row=row, ending="refused", error=str(error))
            except (PaperBananaError, OSError) as error:
                outcome = Outcome(row=row, error=str(error))
            self._outcomes[row.name] = outcome
            self._told(outcome)

    def _stop(self, why: str) -> None:
        self.stopped = self.stopped or why

    async def _outcome(self, row: Row) -> Outcome:
        record = self._state.of(row.key)
        if record is not None and record.status == "failed" and not self._retry_failed:
            return Outcome(row=row, ending="failed", error=record.error, task=await self._known(record))
        is_new = record is None or record.status == "failed"
        if record is None or record.status == "failed":
            record = await self._submitted(row, 1 if record is None else record.attempt + 1)
        try:
            figure = await self._client.wait(record.task_id)
        except NotFound:  # the server removed the task, or has it under another key
            if record.status == "completed" and self._has(row, record):
                return Outcome(row=row, ending="made", files=record.files)
            record, is_new = await self._submitted(row, record.attempt), True
            figure = await self._client.wait(record.task_id)
        except TaskFailed as error:
            self._state.keep(row.key, replace(record, status="failed", error=str(error)))
            return Outcome(row=row, ending="failed", error=str(error), task=error.task, is_new=is_new)
        files = _names(row)
        if not self._has(row, record):
            await self._download(row, figure.task)
            self._state.keep(row.key, replace(record, status="completed", files=files))
        return Outcome(row=row, ending="made", task=figure.task, files=files, is_new=is_new)

    def _has(self, row: Row, record: Record) -> bool:
        """Whether all files of a row are there."""
        return record.files == _names(row) and all((self._folder / name).is_file() for name in record.files)

    async def _known(self, record: Record) -> Task | None:
        try:
            return await self._client.task(record.task_id)
        except NotFound:
            return None

    async def _submitted(self, row: Row, attempt: int) -> Record:
        document = content_of(row)
        if row.sources:
            document["source_task_ids"] = [await self._panel(row, source) for source in row.sources]
        accepted = await self._client.submit(row.kind, document, row.attempt(attempt))
        return self._state.submitted(row.key, accepted.id, attempt)

    async def _panel(self, row: Row, source: str) -> str:
        """The id of what a composite names: another row's task, a file that is uploaded, or an id."""
        other = self._outcomes.get(source)
        if other is not None:
            if other.ending != "made":
                raise NotMade(f"source_task_ids: row '{source}' was not made")
            if other.task is None:
                return (await self._client.upload_panel(self._folder / other.files[0])).id
            return other.task.id
        if (path := row.folder / source).is_file():
            return (await self._client.upload_panel(path)).id
        return source

    async def _download(self, row: Row, task: Task) -> None:
        if task.kind == "prompt_optimization":
            self._write(_names(row)[0], (task.description or "").encode())
            return
        for fmt, name in zip(row.formats, _names(row), strict=True):
            self._write(name, await self._client.picture(task.id, fmt))

    def _write(self, name: str, data: bytes) -> None:
        """Write a file whole or not at all."""
        part = self._folder / f".{name}.part"
        part.write_bytes(data)
        part.replace(self._folder / name)


def _names(row: Row) -> tuple[str, ...]:
    """The files of a row."""
    if row.kind == "optimize-prompt":
        return (f"{row.name}.txt",)
    return tuple(f"{row.name}.{ENDINGS.get(fmt, fmt)}" for fmt in row.formats)


class NotMade(PaperBananaError):
    """A composite names a row that has no figure."""
