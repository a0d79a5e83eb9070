"""``pb generate``: a methodology diagram from a text or PDF file, without a server."""

import base64
from pathlib import Path
from typing import BinaryIO, get_args

import click

from pb_core.requests import AspectRatio, Body, GenerateBody, GenerateFromPdfBody, Resolution
from pb_http.cli.figures import aspect_ratio_option, iterations_option, output_option, saving
from pb_http.cli.local import run_task


@click.command("generate")
@click.argument("source", type=click.File("rb"))
@click.option("--caption", required=True, help="What the figure shall say, for example 'Figure 1: Overview'.")
@click.option("--pages", default=None, help="Pages of a PDF, for example 2-4 or 1,3-5; default: all.")
@iterations_option
@aspect_ratio_option
@click.option("--resolution", type=click.Choice(get_args(Resolution)), default=None, help="Long side of a PNG.")
@output_option("figure.png")
def command(
    source: BinaryIO,
    caption: str,
    pages: str | None,
    iterations: int,
    aspect_ratio: AspectRatio | None,
    resolution: Resolution | None,
    output: Path,
) -> None:
    """Draw the method described in SOURCE, a text or PDF file (- is standard input)."""
    run_task(_body(source.read(), caption, pages, iterations, aspect_ratio, resolution), saving(output))


def _body(
    data: bytes,
    caption: str,
    pages: str | None,
    iterations: int,
    aspect_ratio: AspectRatio | None,
    resolution: Resolution | None,
) -> Body:
    if data.startswith(b"%PDF-"):
        return GenerateFromPdfBody(
            pdf_base64=base64.b64encode(data).decode("ascii"),
            caption=caption,
            pages=pages,
            iterations=iterations,
            aspect_ratio=aspect_ratio,
            image_resolution=resolution,
        )
    if pages is not None:
        message = "--pages needs a PDF"
        raise click.UsageError(message)
    return GenerateBody(
        source_context=text_of(data),
        caption=caption,
        iterations=iterations,
        aspect_ratio=aspect_ratio,
        image_resolution=resolution,
    )


def text_of(data: bytes) -> str:
    """The file's text, which must be UTF-8."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        message = "the file is neither a PDF nor UTF-8 text"
        raise click.ClickException(message) from error
