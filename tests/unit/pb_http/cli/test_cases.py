from pathlib import Path

import msgspec
import pytest

from pb_core.application.evaluation import PlotCase, TextCase
from pb_core.errors import InvalidRequest
from pb_http.cli.cases import read_cases
from pb_http.cli.errors import Failure


def written(folder: Path, **files: str) -> Path:
    """The folder with these files; a double underscore stands for the dot of a name."""
    for name, content in files.items():
        (folder / name.replace("__", ".")).write_text(content, "utf-8")
    return folder


def test_texts_come_by_name_with_their_own_captions_or_the_given_one(tmp_path: Path) -> None:
    written(
        tmp_path,
        c__md="No caption.",
        b__txt="Caption:  Figure 1: Größe \nThe text.\nIts end.",
        a__json='{"text": "Typed.", "caption": "Figure 2", "more": 1}',
        d__png="no text",
    )
    assert read_cases(tmp_path, "Figure 9") == [
        TextCase(name="a", source="Typed.", caption="Figure 2"),
        TextCase(name="b", source="The text.\nIts end.", caption="Figure 1: Größe"),
        TextCase(name="c", source="No caption.", caption="Figure 9"),
    ]


def test_one_file_is_one_case(tmp_path: Path) -> None:
    written(tmp_path, a__txt="One.", b__txt="Two.")
    assert [case.name for case in read_cases(tmp_path / "b.txt", "Figure")] == ["b"]


def test_lines_name_a_table_beside_them_or_hold_it(tmp_path: Path) -> None:
    written(
        tmp_path,
        wishes__jsonl='{"table": "t.csv", "intent": "bars"}\n\n{"table": [{"a": 1}], "intent": "dots"}\n',
        t__csv="a,b\nx,1\n",
    )
    first, second = read_cases(tmp_path, "")
    assert isinstance(first, PlotCase)
    assert isinstance(second, PlotCase)
    assert [case.name for case in (first, second)] == ["wishes 1", "wishes 2"]
    assert "x" in first.data_json
    assert msgspec.json.decode(second.data_json) == [{"a": 1}]
    assert (first.intent, second.intent) == ("bars", "dots")


def test_a_table_that_a_line_names_is_no_text(tmp_path: Path) -> None:
    written(tmp_path, wishes__jsonl='{"table": "t.json", "intent": "bars"}', t__json='[{"a": 1}]', u__txt="A text.")
    assert [case.name for case in read_cases(tmp_path, "")] == ["u", "wishes 1"]


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.png", "no text", "has nothing to evaluate"),
        ("a.json", '["text"]', "a.json' is no JSON object with a text and its caption"),
        ("a.json", '{"caption": "Figure 1"}', "a.json' is no JSON object with a text and its caption"),
        ("a.txt", "caption: Figure 1\n \n", "a.txt' has no text"),
        ("a.jsonl", '\n{"table": [], "intent": "bars"}\n{"table": 3}', "line 3 of '.*a.jsonl' is no JSON object"),
    ],
)
def test_the_first_file_that_cannot_be_used_is_named(tmp_path: Path, name: str, content: str, sentence: str) -> None:
    (tmp_path / name).write_text(content)
    with pytest.raises(Failure, match=sentence):
        read_cases(tmp_path, "Figure 1")


def test_a_table_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    written(tmp_path, wishes__jsonl='{"table": "t.csv", "intent": "bars"}')
    with pytest.raises(FileNotFoundError):
        read_cases(tmp_path, "")


def test_a_table_that_is_no_text_is_refused(tmp_path: Path) -> None:
    written(tmp_path, wishes__jsonl='{"table": "t.csv", "intent": "bars"}')
    (tmp_path / "t.csv").write_bytes(b"\x00\xff\x01")
    with pytest.raises(InvalidRequest):
        read_cases(tmp_path, "")
