import io
import os
import sys
from pathlib import Path

import click
import pytest

from pb_http.cli.errors import Failure
from pb_http.cli.inputs import INPUT_FILE, InputFile, text_of


def found(path: object) -> InputFile:
    return INPUT_FILE.convert(path, None, None)


def test_a_file_is_read_when_the_command_runs(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("before")
    file = found(str(path))
    path.write_text("\ufeffafter ü", "utf-8")

    assert file.text() == "after ü"
    assert found(file) is file


def test_a_hyphen_is_standard_input(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"\x89PNG")))
    assert found("-").read() == b"\x89PNG"


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("nowhere", "No such file or directory"),
        ("", "Is a directory"),
        ("folder", "Is a directory"),
        ("file/below", "Not a directory"),
        ("a" * 300, "File name too long"),
    ],
)
def test_what_cannot_be_read_is_a_mistake_of_the_command_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, sentence: str
) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").touch()
    monkeypatch.chdir(tmp_path)
    with pytest.raises(click.BadParameter, match=f"'{name}': {sentence}"):
        found(name)


def test_a_file_without_permission_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "f").touch()
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(click.BadParameter, match="Permission denied"):
        found(str(tmp_path / "f"))


def test_a_pipe_is_not_opened_before_it_is_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert isinstance(found(str(tmp_path / "pipe")), InputFile)  # opening it would wait for a writer


def test_a_file_that_vanishes_in_between_fails(tmp_path: Path) -> None:
    with pytest.raises(Failure, match=r"gone' cannot be read \(No such file or directory\)"):
        InputFile(str(tmp_path / "gone")).read()


def test_bytes_that_are_no_text_are_refused() -> None:
    with pytest.raises(Failure, match="neither a PDF nor UTF-8 text"):
        text_of(b"\xff\xfe")


def test_the_shell_completes_the_names_of_files() -> None:
    (item,) = INPUT_FILE.shell_complete(click.Context(click.Command("c")), click.Argument(["f"]), "me")
    assert (item.value, item.type) == ("me", "file")
