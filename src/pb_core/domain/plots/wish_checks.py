"""Wish checks: what became of each wish, told by what is drawn of the table alone and by nobody's word."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from pb_core.domain.plots import row_checks as rows
from pb_core.domain.plots import setting_checks as settings
from pb_core.domain.plots import value_checks as values
from pb_core.domain.plots import wishes as w
from pb_core.domain.plots.chart_checks import (
    COMPUTED,
    charts_of,
    has_number,
    is_arranged,
    is_chart,
    is_horizontal,
    serves,
    shows_mark_of,
)
from pb_core.domain.plots.lineage import DrawnView, PlotView, drawn_view
from pb_core.domain.plots.order_checks import orders, stand_as_named
from pb_core.domain.plots.spec import PlotSpec
from pb_core.domain.plots.transforms import COUNTING
from pb_core.domain.plots.wishes import Arrangement, Chart, ChartWish, Place, Wish, WishOutcome
from pb_core.domain.tables.profile import TableProfile
from pb_core.domain.tables.table import Table

LONGEST_NOTE = 400
_Check = Callable[[Any, Any], bool]
_LEAVE = "leave it out, or name another chart"
_ADVICE: Mapping[type[Wish], str] = {
    w.FieldWish: "write “by”, “over”, “coloured by” or “one panel per” before it, or leave it out",
    w.StatisticWish: "write the statistic before its column and “by” before what it is taken by, or leave it out",
    w.ComputeWish: "name its columns, and “by” or “over” what, or leave it out",
    w.ArrangementWish: "name the column that is told apart behind “by”, or leave it out",
}
"""What to write where a wish that changes what is shown is not followed."""
_FORBIDDEN = "the plot does it all the same"


class Outcomes(Struct, frozen=True):
    """What became of wishes, and why a plot that does not follow them answers another question (``""``: it does)."""

    wishes: tuple[WishOutcome, ...] = ()
    refusal: str = ""


def outcomes(asked: Sequence[Wish], spec: PlotSpec, profile: TableProfile, table: Table) -> Outcomes:
    """What became of each wish, in their order; wishes of the same words are one, followed when all of them are.

    Raises ``InvalidSpec`` where the specification does not fit the table.
    """
    turned = any(isinstance(one, w.ArrangementWish) and one.arrangement is Arrangement.HORIZONTAL for one in asked)
    view = drawn_view(spec, profile, table)
    events = (one.field for one in asked if isinstance(one, w.SettingWish) and one.setting == "event" and one.field)
    view = replace(view, turned=turned and is_horizontal(view), ends=frozenset(events))
    reasons: dict[str, list[str]] = {}
    refusals: list[str] = []
    for wish in asked:
        why = unfollowed(view, wish)
        reasons.setdefault(wish.words, []).append(why)
        if why and is_material(view, wish, asked):
            what = f"“{wish.words}” changes what is shown, and this plot would not follow it: {why}"
            refusals.append(f"{what}; {_ADVICE.get(type(wish), _LEAVE)}")
    found = tuple(_outcome(words, found) for words, found in reasons.items())
    return Outcomes(found, next(iter(refusals), ""))


def _outcome(words: str, found: Sequence[str]) -> WishOutcome:
    note = "; ".join(dict.fromkeys(filter(None, found)))
    return WishOutcome(words=words, followed=not note, note=note[:LONGEST_NOTE])


def unfollowed(view: PlotView, wish: Wish) -> str:
    """Why the specification does not do what the wish says, ``""`` when it does."""
    if isinstance(wish, ChartWish) and wish.negated:
        return f"the plot shows {wish.chart.value}" if shows_mark_of(view, wish.chart) else ""
    check: _Check
    check, why = settings.check_of(wish) if isinstance(wish, w.SettingWish) else _CHECKS[type(wish)]
    if wish.negated and not isinstance(wish, w.FilterWish):
        return _FORBIDDEN if check(view, wish) else ""
    if check(view, wish):
        if isinstance(wish, w.FieldWish | w.FilterWish) and isinstance(view, DrawnView):
            return "" if stand_as_named(view, wish.field, wish.words) else "its values stand in another order"
        return ""
    if (
        isinstance(wish, ChartWish)
        and wish.chart is Chart.KAPLAN_MEIER
        and any("survival" in o.tags for o in view.layers)
    ):
        why = "which column says whether a time ended with the event is not known by its name"
        return f"{why}; write “event is COLUMN VALUE”"
    drawn = " and ".join(chart.value for chart in charts_of(view)) or "no chart by name"
    field = getattr(wish, "field", None)
    place = _place_of(view, wish) if isinstance(wish, w.FieldWish) else ""
    return why.format(wish=wish, of=f" of {field}" if field else "", drawn=drawn, place=place).strip()


def _place_of(view: PlotView, wish: w.FieldWish) -> str:
    """Where the field shall be; of a measure that only tells others apart that it shall be shown as numbers."""
    if values.is_of_lines(wish):
        return "with a line for each value"
    if wish.place is Place.ANY:
        return "as numbers" if any(wish.field in one.origin.columns for one in view.shown()) else ""
    return _WHERE.get(wish.place, f"by {wish.place.value}")


_WHERE = {
    Place.X: "along x", Place.Y: "along y", Place.RIGHT: "on the right axis", Place.PANEL: "in panels",
    Place.ROW: "in rows of panels", Place.SPLIT: "side by side", Place.DETAIL: "with an item for each value",
}  # fmt: skip
_MEASURED = frozenset({Place.ANY, Place.Y, Place.RIGHT})
_OF_SINGLES = frozenset(
    {Chart.SCATTER, Chart.STRIP, Chart.SWARM, Chart.BOX, Chart.VIOLIN, Chart.RIDGELINE, Chart.HISTOGRAM, Chart.DENSITY}
)
_GROUPS = frozenset({Place.SPLIT, Place.DETAIL, Place.PANEL, Place.ROW, Place.COLOR})


def is_material(view: DrawnView, wish: Wish, asked: Sequence[Wish]) -> bool:
    """Whether a plot that does not follow the wish shows other numbers, rows or groups than those asked for.

    The rest is how it looks, which the caller is told and sees. So is a statistic beside the single values, where these
    are asked for too.
    """
    if wish.negated and not isinstance(wish, w.FilterWish | w.StatisticWish):
        return False
    added = isinstance(wish, w.StatisticWish) and not wish.negated and wish.op not in COUNTING
    if added and any(map(_is_of_singles, asked)):
        return False
    check = _MATERIAL.get(type(wish))
    return check is not None and check(view, wish)


def _is_of_singles(wish: Wish) -> bool:
    """Whether the wish asks for single values: a cloud of them, their distribution, or a line of each."""
    charted = isinstance(wish, ChartWish) and wish.chart in _OF_SINGLES
    return not wish.negated and (charted or (isinstance(wish, w.FieldWish) and wish.place is Place.DETAIL))


def _is_lost(view: PlotView, wish: w.FieldWish) -> bool:
    """Whether what shall be told apart is not shown at all, or what shall be measured not as numbers."""
    column = view.profile.column(wish.field)
    if column is not None and column.mean is not None and wish.place in _MEASURED:
        return not values.shows_field(view, wish)
    return values.is_of_lines(wish) or (
        wish.place in _GROUPS and not any(wish.field in one.origin.columns for one in view.shown())
    )


_MATERIAL: Mapping[type[Wish], _Check] = {
    ChartWish: lambda _, wish: wish.chart in COMPUTED,
    w.FilterWish: lambda view, wish: not rows.keeps_rows(view, wish),
    w.PeriodWish: lambda _, __: True,
    w.ComputeWish: lambda _, __: True,
    w.UnmetWish: lambda _, wish: wish.refuses,
    w.StatisticWish: lambda _, wish: values.is_of_numbers(wish),
    w.SettingWish: lambda _, wish: (
        wish.setting == "event" or (wish.setting == "numbers" and settings.is_of_numbers(wish))
    ),
    w.ArrangementWish: lambda view, wish: (
        wish.arrangement is Arrangement.NORMALIZED
        or (wish.arrangement is Arrangement.PANELS and view.spec.facet is None)
    ),
    w.FitWish: lambda _, wish: wish.fit == "smooth",
    w.FieldWish: _is_lost,
}
"""Which wishes a plot cannot leave out and still answer the intent."""


def _is_chart(view: DrawnView, wish: ChartWish) -> bool:
    return is_chart(view, wish.chart) and has_number(view, wish.words)


def _is_arranged(view: DrawnView, wish: w.ArrangementWish) -> bool:
    columns = view.spec.facet.columns if view.spec.facet else None
    arranged = is_arranged(view, wish.arrangement, wish.fields) and wish.columns in {None, columns}
    return arranged and (wish.arrangement is not Arrangement.PANELS or has_number(view, wish.words))


_CHECKS: Mapping[type[Wish], tuple[_Check, str]] = {
    ChartWish: (_is_chart, "it is drawn as {drawn}"),
    w.PurposeWish: (lambda view, wish: serves(view, wish.purpose), "the plot shows no {wish.purpose}"),
    w.ArrangementWish: (_is_arranged, "nothing is arranged so: {wish.arrangement}"),
    w.FieldWish: (values.shows_field, "the plot does not show {wish.field} {place}"),
    w.StatisticWish: (values.shows_statistic, "the plot shows no {wish.op}{of}"),
    w.ComputeWish: (values.shows_computed, "the plot does not show this computed: {wish.compute}{of}"),
    w.IntervalWish: (values.shows_interval, "the plot shows no such uncertainty or range"),
    w.FitWish: (values.shows_fit, "no such trend line{of} is drawn"),
    w.LabelWish: (values.shows_labels, "the items do not carry such labels"),
    w.FilterWish: (rows.keeps_rows, "the rows are not limited so by {wish.field}"),
    w.BinWish: (rows.bins, "the bins are others"),
    w.PeriodWish: (rows.takes_periods, "times are not taken together so: {wish.unit}"),
    w.LimitWish: (rows.limits, "the plot does not keep the {wish.count} {wish.pick}"),
    w.OrderWish: (orders, "the categories stand in another order"),
    w.ReferenceWish: (settings.references, "no such line or band is drawn"),
    w.UnmetWish: (lambda _, __: False, "{wish.why}"),
}
"""What holds where a wish is followed, and the sentence where it does not."""
