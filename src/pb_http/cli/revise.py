"""``pb revise``: a figure of an earlier run, changed in words or drawn after another plan, without a server."""

import click

from pb_core.domain.requests import ReviseBody
from pb_http.cli.inputs import INPUT_FILE, InputFile
from pb_http.cli.options import examples
from pb_http.cli.outputs import Output, output_options, plan_option
from pb_http.cli.reporting import Reporter, reporting


@click.command(
    "revise",
    epilog=examples(
        'pb revise 3f2a9c01 "merge the two heads, make the encoder blue" -o fig.svg',
        "pb revise 3f2a9c01 --plan plan.mmd -o fig.svg",
    ),
)
@click.argument("task_id")
@click.argument("instruction", required=False)
@click.option("--plan", type=INPUT_FILE, default=None, help="A plan to draw instead: Mermaid or JSON.")
@click.option("--iterations", type=click.IntRange(1, 10), default=None, help="Most rounds to draw; default: as before.")
@output_options("figure.png")
@plan_option(".mmd", ".json")
@reporting(strict=True)
def command(
    task_id: str,
    instruction: str | None,
    *,
    plan: InputFile | None,
    iterations: int | None,
    outputs: tuple[Output, ...],
    plan_out: Output | None,
    reporter: Reporter,
) -> None:
    """Draw the figure of the run TASK_ID again as INSTRUCTION says, in plain words.

    The beginning of an id is enough; 'pb resume' alone lists the runs. The figure itself stays, and a revision can be
    revised. Prints the files that it wrote.
    """
    from pb_http.cli.running import revise  # noqa: PLC0415 - loads the engines

    if instruction is None and plan is None:
        raise click.UsageError("say what to change, or give a plan with --plan")
    body = ReviseBody(instruction=instruction, plan=plan.text() if plan else None, iterations=iterations)
    revise(task_id, body, outputs, reporter, plan_out)
