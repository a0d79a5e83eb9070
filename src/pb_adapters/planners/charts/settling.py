"""Settling: what only all wishes together tell: an order, shares, what is laid over what, and what stands out."""

from collections.abc import Collection, Iterator

from msgspec.structs import replace

from pb_adapters.planners.charts.building.case import EACH
from pb_adapters.planners.charts.reader import Reader
from pb_core.domain.plots import wishes as w
from pb_core.domain.plots.spec import Style
from pb_core.domain.plots.transforms import Op
from pb_core.domain.plots.wishes import Arrangement, Chart, FieldWish, Place, Wish
from pb_core.errors import NotPlottable

_MOST_LINES = 60
_LINES, _ITEMS = {Chart.LINE, Chart.STEP, Chart.AREA}, {Chart.BOX, Chart.VIOLIN, Chart.BAR}


def settled(r: Reader) -> tuple[Wish, ...]:
    """The wishes of a reading, each once.

    Raises:
        NotPlottable: categories shall be sorted by another statistic than the one that is shown.
    """
    charts = {one.chart for one in r.wishes if isinstance(one, w.ChartWish)}
    _check_ranks(r, charts)
    shares = _are_shares(r)
    return tuple(dict.fromkeys(_settled(one, charts, shares=shares) for one in (*r.wishes, *_told_apart(r))))


def _check_ranks(r: Reader, charts: Collection[Chart]) -> None:
    """Boxes and single values stand by their medians, all else by what is shown."""
    shown = {one.op for one in r.wishes if isinstance(one, w.StatisticWish)}
    plain = {Op.MEDIAN} if EACH & {*charts} else {Op.MEDIAN, Op.SUM}
    for words, op in r.ranked:
        if op not in (shown or plain):
            raise NotPlottable(f"“{words}”: categories are sorted by what is shown, and this is not; write “sorted”")


def _told_apart(r: Reader) -> Iterator[Wish]:
    """The columns of categories that stand out, or that several are kept of along x."""
    shown = {one.field for one in r.wishes if isinstance(one, FieldWish)}
    for one in r.wishes:
        field = one.field if isinstance(one, w.SettingWish) and one.setting == "color" else None
        if field and field not in shown and r.column(field).distinct <= _MOST_LINES:
            yield FieldWish(words=one.words, field=field, place=Place.SPLIT)
    along = any(isinstance(one, FieldWish) and one.place is Place.X for one in r.wishes) and r.against < 0
    merged = any(isinstance(one, w.StatisticWish | w.IntervalWish | w.LimitWish) for one in r.wishes)
    kept = [one for one in r.wishes if isinstance(one, w.FilterWish) and len(one.one_of) > 1 and not one.negated]
    for one in kept:  # single values run along x, so that categories that are kept are lines of their own
        if along and not merged and one.field not in shown and not r.is_number(one.field):
            yield FieldWish(words=one.words, field=one.field, place=Place.SPLIT)


def _are_shares(r: Reader) -> bool:
    """Whether numbers of rows alone are shown, in per cent."""
    percent = any(isinstance(one, w.SettingWish) and one.style is Style.PERCENT for one in r.wishes)
    whole = any(isinstance(one, w.ArrangementWish) and one.arrangement is Arrangement.NORMALIZED for one in r.wishes)
    measured = any(isinstance(one, FieldWish) and one.place is Place.ANY for one in r.wishes)
    return percent and not (whole or measured)


def _settled(one: Wish, charts: Collection[Chart], *, shares: bool) -> Wish:
    match one:
        case w.StatisticWish(op=Op.COUNT, field=None) if shares:
            return replace(one, op=Op.PROPORTION)
        case w.ArrangementWish(arrangement=Arrangement.NORMALIZED) if Chart.CONFUSION in charts:
            return w.StatisticWish(words=one.words, op=Op.PROPORTION)
        case w.ChartWish(chart=Chart.SCATTER) if "scatter" not in one.words.lower():  # points
            if _LINES & {*charts}:
                return w.SettingWish(words=one.words, setting="markers")
            return w.ChartWish(words=one.words, chart=Chart.STRIP) if _ITEMS & {*charts} else one
    return one
