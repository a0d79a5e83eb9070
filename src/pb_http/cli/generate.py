"""``pb generate``: a methodology diagram from a text or PDF file, without a server."""

import base64
from typing import Any, get_args

import click

from pb_core.domain.print_styling import AspectRatio
from pb_core.domain.requests import Body, GenerateBody, GenerateFromPdfBody, Grounding, Resolution
from pb_http.cli.inputs import INPUT_FILE, InputFile, text_of
from pb_http.cli.options import aspect_ratio_option, candidates_option, examples, iterations_option
from pb_http.cli.outputs import DIAGRAMS, Output, formats_of, output_options, plan_option
from pb_http.cli.reporting import Reporter, reporting


@click.command(
    "generate",
    epilog=examples(
        'pb generate method.txt --caption "Figure 1: Overview" -o fig.svg -o fig.png',
        'pb generate method.txt --caption "Figure 1" --plan-out plan.mmd -o fig.png',
        'pb generate paper.pdf --pages 2-4 --caption "Figure 1" -o - --format pdf > fig.pdf',
    ),
)
@click.argument("source", type=INPUT_FILE)
@click.option("--caption", required=True, help="What the figure shall say, for example 'Figure 1: Overview'.")
@click.option("--pages", default=None, help="Pages of a PDF, for example 2-4 or 1,3-5; default: all.")
@iterations_option
@candidates_option
@aspect_ratio_option
@click.option("--resolution", type=click.Choice(get_args(Resolution)), default=None, help="Long side of a PNG.")
@click.option(
    "--grounding",
    type=click.Choice([choice.value for choice in Grounding]),
    default=Grounding.STRICT.value,
    show_default=True,
    help="Leave out what the text does not support, or draw it; notes name it anyway.",
)
@click.option(
    "--image-provider", default=None, help="Who draws: vector, or a painter that has a key; default: as configured."
)
@output_options("figure.png", DIAGRAMS)
@plan_option(".mmd", ".json")
@reporting(strict=True)
def command(  # noqa: PLR0913 - one parameter per option
    source: InputFile,
    *,
    caption: str,
    pages: str | None,
    iterations: int,
    candidates: int,
    aspect_ratio: AspectRatio | None,
    resolution: Resolution | None,
    grounding: str,
    image_provider: str | None,
    outputs: tuple[Output, ...],
    plan_out: Output | None,
    reporter: Reporter,
) -> None:
    """Draw the method described in SOURCE, a text or PDF file (- is standard input).

    Prints the files that it wrote. The run is kept: if it is interrupted, pb resume goes on where it stopped.
    """
    from pb_http.cli.running import start  # noqa: PLC0415 - loads the engines

    canvas = {
        "caption": caption,
        "iterations": iterations,
        "candidates": candidates,
        "aspect_ratio": aspect_ratio,
        "image_resolution": resolution,
        "grounding": Grounding(grounding),
        "image_provider": image_provider,
        "output_formats": formats_of(outputs),
    }
    start("generate", _body(source.read(), pages, canvas), outputs, reporter, plan_out)


def _body(data: bytes, pages: str | None, canvas: dict[str, Any]) -> Body:
    if data.startswith(b"%PDF-"):
        return GenerateFromPdfBody(pdf_base64=base64.b64encode(data).decode("ascii"), pages=pages, **canvas)
    if pages is not None:
        raise click.UsageError("--pages needs a PDF")
    return GenerateBody(source_context=text_of(data), **canvas)
