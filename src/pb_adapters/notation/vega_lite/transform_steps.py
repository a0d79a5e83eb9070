"""The transforms of a view, each as transforms of our grammar, or refused with the nearest thing that there is."""

from collections.abc import Callable
from typing import Any

from pb_adapters.notation.vega_lite import grammar as g
from pb_adapters.notation.vega_lite.bins import OTHER_BINS, add_bins, bin_definition
from pb_adapters.notation.vega_lite.conditions import add_filters
from pb_adapters.notation.vega_lite.expressions import renamed_field
from pb_adapters.notation.vega_lite.parts import part, refuse, words
from pb_adapters.notation.vega_lite.periods import period_of, time_unit
from pb_adapters.notation.vega_lite.pipeline import Pipeline, Rank
from pb_adapters.notation.vega_lite.predicates import predicate
from pb_adapters.notation.vega_lite.statistics import counts_all, op_of, title_of
from pb_core.domain.plots.transforms import Aggregate, Cumulate, Density, Fold, Measure, Regression, Smooth
from pb_core.domain.request_rules import shown

MOST_STEPS = 40

Step = dict[str, Any]
_LOGARITHMS = {"linear": (False, False), "log": (True, False), "pow": (True, True)}


def add_steps(steps: list[Any], pipeline: Pipeline, path: str) -> None:
    """Add the transforms of a view, one after the other; raises ``InvalidRequest``."""
    if len(steps) > MOST_STEPS:
        refuse(path, f"has {len(steps)} transforms; at most {MOST_STEPS} are read")
    for number, step in enumerate(steps):
        where = f"{path}[{number}]"
        if not isinstance(step, dict):
            refuse(where, "must be an object")
        refused = next((name for name in g.INSTEAD_OF_STEPS if name in step), None)
        if refused is not None:
            refuse(f"{where}.{refused}", g.INSTEAD_OF_STEPS[refused])
        kind = next((name for name in _STEPS if name in step), None)
        if kind is None:
            refuse(where, f"is no transform that is known: there are {words(_STEPS)}")
        _STEPS[kind](step, pipeline, where)


def _filter(step: Step, pipeline: Pipeline, path: str) -> None:
    read = part(step, g.FilterStep, path, pipeline.notes)
    where = f"{path}.filter"
    add_filters(predicate(read.filter, where, pipeline.notes), pipeline, where)


def _calculate(step: Step, pipeline: Pipeline, path: str) -> None:
    read = part(step, g.CalculateStep, path, pipeline.notes)
    where = f"{path}.calculate"
    field = renamed_field(read.calculate, where)
    if not field:
        refuse(where, f"{shown(read.calculate)} is not computed here: add a column {shown(read.as_)} to data_json")
    pipeline.renamed[read.as_] = pipeline.name(field, where)


def _aggregate(step: Step, pipeline: Pipeline, path: str) -> None:
    read = part(step, g.AggregateStep, path, pipeline.notes)
    groupby = pipeline.names(read.groupby, f"{path}.groupby")
    measures = [_measure(inner, pipeline, f"{path}.aggregate[{number}]") for number, inner in enumerate(read.aggregate)]
    if not 1 <= len(measures) <= 12:  # noqa: PLR2004 - the grammar's bound
        refuse(f"{path}.aggregate", "must hold one to 12 statistics")
    pipeline.add(Aggregate(groupby=groupby, measures=tuple(measures)), path)


def _measure(document: object, pipeline: Pipeline, path: str) -> Measure:
    read = part(document, g.AggregateOp, path, pipeline.notes)
    op = op_of(read.op, f"{path}.op")
    field = None if counts_all(read.op) else pipeline.name(read.field, f"{path}.field")
    return Measure(op=op, field=field, as_=read.as_ or title_of(read.op, field or ""))


def _bin(step: Step, pipeline: Pipeline, path: str) -> None:
    read = part(step, g.BinStep, path, pipeline.notes)
    definition = bin_definition(read.bin, f"{path}.bin", pipeline.notes)
    if definition is None or definition.binned:
        refuse(f"{path}.bin", "must say how bins are made: true, or an object with step or maxbins")
    names = [read.as_] if isinstance(read.as_, str) else read.as_
    if not 1 <= len(names) <= 2:  # noqa: PLR2004 - both ends
        refuse(f"{path}.as", "must name the start and the end of bins")
    ends = (names[0], names[1] if len(names) > 1 else f"{names[0]} end")
    field = pipeline.name(read.field, f"{path}.field")
    add_bins(field, definition, ends, pipeline, f"{path}.bin", most=OTHER_BINS + 4)


def _density(step: Step, pipeline: Pipeline, path: str) -> None:
    read = part(step, g.DensityStep, path, pipeline.notes)
    field = pipeline.name(read.density, f"{path}.density")
    groupby = pipeline.names(read.groupby, f"{path}.groupby")
    if len(read.as_) != 2:  # noqa: PLR2004 - value and density
        refuse(f"{path}.as", "must name the value and the density")
    if read.bandwidth < 0 or not 10 <= read.steps <= 1_000:  # noqa: PLR2004 - the grammar's bounds
        refuse(path, "needs a bandwidth above 0, and from 10 to 1,000 steps")
    if not read.bandwidth:
        pipeline.notes.say(path, "the bandwidth is Silverman's")
    bandwidth = read.bandwidth or None
    names = (read.as_[0], read.as_[1])
    pipeline.add(Density(field=field, groupby=groupby, bandwidth=bandwidth, steps=read.steps, as_=names), path)


def _fold(step: Step, pipeline: Pipeline, path: str) -> None:
    read = part(step, g.FoldStep, path, pipeline.notes)
    if len(read.as_) != 2:  # noqa: PLR2004 - key and value
        refuse(f"{path}.as", "must name the key and the value")
    fields = pipeline.names(read.fold, f"{path}.fold")
    if not fields:
        refuse(f"{path}.fold", "must name the fields")
    pipeline.add(Fold(fields=fields, as_=(read.as_[0], read.as_[1])), path)


def _regression(step: Step, pipeline: Pipeline, path: str) -> None:
    read = part(step, g.RegressionStep, path, pipeline.notes)
    if read.method not in _LOGARITHMS:
        refuse(f"{path}.method", f"{shown(read.method)} is not computed here: there are {words(_LOGARITHMS)}")
    y, x = pipeline.name(read.regression, f"{path}.regression"), pipeline.name(read.on, f"{path}.on")
    names = read.as_ or [read.on, read.regression]
    if len(names) != 2:  # noqa: PLR2004 - x and y
        refuse(f"{path}.as", "must name x and y")
    log_x, log_y = _LOGARITHMS[read.method]
    fit = Regression(
        x=x, y=y, groupby=pipeline.names(read.groupby, f"{path}.groupby"), log_x=log_x, log_y=log_y,
        as_=(names[0], names[1], f"{names[1]} low", f"{names[1]} high"),
    )  # fmt: skip
    pipeline.add(fit, path)


def _time_unit(step: Step, pipeline: Pipeline, path: str) -> None:
    read = part(step, g.TimeUnitStep, path, pipeline.notes)
    unit = time_unit(read.time_unit, f"{path}.timeUnit", pipeline.notes).unit
    field = pipeline.name(read.field, f"{path}.field")
    if unit is None:
        pipeline.renamed[read.as_] = field
    else:
        period_of(field, unit, pipeline, f"{path}.timeUnit", name=read.as_)


def _window(step: Step, pipeline: Pipeline, path: str) -> None:
    read = part(step, g.WindowStep, path, pipeline.notes)
    if len(read.window) != 1:
        refuse(f"{path}.window", "must compute one column: write a transform for each")
    operation = part(read.window[0], g.WindowOp, f"{path}.window[0]", pipeline.notes)
    order = _only_order(read, pipeline, path)
    if operation.op in {"row_number", "rank"}:
        _add_rank(operation, read, order, pipeline, path)
    elif operation.op == "mean":
        _add_moving_mean(operation, read, order, pipeline, path)
    elif operation.op == "sum" and read.frame == [None, 0]:
        _add_running_sum(operation, read, order, pipeline, path)
    else:
        refuse(
            f"{path}.window[0].op",
            f"{shown(operation.op)} over this frame is not computed here: there are a mean over neighbours ([-n, n]), "
            "a sum up to each row ([null, 0]), and ranks for a filter",
        )


def _only_order(read: g.WindowStep, pipeline: Pipeline, path: str) -> g.WindowSort | None:
    if len(read.sort) > 1:
        refuse(f"{path}.sort", "must name one field at most")
    return part(read.sort[0], g.WindowSort, f"{path}.sort[0]", pipeline.notes) if read.sort else None


def _add_rank(
    operation: g.WindowOp, read: g.WindowStep, order: g.WindowSort | None, pipeline: Pipeline, path: str
) -> None:
    if order is None or read.groupby:
        refuse(
            path, "ranks need one field to sort by, and no groups: the grammar keeps the first rows of the whole table"
        )
    field = pipeline.name(order.field, f"{path}.sort[0].field")
    pipeline.ranks[operation.as_] = Rank(field, order.order == "descending")


def _add_moving_mean(
    operation: g.WindowOp, read: g.WindowStep, order: g.WindowSort | None, pipeline: Pipeline, path: str
) -> None:
    match read.frame:
        case [int() as before, int() as after] if before == -after and 1 <= after <= 500:  # noqa: PLR2004 - the grammar's bound
            reach = after
        case _:
            refuse(f"{path}.frame", "must reach equally far both ways, such as [-3, 3]: means are centred")
    if order is None or order.order == "descending":
        refuse(f"{path}.sort", "must name the field that the rows run along, ascending")
    smooth = Smooth(
        field=pipeline.name(operation.field, f"{path}.window[0].field"),
        order=pipeline.name(order.field, f"{path}.sort[0].field"), window=2 * reach + 1,
        groupby=pipeline.names(read.groupby, f"{path}.groupby"), as_=operation.as_,
    )  # fmt: skip
    pipeline.add(smooth, path)


def _add_running_sum(
    operation: g.WindowOp, read: g.WindowStep, order: g.WindowSort | None, pipeline: Pipeline, path: str
) -> None:
    if read.groupby:
        refuse(f"{path}.groupby", "sums up to each row run through the whole table")
    if order is not None:
        field = pipeline.name(order.field, f"{path}.sort[0].field")
        values = [value for value in pipeline.column(field).values if value is not None]
        down = order.order == "descending"
        if values != sorted(values, reverse=down):
            refuse(f"{path}.sort", f"sums run through the rows as they are: sort data_json by {shown(field)}")
    field = pipeline.name(operation.field, f"{path}.window[0].field")
    start = pipeline.fresh(f"{operation.as_} before")
    pipeline.add(Cumulate(field=field, as_=(start, operation.as_)), path)


_STEPS: dict[str, Callable[[Step, Pipeline, str], None]] = {
    "filter": _filter,
    "calculate": _calculate,
    "aggregate": _aggregate,
    "bin": _bin,
    "density": _density,
    "fold": _fold,
    "regression": _regression,
    "timeUnit": _time_unit,
    "window": _window,
}
