from pathlib import Path

import pytest

from support.processes import Run


def test_a_clearer_prompt_is_printed_that_keeps_every_number(pb: Run) -> None:
    done = pb("optimize", "-", text="draw 6 encoder blocks and a classifier with 10 classes")

    assert done.returncode == 0, done.stderr
    assert "6" in done.stdout
    assert "10" in done.stdout
    task_id = done.stderr.split()[-1]
    assert pb("resume", task_id[:10]).stdout == done.stdout


def test_context_and_guidelines_are_files_that_must_be_text(pb: Run, tmp_path: Path) -> None:
    (tmp_path / "picture").write_bytes(b"\x89PNG")

    done = pb("optimize", "-", "--context", "picture", text="an encoder")

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "pb: the file is neither a PDF nor UTF-8 text\n"


@pytest.mark.parametrize(
    ("arguments", "text", "status", "sentence"),
    [
        ((), " \n", 1, "description must not be blank"),
        (("--type", "photo"), "an encoder", 2, "'photo' is not one of"),
        (("--guidelines", "nowhere.txt"), "an encoder", 2, "'nowhere.txt': No such file or directory"),
    ],
)
def test_what_is_wrong_is_said(pb: Run, arguments: tuple[str, ...], text: str, status: int, sentence: str) -> None:
    done = pb("optimize", "-", *arguments, text=text)

    assert (done.returncode, done.stdout) == (status, "")
    assert sentence in done.stderr
