"""A sample of ``tools/random_plots.py``, and the plots that taught it what is hostile."""

import math

import pytest

from pb_adapters.drawing.plots import render
from pb_core.domain.plots.marks import Mark, MarkType
from pb_core.domain.plots.proof import verify
from pb_core.domain.plots.spec import Axes, Axis, Channel, Encoding, Facet, FieldType, Layer, PlotSpec, Scale, ScaleType
from pb_core.domain.plots.transforms import Regression, Smooth, Transform
from pb_core.domain.tables.table import Cell, Table
from pb_core.ports.plots import PlotRequest
from pb_core.testing.memory.plots import table_of
from plot_cases import case
from random_plots import Kind, outcome
from support.trials import trials

SEED, COUNT = 20_261, 60


@pytest.mark.hypothesis
@pytest.mark.parametrize("part", range(4))
def test_a_random_plot_is_drawn_faithfully_or_refused(part: int) -> None:
    met = {number: outcome(case(SEED, number)) for number in range(part, trials(COUNT), 4)}
    wrong = {number: each for number, each in met.items() if each.kind not in {Kind.FAITHFUL, Kind.REFUSED}}
    assert wrong == {}
    assert any(each.kind is Kind.FAITHFUL for each in met.values())


def test_a_median_of_values_that_cancel_out_is_delivered() -> None:
    assert outcome(case(101, 282)).kind is Kind.FAITHFUL


def quantity(field: str) -> Channel:
    return Channel(field=field, type=FieldType.QUANTITATIVE)


def faithful(spec: PlotSpec, table: Table) -> bool:
    reply = render(PlotRequest(spec=spec, table=table, formats=()))
    verdict = verify(spec, table, reply.drawn, reply.computed)
    assert verdict.differences == ()
    assert verdict.report.mismatches == ()
    return verdict.report.faithful


def fitted(*own: Transform, y: str, y2: str | None = None, scale: Scale = Scale()) -> PlotSpec:  # noqa: B008 - frozen
    points = Layer(mark=Mark(type=MarkType.POINT), encoding=Encoding(x=quantity("x"), y=quantity("y")))
    line = Layer(
        mark=Mark(type=MarkType.LINE if y2 is None else MarkType.ERRORBAND, fit=True),
        encoding=Encoding(x=quantity("at" if y2 or y == "fit" else "x"), y=quantity(y), y2=y2),
        transform=own,
    )
    return PlotSpec(layer=(points, line), axes=Axes(y=Axis(scale=scale)))


FIT = Regression(x="x", y="y", as_=("at", "fit", "fit low", "fit high"))
MILLISECONDS = [1_700_000_000_000 + 20 * place for place in range(24)]
HOSTILE: dict[str, list[Cell]] = {
    "constant": [3.3] * 24,
    "equal but for rounding": [3.3 + math.ulp(3.3) * (place % 3) for place in range(24)],
    "milliseconds": list(MILLISECONDS),
    "a line from afar": [1e12 + 0.1 * place for place in range(24)],
    "tiny": [1e-120 * (1 + place) for place in range(24)],
    "huge": [1e120 * (1 + place) for place in range(24)],
    "one outlier": [0.3] * 23 + [1e15],
}
every = pytest.mark.parametrize("values", HOSTILE.values(), ids=HOSTILE)


@every
def test_a_fit_over_times_in_milliseconds_is_delivered(values: list[Cell]) -> None:
    table = table_of(x=MILLISECONDS, y=values)
    assert faithful(fitted(FIT, y="fit"), table)
    assert faithful(fitted(FIT, y="fit low", y2="fit high"), table)


@every
def test_smoothed_values_are_delivered(values: list[Cell]) -> None:
    table = table_of(x=MILLISECONDS, y=values)
    assert faithful(fitted(Smooth(field="y", order="x", window=5), y="smoothed"), table)


@pytest.mark.parametrize("kind", [ScaleType.LOG, ScaleType.SYMLOG])
@every
def test_other_scales_have_ticks_for_them(values: list[Cell], kind: ScaleType) -> None:
    table = table_of(x=MILLISECONDS, y=values)
    fit = Regression(x="x", y="y", log_y=kind is ScaleType.LOG, as_=FIT.as_)  # a straight line may fall below 0
    assert faithful(fitted(fit, y="fit", scale=Scale(type=kind)), table)


LONE = {
    "zero": [0.0] * 4,
    "tiny": [-1e-12] * 4,
    "equal but for rounding": [-1e-5 + math.ulp(1e-5) * place for place in range(4)],
    "one second": [1_700_000_000.0] * 4,
    "far": [1e12] * 4,
}


@pytest.mark.parametrize("kind", [ScaleType.LINEAR, ScaleType.SYMLOG])
@pytest.mark.parametrize("positions", LONE.values(), ids=LONE)
def test_bars_and_rules_at_one_position_are_delivered(positions: list[Cell], kind: ScaleType) -> None:
    table = table_of(x=positions, y=[1.0, 2.0, 3.0, 4.0], g=["a", "b", "c", "d"])
    axes = Axes(x=Axis(scale=Scale(type=kind)))
    for mark in (MarkType.RULE, MarkType.BAR):
        stood = Layer(mark=Mark(type=mark), encoding=Encoding(x=quantity("x"), y=quantity("y")))
        assert faithful(PlotSpec(layer=(stood,), axes=axes, facet=Facet(field="g")), table)
