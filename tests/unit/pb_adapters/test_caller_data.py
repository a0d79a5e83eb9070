import json
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pb_adapters.caller_data import data_json, json_of_file
from pb_core.errors import InvalidRequest


class Frame:
    """A data frame as pandas and polars have it, as far as it matters here."""

    def __init__(self, **columns: Any) -> None:  # noqa: ANN401 - any column
        self._columns = columns

    @property
    def columns(self) -> list[str]:
        return list(self._columns)

    def __getitem__(self, name: str) -> Any:  # noqa: ANN401 - any column
        return self._columns[name]


class Frame2(Frame):
    """A data frame with one name twice."""

    @property
    def columns(self) -> list[str]:
        return ["a", "a"]


class NaTType:
    """What pandas writes where a time is missing."""

    def isoformat(self) -> str:
        return "NaT"


@pytest.mark.parametrize(
    ("data", "document"),
    [
        ([{"a": 1, "b": "x"}], [{"a": 1, "b": "x"}]),
        (({"a": 1},), [{"a": 1}]),
        ({"a": [1, 2]}, {"a": [1, 2]}),
        ({"a": np.array([1.5, 2.5]), "b": np.int64(3)}, {"a": [1.5, 2.5], "b": 3}),
        ({"a": [date(2026, 1, 2), datetime(2026, 1, 2, 3)]}, {"a": ["2026-01-02", "2026-01-02T03:00:00"]}),  # noqa: DTZ001 - a caller's
        (Frame(a=np.array([1, 2]), b=["x", "y"]), {"a": [1, 2], "b": ["x", "y"]}),
        ({"a": [float("inf"), 1.0]}, {"a": [float("inf"), 1.0]}),
        ({"a": [Decimal("1.5")]}, {"a": [1.5]}),
        ({"a": np.array(["2026-01-02"], "datetime64[D]")}, {"a": ["2026-01-02"]}),
        (
            {"a": np.array(["2026-01-02T03:04:05", "NaT"], "datetime64[ns]")},
            {"a": ["2026-01-02T03:04:05.000000000", None]},
        ),
        ({"a": [np.datetime64("2026-01-02"), NaTType()]}, {"a": ["2026-01-02", None]}),
        ('[{"a": 1}]', [{"a": 1}]),
    ],
)
def test_data_of_many_shapes_become_the_text_that_the_api_takes(data: Any, document: object) -> None:  # noqa: ANN401
    assert json.loads(data_json(data)) == document


@pytest.mark.parametrize("as_text", [True, False])
def test_files_are_told_by_their_first_bytes(tmp_path: Path, *, as_text: bool) -> None:
    path = tmp_path / "data.txt"
    path.write_text("﻿a,b\n1,x\n", "utf-8")
    assert json.loads(data_json(str(path) if as_text else path)) == json.loads(json_of_file(b"a,b\n1,x\n"))


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ("no-such-file.csv", "'no-such-file.csv' cannot be read: No such file"),
        (Path("/"), "cannot be read"),
        ("a\0b.csv", "cannot be read"),
        ("a,b\n1,2", "a string of data is JSON text, or the name of a file"),
        ("/etc/hostname", "a string of data is JSON text, or the name of a file"),
        (Frame2(), "more than one column 'a'"),
        (3, "not int"),
        ({"a": [object()]}, "object is no number, text or time"),
        ({"a": [1j]}, "complex is no number"),
        ({(1, 2): [1]}, "no place in a table"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_sentence(data: Any, sentence: str) -> None:  # noqa: ANN401
    with pytest.raises(InvalidRequest, match=sentence):
        data_json(data)


def test_bytes_that_are_no_text(tmp_path: Path) -> None:
    with pytest.raises(InvalidRequest, match="not UTF-8"):
        json_of_file(b"\xff\xfe\x00")
    with pytest.raises(InvalidRequest, match="Parquet"):
        json_of_file(b"PAR1")
    path = tmp_path / "endless.csv"
    path.write_bytes(b"\xff")
    with pytest.raises(InvalidRequest, match="not UTF-8"):
        data_json(path)


@pytest.mark.parametrize(
    ("content", "name"), [(b"m\xe9thode,v\nA\x92s,1\n", "A’s"), (b"m\xe9thode,v\nA\x81s,1\n", "A\x81s")]
)
def test_a_csv_file_that_is_not_utf_8_is_read_as_spreadsheets_write_it(content: bytes, name: str) -> None:
    assert json.loads(json_of_file(content)) == [{"méthode": name, "v": 1}]


def test_json_in_another_encoding_is_refused() -> None:
    with pytest.raises(InvalidRequest, match="not UTF-8"):
        json_of_file(b'[{"a": "\xe9"}]\n\n')
