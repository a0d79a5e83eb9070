"""``pb plot``: a statistical plot of a CSV, JSON or Parquet file, without a server."""

import re
from pathlib import Path
from typing import BinaryIO

import click

from pb_core.requests import AspectRatio, PlotBody
from pb_core.tables.csv_reading import json_of_csv
from pb_http.cli.figures import aspect_ratio_option, format_of, iterations_option, output_option, saving
from pb_http.cli.local import run_task
from pb_http.cli.parquet import json_of_parquet

_JSON = re.compile(r"\s*(?:\{|\[\s*(?:[\[\]{\"\d-]|true\b|false\b|null\b|NaN\b|Infinity\b|$))")
"""How JSON begins; a header of CSV may begin with a bracket or a quotation mark too: ``[S] (mM),…``, ``"a","b"``."""


@click.command("plot")
@click.argument("data", type=click.File("rb"))
@click.option(
    "--intent", required=True, help="What to show and how, for example 'bar chart of accuracy by model, sorted'."
)
@iterations_option
@aspect_ratio_option
@output_option("plot.png")
def command(data: BinaryIO, intent: str, iterations: int, aspect_ratio: AspectRatio | None, output: Path) -> None:
    """Plot DATA, a CSV, JSON or Parquet file (- is standard input), as the intent asks.

    Every number is drawn from the file, read back from the drawing and compared.
    """
    body = PlotBody(
        data_json=data_json(data.read()),
        intent=intent,
        iterations=iterations,
        aspect_ratio=aspect_ratio,
        output_formats=[format_of(output)],  # type: ignore[list-item]  # the option admits these formats only
    )
    run_task(body, saving(output))


def data_json(data: bytes) -> str:
    """The data as the API takes it, whatever the file is; told by its first bytes, not by its name."""
    if data.startswith(b"PAR1"):
        return json_of_parquet(data)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        message = "the data are not UTF-8 text: save the file as CSV or JSON in UTF-8"
        raise click.ClickException(message) from error
    return text if _JSON.match(text) else json_of_csv(text)
