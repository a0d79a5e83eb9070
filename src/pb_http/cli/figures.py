"""What the drawing commands share: the file to write, its format, and the options of a canvas."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, get_args

import anyio
import click

from pb_core.requests import AspectRatio
from pb_core.tasks import Task, TaskResult
from pb_http.cli.local import Save
from pb_http.composition import Core

FORMATS = ("png", "svg", "pdf")

F = TypeVar("F", bound=Callable[..., Any])


def output_option(default: str) -> Callable[[F], F]:
    """``-o``: the file to write; its ending chooses the format."""
    return click.option(
        "-o",
        "--output",
        type=click.Path(path_type=Path, dir_okay=False),
        default=Path(default),
        show_default=True,
        callback=_writable,
        help="File to write; its ending (.png, .svg, .pdf) chooses the format.",
    )


def iterations_option(command: F) -> F:
    """``--iterations``: the most rounds to draw."""
    return click.option(
        "--iterations", default=3, show_default=True, type=click.IntRange(1, 10), help="Most rounds to draw."
    )(command)


def aspect_ratio_option(command: F) -> F:
    """``--aspect-ratio``: the shape of the canvas."""
    return click.option(
        "--aspect-ratio", type=click.Choice(get_args(AspectRatio)), default=None, help="Default: by content."
    )(command)


def format_of(output: Path) -> str:
    """The format that a file's ending stands for."""
    return output.suffix.lower().lstrip(".")


def _writable(ctx: click.Context, param: click.Parameter, output: Path) -> Path:
    if format_of(output) not in FORMATS:
        message = f"'{output.name}' must end in .png, .svg or .pdf"
        raise click.BadParameter(message, ctx=ctx, param=param)
    if not output.parent.is_dir():
        message = f"the folder of '{output}' does not exist"
        raise click.BadParameter(message, ctx=ctx, param=param)
    return output


def saving(output: Path) -> Save:
    """What keeps a finished task's figure: it writes the file, prints its name and tells the notes."""

    async def save(core: Core, task: Task, result: TaskResult) -> None:
        artifact = result.artifact(format_of(output))
        if artifact is None:
            message = f"the image engine of this installation draws no {format_of(output)}"
            raise click.ClickException(message)
        await write(output, await core.service.artifact_bytes(task, artifact))
        for note in result.notes:
            click.echo(f"pb: note: {note}", err=True)

    return save


async def write(output: Path, data: bytes) -> None:
    """Write a figure and print its name."""
    try:
        await anyio.Path(output).write_bytes(data)
    except OSError as error:
        message = f"'{output}' cannot be written ({error.strerror})"
        raise click.ClickException(message) from error
    click.echo(str(output))
