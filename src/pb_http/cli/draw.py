"""``pb draw``: a figure of a plan that is written already, without a server and without a planner."""

from typing import get_args

import click

from pb_core.domain.print_styling import AspectRatio
from pb_core.domain.requests import Body, GenerateBody, PlotBody, Resolution
from pb_http.cli.inputs import INPUT_FILE, InputFile
from pb_http.cli.options import aspect_ratio_option, examples, iterations_option
from pb_http.cli.outputs import DIAGRAMS, Output, formats_of, output_options
from pb_http.cli.reporting import Reporter, reporting


@click.command(
    "draw",
    epilog=examples(
        "pb draw plan.mmd -o fig.svg -o fig.pptx",
        'pb draw plan.json --source method.txt --caption "Figure 1: Overview" -o fig.pdf',
        "pb draw plot.json --data scores.csv -o plot.svg",
    ),
)
@click.argument("plan", type=INPUT_FILE)
@click.option("--caption", default=None, help="What the figure says; default: the file's name.")
@click.option("--source", type=INPUT_FILE, default=None, help="A text that the plan is held against.")
@click.option("--data", type=INPUT_FILE, default=None, help="The data of a plot: a CSV, JSON or Parquet file.")
@iterations_option
@aspect_ratio_option
@click.option(
    "--resolution", type=click.Choice(get_args(Resolution)), default=None, help="Long side of a diagram's PNG."
)
@output_options("figure.png", DIAGRAMS)
@reporting(strict=True)
def command(  # noqa: PLR0913 - one parameter per option
    plan: InputFile,
    *,
    caption: str | None,
    source: InputFile | None,
    data: InputFile | None,
    iterations: int,
    aspect_ratio: AspectRatio | None,
    resolution: Resolution | None,
    outputs: tuple[Output, ...],
    reporter: Reporter,
) -> None:
    """Draw PLAN, a Mermaid flowchart or a plan as JSON (- is standard input).

    What stands in the plan is drawn, and nothing else. A plot's plan, in our grammar or Vega-Lite's, needs --data.
    Prints the files that it wrote.
    """
    from pb_http.cli.running import start  # noqa: PLC0415 - loads the engines

    body: Body
    if data is None:
        body = GenerateBody(
            plan=plan.text(),
            source_context=source.text() if source else None,
            caption=caption or plan.stem or "Figure",
            iterations=iterations,
            aspect_ratio=aspect_ratio,
            image_resolution=resolution,
            output_formats=formats_of(outputs),  # type: ignore[arg-type]  # -o admits these formats only
        )
    else:
        _require_none(("--source", source), ("--caption", caption), ("--resolution", resolution))
        body = _plot(plan, data, iterations, aspect_ratio, outputs)
    start("draw", body, outputs, reporter)


def _plot(
    plan: InputFile, data: InputFile, iterations: int, aspect_ratio: AspectRatio | None, outputs: tuple[Output, ...]
) -> PlotBody:
    from pb_adapters.caller_data import json_of_file  # noqa: PLC0415 - the help needs no data

    return PlotBody(
        plan=plan.text(),
        data_json=json_of_file(data.read()),
        iterations=iterations,
        aspect_ratio=aspect_ratio,
        output_formats=[output.format for output in outputs],  # type: ignore[misc]  # -o admits these formats only
    )


def _require_none(*options: tuple[str, object]) -> None:
    for name, value in options:
        if value is not None:
            raise click.UsageError(f"{name} is for diagrams, --data for plots")
