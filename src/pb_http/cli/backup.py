"""``pb backup``: copies a data folder while it is served."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from pb_http.cli.data_folder import require_sqlite
from pb_http.cli.errors import DONE, FAILED, Failure
from pb_http.cli.options import data_dir_option, examples
from pb_http.cli.reporting import Reporter, reporting

if TYPE_CHECKING:
    from pb_adapters.backups.making import Made

NAMED = 10
"""Lost artifacts that are named; `pb verify` names all, with their tasks."""


@click.command(
    "backup",
    epilog=examples("pb backup /mnt/backups/paperbanana", "pb backup monday.tar", "pb restore monday.tar --check"),
)
@click.argument("destination", type=click.Path(path_type=Path))
@data_dir_option
@reporting()
@click.pass_context
def command(ctx: click.Context, destination: Path, data_dir: Path | None, reporter: Reporter) -> None:
    """Copy database, figures and PDFs into DESTINATION, beside the server or without one.

    DESTINATION is a new folder, or the folder of an earlier backup, which is brought up to date; or a new .tar file.
    Exit 1 also where artifacts of the data folder were lost or damaged already; all others are backed up then.
    """
    from pb_adapters.backups.making import back_up  # noqa: PLC0415 - the help needs neither
    from pb_adapters.data_folder import DATABASE, require_database  # noqa: PLC0415 - see above
    from pb_http import VERSION  # noqa: PLC0415 - see above
    from pb_http.cli.options import settings_of  # noqa: PLC0415 - see above

    settings = settings_of(data_dir, quiet=reporter.quiet)
    require_sqlite(settings, "pb backup")
    folder = settings.data_dir
    if settings.artifacts_url is not None:
        raise Failure(
            f"the artifacts are in {settings.artifacts_url}, of which pb backup makes no copy: copy the database, then "
            "the bucket, as docs/backup.md says"
        )
    require_database(folder)
    if not (folder / DATABASE).exists():
        raise Failure(f"there is no database in {folder}: choose the data folder with --data-dir")
    made = back_up(folder, destination, version=VERSION, tell=lambda text: reporter.say(f"pb: {text}"))
    for place in made.lost[:NAMED]:
        reporter.say(f"pb: lost or damaged in the data folder: artifacts/{place}")
    reporter.result(_document(destination, made), _text(destination, made))
    ctx.exit(FAILED if made.lost else DONE)


def _document(destination: Path, made: "Made") -> dict[str, object]:
    from msgspec.structs import asdict  # noqa: PLC0415 - as above

    added = {"copied": made.copied, "linked": made.linked, "kept": made.kept}
    return {"destination": str(destination.absolute()), **asdict(made.manifest), **added, "lost": made.lost}


def _text(destination: Path, made: "Made") -> str:
    """What is in the backup, and what this run added."""
    manifest = made.manifest
    size = f"{(manifest.artifact_bytes + manifest.database.size) / 1e6:.1f} MB"
    text = (
        f"{destination}: {manifest.tasks} tasks of {manifest.keys} keys and {manifest.artifacts} artifacts ({size}); "
        f"{made.copied} copied, {made.linked} linked, {made.kept} kept"
    )
    if made.lost:
        text += f"\n{len(made.lost)} artifacts are lost or damaged in the data folder: pb verify tells of which tasks"
    return text
