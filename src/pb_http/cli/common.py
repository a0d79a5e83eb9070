"""What several commands share: the data folder option and the settings of the process."""

import os
from pathlib import Path

import click
from msgspec.structs import replace

from pb_http.settings import Settings, load, warnings

data_dir_option = click.option(
    "--data-dir",
    type=click.Path(path_type=Path, file_okay=False),
    default=None,
    help="Where database and figures live [PAPERBANANA_DATA_DIR; default ./paperbanana-data].",
)


def settings_of(data_dir: Path | None = None, *, quiet: bool = False) -> Settings:
    """The settings from the environment; settings without effect are named on standard error."""
    settings = load(os.environ)
    if not quiet:
        for line in warnings(settings):
            click.echo(f"pb: {line}", err=True)
    return settings if data_dir is None else replace(settings, data_dir=data_dir)
