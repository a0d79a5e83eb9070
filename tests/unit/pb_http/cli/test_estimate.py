import json
from pathlib import Path

import pytest

from support.processes import Run

TEXT = "The encoder maps each token to a vector. The decoder reads the vectors and writes the answer."


@pytest.fixture
def sources(tmp_path: Path) -> None:
    """The files that the commands read."""
    (tmp_path / "method.txt").write_text(TEXT)
    (tmp_path / "paper.pdf").write_bytes(b"%PDF-1.7\n")
    (tmp_path / "scores.csv").write_text("model,accuracy\nA,0.5\n")


@pytest.mark.usefixtures("sources")
def test_rules_and_our_own_drawing_cost_nothing_and_leave_nothing(pb: Run, tmp_path: Path) -> None:
    done = pb("estimate", "generate", "method.txt", "--iterations", "2")
    assert done.returncode == 0, done.stderr
    first, *_, last = done.stdout.splitlines()
    assert first.split() == ["step", "engine", "calls", "US", "dollars", "seconds", "seen"]
    assert last.startswith("total")
    assert "0.0000" in last
    assert sorted(path.name for path in tmp_path.iterdir()) == ["method.txt", "paper.pdf", "scores.csv"]


@pytest.mark.usefixtures("sources")
@pytest.mark.parametrize(
    ("arguments", "roles"),
    [
        (("generate", "method.txt"), {"plan", "plan/support", "style", "round/draw", "round/critique"}),
        (
            ("generate", "paper.pdf", "--pages", "2-4", "--iterations", "1"),
            {"extract", "plan", "plan/support", "style"},
        ),
        (("plot", "scores.csv", "--iterations", "1"), {"plan/choose", "plan", "round/draw"}),
        (("plot", "scores.csv", "--candidates", "2"), {"plan/choose", "plan", "round/draw"}),
        (("optimize", "method.txt"), {"optimize"}),
    ],
)
def test_a_model_is_priced_by_its_bounds_while_nothing_was_seen(
    pb: Run, arguments: tuple[str, ...], roles: set[str]
) -> None:
    done = pb("estimate", *arguments, "--json", GEMINI_API_KEY="key")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert {step["role"] for step in found["steps"]} >= roles
    assert 0 < found["cost_usd"]["least"] < found["cost_usd"]["most"] < 5
    assert {step["seen"] for step in found["steps"]} == {0}


@pytest.mark.usefixtures("sources")
@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (("poster", "method.txt"), 2, "poster"),
        (("generate", "missing.txt"), 2, "missing.txt"),
        (("generate", "method.txt", "--pages", "2"), 2, "--pages needs a PDF"),
        (("generate", "paper.pdf", "--pages", "x"), 1, "pages"),
        (("generate", "method.txt", "--image-provider", "kie_imagen"), 1, "kie_imagen"),
    ],
)
def test_what_is_wrong_is_one_sentence(pb: Run, arguments: tuple[str, ...], status: int, words: str) -> None:
    done = pb("estimate", *arguments)
    assert (done.returncode, done.stdout) == (status, "")
    assert words in done.stderr
