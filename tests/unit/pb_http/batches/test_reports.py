import csv
from datetime import UTC, datetime
from pathlib import Path

from paperbanana_client import Estimate, KeyStanding, Range, Step, Task
from pb_http.batches.carrying_out import Outcome
from pb_http.batches.reports import estimate_told, estimated, line_of, told, totals, write_summary
from pb_http.batches.rows import Row

NOW = datetime(2026, 2, 15, tzinfo=UTC)
STANDING = KeyStanding(name="a", quota_remaining=7, quota_total=10, total_used=3, cost_usd=0.1)


def task(cost: float) -> Task:
    step = Step(name="plan", state="finished", engine="x/y", started_at=NOW, finished_at=NOW, cost_usd=cost)
    return Task(
        id="t", status="completed", kind="methodology", error=None, created_at=NOW, completed_at=NOW,
        description=None, artifacts={}, steps=(step,), notes=("A note.",),
    )  # fmt: skip


def row(number: int, name: str, **fields: int) -> Row:
    return Row(number=number, name=name, kind="generate", fields=fields)


OUTCOMES = (
    Outcome(row=row(1, "a", candidates=3), ending="made", task=task(0.25), files=("a.png", "a.svg"), is_new=True),
    Outcome(row=row(2, "b"), ending="made", task=task(0.5), files=("b.png",)),
    Outcome(row=row(3, "c"), ending="refused", error='=HYPERLINK("http://x")'),
    Outcome(row=row(4, "d")),
)


def test_every_row_has_a_line_in_the_summary_and_none_is_a_formula(tmp_path: Path) -> None:
    path = write_summary(tmp_path, OUTCOMES)
    with path.open(newline="", encoding="utf-8") as file:
        lines = [*csv.DictReader(file)]
    assert [line["status"] for line in lines] == ["made", "made", "refused", "open"]
    assert lines[0]["files"] == "a.png a.svg"
    assert (lines[0]["cost_usd"], lines[0]["notes"], lines[0]["what_to_do"]) == ("0.250000", "A note.", "")
    assert lines[2]["error"].startswith("'=")
    assert lines[2]["what_to_do"] == "change the row as the error says"
    assert lines[3]["what_to_do"] == "run the same command again"
    assert [one.name for one in tmp_path.iterdir()] == ["summary.csv"]


def test_what_is_spent_is_what_this_run_has_bought() -> None:
    found = totals(OUTCOMES, STANDING)
    assert (found["made"], found["refused"], found["open"], found["failed"]) == (2, 1, 1, 0)
    assert (found["units_bought"], found["cost_usd"], found["quota_remaining"]) == (3, 0.25, 7)
    assert told(found) == "4 rows: 2 made, 1 refused, 1 open; at most 3 units and $0.2500 in this run; 7 units left"
    assert totals((), None)["quota_remaining"] is None


def test_a_row_is_told_in_a_line() -> None:
    assert line_of(OUTCOMES[0], 1, 4) == "[1/4] a: made, $0.2500: a.png a.svg"
    assert line_of(OUTCOMES[0], 1, 4, 7) == "[1/4] a: made, $0.2500, 7 units left: a.png a.svg"
    assert line_of(OUTCOMES[1], 2, 4, 7) == "[2/4] b: made before, $0.5000: b.png"
    assert line_of(OUTCOMES[3], 4, 4) == "[4/4] d: open: "


def test_an_estimate_says_where_the_quota_is_short() -> None:
    one = Estimate(kind="generate", cost_usd=Range(least=0.1, most=0.2), seconds=Range(least=1, most=9), steps=())
    found = estimated([row(1, "a", candidates=3), row(2, "b")], [one, one], STANDING)
    assert (
        estimate_told(found) == "2 rows to submit: 4 units, $0.2000 to $0.4000, 2 to 18 seconds of work; 7 units left"
    )
    assert estimate_told(found | {"quota_remaining": 3}).endswith("; ONLY 3 units left")
    assert estimate_told(found | {"quota_remaining": None}).endswith("seconds of work")
