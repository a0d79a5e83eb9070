"""Wish checks: what became of each wish, told by the final specification alone and by nobody's word."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pb_core.domain.plots import row_checks as rows
from pb_core.domain.plots import setting_checks as settings
from pb_core.domain.plots import value_checks as values
from pb_core.domain.plots import wishes as w
from pb_core.domain.plots.chart_checks import charts_of, is_arranged, is_chart, is_horizontal, serves, shows_mark_of
from pb_core.domain.plots.lineage import PlotView, view_of
from pb_core.domain.plots.spec import PlotSpec
from pb_core.domain.plots.wishes import Arrangement, ChartWish, Place, Wish, WishOutcome
from pb_core.domain.tables.profile import TableProfile

LONGEST_NOTE = 400
_Check = Callable[[PlotView, Any], bool]
_FORBIDDEN = "the plot does it all the same"


def outcomes(asked: Sequence[Wish], spec: PlotSpec, profile: TableProfile) -> tuple[WishOutcome, ...]:
    """What became of each wish, in their order; wishes of the same words are one, followed when all of them are."""
    turned = any(isinstance(one, w.ArrangementWish) and one.arrangement is Arrangement.HORIZONTAL for one in asked)
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
    check: _Check
    check, why = settings.CHECKS[wish.setting] if isinstance(wish, w.SettingWish) else _CHECKS[type(wish)]
    if wish.negated and not isinstance(wish, w.FilterWish):
        return _FORBIDDEN if check(view, wish) else ""
    if check(view, wish):
        return ""
    drawn = " and ".join(chart.value for chart in charts_of(view)) or "no chart by name"
    field = getattr(wish, "field", None)
    place = _WHERE.get(wish.place, f"by {wish.place.value}") if isinstance(wish, w.FieldWish) else ""
    return why.format(wish=wish, of=f" of {field}" if field else "", drawn=drawn, place=place).strip()


_WHERE = {
    Place.ANY: "", Place.X: "along x", Place.Y: "along y", Place.RIGHT: "on the right axis", Place.PANEL: "in panels",
    Place.ROW: "in rows of panels", Place.SPLIT: "side by side", Place.DETAIL: "with an item for each value",
}  # fmt: skip


def _is_arranged(view: PlotView, wish: w.ArrangementWish) -> bool:
    columns = view.spec.facet.columns if view.spec.facet else None
    return is_arranged(view, wish.arrangement, wish.fields) and wish.columns in {None, columns}


_CHECKS: Mapping[type[Wish], tuple[_Check, str]] = {
    ChartWish: (lambda view, wish: is_chart(view, wish.chart), "it is drawn as {drawn}"),
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
    w.OrderWish: (rows.orders, "the categories stand in another order"),
    w.ReferenceWish: (settings.references, "no such line or band is drawn"),
    w.UnmetWish: (lambda _, __: False, "{wish.why}"),
}
"""What holds where a wish is followed, and the sentence where it does not."""
