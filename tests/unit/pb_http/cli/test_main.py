import json
import subprocess
import sys

import click
import pytest

from pb_http.cli.main import COMMANDS, SECTIONS, cli
from support.processes import Run

HEAVY = {
    "anyio",
    "litestar",
    "matplotlib",
    "numpy",
    "msgspec",
    "httpx",
    "rich",
    "structlog",
    "uvicorn",
    "pb_core.errors",
}
METHOD = "A tokenizer splits the report into tokens. The tokens are fed into an encoder."


def test_help_fits_a_screen_and_names_every_command_and_status(pb: Run) -> None:
    done = pb("--help")

    assert done.returncode == 0
    assert all(f"  {name} " in done.stdout for name in COMMANDS)
    assert all(f"{status} " in done.stdout for status in (0, 1, 2, 3, 130))
    assert len(done.stdout.splitlines()) <= 46
    assert pb().stdout == done.stdout


def test_help_loads_nothing_that_it_does_not_need() -> None:
    program = (
        f"import sys; from pb_http.cli.main import run; run(['--help']); sys.exit(str(set(sys.modules) & {HEAVY}))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)  # noqa: S603 - ours
    assert done.stderr == "set()\n"


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_json_and_quiet_and_a_help_that_says_what_it_does(pb: Run, name: str) -> None:
    loaded = cli.get_command(click.Context(cli), name)
    assert loaded is not None
    commands = loaded.commands.values() if isinstance(loaded, click.Group) else [loaded]
    for one in commands:
        options = {option for parameter in one.params for option in parameter.opts}
        assert {"--json", "--quiet"} <= options, one.name
    assert pb(name, "--help").returncode == 0
    assert all(SECTIONS[title].get(name, ".").endswith(".") for title in SECTIONS)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("genrate",), "pb: there is no command 'genrate'; did you mean generate? See pb --help\n"),
        (("x",), "pb: there is no command 'x'. See pb --help\n"),
        (("keys", "lst"), "pb: there is no command 'keys lst'; did you mean list? See pb keys --help\n"),
        (("generate", "--capton", "c"), "did you mean '--caption'"),
        (("generate", "-"), "pb: missing option '--caption'. See pb generate --help\n"),
        (("generate", "nowhere.txt", "--caption", "c"), "'nowhere.txt': No such file or directory"),
        (("plot", ".", "--intent", "i"), "'.': Is a directory"),
        (("serve", "--port", "x"), "'x' is not a valid integer"),
    ],
)
def test_what_is_not_understood_is_said_in_one_line(pb: Run, arguments: tuple[str, ...], sentence: str) -> None:
    done = pb(*arguments)

    assert done.returncode == 2
    assert done.stdout == ""
    assert sentence.lower() in done.stderr.lower()
    assert done.stderr.startswith("pb: ")
    assert done.stderr.count("\n") == 1


def test_an_invalid_setting_stops_every_command_in_one_sentence(pb: Run) -> None:
    for command in (("serve",), ("keys", "list"), ("generate", "-", "--caption", "c"), ("resume",)):
        done = pb(*command, text=METHOD, PAPERBANANA_CONCURRENCY="none")

        assert done.returncode == 2
        assert done.stderr.startswith("pb: PAPERBANANA_CONCURRENCY must be a whole number")


def test_a_provider_without_a_key_is_a_sentence_too(pb: Run) -> None:
    done = pb("generate", "-", "--caption", "c", text=METHOD, PAPERBANANA_VLM_PROVIDER="gemini")

    assert done.returncode == 2
    assert "GEMINI_API_KEY" in done.stderr


def test_with_json_an_error_is_a_document_too(pb: Run) -> None:
    done = pb("plot", "-", "--intent", "bars", "--json", text="[]")

    assert json.loads(done.stdout) == {
        "error": "data_json must not be empty",
        "exit_status": 1,
        "task_id": None,
    }
    assert done.stderr == "pb: data_json must not be empty\n"


def test_a_fault_of_ours_is_one_sentence_unless_its_traceback_is_asked_for(
    pb: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(**_: object) -> None:
        raise RuntimeError("it broke")

    monkeypatch.setattr("pb_http.cli.runs.kept_runs", broken)
    monkeypatch.setattr("pb_http.cli.runs.runs_folder", broken)
    done = pb("resume")
    assert done.returncode == 1
    assert "internal fault" in done.stderr
    with pytest.raises(TypeError):
        pb("--debug", "resume")


def test_the_shell_completes_commands_and_options(pb: Run) -> None:
    program = "from pb_http.cli.main import main; main()"
    environ = {"_PB_COMPLETE": "bash_complete", "COMP_WORDS": "pb gen", "COMP_CWORD": "1"}
    done = subprocess.run(  # noqa: S603 - ours
        [sys.executable, "-c", program], capture_output=True, text=True, check=False, env={"PATH": ""} | environ
    )
    assert "generate" in done.stdout
    assert pb("--help").stdout.count("_PB_COMPLETE=bash_source pb") == 1
