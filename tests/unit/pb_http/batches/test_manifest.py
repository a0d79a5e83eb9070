import json
from pathlib import Path

import pytest

from pb_core.errors import InvalidRequest
from pb_http.batches import manifest
from pb_http.batches.manifest import MOST_ROWS, Manifest, read

TEXT = "The encoder reads tokens. The decoder writes a summary."
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "method.txt").write_text(TEXT)
    (tmp_path / "scores.csv").write_text("model,accuracy\na,1\nb,2\n")
    (tmp_path / "icon.svg").write_text(SVG)
    return tmp_path


def table(folder: Path, text: str, name: str = "figures.csv", kind: str | None = None) -> Manifest:
    (folder / name).write_text(text, "utf-8")
    return read(folder / name, default_kind=kind)


def faults(folder: Path, text: str) -> list[str]:
    return [str(fault) for fault in table(folder, text).faults]


def test_rows_become_requests(folder: Path) -> None:
    found = table(
        folder,
        "name,kind,source_file,caption,data_file,intent,output_formats,iterations,source_task_ids\n"
        "overview,generate,method.txt,Figure 1,,,png;svg,2,\n"
        ",,,,,,,,\n"
        ",plot,,,scores.csv,bars,,,\n"
        "both,composite,,,,,,,overview; icon.svg\n",
    )
    assert found.faults == ()
    overview, plot, both = found.rows
    assert (overview.name, overview.kind, overview.formats) == ("overview", "generate", ("png", "svg"))
    assert overview.fields == {"caption": "Figure 1", "output_formats": ["png", "svg"], "iterations": 2}
    assert (plot.number, plot.name, plot.formats) == (2, "row-2", ("png",))
    assert both.sources == ("overview", "icon.svg")


def test_json_lines_have_values_of_their_own(folder: Path) -> None:
    row = {"caption": "Figure 1", "source_context": TEXT, "iterations": 2, "styling": {"theme": "grey"}}
    text = f"{json.dumps(row | {'plan': None})}\n\n"
    found = table(folder, text, "figures.jsonl", "generate")
    assert found.faults == ()
    assert found.rows[0].fields == row
    again = table(folder, text + json.dumps({"caption": 3, "source_context": TEXT}), "figures.jsonl", "generate")
    assert [str(fault) for fault in again.faults] == ["row 2: caption must be a string, not an integer"]


def test_every_fault_is_told_at_once(folder: Path) -> None:
    assert faults(
        folder,
        "name,kind,caption,source_context,captoin,iterations,source_file,source_task_ids,pdf_file\n"
        "a,generate,Figure 1,text,,,,,\n"
        "b,draw,,,,,,,\n"
        "c,,,,,,,,\n"
        "d,generate,Figure 1,text,x,,,,\n"
        "e,generate,Figure 1,text,,eleven,,,\n"
        "f,generate,Figure 1,,,,lost.txt,,\n"
        "g,generate,,text,,,,,\n"
        "h,generate,Figure 1,text,,,method.txt,,\n"
        "i/j,generate,Figure 1,text,,,,,\n"
        "A,generate,Figure 1,text,,,,,\n"
        "k,composite,,,,,,a; lost.svg,\n"
        "l,generate,Figure 1,,,,,,\n"
        "m,generate,Figure 1,text,,,,,method.txt\n",
    ) == [
        "row 2: kind must be one of generate, generate-from-pdf, optimize-prompt, plot, composite; it is 'draw'",
        "row 3: kind is required: generate, generate-from-pdf, optimize-prompt, plot, composite",
        "row 4: generate has no field 'captoin': did you mean caption?",
        "row 5: iterations must be an integer, not a string",
        f"row 6: '{folder / 'lost.txt'}' cannot be read (No such file or directory)",
        "row 7: caption is required",
        "row 8: source_file and source_context exclude each other",
        "row 9: name must be the name of a file without its ending, of at most 100 characters; it is 'i/j'",
        "row 10: row 1 has the name 'A' too: results would stand in one file",
        "row 11: source_task_ids: there is neither a row nor a file 'lost.svg'",
        "row 12: source_context is required",
        "row 13: pdf_file does not go with kind generate",
    ]


@pytest.mark.parametrize(
    ("text", "name", "sentence"),
    [
        ("", "figures.csv", "no rows"),
        ("name,kind\n", "figures.csv", "no rows"),
        ("name,kind,name\na,b,c\n", "figures.csv", "two columns 'name'"),
        ("name,kind\na,b,c\n", "figures.csv", "row 1 has 3 cells, and there are 2 columns"),
        ('name,kind\n"a,b\n', "figures.csv", "no CSV at line"),
        ("{", "figures.jsonl", "line 1 of the manifest is no JSON"),
        ("[1]", "figures.jsonl", "line 1 of the manifest is no JSON object"),
    ],
)
def test_what_is_no_table_is_refused(folder: Path, text: str, name: str, sentence: str) -> None:
    with pytest.raises(InvalidRequest, match=sentence):
        table(folder, text, name)


def test_other_encodings_are_refused_and_marks_of_spreadsheets_taken(folder: Path) -> None:
    (folder / "latin.csv").write_bytes("name,kind,description\na,optimize-prompt,é\n".encode("latin-1"))
    with pytest.raises(InvalidRequest, match="not UTF-8 at byte"):
        read(folder / "latin.csv")
    (folder / "marked.csv").write_bytes("﻿name,kind,description\na,optimize-prompt,é\n".encode())
    assert read(folder / "marked.csv").rows[0].fields == {"description": "é"}


def test_too_many_rows_are_refused(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(manifest, "MOST_ROWS", 1)
    with pytest.raises(InvalidRequest, match="2 rows, and at most 1"):
        table(folder, "description\na\nb\n", kind="optimize-prompt")
    assert MOST_ROWS > 1_000


def prompt(folder: Path, *rows: str) -> list[str]:
    return [row.key for row in table(folder, "\n".join(("name,kind,description", *rows))).rows]


def test_a_request_is_named_by_its_content_alone(folder: Path) -> None:
    first = prompt(folder, "a,optimize-prompt,draw", "b,optimize-prompt,paint")
    assert prompt(folder, "b,optimize-prompt,paint", "z,optimize-prompt,draw") == first[::-1]
    assert prompt(folder, "a,optimize-prompt,draw it")[0] not in first


def test_the_same_request_twice_is_two(folder: Path) -> None:
    first, second = prompt(folder, "a,optimize-prompt,draw", "b,optimize-prompt,draw")
    assert second == f"{first}-2"


def test_what_a_file_holds_belongs_to_the_request(folder: Path) -> None:
    text = "name,kind,source_file,caption,source_task_ids\na,generate,method.txt,c,\nb,composite,,,a; icon.svg\n"
    before = [row.key for row in table(folder, text).rows]
    (folder / "icon.svg").write_text(SVG.replace("9", "8"))
    picture = [row.key for row in table(folder, text).rows]
    assert picture[0] == before[0]
    assert picture[1] != before[1]
    (folder / "method.txt").write_text(TEXT + " ")
    figure = [row.key for row in table(folder, text).rows]
    assert figure[0] != picture[0]
    assert figure[1] != picture[1]  # a composite of another figure
