"""Uncertainties: clauses on error bars, bands and fitted lines."""

from pb_adapters.planners.charts.reader import Reader
from pb_adapters.planners.charts.vocabulary import Kind
from pb_core.domain.plots import wishes as w
from pb_core.domain.plots.transforms import Op
from pb_core.domain.plots.wishes import FieldWish, Interval


def interval(r: Reader) -> bool:
    """An uncertainty, computed or given by columns."""
    start, level = r.at, _level(r)
    r.passes(Kind.BOOTSTRAP)
    level = level or _level(r)
    if not r.sees(Kind.INTERVAL) or r.is_name():
        return False
    led, kind = r.peek(-1), r.take(Kind.INTERVAL)
    if kind is Interval.RANGE and (led is None or not led.means(Kind.WITH)):
        return False  # “min and max of score” are what is shown
    if kind is Interval.STDEV and r.passes(Kind.OF):
        return _spread_of(r, start)
    fields: list[str] = []
    while True:
        before = r.at
        r.equals()
        if r.sees(Kind.INTERVAL) and not r.is_name():
            more = r.take(Kind.INTERVAL)
            kind = more if kind is Interval.ANY else kind
        elif r.is_name() and r.at > before:
            fields += [name for name, _, _ in r.names()]
            if r.sees(Kind.TO) and r.is_name(1):
                r.at += 1
                fields.append(r.name())
        elif not (level is None and (level := _level(r))):
            r.at = before
            break
    kind = Interval.GIVEN if fields and kind is Interval.ANY else kind
    if (kind is not Interval.CONFIDENCE and level is not None) or len(fields) > 2:  # noqa: PLR2004 - two ends
        raise r.fail(start, "a level is that of a confidence interval, which one column holds, or two with its ends")
    r.add(w.IntervalWish, start, interval=kind, level=level / 100 if level else None, fields=tuple(fields))
    return True


def _level(r: Reader) -> float | None:
    """The level of an interval in per cent, if one stands before it."""
    before, number = r.at, r.number()
    signed = r.percent()
    if number is None or not 50 <= number < 100 or not (signed or r.sees(Kind.INTERVAL, Kind.BOOTSTRAP)):  # noqa: PLR2004 - per cent
        r.at = before
        return None
    return number


def _spread_of(r: Reader, start: int) -> bool:
    """The standard deviation of columns as what is shown."""
    named = r.names()
    if not named:
        return r.missing(start)
    for name, at, end in named:
        r.add(w.StatisticWish, start, end, op=Op.STDEV, field=name)
        r.add(FieldWish, at, end, field=name)
    return True


def fit(r: Reader) -> bool:
    """A fitted line, or the mean of so many values around each."""
    start, kind = r.at, r.take(Kind.FIT)
    if kind is None:
        return False
    if kind == "linear":
        r.add(w.FitWish, start)
        return True
    r.glue()
    field = r.names()[:1] if r.is_name() else []
    r.glue(Kind.FROM, Kind.BY)
    r.passes(Kind.WINDOW)
    r.glue()
    window = r.number()
    if window is None or window != int(window) or int(window) % 2 == 0:
        raise r.fail(
            start, "say of how many values, an odd number so that as many lie on both sides: “rolling mean of 7”"
        )
    r.add(w.FitWish, start, fit="smooth", window=int(window), field=field[0][0] if field else None)
    r.show(field)
    return True
