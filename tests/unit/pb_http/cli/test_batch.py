"""``pb batch`` as far as it needs no server; with one it is tested in tests/contract/client/test_batch_command.py."""

from pathlib import Path

from support.processes import Run

NOWHERE = ("--server", "http://127.0.0.1:9", "--key", "pb_x")


def test_bad_rows_are_all_told_and_nothing_is_submitted(pb: Run, tmp_path: Path) -> None:
    (tmp_path / "table.csv").write_text("kind,description,iterations\noptimize-prompt,,\noptimize-prompt,a,\nplot,,x\n")

    done = pb("batch", "table.csv", *NOWHERE)

    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        "pb: row 1: description is required",
        "pb: row 3: iterations must be an integer, not a string",
        "pb: 2 rows of 'table.csv' cannot be submitted; nothing was submitted: correct them, then run again",
    ]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["table.csv"]


def test_a_key_is_needed(pb: Run, tmp_path: Path) -> None:
    (tmp_path / "table.csv").write_text("kind,description\noptimize-prompt,a\n")

    done = pb("batch", "table.csv")

    assert done.returncode == 2
    assert "an API key is needed: set PAPERBANANA_API_KEY, or give --key" in done.stderr


def test_a_table_is_needed(pb: Run) -> None:
    done = pb("batch", "none.csv", *NOWHERE)

    assert done.returncode == 2
    assert "'none.csv' does not exist" in done.stderr
