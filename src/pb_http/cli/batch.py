"""``pb batch``: the requests of a table, made by a server, downloaded, and told in a table."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pb_http.cli.errors import Failure, Interrupted
from pb_http.cli.options import examples, key_option, server_option
from pb_http.cli.reporting import Reporter, printable, reporting

if TYPE_CHECKING:
    from pb_http.batches.carrying_out import Outcome, Run
    from pb_http.batches.rows import Row
    from pb_http.batches.state import StateFile

KINDS = ("generate", "generate-from-pdf", "optimize-prompt", "plot", "composite")
MOST_AT_ONCE = 64


@click.command(
    "batch",
    epilog=examples(
        "pb batch figures.csv --dry-run",
        "pb batch figures.csv --server https://figures.example.org --out figures",
        "pb batch plots.jsonl --kind plot --at-once 4",
    ),
)
@click.argument("manifest", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@server_option
@key_option
@click.option(
    "--out", type=click.Path(path_type=Path, file_okay=False), default=None, help="Default: MANIFEST-figures."
)
@click.option("--kind", type=click.Choice(KINDS), default=None, help="Of rows that have none.")
@click.option(
    "--at-once", default=8, show_default=True, type=click.IntRange(1, MOST_AT_ONCE), help="How many rows are under way."
)
@click.option("--dry-run", is_flag=True, help="Check the table and say what it would cost; nothing is submitted.")
@click.option("--retry-failed", is_flag=True, help="Buy rows once more whose tasks failed.")
@reporting()
def command(  # noqa: PLR0913 - one parameter per option
    manifest: Path,
    *,
    server: str | None,
    key: str,
    out: Path | None,
    kind: str | None,
    at_once: int,
    dry_run: bool,
    retry_failed: bool,
    reporter: Reporter,
) -> None:
    """Make the figures of MANIFEST, a CSV or JSON lines (.jsonl) with a request a row, and download them.

    Columns are fields of requests, kind and name. Run again, it goes on where it stopped: no row is bought twice.
    """
    import anyio  # noqa: PLC0415 - the help needs no client

    from pb_http.batches.reports import estimate_told  # noqa: PLC0415 - see above
    from pb_http.batches.state import StateFile  # noqa: PLC0415 - see above

    rows = _rows(manifest, kind)
    address = _address(server)
    state = StateFile(manifest.with_name(f"{manifest.name}.state"), address)
    if dry_run:
        found = anyio.run(_estimate, rows, state, address, key, at_once)
        reporter.result(found, estimate_told(found))
        return
    folder = out or manifest.with_name(f"{manifest.stem}-figures")
    folder.mkdir(parents=True, exist_ok=True)
    _carry_out(rows, state, folder, (address, key), at_once, reporter, retry_failed=retry_failed)


def _address(server: str | None) -> str:
    from paperbanana_client.connection import address_of  # noqa: PLC0415 - the help needs no client

    return address_of(server)


def _rows(manifest: Path, kind: str | None) -> "tuple[Row, ...]":
    """The rows, all of which can be submitted; every fault is told."""
    from pb_http.batches.manifest import read  # noqa: PLC0415 - the help needs no table

    found = read(manifest, default_kind=kind)
    for fault in found.faults:
        click.echo(f"pb: {printable(str(fault))}", err=True)
    if found.faults:
        faulty = len({fault.row for fault in found.faults})
        raise Failure(
            f"{faulty} rows of '{manifest.name}' cannot be submitted; nothing was: correct them, then run again"
        )
    return found.rows


async def _estimate(
    rows: "tuple[Row, ...]", state: "StateFile", address: str, key: str, at_once: int
) -> dict[str, Any]:
    import anyio  # noqa: PLC0415 - the help needs no client

    from paperbanana_client import AsyncClient, Estimate  # noqa: PLC0415 - see above
    from pb_http.batches.contents import content_of  # noqa: PLC0415 - see above
    from pb_http.batches.reports import estimated  # noqa: PLC0415 - see above

    left = [row for row in rows if state.of(row.key) is None]
    found: list[Estimate] = []
    places = anyio.CapacityLimiter(at_once)

    async def one(row: "Row") -> None:
        async with places:
            found.append(await client.estimate(row.kind, content_of(row)))

    async with AsyncClient(address, key) as client:
        standing = await client.key()
        async with anyio.create_task_group() as group:
            for row in left:
                group.start_soon(one, row)
        return estimated(left, found, standing)


def _carry_out(
    rows: "tuple[Row, ...]",
    state: "StateFile",
    folder: Path,
    server: tuple[str, str],
    at_once: int,
    reporter: Reporter,
    *,
    retry_failed: bool,
) -> None:
    import anyio  # noqa: PLC0415 - the help needs no client

    from paperbanana_client import AsyncClient, PaperBananaError  # noqa: PLC0415 - see above
    from pb_http.batches.carrying_out import Run  # noqa: PLC0415 - see above
    from pb_http.batches.reports import line_of, told, totals, write_summary  # noqa: PLC0415 - see above

    ended: list[str] = []

    def tell(outcome: "Outcome") -> None:
        ended.append(outcome.row.name)
        reporter.say(printable(line_of(outcome, len(ended), len(rows))))

    run: Run | None = None

    async def carry_out() -> "tuple[Run, dict[str, Any]]":
        nonlocal run
        async with AsyncClient(*server) as client:
            with state:
                run = Run(client, rows, state, folder, retry_failed=retry_failed, told=tell)
                await run.carry_out(at_once)
            try:
                standing = await client.key()
            except PaperBananaError:  # it says so already where that matters
                standing = None
        return run, totals(run.outcomes, standing)

    try:
        run, found = anyio.run(carry_out)
    except KeyboardInterrupt as stop:
        if run is not None:
            write_summary(folder, run.outcomes)
        raise Interrupted(
            f"stopped after {len(ended)} of {len(rows)} rows; what was submitted goes on at the server: "
            "run the same command again"
        ) from stop
    summary = write_summary(folder, run.outcomes)
    reporter.result(found | {"folder": str(folder), "summary": str(summary)}, told(found))
    if run.stopped:
        raise Failure(f"{run.stopped}; {found['open']} rows are open: run the same command again afterwards")
    if found["made"] < found["rows"]:
        raise Failure(f"{found['rows'] - found['made']} rows were not made: '{summary}' says why and what to do")
