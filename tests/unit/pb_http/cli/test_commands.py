import subprocess
from pathlib import Path

import pytest

from support.paths import PAPER
from support.processes import Run

METHOD = (
    "A tokenizer splits the report into tokens. The tokens are fed into an encoder. The encoder produces a summary."
)


def refused(done: "subprocess.CompletedProcess[str]") -> str:
    """The one sentence on standard error of a command that failed."""
    assert done.returncode != 0
    assert "Traceback" not in done.stderr
    return done.stderr.strip()


def test_help_fits_a_screen_and_names_every_command(pb_process: Run) -> None:
    done = pb_process("--help")

    assert all(name in done.stdout for name in ("serve", "demo", "generate", "optimize", "keys", "doctor"))
    assert len(done.stdout.splitlines()) < 40


@pytest.mark.parametrize(("name", "start"), [("f.png", b"\x89PNG"), ("f.svg", b"<?xml"), ("f.pdf", b"%PDF-")])
def test_generate_writes_the_format_that_the_ending_names(pb: Run, tmp_path: Path, name: str, start: bytes) -> None:
    done = pb("generate", "-", "--caption", "Figure 1: Summariser", "-o", name, text=METHOD)

    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == name
    assert (tmp_path / name).read_bytes().startswith(start)


def test_generate_reads_pages_of_a_pdf(pb_process: Run, tmp_path: Path) -> None:

    done = pb_process("generate", str(PAPER), "--pages", "2-3", "--caption", "Figure 1: Method", "-o", "f.svg")

    assert done.returncode == 0, done.stderr
    assert (tmp_path / "f.svg").stat().st_size > 1000


@pytest.mark.parametrize(
    ("arguments", "text", "sentence"),
    [
        (("-o", "f.jpg"), METHOD, "must end in .png, .svg or .pdf"),
        (("-o", "nowhere/f.png"), METHOD, "the folder of 'nowhere/f.png' does not exist"),
        (("--pages", "1"), METHOD, "--pages needs a PDF"),
        ((), " ", "source_context must not be blank"),
        ((), "I like this journal very much.", "methodology figure"),
        (("--iterations", "11"), METHOD, "11 is not in the range"),
        (("--aspect-ratio", "7:3"), METHOD, "'7:3' is not one of"),
    ],
)
def test_generate_says_what_is_wrong(pb: Run, arguments: tuple[str, ...], text: str, sentence: str) -> None:
    done = pb("generate", "-", "--caption", "Figure 1", *arguments, text=text)

    assert sentence in refused(done)


def test_a_missing_file_is_named(pb: Run) -> None:
    assert "nowhere.txt" in refused(pb("generate", "nowhere.txt", "--caption", "c"))


def test_optimize_prints_a_prompt_that_keeps_every_number(pb_process: Run) -> None:
    done = pb_process("optimize", "-", text="draw 6 encoder blocks and a classifier with 10 classes")

    assert done.returncode == 0, done.stderr
    assert "6" in done.stdout
    assert "10" in done.stdout


def test_keys_live_from_creation_to_deletion(pb: Run) -> None:
    value = pb("keys", "create", "team", "--quota", "5").stdout.strip()
    assert value.startswith("pb_")

    assert "team" in pb("keys", "list").stdout
    assert value not in pb("keys", "list").stdout
    assert "7 left, active: False" in pb("keys", "set", value, "--quota", "7", "--disable").stdout
    assert pb("keys", "delete", value, "--yes").returncode == 0
    assert "No such API key" in refused(pb("keys", "set", value, "--quota", "1"))


def test_a_key_with_a_webhook_that_no_task_could_use_is_not_made(pb: Run) -> None:
    assert "webhook_url points at a private address" in refused(
        pb("keys", "create", "team", "--webhook-url", "http://127.0.0.1/hook")
    )
    assert "team" not in pb("keys", "list").stdout


def test_a_name_is_listed_as_it_is_written(pb_process: Run) -> None:
    pb_process("keys", "create", "[/] [red]team")

    assert "[/] [red]team" in pb_process("keys", "list", COLUMNS="200").stdout


def test_doctor_finds_a_sound_installation(pb_process: Run) -> None:
    done = pb_process("doctor")

    assert done.returncode == 0, done.stdout
    assert "✗" not in done.stdout


def test_doctor_names_what_is_wrong(pb: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")

    assert "PAPERBANANA_CONCURRENCY" in pb("doctor", PAPERBANANA_CONCURRENCY="x").stdout
    assert pb("doctor", PAPERBANANA_DATA_DIR=str(tmp_path / "file")).returncode == 1


def test_an_invalid_setting_stops_every_command_in_one_sentence(pb_process: Run) -> None:
    for command in (("serve",), ("keys", "list"), ("generate", "-", "--caption", "c")):
        done = pb_process(*command, text=METHOD, PAPERBANANA_CONCURRENCY="none")

        assert refused(done).startswith("pb: PAPERBANANA_CONCURRENCY must be a whole number")


def test_an_unwritable_data_folder_is_named(pb: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")

    assert "--data-dir" in refused(pb("keys", "list", "--data-dir", "file/data"))
