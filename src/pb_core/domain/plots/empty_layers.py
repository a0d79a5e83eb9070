"""Layers with nothing to show: whether that is a fault, why it is so, and what its author can do about it."""

from collections.abc import Iterable

from pb_core.domain.plots import transforms as grammar
from pb_core.domain.plots.estimators import Schedule, Survival
from pb_core.domain.plots.label_text import category_text, shortest, time_text
from pb_core.domain.plots.resolved_layers import LayerData, channel_on
from pb_core.domain.plots.spec import PlotSpec
from pb_core.domain.plots.statistics import apply
from pb_core.domain.plots.suggestions import column_of, instead
from pb_core.domain.plots.transforms import Transform
from pb_core.domain.tables.table import Column, ColumnType, Table


def may_be_empty(data: LayerData, spec: PlotSpec) -> bool:
    """Whether a layer marks what need not be there: censored times, or the tasks or milestones of a schedule."""
    made = (*spec.transform, *data.layer.transform)
    censored = {each.as_[5] for each in made if isinstance(each, Survival)}
    if any(isinstance(each, grammar.Filter) and each.field in censored for each in data.layer.transform):
        return True
    scheduled = {name for each in made if isinstance(each, Schedule) for name in each.as_}
    channel = channel_on(data.layer.encoding, data.value)
    return channel is not None and channel.field in scheduled


def why_empty(data: LayerData, spec: PlotSpec, table: Table) -> str:
    """The end of a sentence about a layer without items: the transform that leaves no row, or what the rows lack."""
    if data.table.rows:
        lacking = "no row has all the values that it needs, or no group enough of them"
        return f"{lacking}; send more values, or ask for another chart."
    for transform in (*spec.transform, *data.layer.transform):
        before, table = table, apply(table, (transform,))
        if not table.rows:
            return _why(transform, before)
    return "the table has no row."


def _why(transform: Transform, table: Table) -> str:
    """Why this transform leaves nothing of this table."""
    match transform:
        case grammar.Filter():
            return _filtered(transform, column_of(table, transform.field))
        case grammar.Density(field=field):
            return (
                f"a density needs two different values of {field!r} in a group, and no group has them; "
                "points or a histogram show such values."
            )
        case grammar.Regression(x=x, log_x=log_x, log_y=log_y):
            where = " above 0" if log_x or log_y else ""
            return (
                f"a fit needs three points{where} with two different values of {x!r} in a group, and no group has "
                "them; leave the fit out."
            )
        case grammar.Roc() | grammar.PrecisionRecall():
            return (
                f"a curve needs scores with both classes of {transform.label!r} in a group, and no group has them; "
                f"say which value is positive, or show the distribution of {transform.score!r}."
            )
    return f"no row has all that its {_name(transform)} computes from; choose fields with values."


def _name(transform: Transform) -> str:
    return type(transform).__struct_config__.tag or type(transform).__name__  # type: ignore[return-value]  # tags are words


def _filtered(kept: grammar.Filter, column: Column) -> str:
    known = [cell for cell in dict.fromkeys(column.values) if cell is not None]
    if not known:
        return f"every value of {kept.field!r}, which it filters, is missing."
    texts = [category_text(cell, column) for cell in known]
    if kept.one_of and not set(kept.one_of) & set(texts):
        return f"its filter keeps {kept.one_of[0]!r} of {kept.field!r}; {instead(kept.one_of[0], texts)}"
    if column.type is ColumnType.TEXT:
        return f"its filters on {kept.field!r} keep no row; leave one out."
    return f"its filter keeps no row; {kept.field!r} runs from {' to '.join(_ends(column, known))}."


def _ends(column: Column, known: Iterable[object]) -> tuple[str, str]:
    numbers = [float(cell) for cell in known if isinstance(cell, int | float)]
    said = (lambda second: time_text(second, "%Y-%m-%d")) if column.type is ColumnType.TIME else shortest
    return said(min(numbers)), said(max(numbers))
