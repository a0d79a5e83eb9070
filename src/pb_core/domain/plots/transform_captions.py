"""Sentences about transforms: bins, densities, fits, smoothing, curves of scores and what was left out."""

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeGuard

from msgspec import Struct

from pb_core.domain.plots import estimators
from pb_core.domain.plots import transforms as grammar
from pb_core.domain.plots.label_text import category_text, number_text
from pb_core.domain.plots.spec import Format
from pb_core.domain.plots.statistics import apply
from pb_core.domain.plots.statistics.bivariate import trends
from pb_core.domain.plots.statistics.comparisons import limits_of, pairs_of
from pb_core.domain.plots.statistics.estimates import silverman
from pb_core.domain.plots.statistics.row_transforms import Key, complete_rows, grouped, numbers, picked
from pb_core.domain.plots.statistics.survival import LogRank, estimates, lives_of, median, tests_of
from pb_core.domain.plots.suggestions import column_of
from pb_core.domain.plots.transforms import BinRule, Combination, PeriodUnit, Transform, Whole
from pb_core.domain.tables.table import ColumnType, Table

_MOST_GROUPS = 6
_YEAR = 365.2425 * 86_400


def rounded(number: float, digits: int = 3) -> str:
    """A number to three significant digits."""
    return number_text(float(f"{number:.{digits}g}"), Format())


def percent(level: float) -> str:
    """A level as a percentage: ``95 %``."""
    return f"{rounded(level * 100, 6)}\N{NO-BREAK SPACE}%"


def span(numbers: Sequence[float]) -> str:
    """The only number, or the smallest and the largest."""
    low, high = min(numbers), max(numbers)
    return rounded(low) if low == high else f"{rounded(low)} to {rounded(high)}"


def counts(numbers: Sequence[int]) -> str:
    """Sizes of groups: ``n = 5`` or ``n = 3 to 7``."""
    low, high = min(numbers), max(numbers)
    return f"n = {low:,}" if low == high else f"n = {low:,} to {high:,}"


def listed(parts: Iterable[str]) -> str:
    """Parts joined by commas and a last ``and``."""
    words = list(parts)
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def by_group(parts: Sequence[tuple[str, str]]) -> str:
    """What holds for each group, named unless it is the only one; past six groups only how many there are."""
    if len(parts) == 1 and not parts[0][0]:
        return parts[0][1]
    shown = "; ".join(f"{name}: {text}" if name else text for name, text in parts[:_MOST_GROUPS])
    more = len(parts) - _MOST_GROUPS
    return f"{shown}; and {more} more" if more > 0 else shown


_MOST_NAMED = 6
_RULES = {
    BinRule.FREEDMAN_DIACONIS: "follow Freedman and Diaconis",
    BinRule.SCOTT: "follow Scott",
    BinRule.STURGES: "follow Sturges",
    BinRule.COUNT: "are of an equal number asked for",
    BinRule.STEP: "are of the width asked for",
}


_PERIODS = {
    PeriodUnit.YEAR: "the year",
    PeriodUnit.YEAR_QUARTER: "the year and quarter",
    PeriodUnit.YEAR_MONTH: "the year and month",
    PeriodUnit.YEAR_MONTH_DATE: "the day",
    PeriodUnit.YEAR_MONTH_DATE_HOURS: "the day and hour",
    PeriodUnit.YEAR_MONTH_DATE_HOURS_MINUTES: "the day, hour and minute",
    PeriodUnit.QUARTER: "the quarter of the year",
    PeriodUnit.MONTH: "the month of the year",
    PeriodUnit.WEEK: "the ISO week of the year",
    PeriodUnit.DAY: "the day of the week",
    PeriodUnit.DATE: "the day of the month",
    PeriodUnit.DAY_OF_YEAR: "the day of the year",
    PeriodUnit.HOURS: "the hour of the day",
    PeriodUnit.MINUTES: "the minute of the hour",
}
_BOUNDS = {"low": "at least", "high": "at most", "above": "above", "below": "below"}
"""The bounds of a filter in words."""


class Step(Struct, frozen=True):
    """The tables before and after one transform, and the fields that are drawn."""

    before: Table
    after: Table
    shown: Container[str] = ()


def transform_sentences(
    table: Table, transforms: Sequence[Transform], shown: Container[str], plural: str = "", given: Container[str] = ()
) -> Iterator[str]:
    """The sentences of a chain of transforms that starts with this table.

    ``shown`` are the fields that are drawn: nothing is said about an interval that is not. ``plural`` names the items
    of a layer, which only mark something where they stand at the rows that have a computed value, one that is not among
    the ``given`` columns.
    """
    for transform in transforms:
        after = apply(table, (transform,))
        write = _WRITERS.get(type(transform))
        if plural and _is_bare(transform) and transform.field not in given:
            yield f"{plural} mark the {transform.field}."
        elif write is not None and table.rows:
            said = write(Step(table, after, shown), transform)
            of_some = plural and isinstance(transform, grammar.Limit)
            yield f"{plural} mark {said[:1].lower()}{said[1:]}" if of_some else said
        table = after


def _is_bare(transform: Transform) -> TypeGuard[grammar.Filter]:
    """Whether a filter asks for no more than a value."""
    return isinstance(transform, grammar.Filter) and transform == grammar.Filter(field=transform.field)


def _filter(step: Step, transform: grammar.Filter) -> str:
    conditions = []
    if transform.one_of:
        names = transform.one_of[:_MOST_NAMED]
        conditions.append(f"{transform.field} is {' or '.join(names)}{' …' if names < transform.one_of else ''}")
    if transform.none_of:
        names = transform.none_of[:_MOST_NAMED]
        more = " …" if names < transform.none_of else ""
        conditions.append(f"{transform.field} is {'not' if len(names) == 1 else 'neither'} {' nor '.join(names)}{more}")
    for bound, words in _BOUNDS.items():
        end = getattr(transform, bound)
        if end is not None:
            conditions.append(f"{transform.field} is {words} {_value(step.before, transform.field, end)}")
    which = listed(conditions or [f"{transform.field} is known"])
    unknown = sum(value is None for value in column_of(step.before, transform.field).values) if conditions else 0
    lacking = f"; {unknown:,} of them {'has' if unknown == 1 else 'have'} none" if unknown else ""
    return f"Only rows whose {which} ({step.after.rows:,} of {step.before.rows:,}{lacking})."


def _value(table: Table, field: str, number: float) -> str:
    return category_text(number, column_of(table, field))


def _limit(step: Step, transform: grammar.Limit) -> str:
    which = "largest and the smallest" if transform.pick == "ends" else transform.pick
    return f"Only the {step.after.rows:,} rows with the {which} {transform.field}, of {step.before.rows:,}."


def _bin(step: Step, transform: grammar.Bin) -> str:
    starts, ends = (column_of(step.after, name).values for name in transform.as_)
    if not starts:
        return f"{transform.field} has no value to bin."
    width = rounded(picked(ends, [0])[0] - picked(starts, [0])[0])
    return f"Bins of {transform.field} {_RULES[transform.rule]} (width {width})."


def _period(_: Step, transform: grammar.Period) -> str:
    return f"{transform.as_}: {_PERIODS[transform.unit]} of {transform.field} (UTC)."


def _density(step: Step, transform: grammar.Density) -> str:
    values = numbers(step.before, transform.field)
    samples = [
        sorted(picked(values, rows)) for rows in grouped(step.before, transform.groupby, complete_rows(values)).values()
    ]
    widths = [transform.bandwidth or silverman(sample) for sample in samples if sample[0] != sample[-1]]
    named = "as asked for" if transform.bandwidth else "Silverman"
    left = len(samples) - len(widths)
    which = "group without two different values has" if left == 1 else "groups without two different values have"
    note = f"; {left} {which} no curve" if left else ""
    return (
        f"Density of {transform.field}: Gaussian kernel, bandwidth {span(widths) if widths else '0'} ({named}){note}."
    )


def _ecdf(_: Step, transform: grammar.Ecdf) -> str:
    return f"Empirical distribution of {transform.field}: the share of values not above each value."


def _regression(step: Step, transform: grammar.Regression) -> str:
    x = f"log₁₀ {transform.x}" if transform.log_x else transform.x
    y = f"log₁₀ {transform.y}" if transform.log_y else transform.y
    parts, timed = [], column_of(step.before, transform.x).type is ColumnType.TIME
    for key, trend in trends(step.before, transform).items():
        fit = trend.fit
        sign = "−" if fit.slope < 0 else "+"
        line = f"{y} = {rounded(trend.intercept)} {sign} {rounded(abs(fit.slope))} × {x}"
        if timed:  # seconds since 1970 tell a reader nothing
            line = f"{y} changes by {rounded(fit.slope * _YEAR)} a year along {x}"
        parts.append(
            (_group(step.before, transform.groupby, key), f"{line}, R² = {rounded(fit.r_squared)}, n = {fit.count:,}")
        )
    if not parts:
        return f"No group has enough points to fit {transform.y} on {transform.x}."
    banded = any(name in step.shown for name in transform.as_[2:])
    interval = f"; interval: {percent(transform.level)} t interval of the mean" if banded else ""
    return f"Least-squares fit: {by_group(parts)}{interval}."


def _smooth(_: Step, transform: grammar.Smooth) -> str:
    average = f"centred moving average of {transform.field} over {transform.window} rows along {transform.order}"
    return (
        f"{transform.as_}: {average}; the window shortens at both ends of a line, to {transform.window // 2 + 1} rows."
    )


def _cumulate(_: Step, transform: grammar.Cumulate) -> str:
    if transform.order is None and not transform.groupby:
        return f"Each step starts at the running sum of {transform.field} and ends after adding its own."
    along = f" along {transform.order}" if transform.order else ""
    each = f", for each {' and '.join(transform.groupby)} apart" if transform.groupby else ""
    return f"{transform.as_[1]}: running sum of {transform.field}{along}{each}."


def _calculate(_: Step, transform: grammar.Calculate) -> str:
    first, second = transform.first, transform.second
    times = f"{rounded(transform.factor, 6)} × {second}" if transform.factor != 1 else second
    said = {
        Combination.DIFFERENCE: f"{first} minus {times} of each row",
        Combination.PLUS: f"{first} plus {times} of each row",
        Combination.RATIO: f"{first} divided by {second} of each row",
        Combination.CHANGE: f"change from {second} to {first} of each row, as a share of {second}",
    }
    return f"{transform.as_}: {said[transform.op]}."


def _relative(_: Step, transform: grammar.Relative) -> str:
    first = transform.whole is Whole.FIRST
    whole = f"the first value along {transform.order}" if first else f"the {transform.whole} of {transform.field}"
    each = f" for each {' and '.join(transform.groupby)}" if transform.groupby else ""
    times = f", times {rounded(transform.scale, 6)}" if transform.scale != 1 else ""
    return f"{transform.as_}: {transform.field} divided by {whole}{each}{times}."


def _pareto(step: Step, transform: grammar.Pareto) -> str:
    better = {"low": "lower", "high": "higher"}
    x, y = f"{better[transform.x_best]} {transform.x}", f"{better[transform.y_best]} {transform.y}"
    return f"Pareto front: {x} and {y} are better; {step.after.rows:,} of {step.before.rows:,} rows are beaten by none."


def _area(name: str) -> Callable[[Step, Any], str]:
    def write(step: Step, transform: grammar.Roc | grammar.PrecisionRecall) -> str:
        areas = column_of(step.after, transform.as_[2]).values
        groups = grouped(step.after, transform.groupby, range(step.after.rows))
        parts = [
            (_group(step.after, transform.groupby, key), rounded(picked(areas, rows[:1])[0]))
            for key, rows in groups.items()
        ]
        curve = "ROC curve" if isinstance(transform, grammar.Roc) else "Precision-recall curve"
        found = f"{name} {by_group(parts)}" if parts else "no group has both classes"
        return f"{curve} of {transform.score} for {transform.label}: {found}."

    return write


def _calibration(_: Step, transform: grammar.Calibration) -> str:
    return (
        f"Calibration of {transform.probability}: observed share of {transform.label} over the mean probability in "
        f"{transform.bins} bins of equal width; empty bins are left out."
    )


def _correlation(step: Step, transform: grammar.Correlation) -> str:
    rows = f"each pair over the rows that have both (of {step.before.rows:,})"
    return f"Pearson's r of {len(transform.fields)} fields, {rows}."


def _survival(step: Step, transform: estimators.Survival) -> str:
    parts = []
    for key, lives in lives_of(step.before, transform).items():
        middle = median(estimates(lives, None))
        reached = "median not reached" if middle is None else f"median {rounded(middle, 6)}"
        events = sum(event for _, event in lives)
        words = f"n = {len(lives):,}, {events:,} {'event' if events == 1 else 'events'}, {reached}"
        parts.append((_group(step.before, transform.groupby, key), words))
    if not parts:
        return f"No row has both {transform.time} and {transform.event}."
    ended = f" ({transform.event} = {transform.observed}{_censored(step, transform)})" if transform.observed else ""
    ended = ended or f" ({transform.event})"
    said = f"Kaplan–Meier estimate over {transform.time}{ended}: {by_group(parts)}"
    if transform.level is not None:
        said += f"; {percent(transform.level)} log-log intervals with Greenwood's variance"
    tests = tests_of(step.before, transform) if transform.log_rank else {}
    if any(test is not None for test in tests.values()):
        said += f"; log-rank test: {_log_ranks(step.before, transform, tests)}"
    return f"{said}."


def _censored(step: Step, transform: estimators.Survival) -> str:
    """The other values of the event's column, which end no time."""
    column = column_of(step.before, transform.event)
    texts = dict.fromkeys(category_text(value, column) for value in column.values if value is not None)
    others = [text for text in texts if text != transform.observed]
    more = f" and {len(others) - _MOST_NAMED} more" if len(others) > _MOST_NAMED else ""
    return f"; censored: {listed(others[:_MOST_NAMED])}{more}" if others else ""


def _schedule(step: Step, transform: estimators.Schedule) -> str:
    start, _, milestone = (column_of(step.after, name).values for name in transform.as_)
    tasks, points = (sum(cell is not None for cell in cells) for cells in (start, milestone))
    said = f"Bars run from {transform.start} to {transform.end}"
    if points:
        said += f"; {points:,} {'milestone' if points == 1 else 'milestones'} without a duration"
    left = step.after.rows - tasks - points
    if left:
        said += (
            f"; {left:,} {'row has' if left == 1 else 'rows have'} no time and {'is' if left == 1 else 'are'} not shown"
        )
    return f"{said}."


def _agreement(step: Step, transform: estimators.Agreement) -> str:
    parts = []
    for key, found in limits_of(step.before, transform).items():
        pairs = f"n = {found.pairs:,}, mean difference {rounded(found.middle)}"
        if found.low is not None and found.high is not None:
            pairs += f", limits of agreement {rounded(found.low)} to {rounded(found.high)}"
        parts.append((_group(step.before, transform.groupby, key), pairs))
    what = f"{transform.first} − {transform.second} over the mean of both"
    spread = f"mean ± {rounded(transform.limits)} sample standard deviations"
    return f"Bland–Altman: {what}: {by_group(parts)} ({spread})."


def _quantiles(step: Step, transform: estimators.Quantiles) -> str:
    parts = []
    for key, pair in pairs_of(step.before, transform).items():
        sizes = (pair.up,) if pair.across is None else (pair.across, pair.up)
        words = " and ".join(f"n = {len(sample):,}" for sample in sizes)
        parts.append((_group(step.before, transform.groupby, key), words))
    sizes_said = by_group(parts)
    if transform.against is None and transform.by is None:
        law = f"the {transform.distribution.value} distribution at (i − 0.5) / n"
        return f"Quantiles of {transform.field} against those of {law} ({sizes_said}); line through the quartiles."
    other = transform.against or f"the other {transform.by}"
    how = "as many as the smaller sample has, interpolated linearly; line y = x"
    return f"Quantiles of {transform.field} against those of {other} ({sizes_said}), {how}."


def _hexbin(step: Step, transform: estimators.Hexbin) -> str:
    counted = sum(picked(column_of(step.after, transform.as_[4]).values, range(step.after.rows)))
    grid = f"{transform.columns} across and {transform.down} down"
    what = f"{transform.x} and {transform.y} (n = {counted:,.0f})"
    return f"Hexagons count the rows at {what}: {grid}; empty ones are left out."


def _log_ranks(table: Table, transform: estimators.Survival, tests: Mapping[Key, LogRank | None]) -> str:
    parts = []
    for key, test in tests.items():
        if test is not None:
            freedom = f"{test.freedom} degree{'' if test.freedom == 1 else 's'} of freedom"
            words = f"χ² = {rounded(test.chi_square)}, {freedom}, p = {rounded(test.p)}"
            parts.append((_group(table, transform.within, key), words))
    return by_group(parts)


def _group(table: Table, groupby: Sequence[str], key: Key) -> str:
    return ", ".join(category_text(cell, column_of(table, name)) for name, cell in zip(groupby, key, strict=True))


# each function takes its own member of the union, which no type of a mapping can say
_WRITERS: dict[type, Callable[[Step, Any], str]] = {
    grammar.Filter: _filter,
    grammar.Limit: _limit,
    grammar.Bin: _bin,
    grammar.Period: _period,
    grammar.Density: _density,
    grammar.Ecdf: _ecdf,
    grammar.Regression: _regression,
    grammar.Smooth: _smooth,
    grammar.Cumulate: _cumulate,
    grammar.Calculate: _calculate,
    grammar.Relative: _relative,
    grammar.Pareto: _pareto,
    grammar.Roc: _area("area under the curve"),
    grammar.PrecisionRecall: _area("average precision"),
    grammar.Calibration: _calibration,
    grammar.Correlation: _correlation,
    estimators.Survival: _survival,
    estimators.Schedule: _schedule,
    estimators.Agreement: _agreement,
    estimators.Quantiles: _quantiles,
    estimators.Hexbin: _hexbin,
}
