"""What a command says when it ends without its result: one sentence on standard error, and an exit status."""

import json

import click

DONE, FAILED, NOT_UNDERSTOOD, NOTED, INTERRUPTED = 0, 1, 2, 3, 130


class Failure(click.ClickException):
    """A command could not do what it was asked for; ``task_id`` names the run that is kept, if there is one."""

    exit_code = FAILED

    def __init__(self, message: str, task_id: str = "") -> None:
        super().__init__(message)
        self.task_id = task_id


class Interrupted(Failure):
    """The user stopped the command."""

    exit_code = INTERRUPTED


def cannot_listen(host: str, port: int, error: OSError) -> Failure:
    """The failure of a server that does not get its address."""
    why, *_ = str(error.strerror).split(" (while attempting")  # Python adds the address to the system's words
    return Failure(f"cannot listen on {host}:{port} ({why}): choose another --port or --host")


def report(error: Exception, *, as_json: bool = False) -> int:
    """Say what is wrong on standard error, with ``as_json`` on standard output too; return the exit status."""
    text, status = _told(error)
    text = " ".join(text.split())
    click.echo(f"pb: {text}", err=True)
    if as_json:
        document = {"error": text, "exit_status": status, "task_id": getattr(error, "task_id", "") or None}
        click.echo(json.dumps(document, indent=2))
    return status


def _told(error: Exception) -> tuple[str, int]:
    """The sentence and the exit status of an error."""
    if isinstance(error, click.UsageError):
        return _usage(error), NOT_UNDERSTOOD
    if isinstance(error, click.exceptions.Abort):
        return "interrupted", INTERRUPTED
    if isinstance(error, click.ClickException):
        return error.format_message(), error.exit_code
    return _told_by_others(error)


def _told_by_others(error: Exception) -> tuple[str, int]:
    """The sentence and the exit status of an error that no command raised itself."""
    # Imported here: a command line without an error needs neither.
    from pb_core.errors import PaperBananaError  # noqa: PLC0415 - see above
    from pb_http.settings import SettingsError  # noqa: PLC0415 - see above

    if isinstance(error, SettingsError):
        return str(error), NOT_UNDERSTOOD
    if isinstance(error, PaperBananaError):
        return str(error), FAILED
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename or 'a file'}: {error.strerror}", FAILED
    return f"an internal fault stopped this command ({type(error).__name__}: {error}); pb --debug shows where", FAILED


def _usage(error: click.UsageError) -> str:
    """What of the command line was not understood, and where to read about it."""
    text = error.format_message().strip().rstrip(".")
    if text[:2].istitle():
        text = text[0].lower() + text[1:]
    if error.ctx is None:
        return text
    return f"{text}{'' if text.endswith('?') else '.'} See {error.ctx.command_path} --help"
