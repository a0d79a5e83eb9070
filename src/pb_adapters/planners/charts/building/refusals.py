"""Refusals: what no plot can truly show of an intent and its data, in sentences about both."""

import math
from collections.abc import Sequence

from pb_adapters.planners.charts.building.case import Asked, Case
from pb_adapters.planners.charts.building.looks import measured_by
from pb_adapters.planners.charts.building.naming import listed
from pb_adapters.planners.charts.building.sheet import is_words
from pb_core.domain.plots import wishes as w
from pb_core.domain.plots.resolved_layers import base_of, channel_on, other
from pb_core.domain.plots.spec import PlotSpec
from pb_core.domain.plots.validation import MOST_CATEGORIES, MOST_PANELS
from pb_core.domain.tables.profile import MAX_EXAMPLES, ColumnProfile, TableProfile
from pb_core.errors import NotPlottable

_MOST_NAMES = 8


def check_named(heard: w.HeardIntent, asked: Asked, profile: TableProfile) -> None:
    """Refuse an intent of which nothing is understood; columns without names have nothing to be called by."""
    meant = any(not isinstance(wish, w.SettingWish | w.UnmetWish) for wish in asked.wishes)
    if heard.unknown and not meant and profile.shape.is_named:
        unknown = ", ".join(f"“{words}”" for words in heard.unknown[:_MOST_NAMES])
        raise NotPlottable(
            f"No column that is known here is called {unknown}: name what to show. There are {listed(profile.columns)}"
        )


def check_sizes(case: Case) -> None:
    """Refuse more panels or categories than a figure holds."""
    parts = case.parts
    panels = [column for column in (parts.panel, parts.row) if column is not None]
    if math.prod(column.distinct for column in panels) > MOST_PANELS:
        names = " and ".join(f"'{column.name}'" for column in panels)
        raise NotPlottable(
            f"{names} would make more than {MOST_PANELS} panels: ask for colours or for one line each, or for some of "
            "the values only"
        )
    base, few = parts.base, case.asked.first(w.LimitWish) is not None
    if base is not None and is_words(base) and base.distinct > MOST_CATEGORIES and not few:
        raise NotPlottable(
            f"'{base.name}' has {base.distinct} values, and {MOST_CATEGORIES} is the limit of one axis: ask for the "
            "largest few, or for some of its values only"
        )


def check_filters(asked: Asked, columns: Sequence[ColumnProfile]) -> None:
    """Refuse a filter that no row passes."""
    known = {column.name: column for column in columns}
    for wish in asked.all(w.FilterWish):
        column = known.get(wish.field)
        if (
            column is None
            or not is_words(column)
            or not wish.one_of
            or column.distinct > MAX_EXAMPLES + len(column.others)
        ):
            continue
        values = {str(value).casefold() for value in (*column.examples, *column.others)}
        lacking = [text for text in wish.one_of if text.casefold() not in values]
        if len(lacking) == len(wish.one_of):
            there = ", ".join(f"'{value}'" for value in column.examples[:_MOST_NAMES])
            raise NotPlottable(f"No row has '{lacking[0]}' as its '{column.name}'; there are {there}")


def check_ranges(case: Case, spec: PlotSpec) -> None:
    """Refuse an axis that ends before all values, or begins behind them."""
    encoding = spec.layer[0].encoding
    for wish in case.asked.settings("range"):
        channel = channel_on(encoding, wish.of or other(base_of(spec.layer[0]))) if wish.of != "right" else None
        placed = channel is not None and not channel.type.discrete
        column = case.sheet.column(measured_by(spec, channel.field)[0]) if channel is not None and placed else None
        if column is None or column.low is None or column.high is None:
            continue
        above = wish.low is not None and wish.low > column.high
        if above or (wish.high is not None and wish.high < column.low):
            raise NotPlottable(
                f"Nothing of '{column.name}' lies within “{wish.words}”: its values run from {column.low:g} to "
                f"{column.high:g}"
            )


def told_of_one(case: Case) -> None:
    """Note what leaves nothing to compare: one category left of several, or a measure that is 0 throughout."""
    base = case.parts.base
    before = case.sheet.profile.column(base.name) if base is not None else None
    if base is not None and before is not None and base.distinct == 1 < before.distinct:
        case.notes.append(
            f"only one value of '{base.name}' is left by what is to be kept, so there is nothing to compare"
        )
    for words, fields in case.asked.dimensions.items():
        columns = [column for column in case.sheet.profile.columns if column.name in fields]
        case.notes.append(f"“{words}” is taken to be what the columns {listed(columns)} are")
    for column in case.sheet.known(case.asked.fields(w.Place.X, w.Place.SPLIT, w.Place.COLOR)):
        if column.name in case.sheet.profile_fixed and case.sheet.profile.rows > 1:
            raise NotPlottable(
                f"Every row has {column.examples[0]!r} as its '{column.name}', so that there is nothing to compare"
            )
    for value in case.parts.values:
        if value.low == value.high == 0:
            raise NotPlottable(f"Every value of '{value.name}' is 0, so that there is nothing to see")
