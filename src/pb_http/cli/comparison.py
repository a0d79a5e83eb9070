"""The tables of ``pb eval``: runs side by side, and earlier ones read back."""

from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from pb_http.cli.errors import Failure

if TYPE_CHECKING:
    from pb_core.application.evaluation import CaseScore, EvaluationRun, Share

_NONE, _UNKNOWN = "-", "not told"


def document(runs: "list[EvaluationRun]") -> dict[str, object]:
    """What ``--json`` prints: every run with its cases and its totals."""
    return {"runs": [msgspec.to_builtins(run) | {"totals": msgspec.to_builtins(run.totals)} for run in runs]}


def read_runs(file: Path) -> "list[EvaluationRun]":
    """The runs of an earlier ``pb eval --json``; raises ``Failure`` for any other file."""
    from pb_core.application.evaluation import EvaluationRun  # noqa: PLC0415 - the help needs no engines

    try:
        found = msgspec.json.decode(file.read_bytes(), type=dict[str, list[EvaluationRun]])
        return found["runs"]
    except (msgspec.DecodeError, KeyError) as error:
        raise Failure(f"'{file}' is not what pb eval --json printed ({error})") from error


def table(runs: "list[EvaluationRun]") -> str:
    """One column for each run."""
    rows = [("model", *(run.model for run in runs)), ("form", *(run.form for run in runs))]
    rows.append(("prompts", *(run.prompts for run in runs)))
    sums = [run.totals for run in runs]
    rows += [
        ("usable at first", *(_share(total.at_first) for total in sums)),
        ("usable in the end", *(_share(total.usable) for total in sums)),
        ("boxes supported", *(_share(total.boxes) for total in sums)),
        ("arrows stated", *(str(total.arrows.stated) for total in sums)),
        ("arrows in sequence", *(str(total.arrows.sequence) for total in sums)),
        ("arrows unsupported", *(str(total.arrows.unsupported) for total in sums)),
        ("skeleton covered", *(_share(total.skeleton) for total in sums)),
        ("wishes followed", *(_share(total.wishes) for total in sums)),
        ("calls", *(str(total.calls) for total in sums)),
        ("US dollars", *(_dollars(total.cost_usd) for total in sums)),
        ("seconds a case", *(f"{total.seconds:.1f}" for total in sums)),
    ]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )


def line(case: "CaseScore") -> str:
    """What became of one case, in a line."""
    if not case.usable:
        return f"{case.name}: no plan: {case.error}"
    arrows = case.arrows
    found = [
        f"boxes {_share(case.boxes)}" if case.boxes.whole else "",
        f"arrows {arrows.stated} stated, {arrows.sequence} in sequence, {arrows.unsupported} unsupported"
        if case.boxes.whole
        else "",
        f"skeleton {_share(case.skeleton)}" if case.skeleton.whole else "",
        f"wishes {_share(case.wishes)}" if case.wishes.whole else "",
        "" if case.at_first else "repaired",
        f"{case.calls} calls, {case.seconds:.1f} s",
    ]
    return f"{case.name}: {'; '.join(filter(None, found))}"


def _share(share: "Share") -> str:
    return f"{share.part} of {share.whole}" if share.whole else _NONE


def _dollars(cost: float | None) -> str:
    return _UNKNOWN if cost is None else f"{cost:.4f}"
