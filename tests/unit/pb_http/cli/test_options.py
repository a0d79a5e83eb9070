import os
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from pb_http.cli.options import aspect_ratio_option, data_dir_option, examples, iterations_option, settings_of
from pb_http.environment import PREFIX
from pb_http.settings import SettingsError


@pytest.fixture(autouse=True)
def _no_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith(PREFIX)]:
        monkeypatch.delenv(name)


def test_settings_without_effect_are_named_on_standard_error(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PAPERBANANA_DATA_DIR", "/set")
    monkeypatch.setenv("PAPERBANANA_DATADIR", "/x")

    assert settings_of().data_dir == Path("/set")

    told = capsys.readouterr()
    assert told.out == ""
    assert told.err == "pb: PAPERBANANA_DATADIR is not a setting; did you mean PAPERBANANA_DATA_DIR?\n"


def test_an_option_wins_over_the_setting_and_quiet_names_nothing(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PAPERBANANA_DATA_DIR", "/set")
    monkeypatch.setenv("PAPERBANANA_DATADIR", "/x")

    assert settings_of(Path("given"), quiet=True).data_dir == Path("given")
    assert capsys.readouterr().err == ""


def test_invalid_settings_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAPERBANANA_CONCURRENCY", "many")
    with pytest.raises(SettingsError, match="PAPERBANANA_CONCURRENCY"):
        settings_of()


def test_examples_keep_their_lines_in_a_help() -> None:
    command = click.Command("c", epilog=examples("pb one", "pb two --with 'a long option'"))

    assert (
        "Examples:\n    pb one\n    pb two --with 'a long option'\n" in CliRunner().invoke(command, ["--help"]).output
    )


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ((), "3 None None"),
        (("--iterations", "10", "--aspect-ratio", "16:9", "--data-dir", "d"), "10 16:9 d"),
        (("--iterations", "0"), "0 is not in the range 1<=x<=10"),
        (("--aspect-ratio", "7:3"), "'7:3' is not one of"),
        (("--data-dir", __file__), "is a file"),
    ],
)
def test_shared_options_have_one_default_and_one_range(arguments: tuple[str, ...], told: str) -> None:
    @click.command
    @iterations_option
    @aspect_ratio_option
    @data_dir_option
    def command(iterations: int, aspect_ratio: str | None, data_dir: Path | None) -> None:
        click.echo(f"{iterations} {aspect_ratio} {data_dir}")

    assert told in CliRunner().invoke(command, arguments).output
