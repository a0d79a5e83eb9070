"""``pb``: the command line of PaperBanana."""

import gc
import sys
from importlib import import_module

import click

from pb_core.errors import PaperBananaError
from pb_http.settings import SettingsError
from pb_http.version import VERSION

COMMANDS = {
    "serve": "Serve the REST API and draw what it accepts.",
    "demo": "Show text, PDF pages and a prompt becoming figures.",
    "generate": "Draw the method described in a text or PDF file.",
    "plot": "Plot a CSV, JSON or Parquet file.",
    "compose": "Set finished figures side by side.",
    "optimize": "Polish the prompt in a text file.",
    "keys": "Create, list, change and delete API keys.",
    "fakes": "Serve fake providers for tests of clients.",
    "doctor": "Check settings, folders, fonts, database and engines.",
}
"""Each is a module of this package that defines ``command``; it is imported only when it runs.

What the list of commands says about each stands here, so that listing them imports none.
"""


class _Commands(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return [*COMMANDS]

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl([*COMMANDS.items()])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        del ctx
        if cmd_name not in COMMANDS:
            return None
        return _loaded(cmd_name)


def _loaded(name: str) -> click.Command:
    """The command of this name; thousands of objects that all stay are no work for the garbage collector."""
    gc.disable()
    try:
        command: click.Command = import_module(f"pb_http.cli.{name}").command
    finally:
        gc.freeze()
        gc.enable()
    return command


HELP = """Publication-ready figures from text, PDF pages, data or a prompt.

\b
pb demo       see what it does: real input, real figures, no account
pb generate   draw the method of a text or PDF file without a server
pb plot       plot a CSV or JSON file without a server
pb compose    set finished figures side by side
pb serve      the REST API
"""


@click.group(cls=_Commands, help=HELP, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(VERSION, prog_name="pb")
@click.option("--debug", is_flag=True, help="Show tracebacks.")
def cli(*, debug: bool) -> None:
    """The command line; ``--debug`` is read by ``main``."""
    del debug


def main() -> None:
    """Run the command line; an error is one sentence on standard error and a non-zero exit."""
    debug = "--debug" in sys.argv
    try:
        code = cli.main(standalone_mode=False)
    except click.exceptions.Abort:
        code = 130
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except (PaperBananaError, SettingsError) as error:
        if debug:
            raise
        click.echo(f"pb: {error}", err=True)
        code = 1
    sys.exit(code)


if __name__ == "__main__":
    main()
