"""``pb``: the command line of PaperBanana. A command's module is imported only when it runs."""

import sys
from collections.abc import Mapping, Sequence
from importlib import import_module

import click

from pb_http import VERSION
from pb_http.cli.errors import DONE, report
from pb_http.cli.groups import CommandGroup

SECTIONS: Mapping[str, Mapping[str, str]] = {
    "Figures, without a server": {
        "generate": "Draw the method described in a text or PDF file.",
        "plot": "Plot a CSV, JSON or Parquet file as you say.",
        "draw": "Draw a plan that is written already: Mermaid or JSON.",
        "revise": "Change a figure of an earlier run in plain words.",
        "compose": "Set finished figures side by side.",
        "optimize": "Make the prompt for an illustration clearer.",
        "estimate": "Say what a figure would cost and how long it would take.",
        "resume": "Go on with an interrupted run, or list the runs that are kept.",
    },
    "The REST API": {
        "studio": "Make figures in the browser, on this computer.",
        "serve": "Serve it and draw what it accepts.",
        "worker": "Draw what servers accept, beside them.",
        "migrate": "Bring a PostgreSQL database up to date.",
        "copy": "Move to PostgreSQL and S3, or back.",
        "mcp": "Offer figures as tools to models.",
        "batch": "Make the figures of a table by a server.",
        "keys": "Create, list, change and delete API keys.",
        "webhooks": "Show webhooks, and send them again.",
        "doctor": "Check the installation; no paid call.",
        "verify": "Check that no row and no figure is lost.",
        "backup": "Copy the data folder while it is served.",
        "restore": "Make a data folder of a backup, or check one.",
        "models": "Fetch and list models of your own.",
        "eval": "Compare models and prompts on texts of yours.",
    },
    "To try things": {
        "demo": "Real input, real figures, no account.",
        "fakes": "Fake model providers, to test against.",
    },
}
"""Every command with what it does. Each is a module of this package that defines ``command``."""

COMMANDS = tuple(name for commands in SECTIONS.values() for name in commands)

HELP = """Publication-ready figures from text, PDF pages, data or a prompt.

\b
pb generate method.txt --caption "Figure 1: Overview" -o fig.svg -o fig.png
pb plot scores.csv --intent "bars of accuracy by model" -o scores.pdf
"""

EPILOG = """\b
Exit status: 0 done; 1 failed; 2 the command line or a setting is wrong;
3 done, but there are notes and --strict was given; 130 interrupted.
Completion: eval "$(_PB_COMPLETE=bash_source pb)", or zsh_source, fish_source.
"""


class _Commands(CommandGroup):
    """The commands by name; their help comes from the table, so that ``pb --help`` imports none of them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        del ctx
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"pb_http.cli.{cmd_name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        del ctx
        for title, commands in SECTIONS.items():
            with formatter.section(title):
                formatter.write_dl(list(commands.items()), col_max=12)


@click.group(
    cls=_Commands,
    help=HELP,
    epilog=EPILOG,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(VERSION, prog_name="pb")
@click.option("--debug", is_flag=True, help="Show the traceback of an error.")
@click.pass_context
def cli(ctx: click.Context, *, debug: bool) -> None:
    """The command line; ``--debug`` is read by ``run``."""
    del debug
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


def run(arguments: Sequence[str] | None = None) -> int:
    """Run a command line, by default the process's own, and return its exit status.

    An error is one sentence on standard error.
    """
    given = (
        None if arguments is None else list(arguments)
    )  # click expands wildcards of its own where the shell does not
    arguments = sys.argv[1:] if arguments is None else arguments
    try:
        status = cli.main(given, prog_name="pb", standalone_mode=False)
    except Exception as error:
        if "--debug" in arguments and not isinstance(error, click.ClickException | click.exceptions.Abort):
            raise
        return report(error, as_json="--json" in arguments)
    return status if isinstance(status, int) else DONE


def main() -> None:
    """The program ``pb``."""
    sys.exit(run())


if __name__ == "__main__":
    main()
