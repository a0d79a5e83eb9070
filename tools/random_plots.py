"""Draws random plots over hostile numbers and prints what became of them.

``python tools/random_plots.py [--count 2000] [--seed 1] [--only NUMBER]``. Every mark and transform of the grammar over
constants, magnitudes from 1e-300 to 1e300, millisecond times, single rows, missing values and duplicates; one plot in
five is planned from an intent by rules. Each must be drawn faithfully or refused with a typed error. Exits with 1
after an internal fault or a correct figure that was thrown away.
"""

import argparse
import re
import sys
import time
import traceback
import warnings
from collections import Counter
from enum import StrEnum

from msgspec import Struct

from pb_adapters.drawing.plots import render
from pb_adapters.planners.charts.planner import plan_plot
from pb_core.domain.plots.captions import methods
from pb_core.domain.plots.layout_checks import check_layout
from pb_core.domain.plots.proof import verify
from pb_core.domain.plots.spec import PlotSpec
from pb_core.domain.plots.validation import check_plot
from pb_core.domain.questions import PlotPlanBrief
from pb_core.domain.tables.profile import profile
from pb_core.errors import CallerError, CannotDraw, InvalidSpec, NothingToDraw, NotPlottable
from pb_core.ports.plots import PlotRequest
from plot_cases import Case, case

_REFUSALS = (InvalidSpec, CannotDraw, NothingToDraw, NotPlottable, CallerError)


class Kind(StrEnum):
    """What can become of a plot."""

    FAITHFUL = "drawn and faithful"
    REFUSED = "refused"
    FAULT = "internal fault"
    DISAGREES = "thrown away: frame and expectation disagree"
    UNFAITHFUL = "thrown away: drawing and frame disagree"


class Outcome(Struct, frozen=True):
    """What became of one plot and why."""

    kind: Kind
    reason: str = ""


def outcome(tried: Case) -> Outcome:
    """Plan, check, draw and prove one plot, as the workflow does, without writing pictures."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", RuntimeWarning)
            return _drawn(tried, tried.spec or _planned(tried))
    except _REFUSALS as error:
        return Outcome(Kind.REFUSED, f"{type(error).__name__}: {_plain(str(error))}")
    except Exception as error:  # noqa: BLE001 - whatever it is, it is the finding
        where = traceback.extract_tb(error.__traceback__)[-1]
        ours = [frame for frame in traceback.extract_tb(error.__traceback__) if "/src/pb_" in frame.filename]
        place = ours[-1] if ours else where
        return Outcome(
            Kind.FAULT, f"{type(error).__name__}: {error} ({place.filename.split('/src/')[-1]}:{place.lineno})"
        )


def _planned(tried: Case) -> PlotSpec:
    return plan_plot(
        PlotPlanBrief(intent=tried.intent, profile=profile(tried.table), aspect_ratio=tried.aspect_ratio)
    ).spec


def _drawn(tried: Case, spec: PlotSpec) -> Outcome:
    check_plot(spec, tried.table, tried.intent)
    reply = render(PlotRequest(spec=spec, table=tried.table, aspect_ratio=tried.aspect_ratio, formats=()))
    check_layout(reply.drawn, spec, tried.aspect_ratio)
    verdict = verify(spec, tried.table, reply.drawn, reply.computed)
    methods(spec, tried.table)
    if verdict.differences:
        return Outcome(Kind.DISAGREES, "; ".join(map(str, verdict.differences[:2])))
    if not verdict.report.faithful:
        return Outcome(Kind.UNFAITHFUL, "; ".join(verdict.report.mismatches[:2]))
    return Outcome(Kind.FAITHFUL)


def _plain(sentence: str) -> str:
    """A sentence without the names and numbers of one plot, so that equal reasons are counted together."""
    named = re.sub(r"'[^']*'|\"[^\"]*\"|\([^)]*\)", "…", sentence)
    return re.sub(r"-?\d[\d.,]*(?:e[-+]?\d+)?", "#", named)[:110]


def main() -> int:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=2_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", type=int, help="the number of one plot to try alone")
    asked = parser.parse_args()
    numbers = range(asked.count) if asked.only is None else [asked.only]
    began = time.perf_counter()
    found: Counter[Kind] = Counter()
    refused: Counter[str] = Counter()
    for number in numbers:
        met = outcome(case(asked.seed, number))
        found[met.kind] += 1
        if met.kind is Kind.REFUSED:
            refused[met.reason] += 1
        elif met.kind is not Kind.FAITHFUL:
            print(f"plot {number}: {met.kind.value}: {met.reason}", flush=True)
    _print_table(found, refused, time.perf_counter() - began)
    return 0 if found.total() == found[Kind.FAITHFUL] + found[Kind.REFUSED] else 1


def _print_table(found: Counter[Kind], refused: Counter[str], seconds: float) -> None:
    print(f"\n| outcome | plots of {found.total()} |\n|---|---|")
    for kind in Kind:
        print(f"| {kind.value} | {found[kind]} |")
    print(f"\n{seconds:.0f} s. Refused:")
    for reason, count in refused.most_common():
        print(f"{count:6} {reason}")


if __name__ == "__main__":
    sys.exit(main())
