"""Both computations of every statistic against SciPy's: it is a dependency of the tests alone."""

import math
import random
from collections.abc import Callable

import numpy as np
import pytest
from scipy import integrate, stats

from pb_adapters.drawing.plots.frames.columns import columns_of
from pb_adapters.drawing.plots.frames.statistics import t_quantile as drawn_t
from pb_adapters.drawing.plots.frames.transforms import derive
from pb_core.domain.plots.statistics import apply
from pb_core.domain.plots.statistics.estimates import t_quantile as expected_t
from pb_core.domain.plots.transforms import (
    Aggregate,
    Bin,
    BinRule,
    Correlation,
    Density,
    Ecdf,
    Measure,
    Op,
    Regression,
    Roc,
    Transform,
)
from pb_core.domain.tables.table import Cell
from pb_core.testing.memory.plots import table_of

Columns = dict[str, list[Cell]]
Compute = Callable[..., Columns]


def _expected(transform: Transform, **columns: list[Cell]) -> Columns:
    made = apply(table_of(**columns), (transform,))
    return {column.name: list(column.values) for column in made.columns}


def _drawn(transform: Transform, **columns: list[Cell]) -> Columns:
    made = derive(columns_of(table_of(**columns)), (transform,))
    return {column.name: [column.cell(value) for value in column.values.tolist()] for column in made.columns}


both = pytest.mark.parametrize("compute", [_expected, _drawn])


def _normal(count: int, middle: float, spread: float) -> list[float]:
    rng = random.Random(count)  # noqa: S311 - test data
    return [rng.gauss(middle, spread) for _ in range(count)]


SAMPLES = {
    "ordinary": _normal(40, 3.0, 2.0),
    "two": [1.0, 4.0],
    "large": _normal(500, -20.0, 5.0),
    "times in ms": [1_700_000_000_000.0 + 20 * place + value for place, value in enumerate(_normal(24, 0.0, 3.0))],
    "tiny": _normal(15, 1e-120, 1e-121),
    "huge": _normal(15, 1e120, 1e119),
    "with ties": [1.0, 1.0, 1.0, 2.0, 2.0, 5.0, 5.0, 9.0],
}
samples = pytest.mark.parametrize("name", SAMPLES)


def _even(values: list[float]) -> np.ndarray:
    """Values from 0 to 1, in which SciPy neither overflows nor loses the digits of times: differences are exact."""
    away = np.array(values) - min(values)
    return away / away.max()


@samples
@both
def test_summaries(compute: Compute, name: str) -> None:
    values, level = SAMPLES[name], 0.9
    ops = (Op.MEAN, Op.MEDIAN, Op.STDEV, Op.STDERR, Op.Q1, Op.Q3, Op.CI0, Op.CI1)
    measures = tuple(Measure(op=op, field="v", as_=op.value) for op in ops)
    found = compute(Aggregate(measures=measures, level=level), v=values)
    unit = max(map(abs, values))  # SciPy's own sums of squares neither overflow nor vanish then
    scaled = np.array(values) / unit
    interval = stats.t.interval(level, len(values) - 1, scaled.mean(), stats.sem(scaled))
    third = (scaled.mean(), np.median(scaled), stats.tstd(scaled), stats.sem(scaled))
    third = (*third, *stats.quantile(scaled, [0.25, 0.75]), *interval)
    assert [found[op.value][0] / unit for op in ops] == pytest.approx(third, rel=1e-9)


@pytest.mark.parametrize("freedom", [1, 2, 3, 4, 9, 30, 99, 1_000, 1_001, 50_000])
@pytest.mark.parametrize("level", [0.01, 0.5, 0.8, 0.95, 0.99, 0.9999, 1 - 1e-9])
def test_quantiles_of_student(level: float, freedom: int) -> None:
    third = -stats.t.ppf((1 - level) / 2, freedom)
    assert expected_t(level, freedom) == pytest.approx(third, rel=1e-9)
    assert drawn_t(level, freedom) == pytest.approx(third, rel=1e-6)


@pytest.mark.parametrize("share", [0.001, 0.1, 0.37, 0.5, 0.999])
@samples
def test_quantiles_of_a_sample(name: str, share: float) -> None:
    from pb_adapters.drawing.plots.frames.statistics import Sample  # noqa: PLC0415 - names that the core has too
    from pb_adapters.drawing.plots.frames.statistics import quantile as drawn  # noqa: PLC0415
    from pb_core.domain.plots.statistics.estimates import quantile as expected  # noqa: PLC0415

    values = np.array(SAMPLES[name])
    third = stats.quantile(values, share)
    assert expected(sorted(SAMPLES[name]), share) == pytest.approx(third, rel=1e-14)
    sample = Sample.of(values, np.zeros(len(values), dtype=np.int64), 1)
    assert drawn(sample, share)[0] == pytest.approx(third, rel=1e-14)


@samples
@both
def test_lines_and_their_intervals(compute: Compute, name: str) -> None:
    x, even = SAMPLES[name], _even(SAMPLES[name])
    rng = random.Random(7)  # noqa: S311 - test data
    y = [2 * value + rng.gauss(0, 0.1) for value in even.tolist()]
    found = compute(Regression(x="x", y="y", level=0.9, steps=7), x=x, y=y)
    if len(x) < 3:
        assert found["fit"] == []
        return
    line, grid = stats.linregress(even, y), (np.array(found["x"]) - min(x)) / np.ptp(x)  # as floats can hold it
    assert grid == pytest.approx(np.linspace(0, 1, 7), abs=1e-6)
    fit = line.intercept + line.slope * grid
    left = np.array(y) - line.intercept - line.slope * even
    error = math.sqrt(float(left @ left) / (len(x) - 2))
    reach = stats.t.ppf(0.95, len(x) - 2) * error
    reach = reach * np.sqrt(1 / len(x) + (grid - even.mean()) ** 2 / ((even - even.mean()) ** 2).sum())
    assert np.array(found["fit"]) == pytest.approx(fit, rel=1e-8)
    assert np.array(found["fit low"]) == pytest.approx(fit - reach, rel=1e-8)
    assert np.array(found["fit high"]) == pytest.approx(fit + reach, rel=1e-8)


@both
def test_lines_in_logarithms(compute: Compute) -> None:
    x = [10 ** (place / 3) for place in range(12)]
    y = [5 * value**0.7 * (1 + 0.1 * (-1) ** place) for place, value in enumerate(x)]
    found = compute(Regression(x="x", y="y", log_x=True, log_y=True, steps=5), x=x, y=y)
    line = stats.linregress(np.log10(x), np.log10(y))
    grid = np.linspace(0, 11 / 3, 5)
    assert np.array(found["x"]) == pytest.approx(10**grid)
    assert np.array(found["fit"]) == pytest.approx(10 ** (line.intercept + line.slope * grid))


@samples
@both
def test_correlation(compute: Compute, name: str) -> None:
    x, rng = SAMPLES[name], random.Random(3)  # noqa: S311 - test data
    y = [rng.random() for _ in x]
    found = compute(Correlation(fields=("x", "y")), x=x, y=y)
    third = stats.pearsonr(_even(x), y).statistic
    assert found["r"] == pytest.approx([1, third, third, 1], rel=1e-8)


@pytest.mark.parametrize("name", ["ordinary", "large", "times in ms", "with ties"])
@both
def test_kernel_densities(compute: Compute, name: str) -> None:
    values = np.array(SAMPLES[name])
    width = 0.9 * min(stats.tstd(values), stats.iqr(values) / 1.349) * len(values) ** -0.2
    found = compute(Density(field="v", steps=50), v=SAMPLES[name])
    least = values.min()
    third = stats.gaussian_kde(values - least, bw_method=width / stats.tstd(values))
    grid = np.linspace(-3 * width, np.ptp(values) + 3 * width, 50)
    assert np.array(found["value"]) - least == pytest.approx(grid, abs=1e-3 * width)
    assert np.array(found["density"]) == pytest.approx(third(grid), rel=1e-6, abs=1e-9 * third(grid).max())


@both
def test_bootstrap_intervals_come_as_near_as_resamples_can(compute: Compute) -> None:
    values = SAMPLES["ordinary"]
    measures = tuple(Measure(op=op, field="v", as_=op.value) for op in (Op.BOOT0, Op.BOOT1))
    found = compute(Aggregate(measures=measures), v=values)
    third = stats.bootstrap((np.array(values),), np.mean, method="percentile", n_resamples=20_000, rng=1)
    play = 0.1 * stats.sem(values)  # of a thousand resamples
    assert found["boot0"][0] == pytest.approx(third.confidence_interval.low, abs=play)
    assert found["boot1"][0] == pytest.approx(third.confidence_interval.high, abs=play)


@samples
@both
def test_empirical_distributions(compute: Compute, name: str) -> None:
    found = compute(Ecdf(field="v"), v=SAMPLES[name])
    third = stats.ecdf(SAMPLES[name]).cdf
    assert found["value"] == third.quantiles.tolist()
    assert found["share"] == pytest.approx(third.probabilities.tolist())


@both
def test_the_area_under_a_roc_curve_is_the_rank_statistic(compute: Compute) -> None:
    scores, labels = SAMPLES["large"], [value > -20 or place % 3 == 0 for place, value in enumerate(SAMPLES["large"])]
    found = compute(Roc(score="s", label="b"), s=scores, b=labels)
    good = [score for score, label in zip(scores, labels, strict=True) if label]
    bad = [score for score, label in zip(scores, labels, strict=True) if not label]
    third = stats.mannwhitneyu(good, bad).statistic / (len(good) * len(bad))
    assert found["area"][0] == pytest.approx(third)
    curve = integrate.trapezoid(found["true positive rate"], found["false positive rate"])
    assert found["area"][0] == pytest.approx(curve)


@both
def test_bins_hold_what_numpy_counts(compute: Compute) -> None:
    found = compute(Bin(field="v", rule=BinRule.COUNT, value=9.0), v=SAMPLES["large"])
    counts, edges = np.histogram(SAMPLES["large"], bins=9)
    assert np.histogram(found["bin start"], bins=edges - np.ptp(edges) / 100)[0] == pytest.approx(counts)
