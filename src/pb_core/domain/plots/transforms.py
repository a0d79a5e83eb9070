"""The transforms of the grammar: each makes a table from a table, and is defined so that two programs must agree.

Common rules. Missing values (``None``) never count: a row whose input field is missing is left out by the
transforms that compute from it (``fold`` and ``filter`` keep it unless they say otherwise). Groups come in the
order of their first row; a group is told by the values of the ``groupby`` fields, a missing one being a value like
any other. Output columns are the ``groupby`` fields first, in the order given, then the new columns in the order
of ``as_`` (``as`` on the wire); other columns are gone, except for ``filter``, ``bin``, ``period``, ``smooth``,
``cumulate``, ``calculate``, ``relative``, ``pareto`` and ``limit``, which keep every column.

Types. What is computed from must be numbers or booleans (true 1, false 0). Times are allowed for the fields of
``bin`` and ``ecdf``, the x of ``regression`` without ``log_x``, the order of ``smooth``, ``cumulate`` and
``relative``, the fields of ``pareto`` and ``limit``, the bounds of ``filter``, and the ops count, proportion, min and
max; new columns that hold values of such a field are then times of the same unit. ``groupby`` columns keep type, unit
and order; new columns are numbers unless said otherwise. New columns that are values of a field (all statistics but
count and proportion, bin ends, the value of a density or ecdf, the columns of a regression, ``smooth`` and
``cumulate``) have its unit, the others none.

Errors. All raise ``InvalidSpec``: a field that does not exist, a type that is not allowed, a new column with the name
of another one, a result that is not finite.
"""

from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct

from pb_core.domain.plots.estimators import Agreement, Hexbin, Quantiles, Schedule, Survival
from pb_core.domain.plots.fields import FieldName, Fields, Level


class Op(StrEnum):
    """A statistic of the values of a group.

    Without any value every statistic but count is missing. ``stdev`` is the sample standard deviation (n - 1),
    ``stderr`` is ``stdev / sqrt(n)``; both are missing for n < 2. ``q1``, ``q3`` and ``median`` interpolate linearly
    between order statistics (position ``(n - 1) p``). ``ci0``, ``ci1`` are the ends of the t interval of the mean
    (missing for n < 2); ``boot0``, ``boot1`` those of the percentile bootstrap interval of the mean (see
    ``BOOTSTRAP_RESAMPLES``). ``count`` counts rows whose field is not missing, all rows without a field.
    ``proportion`` is that count divided by the same count over all rows that agree on the fields of ``within``
    (missing where that is 0); ``within`` must be part of ``groupby``.
    """

    COUNT = "count"
    PROPORTION = "proportion"
    SUM = "sum"
    MEAN = "mean"
    MEDIAN = "median"
    MIN = "min"
    MAX = "max"
    STDEV = "stdev"
    STDERR = "stderr"
    Q1 = "q1"
    Q3 = "q3"
    CI0 = "ci0"
    CI1 = "ci1"
    BOOT0 = "boot0"
    BOOT1 = "boot1"


COUNTING = frozenset({Op.COUNT, Op.PROPORTION})
"""What counts rows, whatever their values are."""
ZERO_WHERE_NONE = COUNTING | {Op.SUM}
"""What is 0, and not missing, for a combination that does not occur."""

BOOTSTRAP_RESAMPLES = 1_000
BOOTSTRAP_MAX_VALUES = 1_000
"""Resamples of a bootstrap, and the largest group that it is allowed for (larger ones raise ``InvalidSpec``).

Values are taken in the order of the table. The k-th index drawn (k = 0, 1, …, over all resamples of one group,
resample after resample) is ``splitmix64(k + 1) mod n``, with splitmix64(k) the finaliser of the SplitMix64 generator
applied to ``k * 0x9E3779B97F4A7C15 mod 2**64``. The interval ends are the ``(1 - level) / 2`` and ``(1 + level) / 2``
quantiles of the resample means, interpolated as ``q1`` is; one value is its own interval. (Steele, Lea, Flood
2014.)"""


class Measure(Struct, frozen=True, kw_only=True, omit_defaults=True, rename={"as_": "as"}):
    """One statistic of ``field``, named ``as``."""

    op: Op
    field: FieldName | None = None
    as_: FieldName


class Filter(Struct, frozen=True, kw_only=True, omit_defaults=True, tag="filter", tag_field="type", rename="camel"):
    """Keep rows whose field is one of ``one_of``, none of ``none_of`` (as category text), and within the bounds.

    ``low`` and ``high`` are kept, ``above`` and ``below`` are not. All conditions that are given must hold. A missing
    value is never kept.
    """

    field: FieldName
    one_of: tuple[str, ...] = ()
    none_of: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None
    above: float | None = None
    below: float | None = None


class PeriodUnit(StrEnum):
    """What of a time (UTC) a period tells: when it began, or its place within the larger one.

    Those that begin at a moment give times: years, quarters, months, days, hours or minutes, each its first moment.
    Those that come again give texts with a natural order for quarter (Q1 to Q4), month (Jan to Dec) and day (Mon to
    Sun), numbers for week (ISO 8601), date (of the month), dayofyear (from 1), hours and minutes.
    """

    YEAR = "year"
    YEAR_QUARTER = "yearquarter"
    YEAR_MONTH = "yearmonth"
    YEAR_MONTH_DATE = "yearmonthdate"
    YEAR_MONTH_DATE_HOURS = "yearmonthdatehours"
    YEAR_MONTH_DATE_HOURS_MINUTES = "yearmonthdatehoursminutes"
    QUARTER = "quarter"
    MONTH = "month"
    WEEK = "week"
    DAY = "day"
    DATE = "date"
    DAY_OF_YEAR = "dayofyear"
    HOURS = "hours"
    MINUTES = "minutes"


class Period(
    Struct, frozen=True, kw_only=True, omit_defaults=True, tag="period", tag_field="type", rename={"as_": "as"}
):
    """Adds the period that each row's time lies in; rows without a time are left out."""

    field: FieldName
    unit: PeriodUnit
    as_: FieldName = "period"


class Fold(Struct, frozen=True, kw_only=True, omit_defaults=True, tag="fold", tag_field="type", rename={"as_": "as"}):
    """From wide to long: per row and listed field one row with the field's name and its value.

    Output columns: the fields that were not folded, then ``as``. All folded fields have one type, which the value
    column keeps, with the unit and time unit that they share. The key column is text without a natural order: its
    rows already run in the order of ``fields``. Missing values stay.
    """

    fields: Annotated[tuple[FieldName, ...], Meta(min_length=1, max_length=200)]
    as_: tuple[FieldName, FieldName] = ("key", "value")


class Aggregate(Struct, frozen=True, kw_only=True, omit_defaults=True, tag="aggregate", tag_field="type"):
    """One row per group with its statistics.

    ``complete`` adds a row for every combination of the groupby values that does not occur, with count, sum and
    proportion 0 and other statistics missing; rows then run through the combinations in order of first appearance,
    the last field fastest. ``level`` is that of intervals.
    """

    groupby: Fields = ()
    measures: Annotated[tuple[Measure, ...], Meta(min_length=1, max_length=12)]
    within: Fields = ()
    complete: bool = False
    level: Level = 0.95


class BinRule(StrEnum):
    """How wide bins are.

    Freedman-Diaconis ``2 IQR n^(-1/3)``, Scott ``3.49 sd n^(-1/3)``, Sturges' count, or a stated count or width.
    """

    FREEDMAN_DIACONIS = "freedman-diaconis"
    SCOTT = "scott"
    STURGES = "sturges"
    COUNT = "count"
    STEP = "step"


class Bin(Struct, frozen=True, kw_only=True, omit_defaults=True, tag="bin", tag_field="type", rename={"as_": "as"}):
    """Adds the start and end of each row's bin of ``field``.

    Let lo, hi be the smallest and largest value. Raw width: by ``rule`` over all values (a width of 0, or one that
    gives ``(hi - lo) / width`` above 200, falls back to Sturges' ``(hi - lo) / ceil(log2 n + 1)``; ``count`` gives
    ``(hi - lo) / value``, value being whole; ``step`` is ``value`` itself and is not rounded). Width: the first of 1,
    2, 2.5, 5, 10 times ``10^floor(log10 raw)`` (the decimal number) that is at least ``raw * (1 - 1e-9)``; ``count``
    is not rounded either: then bins start at lo. Start of the first bin: ``floor(lo / width + 1e-9) * width``. A value
    v lies in bin ``min(floor((v - start) / width + 1e-9), last)`` with ``last = max(ceil((hi - start) / width - 1e-9)
    - 1, 0)``: when hi falls exactly on an edge it belongs to the bin below. lo = hi: one bin of width 1 (of four units
    in the last place of the value where those are more) centred on the value, whatever the rule. Edges are ``start + i
    * width``. More than 1,000 bins: ``InvalidSpec``.
    """

    field: FieldName
    rule: BinRule = BinRule.FREEDMAN_DIACONIS
    value: Annotated[float, Meta(gt=0)] | None = None
    as_: tuple[FieldName, FieldName] = ("bin start", "bin end")


class Density(
    Struct, frozen=True, kw_only=True, omit_defaults=True, tag="density", tag_field="type", rename={"as_": "as"}
):
    """Gaussian kernel density per group on ``steps`` equally spaced points from min - cut h to max + cut h.

    Both ends are points: ``start + i (end - start) / (steps - 1)``. h is ``bandwidth``, else Silverman's ``0.9
    min(sd, IQR / 1.349) n^(-1/5)`` (sd alone where the IQR is below a millionth of it). An h of 1e-10 of max - min or
    less is an ``InvalidSpec``. Groups with fewer than two different values are left out.
    """

    field: FieldName
    groupby: Fields = ()
    bandwidth: Annotated[float, Meta(gt=0)] | None = None
    steps: Annotated[int, Meta(ge=10, le=1_000)] = 200
    cut: Annotated[float, Meta(ge=0, le=10)] = 3.0
    as_: tuple[FieldName, FieldName] = ("value", "density")


class Ecdf(Struct, frozen=True, kw_only=True, omit_defaults=True, tag="ecdf", tag_field="type", rename={"as_": "as"}):
    """Empirical distribution per group: each different value, ascending, with the share of values not above it."""

    field: FieldName
    groupby: Fields = ()
    as_: tuple[FieldName, FieldName] = ("value", "share")


class Regression(
    Struct, frozen=True, kw_only=True, omit_defaults=True, tag="regression", tag_field="type", rename={"as_": "as"}
):
    """Least-squares line of y on x per group, with the t interval of the mean, on ``steps`` equally spaced x.

    ``as``: x, y, low, high. ``log_x``, ``log_y`` fit in log10 of the field (points at or below 0 are left out) and
    answer in the field's own units; with ``log_x`` x is equally spaced in its logarithm. The points run from the
    smallest to the largest x, both included. Groups with fewer than three points
    or fewer than two different x are left out; a residual sum of 0 gives low = high = y.
    """

    x: FieldName
    y: FieldName
    groupby: Fields = ()
    log_x: bool = False
    log_y: bool = False
    level: Level = 0.95
    steps: Annotated[int, Meta(ge=2, le=500)] = 50
    as_: tuple[FieldName, FieldName, FieldName, FieldName] = ("x", "fit", "fit low", "fit high")


class Smooth(
    Struct, frozen=True, kw_only=True, omit_defaults=True, tag="smooth", tag_field="type", rename={"as_": "as"}
):
    """Adds the centred moving average of ``field`` over ``window`` (odd) rows of a group, in the order of ``order``.

    At the ends the window is cut to the rows that exist. Rows come out in group order, then by ``order`` ascending
    (stable); rows whose field or order is missing are left out.
    """

    field: FieldName
    order: FieldName
    window: Annotated[int, Meta(ge=3, le=1_001)]
    groupby: Fields = ()
    as_: FieldName = "smoothed"


class Cumulate(
    Struct, frozen=True, kw_only=True, omit_defaults=True, tag="cumulate", tag_field="type", rename={"as_": "as"}
):
    """Adds the running sum before and after each row (waterfall): ``as`` names start and end.

    ``total``, if not empty, adds a last row whose ``label`` field (required then, text) is that text, start 0 and end
    the whole sum; its other fields are missing, ``field`` holds the sum. The total comes last in a natural order too.

    With ``order`` or ``groupby`` sums run within each group along ``order`` (of equals the earlier row first), and rows
    come out so; rows whose order is missing are left out. A ``total`` goes with neither.
    """

    field: FieldName
    order: FieldName | None = None
    groupby: Fields = ()
    label: FieldName | None = None
    total: Annotated[str, Meta(max_length=100)] = ""
    as_: tuple[FieldName, FieldName] = ("start", "end")


class Combination(StrEnum):
    """How two numbers of a row become one; ``change`` is their difference divided by the second one's magnitude."""

    DIFFERENCE = "difference"
    PLUS = "plus"
    RATIO = "ratio"
    CHANGE = "change"


class Calculate(
    Struct, frozen=True, kw_only=True, omit_defaults=True, tag="calculate", tag_field="type", rename={"as_": "as"}
):
    """Adds ``first`` less or plus ``second`` of each row, or their quotient, or the change of ``second`` to ``first``.

    ``factor`` multiplies ``second`` before it is added or taken away, as the ends of an interval need it. Missing where
    one of both is missing, and where it would be divided by 0. A difference has the unit of its fields, which must be
    one, and so has a sum; the others are shares of 1 without a unit.
    """

    op: Combination
    first: FieldName
    second: FieldName
    factor: Annotated[float, Meta(gt=0, le=1_000)] = 1.0
    as_: FieldName = "calculated"


class Whole(StrEnum):
    """What values are divided by: a statistic of their group, or its first value along an order."""

    SUM = "sum"
    MEAN = "mean"
    MIN = "min"
    MAX = "max"
    FIRST = "first"


class Relative(
    Struct, frozen=True, kw_only=True, omit_defaults=True, tag="relative", tag_field="type", rename={"as_": "as"}
):
    """Adds ``field`` divided by the ``whole`` of its group, times ``scale`` (100: per cent, or an index).

    ``first`` is the value of the row with the least ``order``, which it needs, the earliest of equals; rows without a
    value or, where one is given, an order are left out. Missing where the whole is 0, or a sum of values that cancel
    out to 1e-9 of the largest.
    """

    field: FieldName
    whole: Whole = Whole.SUM
    groupby: Fields = ()
    order: FieldName | None = None
    scale: Annotated[float, Meta(gt=0)] = 1.0
    as_: FieldName = "relative"


class Pareto(Struct, frozen=True, kw_only=True, omit_defaults=True, tag="pareto", tag_field="type", rename="camel"):
    """Keep rows that no other row beats: at least as good in both fields and better in one.

    They are sorted by x ascending (stable).
    ``x_best``, ``y_best`` say which direction is good: ``low`` or ``high``. Equal rows are all kept.
    """

    x: FieldName
    y: FieldName
    x_best: Annotated[str, Meta(pattern="^(low|high)$")] = "low"
    y_best: Annotated[str, Meta(pattern="^(low|high)$")] = "high"


class Limit(Struct, frozen=True, kw_only=True, omit_defaults=True, tag="limit", tag_field="type"):
    """Keep the ``count`` rows with the largest (or smallest) field, in their original order; earlier rows win ties.

    ``ends`` keeps as many of the largest as of the smallest.
    """

    field: FieldName
    count: Annotated[int, Meta(ge=1, le=10_000)]
    pick: Annotated[str, Meta(pattern="^(largest|smallest|ends)$")] = "largest"


class Roc(Struct, frozen=True, kw_only=True, omit_defaults=True, tag="roc", tag_field="type", rename={"as_": "as"}):
    """ROC curve per group: from (0, 0), one vertex per different score, descending, rows with equal scores together.

    ``as``: false positive rate, true positive rate, area (trapezoid, the same in every row of a group). A row is
    positive when the category text of ``label`` is ``positive`` (``""``: true, yes, 1, positive or pos in any
    case). Rows without score or label and groups without both classes are left out.
    """

    score: FieldName
    label: FieldName
    positive: str = ""
    groupby: Fields = ()
    as_: tuple[FieldName, FieldName, FieldName] = ("false positive rate", "true positive rate", "area")


class PrecisionRecall(
    Struct,
    frozen=True,
    kw_only=True,
    omit_defaults=True,
    tag="precision-recall",
    tag_field="type",
    rename={"as_": "as"},
):
    """Precision over recall per group, one vertex per different score, descending; before them (0, first precision).

    ``as``: recall, precision, average precision (sum of recall step times precision). Labels as in ``Roc``.
    """

    score: FieldName
    label: FieldName
    positive: str = ""
    groupby: Fields = ()
    as_: tuple[FieldName, FieldName, FieldName] = ("recall", "precision", "average precision")


class Calibration(
    Struct, frozen=True, kw_only=True, omit_defaults=True, tag="calibration", tag_field="type", rename={"as_": "as"}
):
    """Mean predicted probability and observed share per bin of equal width over [0, 1]; empty bins are left out.

    ``as``: predicted, observed, count. A probability p lies in bin ``min(floor(p * bins), bins - 1)``; one outside
    [0, 1] is an ``InvalidSpec``. Bins ascend. Labels as in ``Roc``, but a group of one class stays.
    """

    probability: FieldName
    label: FieldName
    positive: str = ""
    bins: Annotated[int, Meta(ge=2, le=100)] = 10
    groupby: Fields = ()
    as_: tuple[FieldName, FieldName, FieldName] = ("predicted", "observed", "count")


class Correlation(
    Struct, frozen=True, kw_only=True, omit_defaults=True, tag="correlation", tag_field="type", rename={"as_": "as"}
):
    """Pearson's r of every pair of fields over rows that have both, long: row name, column name, r.

    Row by row in the order of ``fields``, the diagonal included; missing where a field is constant over those rows or
    fewer than two rows have both; never outside [-1, 1]. The two name columns are text.
    """

    fields: Annotated[tuple[FieldName, ...], Meta(min_length=2, max_length=60)]
    as_: tuple[FieldName, FieldName, FieldName] = ("row", "column", "r")


Transform = (
    Filter
    | Fold
    | Aggregate
    | Bin
    | Period
    | Density
    | Ecdf
    | Regression
    | Smooth
    | Cumulate
    | Calculate
    | Relative
    | Pareto
    | Limit
    | Roc
    | PrecisionRecall
    | Calibration
    | Correlation
    | Survival
    | Schedule
    | Agreement
    | Quantiles
    | Hexbin
)

POSITIVE_WORDS = frozenset({"true", "yes", "1", "positive", "pos"})
"""What counts as a positive label when the spec names none; compared in lower case."""
