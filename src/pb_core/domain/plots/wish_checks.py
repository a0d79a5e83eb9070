"""Wish checks: what became of each wish, told by the final specification alone and by nobody's word."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pb_core.domain.plots import look_checks, row_checks, value_checks, wishes
from pb_core.domain.plots.chart_checks import charts_of, is_arranged, is_chart, is_horizontal, serves, shows_mark_of
from pb_core.domain.plots.lineage import PlotView, view_of
from pb_core.domain.plots.spec import PlotSpec
from pb_core.domain.plots.wishes import Arrangement, ArrangementWish, ChartWish, UnmetWish, Wish, WishOutcome
from pb_core.domain.tables.profile import TableProfile

LONGEST_NOTE = 400
_FORBIDDEN = "the plot does it all the same"


def outcomes(asked: Sequence[Wish], spec: PlotSpec, profile: TableProfile) -> tuple[WishOutcome, ...]:
    """What became of each wish, in their order; wishes of the same words are one, followed when all of them are."""
    turned = any(isinstance(one, ArrangementWish) and one.arrangement is Arrangement.HORIZONTAL for one in asked)
    view = view_of(spec, profile)
    view = view_of(spec, profile, turned=turned and is_horizontal(view))
    reasons: dict[str, list[str]] = {}
    for wish in asked:
        reasons.setdefault(wish.words, []).append(unfollowed(view, wish))
    return tuple(_outcome(words, found) for words, found in reasons.items())


def _outcome(words: str, found: Sequence[str]) -> WishOutcome:
    note = "; ".join(dict.fromkeys(filter(None, found)))
    return WishOutcome(words=words, followed=not note, note=note[:LONGEST_NOTE])


def unfollowed(view: PlotView, wish: Wish) -> str:
    """Why the specification does not do what the wish says, ``""`` when it does."""
    if isinstance(wish, ChartWish) and wish.negated:
        return f"the plot shows {wish.chart.value}" if shows_mark_of(view, wish.chart) else ""
    if isinstance(wish, wishes.FilterWish) or not wish.negated:
        return _CHECKS[type(wish)](view, wish)
    return "" if _CHECKS[type(wish)](view, wish) else _FORBIDDEN


def _chart_missing(view: PlotView, wish: ChartWish) -> str:
    if is_chart(view, wish.chart):
        return ""
    drawn = ", ".join(chart.value for chart in charts_of(view))
    return f"it is drawn as {drawn}" if drawn else "the plot shows no such chart"


def _arrangement_missing(view: PlotView, wish: ArrangementWish) -> str:
    if not is_arranged(view, wish.arrangement, wish.fields):
        shared = f"{' and '.join(wish.fields) or 'the measures'} do not share an axis"
        return shared if wish.arrangement is Arrangement.ONE_AXIS else f"nothing is {wish.arrangement.value}"
    columns = view.spec.facet.columns if view.spec.facet else None
    return "" if wish.columns in {None, columns} else f"the panels stand in {columns or 'as many as fit'} columns"


def _purpose_missing(view: PlotView, wish: wishes.PurposeWish) -> str:
    if serves(view, wish.purpose):
        return ""
    return "no axis is a time" if wish.purpose == "time" else f"the plot shows no {wish.purpose}"


def _unmet(_: PlotView, wish: UnmetWish) -> str:
    return wish.why


_CHECKS: Mapping[type[Wish], Callable[[PlotView, Any], str]] = {
    ChartWish: _chart_missing,
    wishes.PurposeWish: _purpose_missing,
    ArrangementWish: _arrangement_missing,
    wishes.FieldWish: value_checks.field_missing,
    wishes.StatisticWish: value_checks.statistic_missing,
    wishes.IntervalWish: value_checks.interval_missing,
    wishes.FitWish: value_checks.fit_missing,
    wishes.LabelWish: value_checks.label_missing,
    wishes.FilterWish: row_checks.filter_missing,
    wishes.BinWish: row_checks.bin_missing,
    wishes.LimitWish: row_checks.limit_missing,
    wishes.OrderWish: row_checks.order_missing,
    wishes.ScaleWish: look_checks.scale_missing,
    wishes.RangeWish: look_checks.range_missing,
    wishes.ColorWish: look_checks.color_missing,
    wishes.PaletteWish: look_checks.palette_missing,
    wishes.TitleWish: look_checks.title_missing,
    wishes.ReferenceWish: look_checks.reference_missing,
    wishes.LegendWish: look_checks.legend_missing,
    wishes.NumberWish: look_checks.number_missing,
    wishes.DetailWish: look_checks.detail_missing,
    UnmetWish: _unmet,
}
