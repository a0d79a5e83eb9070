"""``pb generate``: a methodology diagram from a text or PDF file, without a server."""

import base64
from pathlib import Path
from typing import BinaryIO, get_args

import anyio
import click

from pb_core.requests import AspectRatio, Body, GenerateBody, GenerateFromPdfBody, Resolution
from pb_core.tasks import Task, TaskResult
from pb_http.cli.local import run_task
from pb_http.composition import Core

FORMATS = ("png", "svg", "pdf")


@click.command("generate")
@click.argument("source", type=click.File("rb"))
@click.option("--caption", required=True, help="What the figure shall say, for example 'Figure 1: Overview'.")
@click.option("--pages", default=None, help="Pages of a PDF, for example 2-4 or 1,3-5; default: all.")
@click.option("--iterations", default=3, show_default=True, type=click.IntRange(1, 10), help="Most rounds to draw.")
@click.option("--aspect-ratio", type=click.Choice(get_args(AspectRatio)), default=None, help="Default: by content.")
@click.option("--resolution", type=click.Choice(get_args(Resolution)), default=None, help="Long side of a PNG.")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, dir_okay=False), default=Path("figure.png"), show_default=True,
    help="File to write; its ending (.png, .svg, .pdf) chooses the format.",
)  # fmt: skip
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
    fmt = output.suffix.lower().lstrip(".")
    if fmt not in FORMATS:
        message = f"'{output.name}' must end in .png, .svg or .pdf"
        raise click.BadParameter(message, param_hint="-o")
    if not output.parent.is_dir():
        message = f"the folder of '{output}' does not exist"
        raise click.BadParameter(message, param_hint="-o")
    data = source.read()
    body = _body(data, caption, pages, iterations, aspect_ratio, resolution)

    async def save(core: Core, task: Task, result: TaskResult) -> None:
        artifact = result.artifact(fmt)
        if artifact is None:
            message = f"the image engine of this installation draws no {fmt}"
            raise click.ClickException(message)
        data = await core.service.artifact_bytes(task, artifact)
        try:
            await anyio.Path(output).write_bytes(data)
        except OSError as error:
            message = f"'{output}' cannot be written ({error.strerror})"
            raise click.ClickException(message) from error
        for note in result.notes:
            click.echo(f"pb: note: {note}", err=True)
        click.echo(str(output))

    run_task(body, save)


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
