"""``pb resume``: goes on with a run that was interrupted, or lists the runs that are kept."""

import os

import click

from pb_http.cli.options import examples
from pb_http.cli.outputs import DIAGRAMS, Output, output_options
from pb_http.cli.reporting import Reporter, reporting


@click.command(
    "resume",
    epilog=examples(
        "pb resume",
        "pb resume 3f2a9c01",
        "pb resume 3f2a9c01 -o elsewhere.png",
    ),
)
@click.argument("task_id", required=False)
@output_options(None, DIAGRAMS)
@reporting(strict=True)
def command(task_id: str | None, outputs: tuple[Output, ...], reporter: Reporter) -> None:
    """Go on with the run TASK_ID where it stopped, and write its outputs; without TASK_ID list the runs that are kept.

    The beginning of an id is enough. Nothing that was paid for is bought again. A run that is finished delivers its
    figure once more, so -o can write it elsewhere.
    """
    if task_id is None:
        if outputs:
            raise click.UsageError("-o needs a TASK_ID: 'pb resume' alone lists the runs")
        _list(reporter)
        return
    from pb_http.cli.running import go_on  # noqa: PLC0415 - loads the engines

    go_on(task_id, outputs, reporter)


def _list(reporter: Reporter) -> None:
    from pb_http.cli.options import settings_of  # noqa: PLC0415 - the help needs neither
    from pb_http.cli.runs import kept_runs, runs_folder  # noqa: PLC0415 - see above

    root = runs_folder(settings_of(quiet=reporter.quiet), os.environ)
    runs = kept_runs(root)
    reporter.result(
        [{"folder": str(kept.folder), "run": kept.run} for kept in runs],
        "\n".join(
            f"{kept.run.task_id}  {kept.run.started_at:%Y-%m-%d %H:%M}Z  {kept.run.command:8}  "
            f"{'ended' if kept.run.ended else 'unfinished':10}  {', '.join(o.name for o in kept.run.outputs)}".rstrip()
            for kept in runs
        ),
    )
    if not runs:
        reporter.say(f"pb: no run is kept in {root}")
