"""``pb plot``: a statistical plot of a CSV, JSON or Parquet file, without a server."""

import click

from pb_core.domain.print_styling import AspectRatio
from pb_core.domain.requests import PlotBody
from pb_http.cli.inputs import INPUT_FILE, InputFile
from pb_http.cli.options import aspect_ratio_option, candidates_option, examples, iterations_option
from pb_http.cli.outputs import Output, output_options, plan_option
from pb_http.cli.reporting import Reporter, reporting


@click.command(
    "plot",
    epilog=examples(
        'pb plot scores.csv --intent "grouped bars of accuracy by dataset and method" -o scores.pdf',
        'pb plot scores.csv --intent "bars of accuracy by model" --json | jq .report',
    ),
)
@click.argument("data", type=INPUT_FILE)
@click.option(
    "--intent", required=True, help="What to show and how, for example 'bar chart of accuracy by model, sorted'."
)
@iterations_option
@candidates_option
@aspect_ratio_option
@output_options("plot.png")
@plan_option(".json")
@reporting(strict=True)
def command(  # noqa: PLR0913 - one parameter per option
    data: InputFile,
    *,
    intent: str,
    iterations: int,
    candidates: int,
    aspect_ratio: AspectRatio | None,
    outputs: tuple[Output, ...],
    plan_out: Output | None,
    reporter: Reporter,
) -> None:
    """Plot DATA, a CSV, JSON or Parquet file (- is standard input), as the intent asks.

    Every number is drawn from the file, read back from the drawing and compared. Prints the files that it wrote and, on
    standard error, what is shown: the statistics used, rows left out, wishes of the intent that were not followed.
    """
    from pb_adapters.caller_data import json_of_file  # noqa: PLC0415 - the help needs no data
    from pb_http.cli.running import start  # noqa: PLC0415 - loads the engines

    body = PlotBody(
        data_json=json_of_file(data.read()),
        intent=intent,
        iterations=iterations,
        candidates=candidates,
        aspect_ratio=aspect_ratio,
        output_formats=[output.format for output in outputs],  # type: ignore[misc]  # -o admits these formats only
    )
    start("plot", body, outputs, reporter, plan_out)
