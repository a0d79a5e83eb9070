import json
from pathlib import Path

import pytest

from support.processes import Run

CSV = "method,dataset,accuracy (%)\nBERT,MNLI,84.1\nBERT,QQP,91.0\nOurs,MNLI,89.4\nOurs,QQP,92.3\n"


def test_a_csv_is_plotted_and_what_is_shown_is_told(pb: Run, tmp_path: Path) -> None:
    text = CSV + "Ours,SST,\n"
    done = pb("plot", "-", "--intent", "mean accuracy by method", "-o", "f.pdf", "-o", "f.svg", text=text)

    assert done.returncode == 0, done.stderr
    assert done.stdout == "f.pdf\nf.svg\n"
    assert (tmp_path / "f.pdf").read_bytes().startswith(b"%PDF-")
    assert "Followed: " in done.stderr
    assert "Read back from the drawing and compared with the data" in done.stderr
    assert "1 of 5 values of 'accuracy (%)' is missing and left out" in done.stderr


def test_as_json_a_plot_carries_its_proof_and_its_wishes(pb: Run) -> None:
    text = CSV + "Ours,SST,\n"
    done = pb("plot", "-", "--intent", "mean accuracy by dataset", "--json", "--strict", text=text)

    told = json.loads(done.stdout)
    assert done.returncode == 3
    assert told["report"]["mismatches"] == []
    assert {wish["followed"] for wish in told["wishes"]} == {True}
    assert told["spec"]["layer"]
    assert "missing" in told["notes"][0]


def test_json_is_plotted_and_notes_change_the_status_under_strict_only(pb_process: Run, tmp_path: Path) -> None:
    (tmp_path / "data.json").write_text(json.dumps({"A": 1, "B": 2, "C": None}))

    done = pb_process("plot", "data.json", "--intent", "bars")

    assert done.returncode == 0, done.stderr
    assert "pb: note: 1 of 3 values" in done.stderr
    assert (tmp_path / "plot.png").exists()


def test_words_that_are_not_understood_are_refused_by_name(pb: Run, tmp_path: Path) -> None:
    done = pb("plot", "-", "--intent", "bars of accuracy by benchmark", text=CSV)

    assert done.returncode == 1
    assert done.stderr.startswith("pb: Not understood: “benchmark”. ")
    assert not (tmp_path / "plot.png").exists()


@pytest.mark.parametrize("text", ['"[S] (mM)","rate"\n"1",2\n"3",4\n', "[S] (mM),rate\n1,2\n3,4\n"])
def test_a_header_of_csv_may_begin_with_a_quotation_mark_or_a_bracket(pb: Run, tmp_path: Path, text: str) -> None:
    done = pb("plot", "-", "--intent", "line of rate over [S]", text=text)

    assert done.returncode == 0, done.stderr
    assert (tmp_path / "plot.png").exists()


def test_a_file_in_another_encoding_is_refused_with_what_to_do(pb: Run, tmp_path: Path) -> None:
    (tmp_path / "wide.csv").write_bytes("méthode,v\nA,1\n".encode("utf-16"))

    done = pb("plot", "wide.csv", "--intent", "bars")

    assert done.returncode == 1
    assert done.stderr == "pb: the data are not UTF-8 text: save the file as CSV or JSON in UTF-8\n"


@pytest.mark.parametrize(
    ("arguments", "text", "sentence"),
    [
        (("--intent", "bars"), "{", "data_json is not JSON"),
        (("--intent", "bars"), "[]", "data_json must not be empty"),
        (("--intent", "bars"), "[1, 2", "data_json is not JSON"),
        (("--intent", " "), CSV, "intent must not be blank"),
        ((), CSV, "--intent"),
        (("--intent", "bars", "-o", "f.jpg"), CSV, "must end in .png, .svg or .pdf"),
        (("--intent", "bars"), "PAR1", "pyarrow"),
    ],
)
def test_what_is_wrong_is_said_in_one_sentence(pb: Run, arguments: tuple[str, ...], text: str, sentence: str) -> None:
    done = pb("plot", "-", *arguments, text=text)

    assert done.returncode != 0
    assert "Traceback" not in done.stderr
    assert sentence in done.stderr
