"""``-o`` and ``--format``: which files a command writes, in which formats; each is written whole or not at all."""

import functools
import os
import secrets
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

import click
from msgspec import Struct

from pb_core.domain.pictures import ENDINGS, MEDIA_TYPES, MERMAID
from pb_http.cli.errors import Failure

STANDARD_OUTPUT = "-"

F = TypeVar("F", bound=Callable[..., Any])


class Output(Struct, frozen=True):
    """A file to write, by its absolute path or ``-`` for standard output, and its format."""

    path: str
    format: str

    @property
    def is_stream(self) -> bool:
        """Whether this is standard output."""
        return self.path == STANDARD_OUTPUT

    @property
    def name(self) -> str:
        """The path as people read it: from the working folder where it lies below."""
        path, here = Path(self.path), Path.cwd()
        return str(path.relative_to(here) if path.is_relative_to(here) else path)


def numbered(outputs: Sequence[Output], number: int) -> tuple[Output, ...]:
    """The files for a candidate, beside those for the best: ``fig-2.png`` for ``fig.png``; standard output has none."""
    paths = ((Path(output.path), output.format) for output in outputs if not output.is_stream)
    return tuple(Output(str(path.with_stem(f"{path.stem}-{number}")), fmt) for path, fmt in paths)


class StreamFailed(Failure):
    """Standard output did not take everything: whoever read it went away, or its disk is full."""


PICTURES = {f".{kind}": kind for kind in MEDIA_TYPES}
DIAGRAMS = {f".{ending}": kind for kind, ending in ENDINGS.items()} | {".mermaid": MERMAID}
"""What a command may write, by the endings of files: pictures, or of a diagram also what people edit."""


def output_options(default: str | None, endings: Mapping[str, str] = PICTURES) -> Callable[[F], F]:
    """``-o``, any number of times, and ``--format``; the command receives ``outputs``, empty without a default."""

    def decorate(command: F) -> F:
        @functools.wraps(command)
        def call(*args: Any, files: tuple[Path, ...], format_: str | None, **kwargs: Any) -> Any:  # noqa: ANN401
            chosen = files or ((Path(default),) if default else ())
            return command(*args, outputs=outputs_of(chosen, format_, endings), **kwargs)

        call = click.option(
            "--format",
            "format_",
            type=click.Choice(tuple(dict.fromkeys(endings.values()))),
            default=None,
            help="Format of -o -; default: png.",
        )(call)
        return click.option(  # type: ignore[return-value]  # click passes by name what its options declare
            "-o",
            "--output",
            "files",
            type=click.Path(path_type=Path, dir_okay=False, allow_dash=True),
            multiple=True,
            help=f"File to write; its ending ({', '.join(endings)}) is its format. Several are allowed; - alone is "
            f"standard output. {f'Default: {default}.' if default else 'Default: those of the first run.'}",
        )(call)

    return decorate


PLAN_FORMATS = {".mmd": "mermaid", ".mermaid": "mermaid", ".json": "json"}


def plan_option(*endings: str) -> Callable[[F], F]:
    """``--plan-out``: a file for the plan, whose ending is one of these; the command receives ``plan_out``."""

    def read(_context: click.Context, _option: click.Parameter, path: Path | None) -> Output | None:
        if path is None:
            return None
        if path.suffix.lower() not in endings:
            raise _bad(f"'{click.format_filename(path)}' must end in {' or '.join(endings)}", "--plan-out")
        return _located(path, PLAN_FORMATS[path.suffix.lower()], "--plan-out")

    return click.option(
        "--plan-out",
        type=click.Path(path_type=Path, dir_okay=False),
        default=None,
        callback=read,
        help=f"Also write the plan, which pb draw takes; the ending says how: {', '.join(endings)}.",
    )


def outputs_of(files: Sequence[Path], format_: str | None, endings: Mapping[str, str] = PICTURES) -> tuple[Output, ...]:
    """What ``-o`` and ``--format`` ask for, each file once; raises ``BadParameter`` for what cannot be written."""
    stream = Path(STANDARD_OUTPUT) in files
    if stream and len(files) > 1:
        raise _bad("- is standard output and stands alone: it takes one picture")
    if format_ and not stream:
        raise _bad("it says what '-o -' writes; a file's ending says it for a file", "--format")
    if stream:
        return (Output(STANDARD_OUTPUT, format_ or "png"),)
    return tuple({output.path: output for output in (_file(path, endings) for path in files)}.values())


def formats_of(outputs: Sequence[Output]) -> list[str]:
    """The formats of some files, each once."""
    return list(dict.fromkeys(output.format for output in outputs))


def require_readable(outputs: Sequence[Output], *, as_json: bool) -> None:
    """Refuse a picture and a JSON document on one standard output."""
    if as_json and any(output.is_stream for output in outputs):
        raise click.UsageError("--json and '-o -' both write to standard output: name a file with -o")


def write(contents: Sequence[tuple[Output, bytes]]) -> None:
    """Write every picture under a temporary name, then give them theirs; standard output is written as it is.

    Raises:
        Failure: a file cannot be written. None of the others is there then, but where only the name could not be
            given, at the very end, those before it are.
        StreamFailed: standard output did not take everything.
    """
    if contents and contents[0][0].is_stream:
        _write_stream(contents[0][1])
        return
    parts: list[tuple[Path, Path]] = []
    try:
        for output, data in contents:
            target = Path(os.path.realpath(output.path))
            part = target.with_name(f".pb-{secrets.token_hex(4)}.part")
            parts.append((part, target))
            part.write_bytes(data)
        for part, target in parts:
            part.replace(target)
    except OSError as error:
        raise Failure(f"'{click.format_filename(target)}' cannot be written ({error.strerror})") from error
    finally:
        for part, _ in parts:
            part.unlink(missing_ok=True)


def written(outputs: Sequence[Output]) -> list[dict[str, Any]]:
    """The files that were written, as JSON tells them: absolute path, format, size in bytes."""
    return [
        {"path": output.path, "format": output.format, "bytes": Path(output.path).stat().st_size}
        for output in outputs
        if not output.is_stream
    ]


def _write_stream(data: bytes) -> None:
    stream = sys.stdout.buffer
    try:
        stream.write(data)
        stream.flush()
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())  # what is flushed at exit goes nowhere
        if isinstance(error, BrokenPipeError):
            raise StreamFailed("standard output was closed before the whole picture was written") from error
        raise StreamFailed(f"standard output cannot be written ({error.strerror})") from error


def _file(path: Path, endings: Mapping[str, str]) -> Output:
    name = click.format_filename(path)
    kind = endings.get(path.suffix.lower())
    if kind is None:
        *others, last = endings
        raise _bad(f"'{name}' must end in {', '.join(others)} or {last}")
    return _located(path, kind, "-o")


def _located(path: Path, kind: str, option: str) -> Output:
    """A file that can be written, by its absolute path."""
    name, folder = click.format_filename(path), path.parent
    if not folder.is_dir():
        raise _bad(f"the folder of '{name}' does not exist", option)
    if not os.access(folder, os.W_OK):
        raise _bad(f"the folder of '{name}' is not writable", option)
    absolute = str(path.absolute())
    try:
        absolute.encode()
    except UnicodeEncodeError as error:
        raise _bad(f"the name '{name}' is not UTF-8 text", option) from error
    return Output(absolute, kind)


def _bad(message: str, option: str = "-o") -> click.BadParameter:
    return click.BadParameter(message, ctx=click.get_current_context(silent=True), param_hint=option)
