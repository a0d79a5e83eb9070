"""``pb mcp``: figures as tools of a model, by the Model Context Protocol."""

import os
from importlib.util import find_spec
from pathlib import Path

import click

from pb_http.cli.errors import Failure
from pb_http.cli.options import examples
from pb_http.cli.reporting import Reporter, reporting

_PORTS = 65_536


@click.command(
    "mcp",
    epilog=examples(
        "pb mcp",
        "pb mcp --server https://figures.example.org --allow-files ~/paper --save-to ~/paper/figures",
        "pb mcp --server http://127.0.0.1:8000 --http 127.0.0.1:8800",
    ),
)
@click.option(
    "--server", default=None, metavar="URL", help="The server that makes them [PAPERBANANA_URL; default: this program]."
)
@click.option(
    "--key", default=None, help="An API key of the server [PAPERBANANA_API_KEY, which the process list hides]."
)
@click.option("--http", "address", default=None, metavar="HOST:PORT", help="Serve streamable HTTP at /mcp instead.")
@click.option("--allow-host", "hosts", multiple=True, metavar="NAME", help="With --http: a name it is called by.")
@click.option("--allow-origin", "origins", multiple=True, metavar="ORIGIN", help="With --http: pages that may call.")
@click.option(
    "--allow-files",
    "folders",
    multiple=True,
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="A folder whose files tools may read; without it they read none.",
)
@click.option(
    "--save-to", type=click.Path(path_type=Path, file_okay=False), default=None, help="Save every figure here, too."
)
@click.option(
    "--data-dir",
    type=click.Path(path_type=Path, file_okay=False),
    default=None,
    help="Without a server: where figures are kept; default: a folder of this user.",
)
@reporting()
def command(  # noqa: PLR0913 - one parameter per option
    *,
    server: str | None,
    key: str | None,
    address: str | None,
    hosts: tuple[str, ...],
    origins: tuple[str, ...],
    folders: tuple[Path, ...],
    save_to: Path | None,
    data_dir: Path | None,
    reporter: Reporter,
) -> None:
    """Offer the workflows as tools to a program that speaks MCP, which starts this command.

    With --server they are made by that server, with the key's quota. Without one they are made here, in a folder of
    this user, as pb generate makes them. With --http callers send their own API keys as bearer; --json then prints one
    document once it listens: url, server.
    """
    if find_spec("mcp") is None:
        raise Failure("pb mcp needs the extra mcp: pip install 'paperbanana-api[mcp]', or '.[mcp]' in a clone")
    from pb_http.cli.mcp_running import over_http, over_stdio  # noqa: PLC0415 - the help needs no protocol

    server = server or os.environ.get("PAPERBANANA_URL")
    if address is not None:
        if server is None:
            raise click.UsageError("--http needs --server: callers bring keys of that server")
        if folders or save_to:
            raise click.UsageError("--allow-files and --save-to are for the user of this computer: not with --http")
        over_http(server, _listening(address), hosts, origins, reporter)
        return
    if reporter.as_json:
        raise click.UsageError("--json goes with --http: otherwise standard output is the protocol's")
    if hosts or origins:
        raise click.UsageError("--allow-host and --allow-origin need --http")
    if server is not None:
        key = key or os.environ.get("PAPERBANANA_API_KEY")
        if not key:
            raise click.UsageError("an API key is needed: set PAPERBANANA_API_KEY, or give --key")
    over_stdio(server, key, folders, save_to, data_dir)


def _listening(address: str) -> tuple[str, int]:
    host, colon, port = address.rpartition(":")
    host = host.removeprefix("[").removesuffix("]")
    if not (colon and host and port.isascii() and port.isdigit() and int(port) < _PORTS):
        raise click.BadParameter(f"'{address}' is no HOST:PORT such as 127.0.0.1:8800", param_hint="--http")
    return host, int(port)
