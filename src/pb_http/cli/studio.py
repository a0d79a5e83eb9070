"""``pb studio``: the studio on this computer, in the browser, for nobody but its user."""

from pathlib import Path

import click

from pb_http.cli.options import data_dir_option
from pb_http.cli.reporting import Reporter, reporting


@click.command("studio")
@click.option("--port", default=0, type=click.IntRange(0, 65_535), help="Port to listen on; default: a free one.")
@click.option("--no-browser", is_flag=True, help="Open no browser; the link is printed all the same.")
@data_dir_option
@reporting()
def command(port: int, data_dir: Path | None, reporter: Reporter, *, no_browser: bool) -> None:
    """Make figures in the browser, on this computer only; Ctrl-C ends it without losing a figure.

    Prints a link that signs in once, within a minute, and opens it. The API key of the studio is made on the first run
    and kept in the data folder, readable by its owner only. --json prints one document: url, link, data_dir, version.
    """
    from pb_http.cli.long_running import LOOPBACK  # noqa: PLC0415 - loads the server
    from pb_http.cli.serving import serve  # noqa: PLC0415 - loads the server
    from pb_http.cli.studio_opening import StudioOpening  # noqa: PLC0415 - see above

    serve(LOOPBACK, port, data_dir, reporter, StudioOpening(browses=not no_browser))
