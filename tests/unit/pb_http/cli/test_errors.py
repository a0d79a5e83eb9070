import json
from collections.abc import Iterator

import click
import pytest

from pb_core.errors import FolderInUse
from pb_http.cli.errors import (
    FAILED,
    INTERRUPTED,
    NOT_UNDERSTOOD,
    Failure,
    Interrupted,
    cannot_listen,
    report,
)
from pb_http.settings import SettingsError


@pytest.fixture
def context() -> Iterator[click.Context]:
    """The context of ``pb keys``."""
    with click.Context(click.Group("keys"), info_name="pb keys") as context:
        yield context


@pytest.mark.parametrize(
    ("error", "status", "sentence"),
    [
        (Failure("it did not work"), FAILED, "it did not work"),
        (Interrupted("interrupted"), INTERRUPTED, "interrupted"),
        (click.exceptions.Abort(), INTERRUPTED, "interrupted"),
        (SettingsError("X must be a number"), NOT_UNDERSTOOD, "X must be a number"),
        (FolderInUse("the folder is open"), FAILED, "the folder is open"),
        (FileNotFoundError(2, "No such file or directory", "f.txt"), FAILED, "f.txt: No such file or directory"),
        (OSError(28, "No space left on device"), FAILED, "a file: No space left on device"),
        (Failure("two\nlines   and blanks"), FAILED, "two lines and blanks"),
        (cannot_listen("::", 80, OSError(13, "Permission denied")), FAILED, "cannot listen on :::80 (Permission"),
    ],
)
def test_an_error_is_one_sentence_and_a_status(
    capsys: pytest.CaptureFixture[str], error: Exception, status: int, sentence: str
) -> None:
    assert report(error) == status

    told = capsys.readouterr()
    assert told.err.startswith(f"pb: {sentence}")
    assert (told.out, told.err.count("\n")) == ("", 1)


@pytest.mark.parametrize("error", [RuntimeError("it broke"), OSError("no number")])
def test_a_fault_of_ours_names_its_kind_and_how_to_see_more(
    capsys: pytest.CaptureFixture[str], error: Exception
) -> None:
    assert report(error) == FAILED
    assert f"({type(error).__name__}: {error}); pb --debug shows where" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("message", "sentence"),
    [
        ("Missing option '--caption'.", "missing option '--caption'. See pb keys --help"),
        ("there is no such key; did you mean a?", "there is no such key; did you mean a? See pb keys --help"),
        ("URL is wrong", "URL is wrong. See pb keys --help"),
    ],
)
def test_what_was_not_understood_names_the_help(
    capsys: pytest.CaptureFixture[str], context: click.Context, message: str, sentence: str
) -> None:
    assert report(click.UsageError(message, context)) == NOT_UNDERSTOOD
    assert capsys.readouterr().err == f"pb: {sentence}\n"


def test_without_a_command_there_is_no_help_to_name(capsys: pytest.CaptureFixture[str]) -> None:
    assert report(click.UsageError("No.")) == NOT_UNDERSTOOD
    assert capsys.readouterr().err == "pb: no\n"


@pytest.mark.parametrize(("task_id", "told_id"), [("ab12", "ab12"), ("", None)])
def test_as_json_the_error_is_on_standard_output_too(
    capsys: pytest.CaptureFixture[str], task_id: str, told_id: str | None
) -> None:
    report(Failure("it failed", task_id), as_json=True)

    told = capsys.readouterr()
    assert json.loads(told.out) == {"error": "it failed", "exit_status": 1, "task_id": told_id}
    assert told.err == "pb: it failed\n"
