"""Options that several commands share, and the settings of the process."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, get_args

import click

from pb_core.domain.print_styling import AspectRatio
from pb_core.domain.requests import MOST_CANDIDATES

if TYPE_CHECKING:
    from pb_http.settings import Settings

F = TypeVar("F", bound=Callable[..., Any])

data_dir_option = click.option(
    "--data-dir",
    type=click.Path(path_type=Path, file_okay=False),
    default=None,
    help="Where database and figures live [PAPERBANANA_DATA_DIR; default ./paperbanana-data].",
)


server_option = click.option(
    "--server", default=None, metavar="URL", help="The server [PAPERBANANA_URL; default http://127.0.0.1:8000]."
)


def _required_key(ctx: click.Context, param: click.Parameter, value: str | None) -> str:
    del ctx, param
    key = value or os.environ.get("PAPERBANANA_API_KEY")
    if not key:
        raise click.UsageError("an API key is needed: set PAPERBANANA_API_KEY, or give --key")
    return key


key_option = click.option(
    "--key",
    default=None,
    callback=_required_key,
    help="An API key of the server [PAPERBANANA_API_KEY, which others cannot see in the list of processes].",
)


def examples(*lines: str) -> str:
    """Command lines for the end of a command's help, a line each."""
    return "\b\nExamples:\n" + "\n".join(f"  {line}" for line in lines)


def iterations_option(command: F) -> F:
    """``--iterations``: the most rounds to draw."""
    return click.option(
        "--iterations", default=3, show_default=True, type=click.IntRange(1, 10), help="Most rounds to draw."
    )(command)


def candidates_option(command: F) -> F:
    """``--candidates``: how many figures to choose from."""
    return click.option(
        "--candidates",
        default=1,
        show_default=True,
        type=click.IntRange(1, MOST_CANDIDATES),
        help="Figures to make; the best goes to -o, all go beside it, as NAME-1 and so on.",
    )(command)


def aspect_ratio_option(command: F) -> F:
    """``--aspect-ratio``: the shape of the canvas."""
    return click.option(
        "--aspect-ratio", type=click.Choice(get_args(AspectRatio)), default=None, help="Default: by content."
    )(command)


def settings_of(data_dir: Path | None = None, *, quiet: bool = False) -> "Settings":
    """The settings from the environment; settings without effect are named on standard error.

    Raises ``SettingsError`` naming every invalid one.
    """
    from msgspec.structs import replace  # noqa: PLC0415 - the help of a command needs no settings

    from pb_http.settings import load, warnings  # noqa: PLC0415 - see above

    settings = load(os.environ)
    if not quiet:
        for line in warnings(settings):
            click.echo(f"pb: {line}", err=True)
    return settings if data_dir is None else replace(settings, data_dir=data_dir)
