import json

import click
import pytest
from click.testing import CliRunner
from msgspec import Struct

from pb_http.cli.reporting import Reporter, reporting


class Found(Struct):
    name: str


@pytest.mark.parametrize(
    ("reporter", "out", "err"),
    [
        (Reporter(), "text\n", "beside\n"),
        (Reporter(quiet=True), "text\n", ""),
        (Reporter(as_json=True), '{\n  "name": "ü"\n}\n', "beside\n"),
        (Reporter(as_json=True, quiet=True), '{\n  "name": "ü"\n}\n', ""),
    ],
)
def test_results_and_what_is_said_beside_them_do_not_mix(
    capsys: pytest.CaptureFixture[str], reporter: Reporter, out: str, err: str
) -> None:
    reporter.result(Found("ü"), "text")
    reporter.say("beside")

    assert capsys.readouterr() == (out, err)


def test_an_empty_text_prints_no_line_and_an_empty_document_does(capsys: pytest.CaptureFixture[str]) -> None:
    Reporter().result([], "")
    assert capsys.readouterr().out == ""
    Reporter(as_json=True).result([], "")
    assert capsys.readouterr().out == "[]\n"


@pytest.mark.parametrize(
    ("strict", "arguments", "told"),
    [
        (True, (), (False, False, False)),
        (True, ("--json", "-q", "--strict"), (True, True, True)),
        (False, ("--quiet",), (False, True, False)),
        (False, ("--strict",), None),
    ],
)
def test_a_command_receives_what_its_options_say(
    *, strict: bool, arguments: tuple[str, ...], told: tuple[bool, ...] | None
) -> None:
    @click.command
    @click.argument("name", default="a")
    @reporting(strict=strict)
    def command(name: str, reporter: Reporter) -> None:
        """Say it."""
        click.echo(json.dumps([name, reporter.as_json, reporter.quiet, reporter.strict]))

    done = CliRunner().invoke(command, arguments)

    assert command.help == "Say it."
    assert done.exit_code == (2 if told is None else 0)
    assert told is None or json.loads(done.output) == ["a", *told]
