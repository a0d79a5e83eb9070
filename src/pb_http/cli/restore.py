"""``pb restore``: makes a data folder of a backup, or only checks the backup."""

from pathlib import Path

import click

from pb_http.cli.options import data_dir_option, examples
from pb_http.cli.reporting import Reporter, reporting


@click.command(
    "restore",
    epilog=examples("pb restore /mnt/backups/paperbanana --data-dir new-folder", "pb restore monday.tar --check"),
)
@click.argument("source", type=click.Path(path_type=Path))
@click.option("--check", "checks_only", is_flag=True, help="Only read the backup and hold it against its hashes.")
@data_dir_option
@reporting()
def command(source: Path, data_dir: Path | None, reporter: Reporter, *, checks_only: bool) -> None:
    """Make a data folder of the backup SOURCE, a folder or a .tar file; the data folder must be new or empty.

    All of the backup is held against its hashes before anything appears there. Then start the server on it.
    """
    from msgspec.structs import asdict  # noqa: PLC0415 - the help needs none

    from pb_adapters.backups.restoring import check, restore  # noqa: PLC0415 - see above
    from pb_http.cli.options import settings_of  # noqa: PLC0415 - see above

    def tell(text: str) -> None:
        reporter.say(f"pb: {text}")

    folder = settings_of(data_dir, quiet=reporter.quiet).data_dir
    manifest = check(source, tell=tell) if checks_only else restore(source, folder, tell=tell)
    held = f"{manifest.tasks} tasks of {manifest.keys} keys and {manifest.artifacts} artifacts"
    text = f"{source} is sound: {held}" if checks_only else f"restored {held} into {folder}: start the server on it"
    if manifest.lost:
        text += f"\n{manifest.lost} more artifacts were lost when it was made: pb verify tells of which tasks"
    told = {"source": str(source.absolute()), "data_dir": None if checks_only else str(folder.absolute())}
    reporter.result({**told, **asdict(manifest)}, text)
