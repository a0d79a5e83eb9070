"""``pb demo``: starts a real server, submits real input over HTTP, leaves the figures and a page."""

from pathlib import Path

import click

from pb_http.cli.reporting import Reporter, reporting


@click.command("demo")
@click.option(
    "--output", type=click.Path(path_type=Path, file_okay=False), default=Path("demo-output"), show_default=True,
    help="Folder for figures, answers and index.html; what an earlier demo left there is replaced.",
)  # fmt: skip
@click.option("--port", type=click.IntRange(0, 65_535), default=0, help="Port of the server; default: a free one.")
@click.option("--keep", is_flag=True, help="Keep the server running until Ctrl-C.")
@reporting()
def command(output: Path, port: int, reporter: Reporter, *, keep: bool) -> None:
    """Show text, PDF pages, a plan and data becoming figures, with no account anywhere."""
    from pb_http.cli.demonstration import demonstrate  # noqa: PLC0415 - loads the client

    demonstrate(output, port, reporter, keep=keep)
