"""``pb doctor``: checks this installation and says what to do about each fault."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pb_http.cli.errors import DONE, FAILED
from pb_http.cli.options import data_dir_option
from pb_http.cli.reporting import Reporter, reporting

if TYPE_CHECKING:
    from pb_http.cli.checks import Finding

_MARKS = {"ok": ("✓", "green"), "warning": ("!", "yellow"), "fault": ("✗", "red")}


@click.command("doctor")
@data_dir_option
@click.option("--create", is_flag=True, help="Make the data folder and its database if they are not there.")
@click.option("--call-models", is_flag=True, help="Also ask the model and show it a picture: two paid calls.")
@reporting()
@click.pass_context
def command(ctx: click.Context, data_dir: Path | None, reporter: Reporter, *, create: bool, call_models: bool) -> None:
    """Check settings, folders, fonts, database and engines; exit 1 when something must be mended.

    Changes nothing and calls no provider unless told to with --create or --call-models; a bucket is tried with a few
    bytes. --quiet shows what is wrong only.
    """
    import anyio  # noqa: PLC0415 - the help needs no engines

    from pb_http.cli.checks import examine  # noqa: PLC0415 - see above

    environ = os.environ | ({"PAPERBANANA_DATA_DIR": str(data_dir)} if data_dir else {})
    findings = anyio.run(examine, environ, create, call_models)
    sound = all(finding.status != "fault" for finding in findings)
    reporter.result(
        {"sound": sound, "checks": findings},
        "\n".join(_line(finding) for finding in findings if not (reporter.quiet and finding.status == "ok")),
    )
    ctx.exit(DONE if sound else FAILED)


def _line(finding: "Finding") -> str:
    mark, colour = _MARKS[finding.status]
    return f"{click.style(mark, fg=colour)} {finding.check}: {finding.text}"
