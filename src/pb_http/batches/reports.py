"""Reports: what became of the rows as a table to keep, as a document, and in a line."""

import csv
import io
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from paperbanana_client import Estimate, KeyStanding
from pb_http.batches.carrying_out import Outcome
from pb_http.batches.rows import Row
from pb_http.history_csv import defused

SUMMARY = "summary.csv"
COLUMNS = ("row", "name", "kind", "status", "task_id", "files", "cost_usd", "notes", "error", "what_to_do")


def write_summary(folder: Path, outcomes: Sequence[Outcome]) -> Path:
    """Write a line for each row; no cell is taken for a formula."""
    text = io.StringIO()
    csv.writer(text).writerows([COLUMNS, *([defused(cell) for cell in _cells(outcome)] for outcome in outcomes)])
    path, part = folder / SUMMARY, folder / f".{SUMMARY}.part"
    part.write_text(text.getvalue(), "utf-8", newline="")
    part.replace(path)
    return path


def _cells(outcome: Outcome) -> tuple[str, ...]:
    task, row = outcome.task, outcome.row
    return (
        str(row.number),
        row.name,
        row.kind,
        outcome.ending,
        task.id if task else "",
        " ".join(outcome.files),
        f"{task.cost_usd:.6f}" if task else "",
        " ".join(task.notes) if task else "",
        outcome.error,
        outcome.advice,
    )


def line_of(outcome: Outcome, number: int, total: int, units_left: int | None = None) -> str:
    """A row that has ended, in a line, with what it cost and how many units are left."""
    told = outcome.error or " ".join(outcome.files)
    cost = f", ${outcome.task.cost_usd:.4f}" if outcome.task and outcome.task.cost_usd else ""
    old = "" if outcome.is_new or outcome.ending in {"refused", "open"} else " before"
    left = f", {units_left} units left" if units_left is not None and outcome.is_new else ""
    return f"[{number}/{total}] {outcome.row.name}: {outcome.ending}{old}{cost}{left}: {told}"


def totals(outcomes: Sequence[Outcome], standing: KeyStanding | None) -> dict[str, Any]:
    """How many rows ended how, what this run and all of them cost, and what the key has left."""
    counts = Counter(outcome.ending for outcome in outcomes)
    bought = [outcome for outcome in outcomes if outcome.is_new]
    return {
        "rows": len(outcomes),
        "made": counts["made"],
        "failed": counts["failed"],
        "refused": counts["refused"],
        "open": counts["open"],
        "units_bought": sum(units_of(outcome.row) for outcome in bought),
        "cost_usd": sum(outcome.task.cost_usd for outcome in bought if outcome.task),
        "quota_remaining": standing.quota_remaining if standing else None,
    }


def told(found: dict[str, Any]) -> str:
    """The totals in a sentence."""
    parts = [f"{found[name]} {name}" for name in ("made", "failed", "refused", "open") if found[name]]
    spent = f"at most {found['units_bought']} units and ${found['cost_usd']:.4f} in this run"
    left = "" if found["quota_remaining"] is None else f"; {found['quota_remaining']} units left"
    return f"{found['rows']} rows: {', '.join(parts) or 'none'}; {spent}{left}"


def units_of(row: Row) -> int:
    """What a row is charged."""
    candidates = row.fields.get("candidates")
    return candidates if isinstance(candidates, int) else 1


def estimated(rows: Sequence[Row], estimates: Sequence[Estimate], standing: KeyStanding) -> dict[str, Any]:
    """What all rows would cost."""
    return {
        "rows": len(rows),
        "units": sum(units_of(row) for row in rows),
        "quota_remaining": standing.quota_remaining,
        "cost_usd": {side: sum(getattr(one.cost_usd, side) for one in estimates) for side in ("least", "most")},
        "seconds": {side: sum(getattr(one.seconds, side) for one in estimates) for side in ("least", "most")},
    }


def estimate_told(found: dict[str, Any]) -> str:
    """The estimate in a sentence or two."""
    cost, seconds, left = found["cost_usd"], found["seconds"], found["quota_remaining"]
    text = (
        f"{found['rows']} rows to submit: {found['units']} units, ${cost['least']:.4f} to ${cost['most']:.4f}, "
        f"{seconds['least']:.0f} to {seconds['most']:.0f} seconds of work"
    )
    if left is None:
        return text
    return text + (f"; {left} units left" if left >= found["units"] else f"; ONLY {left} units left")
