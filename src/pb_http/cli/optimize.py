"""``pb optimize``: a clearer illustration prompt, without a server."""

import click

from pb_core.domain.requests import DiagramType, OptimizePromptBody
from pb_http.cli.inputs import INPUT_FILE, InputFile
from pb_http.cli.options import examples
from pb_http.cli.reporting import Reporter, reporting


@click.command(
    "optimize",
    epilog=examples(
        'echo "a transformer with 6 blocks and a classifier head" | pb optimize -',
    ),
)
@click.argument("prompt", type=INPUT_FILE)
@click.option("--context", type=INPUT_FILE, help="Text file to stay true to.")
@click.option("--caption", default=None, help="The figure's caption.")
@click.option("--guidelines", type=INPUT_FILE, help="Text file of your style rules.")
@click.option("--type", "kind", type=click.Choice([t.value for t in DiagramType]), default="methodology")
@reporting(strict=True)
def command(
    prompt: InputFile,
    context: InputFile | None,
    caption: str | None,
    guidelines: InputFile | None,
    kind: str,
    reporter: Reporter,
) -> None:
    """Polish the prompt in PROMPT, a text file (- is standard input), and print it."""
    from pb_http.cli.running import start  # noqa: PLC0415 - loads the engines

    body = OptimizePromptBody(
        description=prompt.text(),
        source_context=context.text() if context else None,
        caption=caption,
        guidelines=guidelines.text() if guidelines else None,
        diagram_type=DiagramType(kind),
    )
    start("optimize", body, (), reporter)
