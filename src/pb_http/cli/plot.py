"""``pb plot``: a statistical plot of a CSV, JSON or Parquet file, without a server."""

from pathlib import Path
from typing import BinaryIO

import click

from pb_adapters.caller_data import json_of_file
from pb_core.requests import AspectRatio, PlotBody
from pb_http.cli.figures import aspect_ratio_option, format_of, iterations_option, output_option, saving
from pb_http.cli.local import run_task


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
        data_json=json_of_file(data.read()),
        intent=intent,
        iterations=iterations,
        aspect_ratio=aspect_ratio,
        output_formats=[format_of(output)],  # type: ignore[list-item]  # the option admits these formats only
    )
    run_task(body, saving(output))
