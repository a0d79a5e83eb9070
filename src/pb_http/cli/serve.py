"""``pb serve``: the REST API and its worker in one process."""

import gc
from pathlib import Path

import click

from pb_http.cli.options import data_dir_option
from pb_http.cli.reporting import Reporter, reporting


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on; 0.0.0.0 for all.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65_535), help="0 picks a free one.")
@click.option("--no-worker", is_flag=True, help="Only serve: tasks are left to pb worker. Needs PostgreSQL.")
@data_dir_option
@reporting()
def command(host: str, port: int, data_dir: Path | None, reporter: Reporter, *, no_worker: bool) -> None:
    """Serve the REST API and draw what it accepts; SIGTERM or Ctrl-C ends it without losing a task.

    With PAPERBANANA_DATABASE_URL any number of servers, and of pb worker, share a PostgreSQL database.

    The log goes to standard error, with --quiet from warnings on. --json prints one document once it listens: url,
    data_dir, version.
    """
    gc.disable()  # thousands of objects that all stay are no work for the garbage collector
    from pb_http.cli.serving import ApiOpening, serve  # noqa: PLC0415 - loads the server

    gc.freeze()
    gc.enable()

    serve(host, port, data_dir, reporter, ApiOpening(works=not no_worker))
