import json
from pathlib import Path

import pytest

from support.processes import Run

TEXT = "The encoder maps each token to a vector. The decoder reads the vectors and writes the answer."


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    """A folder with a text of each form, and a line with a table and an intent."""
    folder = tmp_path / "texts"
    folder.mkdir()
    (folder / "plain.txt").write_text(f"caption: Figure 1: The reader\n{TEXT}")
    (folder / "typed.json").write_text(json.dumps({"text": TEXT, "caption": "Figure 2", "field": "language"}))
    (folder / "scores.json").write_text('[{"model": "A", "accuracy": 0.5}, {"model": "B", "accuracy": 0.75}]')
    (folder / "wishes.jsonl").write_text('{"table": "scores.json", "intent": "bars of accuracy by model"}\n\n')
    return folder


@pytest.mark.usefixtures("texts")
def test_rules_are_measured_and_cost_nothing(pb: Run) -> None:
    done = pb("eval", "texts", "--model", "offline")
    assert done.returncode == 0, done.stderr
    rows = {line[:19].strip(): line[19:].strip() for line in done.stdout.splitlines()}
    assert rows["model"] == "offline/offline-rules-2"
    assert (rows["form"], rows["usable at first"], rows["US dollars"]) == ("rules", "3 of 3", "0.0000")
    assert rows["wishes followed"] == "3 of 3"
    assert int(rows["arrows stated"]) >= 2
    assert [line.split(": ")[2] for line in done.stderr.splitlines()] == ["plain", "typed", "wishes 1"]


@pytest.mark.usefixtures("texts")
def test_two_forms_stand_side_by_side(pb: Run, gemini: dict[str, str]) -> None:
    done = pb("eval", "texts/plain.txt", "--form", "one-question", "--form", "two-questions", "--json", "-q", **gemini)
    assert done.returncode == 0, done.stderr
    one, two = json.loads(done.stdout)["runs"]
    assert (one["form"], two["form"]) == ("one-question", "two-questions")
    assert one["model"] == two["model"] == "gemini/gemini-3.8-flash"
    assert one["prompts"] == two["prompts"]
    assert (one["totals"]["calls"], two["totals"]["calls"]) == (1, 2)
    assert one["totals"]["usable"] == two["totals"]["usable"] == {"part": 1, "whole": 1}
    assert 0 < one["cases"][0]["cost_usd"] == one["totals"]["cost_usd"]


@pytest.mark.usefixtures("texts")
def test_an_earlier_run_stands_beside(pb: Run, tmp_path: Path) -> None:
    before = pb("eval", "texts", "--model", "offline", "--json", "-q")
    (tmp_path / "before.json").write_text(before.stdout)
    done = pb("eval", "texts", "--model", "offline", "--against", "before.json", "-q")
    assert done.stdout.splitlines()[0].split() == ["model", *2 * ["offline/offline-rules-2"]]
    assert done.stderr == ""


@pytest.mark.usefixtures("texts")
def test_a_cap_ends_it_before_more_is_spent(pb: Run, gemini: dict[str, str]) -> None:
    done = pb("eval", "texts/plain.txt", **gemini, PAPERBANANA_MAX_COST_PER_DAY="0.0001")
    assert (done.returncode, done.stdout) == (1, "")
    assert "could pass the cap" in done.stderr


@pytest.mark.usefixtures("texts")
@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (("eval", "texts"), 1, "no model is configured: set a provider's key"),
        (("eval", "texts", "--model", "parrot"), 1, "there is no provider 'parrot'; choose one of gemini"),
        (("eval", "texts", "--model", "gemini"), 1, "--model gemini needs GEMINI_API_KEY"),
        (("eval", "texts", "--model", "offline", "--form", "three"), 2, "three"),
        (("eval", "nowhere", "--model", "offline"), 2, "nowhere"),
        (("eval", "empty", "--model", "offline"), 1, "'empty' has nothing to evaluate: put .json files"),
        (("eval", "odd/list.json", "--model", "offline"), 1, "is no JSON object with a text and its caption"),
        (("eval", "odd/blank.txt", "--model", "offline"), 1, "has no text"),
        (("eval", "odd/pairs.jsonl", "--model", "offline"), 1, "line 2 of 'odd/pairs.jsonl' is no JSON object"),
        (("eval", "odd/lost.jsonl", "--model", "offline"), 1, "nothing.csv: No such file"),
        (("eval", "texts", "--against", "odd/blank.txt"), 1, "is not what pb eval --json printed"),
    ],
)
def test_what_is_wrong_is_one_sentence(
    pb: Run, tmp_path: Path, arguments: tuple[str, ...], status: int, words: str
) -> None:
    (tmp_path / "empty").mkdir()
    odd = tmp_path / "odd"
    odd.mkdir()
    (odd / "list.json").write_text("[1]")
    (odd / "blank.txt").write_text("caption: Figure 1\n  ")
    (odd / "pairs.jsonl").write_text('{"table": [{"a": 1}], "intent": "bars"}\n{"table": 3}\n')
    (odd / "lost.jsonl").write_text('{"table": "nothing.csv", "intent": "bars"}\n')
    done = pb(*arguments)
    assert (done.returncode, done.stdout) == (status, "")
    assert words in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.usefixtures("texts")
def test_a_model_that_the_provider_does_not_have_is_one_sentence(pb: Run, gemini: dict[str, str]) -> None:
    done = pb("eval", "texts/plain.txt", "--model", "gemini:gemini-0", **gemini)
    assert (done.returncode, done.stdout) == (1, "")
    assert "gemini-0" in done.stderr
