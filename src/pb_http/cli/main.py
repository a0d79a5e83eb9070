"""``pb``: the command line of PaperBanana."""

import sys
from importlib import import_module

import click

from pb_core.errors import PaperBananaError
from pb_http.settings import SettingsError
from pb_http.version import VERSION

COMMANDS = ("serve", "demo", "generate", "plot", "compose", "optimize", "keys", "fakes", "doctor")
"""Each is a module of this package that defines ``command``; it is imported only when it runs."""


class _Commands(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        del ctx
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"pb_http.cli.{cmd_name}").command
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
