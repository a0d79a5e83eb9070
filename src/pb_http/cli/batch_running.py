"""How ``pb batch`` runs: the table read, the key asked, rows estimated or carried out, and the end told."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import anyio
import click

from paperbanana_client import AsyncClient, KeyStanding, PaperBananaError
from paperbanana_client.connection import address_of
from pb_core.domain.alt_text import counted
from pb_http.batches.carrying_out import Outcome, Run
from pb_http.batches.estimating import estimates
from pb_http.batches.manifest import Fault, read
from pb_http.batches.reports import (
    estimate_told,
    estimated,
    line_of,
    told,
    totals,
    units_of,
    write_summary,
)
from pb_http.batches.state import StateFile
from pb_http.cli.errors import Failure, Interrupted
from pb_http.cli.reporting import Reporter, printable

AGAIN = "run the same command again"


class Batch:
    """A table whose rows can all be submitted, and the server that shall make them.

    Raises ``Failure`` for a table with faults, once each was told.
    """

    def __init__(
        self, manifest: Path, kind: str | None, server: str | None, key: str, at_once: int, reporter: Reporter
    ) -> None:
        found = read(manifest, default_kind=kind)
        _require_none(found.faults, f"rows of '{manifest.name}' cannot be submitted")
        self._rows, self._reporter, self._at_once = found.rows, reporter, at_once
        self._server, self._key = address_of(server), key
        self._state = StateFile(manifest.with_name(f"{manifest.name}.state"), self._server)
        self._run: Run | None = None
        self._ended = 0
        self._left: int | None = None

    def estimate(self) -> None:
        """Say what the rows that are not made yet would cost; raises ``Failure``."""
        left = [row for row in self._rows if self._state.of(row.key) is None]

        async def ask() -> dict[str, Any]:
            async with AsyncClient(self._server, self._key) as client:
                standing = await client.key()
                found, faults = await estimates(client, left, self._at_once)
            _require_none(faults, "rows would be refused by the server")
            return estimated(left, found, standing)

        try:
            found = anyio.run(ask)
        except PaperBananaError as error:
            raise Failure(str(error)) from error
        self._reporter.result(found, estimate_told(found))

    def carry_out(self, folder: Path, *, retry_failed: bool) -> None:
        """Make and download the rows, and tell what became of them; raises ``Failure`` where not all were made."""
        folder.mkdir(parents=True, exist_ok=True)
        try:
            found = anyio.run(self._carried_out, folder, retry_failed)
        except PaperBananaError as error:
            raise Failure(str(error)) from error
        except KeyboardInterrupt as stop:
            raise self._interrupted(folder) from stop
        run = self._run
        assert run is not None  # noqa: S101 - it was made before anything was carried out
        summary = write_summary(folder, run.outcomes)
        self._reporter.result(found | {"folder": str(folder), "summary": str(summary)}, told(found))
        if run.stopped:
            raise Failure(f"{run.stopped}; {found['open']} rows are open: {AGAIN} afterwards")
        if found["made"] < found["rows"]:
            left = found["rows"] - found["made"]
            rows = f"{counted(left, 'row')} {'was' if left == 1 else 'were'}"
            raise Failure(f"{rows} not made: '{summary}' says why and what to do")

    async def _carried_out(self, folder: Path, retry_failed: bool) -> dict[str, Any]:  # noqa: FBT001 - anyio passes by place
        async with AsyncClient(self._server, self._key) as client:
            standing = await client.key()
            self._left = standing.quota_remaining
            self._reporter.say(f"{counted(len(self._rows), 'row')}; {_units(standing)}")
            with self._state as state:
                self._run = Run(client, self._rows, state, folder, retry_failed=retry_failed, told=self._tell)
                await self._run.carry_out(self._at_once)
            return totals(self._run.outcomes, await _standing(client))

    def _tell(self, outcome: Outcome) -> None:
        self._ended += 1
        if self._left is not None and outcome.is_new:
            self._left = max(0, self._left - units_of(outcome.row))
        self._reporter.say(printable(line_of(outcome, self._ended, len(self._rows), self._left)))

    def _interrupted(self, folder: Path) -> Interrupted:
        if self._run is not None:
            write_summary(folder, self._run.outcomes)
        rows = f"{self._ended} of {len(self._rows)} rows"
        return Interrupted(f"stopped after {rows}; what was submitted goes on at the server: {AGAIN}")


def _require_none(faults: Iterable[Fault], what: str) -> None:
    """Tell every fault, and stop if there is one."""
    found = list(faults)
    for fault in found:
        click.echo(f"pb: {printable(str(fault))}", err=True)
    if found:
        count = len({fault.row for fault in found})
        raise Failure(f"{count} {what}; nothing was submitted: correct them, then run again")


async def _standing(client: AsyncClient) -> KeyStanding | None:
    """What the key has left, if the server can still be asked."""
    try:
        return await client.key()
    except PaperBananaError:
        return None


def _units(standing: KeyStanding) -> str:
    left = standing.quota_remaining
    return "the key has no limit of units" if left is None else f"{counted(left, 'unit')} left"
