"""``pb batch``: the requests of a table, made by a server, downloaded, and told in a table."""

from pathlib import Path

import click

from pb_http.cli.options import examples, key_option, server_option
from pb_http.cli.reporting import Reporter, reporting

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
    from pb_http.cli.batch_running import Batch  # noqa: PLC0415 - the help needs no client

    batch = Batch(manifest, kind, server, key, at_once, reporter)
    if dry_run:
        batch.estimate()
    else:
        batch.carry_out(out or manifest.with_name(f"{manifest.stem}-figures"), retry_failed=retry_failed)
