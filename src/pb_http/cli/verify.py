"""``pb verify``: reads all of a data folder and says what of it is lost."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from pb_http.cli.errors import DONE, FAILED, NOTED, Failure
from pb_http.cli.options import data_dir_option
from pb_http.cli.reporting import Reporter, reporting

if TYPE_CHECKING:
    from pb_adapters.verification import Verification
    from pb_http.settings import Settings


@click.command("verify")
@click.option("--repair", is_flag=True, help="Remove artifacts that belong to no task; nothing else is changed.")
@data_dir_option
@reporting(strict=True)
@click.pass_context
def command(ctx: click.Context, data_dir: Path | None, reporter: Reporter, *, repair: bool) -> None:
    """Read the database and every artifact of a data folder and check that nothing is lost; exit 1 where something is.

    Rows, the artifacts that they refer to and their SHA-256, balances and charges, the pages of the database. A server
    may be at work meanwhile; then --repair spares artifacts of the last day and of tasks that run.

    With PAPERBANANA_DATABASE_URL it reads the rows there, all at one moment, and takes servers to be at work.
    """
    import anyio  # noqa: PLC0415 - the help needs neither

    from pb_http.cli.options import settings_of  # noqa: PLC0415 - see above

    settings = settings_of(data_dir, quiet=reporter.quiet)
    found = anyio.run(_verified, settings, repair, reporter)
    sound = not found.flaws
    place = {"data_dir": str(settings.data_dir.absolute()), "database": _database(settings)}
    reporter.result({"sound": sound, **place, **_document(found)}, _text(found))
    noted = reporter.strict and bool(found.orphans)
    ctx.exit(FAILED if not sound else NOTED if noted else DONE)


async def _verified(settings: "Settings", repair: bool, reporter: Reporter) -> "Verification":  # noqa: FBT001 - anyio.run passes positions
    import anyio.to_thread  # noqa: PLC0415 - as above

    from pb_adapters.built_in import open_artifacts  # noqa: PLC0415 - as above
    from pb_adapters.data_folder import DATABASE, require_database  # noqa: PLC0415 - as above
    from pb_adapters.verification import verify, verify_rows  # noqa: PLC0415 - as above

    def tell(text: str) -> None:
        reporter.say(f"pb: {text}")

    folder, url = settings.data_dir, settings.database.url
    if url is not None:
        from pb_adapters.storage.postgres.snapshot import reading_shared  # noqa: PLC0415 - where there is PostgreSQL

        async with reading_shared(url) as rows:
            return await verify_rows(
                rows, await open_artifacts(folder, settings.artifacts_url), repair=repair, tell=tell
            )
    await anyio.to_thread.run_sync(require_database, folder)
    if not (folder / DATABASE).exists():
        raise Failure(f"there is no database in {folder}: choose the data folder with --data-dir")
    return await verify(folder, await open_artifacts(folder, settings.artifacts_url), repair=repair, tell=tell)


def _database(settings: "Settings") -> str:
    """Where the rows were read, without any secret."""
    if settings.database.url is None:
        from pb_adapters.data_folder import DATABASE  # noqa: PLC0415 - as above

        return str((settings.data_dir / DATABASE).absolute())
    from pb_adapters.storage.postgres.pool import place_of  # noqa: PLC0415 - as above

    return place_of(settings.database.url)


def _document(found: "Verification") -> dict[str, object]:
    from msgspec.structs import asdict  # noqa: PLC0415 - as above

    return asdict(found)


def _text(found: "Verification") -> str:
    """A line for each flaw, and what was looked at."""
    lines = [f"{click.style('✗', fg='red')} {flaw.check}: {flaw.text}" for flaw in found.flaws]
    lines.append(
        f"{len(found.flaws) or 'no'} faults in {found.rows} rows and {found.artifacts} artifacts "
        f"({found.artifact_bytes / 1e6:.1f} MB)"
    )
    if found.removed:
        lines.append(f"removed {found.removed} artifacts that belonged to no task")
    if found.orphans:
        size = f"{found.orphan_bytes / 1e6:.1f} MB"
        lines.append(f"{found.orphans} artifacts ({size}) belong to no task: pb verify --repair removes them")
    if found.recent:
        lines.append(f"{found.recent} artifacts of the last day or of tasks that run belong to no task yet")
    return "\n".join(lines)
