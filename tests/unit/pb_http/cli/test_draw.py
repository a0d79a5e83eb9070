import json
from pathlib import Path

import pytest

from support.processes import Run

CHART = "flowchart LR\n  report[/Report/] --> encoder[[Encoder]] -->|vectors| decoder[[Decoder]]\n"
SOURCE = "The report is passed to the encoder. The encoder sends vectors to the decoder."
PLOT = {
    "layer": [
        {
            "mark": {"type": "bar"},
            "encoding": {
                "x": {"field": "model", "type": "nominal"},
                "y": {"field": "accuracy", "type": "quantitative"},
            },
        }
    ]
}
ROWS = "model,accuracy\nA,1.5\nB,2.5\n"


def test_a_flowchart_is_drawn_as_it_is_written(pb: Run, tmp_path: Path) -> None:
    (tmp_path / "plan.mmd").write_text(CHART)

    done = pb("draw", "plan.mmd", "-o", "f.svg", "-o", "f.png", "--json")

    assert done.returncode == 0, done.stderr
    assert [told["format"] for told in json.loads(done.stdout)["outputs"]] == ["svg", "png"]
    drawn = (tmp_path / "f.svg").read_text("utf-8")
    assert '<title id="figure-title">plan</title>' in drawn
    assert f"<dc:identifier>{json.loads(done.stdout)['task_id']}</dc:identifier>" in drawn
    assert json.loads(done.stdout)["alt_text"] in drawn
    assert (tmp_path / "f.png").read_bytes().startswith(b"\x89PNG")


def test_the_ending_says_what_the_figure_is_edited_with(pb: Run, tmp_path: Path) -> None:
    names = ("f.pptx", "f.drawio", "f.tex", "f.mmd")
    files = [part for name in names for part in ("-o", name)]
    done = pb("draw", "-", *files, text=CHART)

    assert done.returncode == 0, done.stderr
    found = [(tmp_path / name).read_bytes() for name in names]
    assert [data[:4] for data in found] == [b"PK\x03\x04", b"<?xm", b"% Fi", b"flow"]


def test_a_plan_comes_from_standard_input(pb: Run) -> None:
    done = pb("draw", "-", "-o", "-", "--format", "svg", "--quiet", text=CHART)

    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("<?xml")


@pytest.mark.parametrize("ending", ["mmd", "json"])
def test_a_plan_that_was_written_draws_the_same_figure(pb: Run, tmp_path: Path, ending: str) -> None:
    off, caption = {"PAPERBANANA_PROVENANCE": "off"}, ("--caption", "Figure 1")
    first = pb("draw", "-", "-o", "first.svg", *caption, text=CHART, **off)
    made = pb("generate", "-", *caption, "--plan-out", f"plan.{ending}", "-o", "second.svg", text=CHART, **off)
    again = pb("draw", f"plan.{ending}", "-o", "third.svg", *caption, **off)

    assert (first.returncode, made.returncode, again.returncode) == (0, 0, 0), again.stderr
    assert made.stdout.split() == ["second.svg", f"plan.{ending}"]
    assert (tmp_path / "third.svg").read_bytes() == (tmp_path / "second.svg").read_bytes()


def test_a_plan_is_held_against_a_source(pb: Run, tmp_path: Path) -> None:
    (tmp_path / "plan.mmd").write_text(f"{CHART}  decoder --> oracle\n")
    (tmp_path / "method.txt").write_text(SOURCE)

    done = pb("draw", "plan.mmd", "--source", "method.txt", "-o", "f.svg", "--strict")

    assert done.returncode == 3
    assert "Left out: 'oracle'" in done.stderr


def test_a_plot_is_drawn_from_its_data(pb: Run, tmp_path: Path) -> None:
    (tmp_path / "plot.json").write_text(json.dumps(PLOT))
    (tmp_path / "rows.csv").write_text(ROWS)

    done = pb("draw", "plot.json", "--data", "rows.csv", "-o", "f.pdf")
    planned = pb("plot", "rows.csv", "--intent", "bars of accuracy", "--plan-out", "p.json", "-o", "g.svg")

    assert done.returncode == 0, done.stderr
    assert (tmp_path / "f.pdf").read_bytes().startswith(b"%PDF-")
    assert planned.returncode == 0, planned.stderr
    assert json.loads((tmp_path / "p.json").read_bytes())["version"] == 1


@pytest.mark.parametrize(
    ("arguments", "text", "status", "sentence"),
    [
        (("draw", "-"), "flowchart LR\nA => B", 1, "plan: line 2: 'A => B'"),
        (("draw", "-"), "{}", 1, "plan.elements is required"),
        (("draw", "-"), b"\xff", 1, "UTF-8"),
        (("draw", "-", "--data", "rows.csv", "--caption", "x"), "{}", 2, "--caption is for diagrams"),
        (("draw", "nowhere.mmd"), "", 2, "nowhere.mmd"),
        (
            ("draw", "-", "-o", "f.jpg"),
            CHART,
            2,
            "must end in .png, .svg, .pdf, .pptx, .drawio, .tex, .mmd or .mermaid",
        ),
        (("generate", "-", "--caption", "x", "--plan-out", "p.txt"), CHART, 2, "must end in .mmd or .json"),
        (("generate", "-", "--caption", "x", "--plan-out", "no/p.mmd"), CHART, 2, "the folder of 'no/p.mmd' does not"),
        (("plot", "rows.csv", "--intent", "x", "--plan-out", "p.mmd"), "", 2, "must end in .json"),
    ],
)
def test_what_is_wrong_is_said(
    pb: Run, tmp_path: Path, arguments: tuple[str, ...], text: str | bytes, status: int, sentence: str
) -> None:
    (tmp_path / "rows.csv").write_text(ROWS)

    done = pb(*arguments, text=text)

    assert done.returncode == status
    assert sentence in done.stderr
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["rows.csv"]


def test_an_interrupted_run_delivers_its_plan_later(pb: Run, tmp_path: Path) -> None:
    done = pb("generate", "-", "--caption", "x", "--plan-out", "plan.mmd", "-o", "f.png", "--json", text=CHART)
    (tmp_path / "plan.mmd").unlink()

    pb("resume", json.loads(done.stdout)["task_id"])

    assert (tmp_path / "plan.mmd").read_text().startswith("flowchart")
