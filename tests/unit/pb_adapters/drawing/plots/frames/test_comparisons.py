"""Both computations of agreement and quantiles against statsmodels, SciPy and published figures."""

import random
import warnings

import numpy as np
import pytest
from scipy import stats

from pb_adapters.drawing.plots.frames.comparisons import normal_quantiles
from pb_core.domain.plots.estimators import Agreement, Distribution, Quantiles
from support.computing import Compute, both

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # what they import
    from statsmodels.graphics.gofplots import ProbPlot, qqline, qqplot_2samples

WRIGHT = [494, 395, 516, 434, 476, 557, 413, 442, 650, 433, 417, 656, 267, 478, 178, 423, 427]
MINI = [512, 430, 520, 428, 500, 600, 364, 380, 658, 445, 432, 626, 260, 477, 259, 350, 451]


def _sample(count: int, seed: int = 1) -> list[float]:
    rng = random.Random(seed)  # noqa: S311 - test data
    return [rng.gauss(10.0, 2.0) + rng.expovariate(1.0) for _ in range(count)]


@both
def test_the_limits_that_bland_and_altman_published(compute: Compute) -> None:
    found = compute(Agreement(first="large", second="mini", limits=2.0), large=WRIGHT, mini=MINI)
    for name, published in (("mean difference", -2.1), ("lower limit", -79.7), ("upper limit", 75.5)):
        assert found[name] == pytest.approx([published] * 17, abs=0.15)  # from figures that were rounded themselves
    assert (found["mean"][0], found["difference"][0], found["large"][0]) == (503, -18, 494)


@both
def test_limits_are_those_of_each_group(compute: Compute) -> None:
    found = compute(
        Agreement(first="a", second="b", groupby=("g",)), a=[1.0, 2.0, 4.0, None, 5.0], b=[1.0, 3.0, 3.0, 1.0, 2.0],
        g=["x", "x", "y", "y", "y"],
    )  # fmt: skip
    spread = 1.96 * float(stats.tstd([1.0, 3.0]))
    assert found["mean difference"] == [-0.5, -0.5, 2.0, 2.0]
    assert found["upper limit"][2:] == pytest.approx([2 + spread] * 2)


@both
def test_one_pair_has_no_limits(compute: Compute) -> None:
    found = compute(Agreement(first="a", second="b", groupby=("g",)), a=[1, 2, 4], b=[1, 3, 3], g=["x", "x", "y"])
    assert found["lower limit"][2] is None


@pytest.mark.parametrize(
    ("distribution", "theirs"),
    [(Distribution.NORMAL, stats.norm), (Distribution.UNIFORM, stats.uniform), (Distribution.EXPONENTIAL, stats.expon)],
)
@pytest.mark.parametrize("count", [2, 9, 250])
@both
def test_quantiles_are_statsmodels(
    compute: Compute, count: int, distribution: Distribution, theirs: stats.rv_continuous
) -> None:
    values = _sample(count)
    found = compute(Quantiles(field="v", distribution=distribution), v=[*values, None])
    plot = ProbPlot(np.array(values), dist=theirs, a=0.5)
    x, y = np.array(found["theoretical quantile"]), np.array(found["sample quantile"])
    assert x == pytest.approx(plot.theoretical_quantiles, abs=1e-12)
    assert y == pytest.approx(plot.sample_quantiles)
    low, high = np.quantile(values, (0.25, 0.75))
    slope = (high - low) / (theirs.ppf(0.75) - theirs.ppf(0.25))
    assert found["reference line"] == pytest.approx(low + slope * (x - theirs.ppf(0.25)))


@both
def test_the_line_is_statsmodels(compute: Compute) -> None:
    from matplotlib.figure import Figure  # noqa: PLC0415 - statsmodels draws it

    found = compute(Quantiles(field="v"), v=_sample(60))
    axes = Figure().subplots()
    axes.plot(found["theoretical quantile"], found["sample quantile"])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        qqline(axes, "q", np.array(found["theoretical quantile"]), np.array(found["sample quantile"]), dist=stats.norm)
    line = axes.lines[-1]
    assert np.interp(found["theoretical quantile"], line.get_xdata(), line.get_ydata()) == pytest.approx(
        found["reference line"]
    )


@both
def test_two_samples_of_one_size_are_statsmodels(compute: Compute) -> None:
    first, second = _sample(40), _sample(40, seed=2)
    found = compute(Quantiles(field="b", against="a"), a=first, b=second)
    figure = qqplot_2samples(np.array(first), np.array(second))
    drawn = figure.axes[0].lines[0]
    theirs = {tuple(np.round(sorted(data), 9)) for data in (drawn.get_xdata(), drawn.get_ydata())}
    ours = {tuple(np.round(found[name], 9)) for name in ("theoretical quantile", "sample quantile")}
    assert ours == theirs
    assert found["reference line"] == found["theoretical quantile"]


@both
def test_the_larger_sample_is_interpolated(compute: Compute) -> None:
    found = compute(Quantiles(field="b", against="a"), a=[1, 2, 3, 4, 5], b=[10, 30, 20, None, None])
    assert found["theoretical quantile"] == [1, 3, 5]
    assert found["sample quantile"] == [10, 20, 30]


@both
def test_a_field_may_be_split_into_both_samples(compute: Compute) -> None:
    found = compute(Quantiles(field="v", by="g"), v=[3, 10, 1, 30, 9], g=["late", "early", "late", "early", None])
    assert (found["theoretical quantile"], found["sample quantile"]) == ([1, 3], [10, 30])


@both
def test_groups_of_equal_values_are_left_out(compute: Compute) -> None:
    found = compute(Quantiles(field="v", groupby=("g",)), v=[1, 2, 5, 5], g=["a", "a", "b", "b"])
    assert found["g"] == ["a", "a"]


def test_normal_quantiles_reach_far_out() -> None:
    shares = np.array([1e-15, 1e-6, 0.01, 0.3, 0.5, 0.9, 1 - 1e-6])
    assert normal_quantiles(shares) == pytest.approx(stats.norm.ppf(shares), rel=1e-10, abs=1e-14)
