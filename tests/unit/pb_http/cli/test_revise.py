"""A figure of an earlier run is revised in words or by a plan; revisions are runs of their own."""

import json
from pathlib import Path

import pytest

from support.processes import Run as Pb

METHOD = "The encoder passes the vectors to the decoder. The decoder passes the words to the writer."


@pytest.fixture
def drawn(pb: Pb, tmp_path: Path) -> str:
    """The id of a finished run."""
    (tmp_path / "method.txt").write_text(METHOD)
    done = pb("generate", "method.txt", "--caption", "Figure 1", "--iterations", "1", "-o", "f.png", "--json")
    return str(json.loads(done.stdout)["task_id"])


def test_a_figure_is_revised_and_its_revision_again(pb: Pb, tmp_path: Path, drawn: str) -> None:
    first = pb("revise", drawn[:8], "rename the decoder to Reader", "-o", "g.svg", "--plan-out", "plan.mmd", "--json")
    assert first.returncode == 0, first.stderr
    told = json.loads(first.stdout)
    assert (told["command"], told["task_id"] == drawn) == ("revise", False)
    assert "Reader" in (tmp_path / "plan.mmd").read_text()
    assert "Reader" in (tmp_path / "g.svg").read_text()

    again = pb("revise", told["task_id"], "--plan", "plan.mmd", "-o", "h.png", "--json")
    assert again.returncode == 0, again.stderr
    listed = [line.split() for line in pb("resume").stdout.splitlines()]
    assert [(line[3], line[4]) for line in listed] == [("revise", "ended"), ("revise", "ended"), ("generate", "ended")]
    assert pb("resume", told["task_id"], "-o", "i.svg").returncode == 0
    assert (tmp_path / "i.svg").read_bytes() == (tmp_path / "g.svg").read_bytes()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("make it nicer",), "They know: reverse the arrow"),
        (("remove the oracle",), "No part of the figure is called 'oracle'"),
        ((), "say what to change, or give a plan with --plan"),
    ],
)
def test_what_cannot_be_done_is_told_and_leaves_no_run(
    pb: Pb, tmp_path: Path, drawn: str, arguments: tuple[str, ...], told: str
) -> None:
    refused = pb("revise", drawn, *arguments, "-o", "g.png")
    assert refused.returncode in {1, 2}
    assert told in refused.stderr
    assert not (tmp_path / "g.png").exists()
    assert len(pb("resume").stdout.splitlines()) == 1


def test_only_a_kept_run_is_revised_in_a_format_that_it_has(pb: Pb, drawn: str) -> None:
    assert "no run with the task id 'ffff'" in pb("revise", "ffff", "remove it").stderr
    plotted = pb("plot", "-", "--intent", "bars", "--quiet", "--json", text="a,b\nx,1\ny,2\n")
    name = json.loads(plotted.stdout)["task_id"]
    refused = pb("revise", name, "make it 4:3", "-o", "p.svg")
    assert "makes png only" in refused.stderr
    assert pb("revise", name, "make it 4:3", "-o", "p.png").returncode == 0
    assert drawn
