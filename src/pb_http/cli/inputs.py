"""The files that commands read: looked up while the command line is read, opened when the command runs."""

import errno
import os
import sys
from pathlib import Path

import click
from click.shell_completion import CompletionItem

from pb_http.cli.errors import Failure

STANDARD_INPUT = "-"


class InputFile:
    """A file to read, or standard input."""

    def __init__(self, path: str) -> None:
        """``path`` is ``-`` for standard input."""
        self._path = path

    @property
    def stem(self) -> str:
        """The file's name without its ending; nothing for standard input."""
        return "" if self._path == STANDARD_INPUT else Path(self._path).stem

    def read(self) -> bytes:
        """All bytes; raises ``Failure`` when they cannot be read."""
        try:
            return sys.stdin.buffer.read() if self._path == STANDARD_INPUT else Path(self._path).read_bytes()
        except OSError as error:
            raise Failure(f"'{click.format_filename(self._path)}' cannot be read ({error.strerror})") from error

    def text(self) -> str:
        """The text, which must be UTF-8; raises ``Failure``."""
        return text_of(self.read())


class InputFileType(click.ParamType):  # type: ignore[type-arg]  # generic in new releases of click only
    """The type of an argument that names a file that is there and can be read, or ``-``."""

    name = "file"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> InputFile:
        """Look the file up; one that is missing, a folder or unreadable is a usage error."""
        if isinstance(value, InputFile):
            return value
        path = str(value)
        if path != STANDARD_INPUT and (fault := _fault(path)):
            self.fail(f"'{click.format_filename(path)}': {os.strerror(fault)}", param, ctx)
        return InputFile(path)

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """Let the shell complete the names of files."""
        del ctx, param
        return [CompletionItem(incomplete, type="file")]


INPUT_FILE = InputFileType()


def text_of(data: bytes) -> str:
    """The file's text, which must be UTF-8; raises ``Failure``."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Failure("the file is neither a PDF nor UTF-8 text") from error


def _fault(path: str) -> int:
    """Why a file cannot be read, as an error number; 0 where it can. A pipe is not opened: it can be read once only."""
    try:
        if Path(path).is_dir():
            return errno.EISDIR
        Path(path).stat()
    except OSError as error:
        return error.errno or errno.EIO
    return 0 if os.access(path, os.R_OK) else errno.EACCES
