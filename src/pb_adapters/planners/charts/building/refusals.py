"""Refusals: what no plot can truly show of an intent and its data, in sentences about both."""

import math

from pb_adapters.planners.charts.building.case import EACH, Asked, Case
from pb_adapters.planners.charts.building.looks import measured_by
from pb_adapters.planners.charts.building.sheet import Sheet, is_number, is_words
from pb_core.domain.plots import wishes as w
from pb_core.domain.plots.resolved_layers import base_of, channel_on, is_quantitative, other
from pb_core.domain.plots.spec import PlotSpec
from pb_core.domain.plots.validation import MOST_CATEGORIES, MOST_PANELS
from pb_core.domain.plots.wishes import Chart, Place
from pb_core.domain.tables.profile import MAX_EXAMPLES, ColumnProfile
from pb_core.errors import NotPlottable

_MOST_NAMES, _MOST_COLORS = 8, 20
_MEASURED = (Place.Y, Place.RIGHT, Place.SIZE, Place.ANY)


def check_columns(asked: Asked, sheet: Sheet) -> None:
    """Refuse measures that cannot be read, filters that no row passes, and groups of one value."""
    measured = sheet.known((*asked.fields(*_MEASURED), *(wish.field for wish in asked.statistics())))
    unread = [c for c in measured or (() if asked.named else sheet.columns) if c.unread]
    if unread:
        raise NotPlottable(unread[0].unread)
    for wish in asked.all(w.FilterWish):
        column = sheet.column(wish.field)
        if column is not None:
            _check_filter(wish, column)
        if len(wish.one_of) > 1 and wish.field not in asked.named:
            raise NotPlottable(
                f"“{wish.words}”: say how they are told apart, “by {wish.field}” or “coloured by {wish.field}”"
            )
    for column in sheet.known(asked.fields(Place.X, Place.SPLIT, Place.COLOR, Place.PANEL)):
        if column.name in sheet.profile_fixed and sheet.profile.rows > 1:
            raise NotPlottable(
                f"Every row has {column.examples[0]!r} as its '{column.name}': there is nothing to compare"
            )


def _check_filter(wish: w.FilterWish, column: ColumnProfile) -> None:
    """Refuse numbers that no row has, and ranges that no row lies in."""
    lacking = [one for one in wish.one_of if is_number(column) and float(one) not in column.examples]
    if lacking and column.distinct <= MAX_EXAMPLES:
        raise NotPlottable(f"No row has {lacking[0]} as its '{column.name}'")
    if not is_number(column) or column.low is None or column.high is None:
        return
    low = wish.low if wish.low is not None else wish.above
    high = wish.high if wish.high is not None else wish.below
    if (low is not None and low > column.high) or (high is not None and high < column.low):
        raise NotPlottable(f"“{wish.words}” leaves no row: '{column.name}' runs from {column.low:g} to {column.high:g}")


def check_sizes(case: Case) -> None:
    """Refuse more panels or categories than a figure holds, and measures that are 0 throughout."""
    parts = case.parts
    panels = [column for column in (parts.panel, parts.row) if column is not None]
    if math.prod(column.distinct for column in panels) > MOST_PANELS:
        names = " and ".join(f"'{column.name}'" for column in panels)
        raise NotPlottable(
            f"{names} would make more than {MOST_PANELS} panels: colour by it, or keep only some of its values"
        )
    _check_colors(case)
    base, few = parts.base, case.asked.first(w.LimitWish) is not None
    if base is not None and is_words(base) and base.distinct > MOST_CATEGORIES and not few:
        raise NotPlottable(
            f"'{base.name}' has {base.distinct} values, and {MOST_CATEGORIES} is the limit of one axis: ask for “the "
            "top 20”, or “only” some of its values"
        )
    for value in parts.values:
        if value.low == value.high == 0:
            raise NotPlottable(f"Every value of '{value.name}' is 0, so that there is nothing to see")


def _check_colors(case: Case) -> None:
    """Refuse bars and boxes in more colours than eyes tell apart, unless only some of them may be left."""
    color, apart = case.parts.color, case.chart in {Chart.BAR, Chart.LOLLIPOP, Chart.DOT, *EACH}
    kept = {wish.field for wish in case.asked.all(w.FilterWish)}
    if color is None or not apart or color.name in kept or case.asked.first(w.LimitWish) is not None:
        return
    if color.distinct > _MOST_COLORS:
        why = f"The {color.distinct} colours of '{color.name}' cannot be told apart"
        raise NotPlottable(f"{why}: keep some of its values with “only”, or write it first behind “by”")


def check_orders(case: Case) -> None:
    """Refuse an order or a limit by what is not shown."""
    shown = {
        column.name for column in (*case.parts.values, *case.parts.right, *case.parts.groups, *case.sheet.unfolded)
    }
    for limit in case.asked.all(w.LimitWish):
        measured = len(case.parts.values) == 1 or (case.asked.counted and not case.parts.values)
        if limit.field is None and (not measured or case.sheet.unfolded):
            raise NotPlottable(f"“{limit.words}”: by which column is not said; write “top 10 countries by population”")
    for wish in case.asked.all(w.OrderWish):
        if wish.field is not None and wish.field not in shown:
            raise NotPlottable(f"“{wish.words}”: '{wish.field}' is not shown, and categories are sorted by what is")


def check_ranges(case: Case, spec: PlotSpec) -> None:
    """Refuse an axis that leaves out all values, and a scale that may be that of either axis."""
    encoding = spec.layer[0].encoding
    for wish in case.asked.settings("range"):
        channel = channel_on(encoding, wish.of or other(base_of(spec.layer[0]))) if wish.of != "right" else None
        placed = channel is not None and not channel.type.discrete
        column = case.sheet.column(measured_by(spec, channel.field)[0]) if channel is not None and placed else None
        if column is None or column.low is None or column.high is None:
            continue
        scale = {"x": spec.axes.x, "y": spec.axes.y}[wish.of or other(base_of(spec.layer[0]))].scale
        low, high = scale.domain_min, scale.domain_max
        if (low is not None and low > column.high) or (high is not None and high < column.low):
            raise NotPlottable(
                f"Nothing of '{column.name}' lies within “{wish.words}”: its values run from {column.low:g} to "
                f"{column.high:g}"
            )
    both = is_quantitative(encoding.x) and is_quantitative(encoding.y)
    for wish in case.asked.settings("scale"):
        if both and wish.of is None and wish.field is None:
            raise NotPlottable(f"“{wish.words}” may be that of x or of y: write “log x”, “log y” or “log-log”")
