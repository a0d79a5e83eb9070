"""``pb optimize``: a clearer illustration prompt, without a server."""

from pathlib import Path
from typing import BinaryIO

import click

from pb_core.requests import DiagramType, OptimizePromptBody
from pb_core.tasks import Task, TaskResult
from pb_http.cli.generate import text_of
from pb_http.cli.local import run_task
from pb_http.composition import Core


@click.command("optimize")
@click.argument("prompt", type=click.File("rb"))
@click.option("--context", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="Text to stay true to.")
@click.option("--caption", default=None, help="The figure's caption.")
@click.option("--guidelines", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="Your style rules.")
@click.option("--type", "kind", type=click.Choice([t.value for t in DiagramType]), default="methodology")
def command(prompt: BinaryIO, context: Path | None, caption: str | None, guidelines: Path | None, kind: str) -> None:
    """Polish the prompt in PROMPT, a text file (- is standard input), and print it."""
    body = OptimizePromptBody(
        description=text_of(prompt.read()),
        source_context=text_of(context.read_bytes()) if context else None,
        caption=caption,
        guidelines=text_of(guidelines.read_bytes()) if guidelines else None,
        diagram_type=DiagramType(kind),
    )

    async def save(_core: Core, _task: Task, result: TaskResult) -> None:
        click.echo(result.description)

    run_task(body, save)
