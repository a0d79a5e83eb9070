"""Who hears what: results on standard output as text or JSON, everything else on standard error unless ``--quiet``."""

import functools
from collections.abc import Callable
from typing import Any, TypeVar

import click
import msgspec
from msgspec import Struct

F = TypeVar("F", bound=Callable[..., Any])


class Reporter(Struct, frozen=True, kw_only=True):
    """How one command reports: ``as_json`` gives its result as one JSON document, ``quiet`` nothing but the result.

    ``strict`` lets a command whose result has notes exit with status 3.
    """

    as_json: bool = False
    quiet: bool = False
    strict: bool = False

    def say(self, text: str) -> None:
        """Tell people something beside the result, on standard error."""
        if not self.quiet:
            click.echo(text, err=True)

    def result(self, document: object, text: str) -> None:
        """Print the result: the document as JSON if asked for, else its text (nothing where that is empty)."""
        if self.as_json:
            click.echo(msgspec.json.format(msgspec.json.encode(document), indent=2))
        elif text:
            click.echo(text)


def printable(text: str) -> str:
    """A text that cannot move the cursor of a terminal."""
    return text if text.isprintable() else text.encode("unicode_escape").decode("ascii")


def reporting(*, strict: bool = False) -> Callable[[F], F]:
    """``--json`` and ``--quiet``, and ``--strict`` where results have notes; the command receives a ``reporter``."""

    def decorate(command: F) -> F:
        @functools.wraps(command)
        def call(*args: Any, as_json: bool, quiet: bool, strict: bool = False, **kwargs: Any) -> Any:  # noqa: ANN401
            return command(*args, reporter=Reporter(as_json=as_json, quiet=quiet, strict=strict), **kwargs)

        if strict:
            call = click.option("--strict", is_flag=True, help="Exit with status 3 if the result has notes.")(call)
        call = click.option("-q", "--quiet", is_flag=True, help="Say nothing but the result and errors.")(call)
        declared = click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
        return declared(call)  # type: ignore[return-value]  # click passes by name what its options declare

    return decorate
