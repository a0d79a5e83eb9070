from pathlib import Path

import msgspec
import pytest

from pb_core.application.evaluation import ArrowCounts, CaseScore, EvaluationRun, Share
from pb_http.cli.comparison import document, line, read_runs, table
from pb_http.cli.errors import Failure

DIAGRAM = CaseScore(
    name="small", at_first=True, usable=True, boxes=Share(part=2, whole=3), arrows=ArrowCounts(stated=1, unsupported=2),
    skeleton=Share(part=1, whole=4), calls=2, cost_usd=0.25, seconds=3.04,
)  # fmt: skip
PLOT = CaseScore(name="bars", usable=True, wishes=Share(part=2, whole=2), calls=3, cost_usd=0.5, seconds=9.0)
LOST = CaseScore(name="odd", error="No JSON.", calls=1)


def run(*cases: CaseScore, model: str = "m") -> EvaluationRun:
    return EvaluationRun(model=model, form="one-question", prompts="p", cases=cases)


def test_what_is_printed_is_read_back(tmp_path: Path) -> None:
    runs = [run(DIAGRAM, PLOT), run(LOST)]
    printed = document(runs)
    (tmp_path / "runs.json").write_bytes(msgspec.json.encode(printed))
    assert read_runs(tmp_path / "runs.json") == runs
    assert msgspec.to_builtins(printed)["runs"][0]["totals"]["boxes"] == {"part": 2, "whole": 3}


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"runs": 3}', '{"runs": [{"model": "m"}]}', '{"other": []}'])
def test_another_file_is_no_earlier_run(tmp_path: Path, content: str) -> None:
    (tmp_path / "runs.json").write_text(content)
    with pytest.raises(Failure, match=r"runs\.json' is not what pb eval --json printed"):
        read_runs(tmp_path / "runs.json")


def test_runs_stand_side_by_side_in_columns() -> None:
    lines = table([run(DIAGRAM, PLOT, model="a-long-name"), run(LOST, model="n")]).splitlines()
    place = lines[0].index("a-long-name")
    second = lines[0].index("n", place + len("a-long-name"))
    rows = {row[:place].strip(): (row[place:second].strip(), row[second:]) for row in lines}
    assert rows["model"] == ("a-long-name", "n")
    assert rows["usable at first"] == ("1 of 2", "0 of 1")
    assert rows["boxes supported"] == ("2 of 3", "-")
    assert rows["arrows unsupported"] == ("2", "0")
    assert rows["wishes followed"] == ("2 of 2", "-")
    assert rows["US dollars"] == ("0.7500", "not told")
    assert rows["seconds a case"] == ("6.0", "0.0")
    assert not any(row.endswith(" ") for row in lines)


@pytest.mark.parametrize(
    ("case", "said"),
    [
        (
            DIAGRAM,
            "small: boxes 2 of 3; arrows 1 stated, 0 in sequence, 2 unsupported; skeleton 1 of 4; 2 calls, 3.0 s",
        ),
        (PLOT, "bars: wishes 2 of 2; repaired; 3 calls, 9.0 s"),
        (LOST, "odd: no plan: No JSON."),
    ],
)
def test_a_case_is_a_line(case: CaseScore, said: str) -> None:
    assert line(case) == said
