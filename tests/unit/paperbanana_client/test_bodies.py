"""Bodies hold what was given and nothing else, whatever programs have their data in."""

import base64
import json
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from paperbanana_client import bodies


def test_what_is_left_out_is_the_servers_choice() -> None:
    assert bodies.diagram("text", "Figure 1", None, {}) == {"source_context": "text", "caption": "Figure 1"}
    assert bodies.diagram(None, "Figure 1", "flowchart LR", {"iterations": 1}) == {
        "caption": "Figure 1",
        "plan": "flowchart LR",
        "iterations": 1,
    }
    assert bodies.revision("make it blue", None) == {"instruction": "make it blue"}


def test_files_are_read(tmp_path: Path) -> None:
    (tmp_path / "method.txt").write_text("Größe", "utf-8")
    (tmp_path / "paper.pdf").write_bytes(b"%PDF-1.7")
    assert bodies.diagram(tmp_path / "method.txt", "c", None, {})["source_context"] == "Größe"
    read = bodies.diagram_from_pdf(str(tmp_path / "paper.pdf"), "c", "2-3", {})
    assert base64.b64decode(read["pdf_base64"]) == b"%PDF-1.7"
    assert read["pages"] == "2-3"


@pytest.mark.parametrize(
    ("data", "document"),
    [
        ('{"a": [1]}', {"a": [1]}),
        ({"a": [1, None]}, {"a": [1, None]}),
        ([{"a": 1}], [{"a": 1}]),
        ({"a": np.float64(1.5), "b": np.arange(2), "c": date(2026, 2, 15)}, {"a": 1.5, "b": [0, 1], "c": "2026-02-15"}),
        (pd.DataFrame({"a": [1.0, float("nan")], "b": ["x", "y"]}), {"a": [1.0, None], "b": ["x", "y"]}),
    ],
    ids=["text", "columns", "records", "numpy", "pandas"],
)
def test_data_of_every_kind_become_json(data: object, document: object) -> None:
    assert json.loads(bodies.data_json(data)) == document


def test_what_json_has_not_is_refused() -> None:
    with pytest.raises(ValueError, match="JSON"):
        bodies.data_json([float("nan")])
    with pytest.raises(TypeError, match="set cannot be written as JSON"):
        bodies.data_json({"a": {1, 2}})
