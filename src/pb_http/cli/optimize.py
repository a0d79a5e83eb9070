"""``pb optimize``: a clearer illustration prompt, without a server."""

from typing import BinaryIO

import click

from pb_core.domain.requests import DiagramType, OptimizePromptBody
from pb_http.cli.generate import text_of
from pb_http.cli.options import examples
from pb_http.cli.reporting import Reporter, reporting


@click.command(
    "optimize",
    epilog=examples(
        'echo "a transformer with 6 blocks and a classifier head" | pb optimize -',
    ),
)
@click.argument("prompt", type=click.File("rb"))
@click.option("--context", type=click.File("rb"), help="Text file to stay true to.")
@click.option("--caption", default=None, help="The figure's caption.")
@click.option("--guidelines", type=click.File("rb"), help="Text file of your style rules.")
@click.option("--type", "kind", type=click.Choice([t.value for t in DiagramType]), default="methodology")
@reporting(strict=True)
def command(
    prompt: BinaryIO,
    context: BinaryIO | None,
    caption: str | None,
    guidelines: BinaryIO | None,
    kind: str,
    reporter: Reporter,
) -> None:
    """Polish the prompt in PROMPT, a text file (- is standard input), and print it."""
    from pb_http.cli.running import start  # noqa: PLC0415 - loads the engines

    body = OptimizePromptBody(
        description=text_of(prompt.read()),
        source_context=text_of(context.read()) if context else None,
        caption=caption,
        guidelines=text_of(guidelines.read()) if guidelines else None,
        diagram_type=DiagramType(kind),
    )
    start("optimize", body, (), reporter)
