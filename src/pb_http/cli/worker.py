"""``pb worker``: draws what servers on the same PostgreSQL database accept."""

from pathlib import Path

import click

from pb_http.cli.options import data_dir_option, examples
from pb_http.cli.reporting import Reporter, reporting

EXAMPLES = examples(
    "export PAPERBANANA_DATABASE_URL=postgresql://pb:secret@db.example.org/paperbanana",
    "pb serve --no-worker --host 0.0.0.0     # as many as you like",
    "pb worker --concurrency 8               # as many as you like, on any machine",
)


@click.command("worker", epilog=EXAMPLES)
@click.option(
    "--concurrency",
    type=click.IntRange(1, 1_000),
    default=None,
    help="Tasks at once [PAPERBANANA_CONCURRENCY; default 4].",
)
@data_dir_option
@reporting()
def command(concurrency: int | None, data_dir: Path | None, reporter: Reporter) -> None:
    """Draw what servers accept, and deliver its webhooks; any number of workers share the work of one database.

    PAPERBANANA_DATABASE_URL says which, and PAPERBANANA_ARTIFACTS_URL where figures go; both, and the keys of the model
    providers, are the same for servers and workers. SIGTERM or Ctrl-C lets calls under way end and gives the rest to
    other workers; a second one ends it at once. A worker that was killed loses nothing: others take its tasks over
    within PAPERBANANA_LEASE_SECONDS.

    The log goes to standard error, with --quiet from warnings on; metrics are served at PAPERBANANA_METRICS_PORT.
    --json prints one document once it works: database, concurrency, version.
    """
    from pb_http.cli.working import work  # noqa: PLC0415 - loads the engines

    work(concurrency, data_dir, reporter)
