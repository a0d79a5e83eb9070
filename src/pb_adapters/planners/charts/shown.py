"""Shown: clauses on what is drawn: charts, columns and their places, statistics, computed values, uncertainties."""

from msgspec.structs import replace

from pb_adapters.planners.charts.reader import Reader
from pb_adapters.planners.charts.vocabulary import Kind
from pb_adapters.planners.charts.words import pieces
from pb_core.domain.plots import wishes as w
from pb_core.domain.plots.transforms import COUNTING, Op, PeriodUnit
from pb_core.domain.plots.wishes import Arrangement, Chart, FieldWish, Interval, Place
from pb_core.domain.tables.profile import ColumnProfile
from pb_core.domain.tables.table import TimeUnit

_YEAR = 366 * 86_400
_WRITTEN = {
    TimeUnit.YEAR: PeriodUnit.YEAR,
    TimeUnit.MONTH: PeriodUnit.YEAR_MONTH,
    TimeUnit.DAY: PeriodUnit.YEAR_MONTH_DATE,
}
_OF_MONTHS = frozenset({PeriodUnit.YEAR, PeriodUnit.YEAR_QUARTER, PeriodUnit.YEAR_MONTH, PeriodUnit.MONTH})
_LASTING, _FEW = {PeriodUnit.YEAR: 365.25, PeriodUnit.YEAR_QUARTER: 91.31, PeriodUnit.YEAR_MONTH: 30.44}, 2
_OF_HOURS = frozenset({PeriodUnit.HOURS, PeriodUnit.YEAR_MONTH_DATE_HOURS})


def chart(r: Reader) -> bool:
    """A chart by its name."""
    start = r.at
    if r.sees(Kind.CURVES):
        r.at += 1
        if not any(isinstance(one, w.ChartWish) for one in r.wishes):
            r.add(w.ChartWish, start, chart=Chart.LINE)
        else:
            r.add(w.PurposeWish, start, purpose="trend")
        return True
    if r.sees(Kind.LINE_WAY):
        return False
    named = r.take(Kind.CHART)
    if named is None:
        return False
    while r.sees(Kind.FRAME) and r.said(r.at, r.at + 1).lower().rstrip("s") in {"plot", "chart", "graph", "diagram"}:
        r.at += 1
    r.add(w.ChartWish, start, chart=named)
    return True


def arranged(r: Reader) -> bool:
    """How items stand."""
    start, how = r.at, r.take(Kind.ARRANGED)
    if how is not None:
        r.add(w.ArrangementWish, start, arrangement=how)
    return how is not None


def purpose(r: Reader) -> bool:
    """What is to be seen; a relationship between two columns is points, the first one along x."""
    start, what = r.at, r.take(Kind.PURPOSE)
    if what is None:
        return False
    r.add(w.PurposeWish, start, purpose=what)
    if what == "relationship" and r.sees(Kind.FROM, Kind.OF):
        r.at += 1
        pair = r.names()
        if len(pair) != 2:  # noqa: PLR2004 - two axes
            raise r.fail(start, "name two columns, “relationship between A and B”")
        r.show(pair[:1], Place.X)
        r.show(pair[1:], Place.Y)
    return True


def over(r: Reader) -> bool:
    """What runs along x."""
    start = r.at
    if r.passes(Kind.OVER_TIME):
        times = [c for c in r.profile.columns if pieces(c.name) == ("time",)] or r.times()
        if len(times) != 1:
            raise r.fail(start, f"there are {len(times)} columns of times: write “over” and its name")
        r.add(FieldWish, start, field=times[0].name, place=Place.X)
        return True
    if not r.passes(Kind.OVER):
        return False
    r.glue()
    if not r.is_name() and r.sees(Kind.PERIOD):
        return _period(r, start)
    r.skip_article()
    if not r.is_name():
        return _missing(r, start)
    named = [(r.name(), r.at - 1, r.at)]
    beside = _beside(r) if r.sees(Kind.AND) and r.is_name(1) else ()
    if any(_is_at(one, Place.X) for one in r.wishes):
        if r.against != start:
            raise r.fail(start, "x is taken: one column stands along it")
        r.turn(Place.X, Place.ANY)  # a vs b over c: two measures
    r.against = r.at if r.said(start, start + 1).lower() in {"vs", "vs.", "versus", "against"} else -1
    r.show(named, Place.X, lead=start)
    for name, at, _ in beside:
        r.add(FieldWish, at, field=name, place=Place.RIGHT)
    return True


def _beside(r: Reader) -> list[tuple[str, int, int]]:
    """What "and" adds behind the column along x: columns on a second axis."""
    start = r.at
    r.at += 1
    named = r.names()
    if not _to_the_right(r):
        raise r.fail(start, "one column stands along x")
    return named


def by(r: Reader) -> bool:
    """What things are told apart by."""
    start = r.at
    if not r.passes(Kind.BY):
        return False
    r.glue()
    if not r.is_name() and r.sees(Kind.PERIOD):
        return _period_first(r, start)
    named = r.names()
    if not named:
        return _missing(r, start)
    if len(named) > 1 and _to_the_right(r):
        r.show(named[:-1], Place.SPLIT, lead=start)
        r.add(FieldWish, named[-1][1], field=named[-1][0], place=Place.RIGHT)
        return True
    r.show(named, Place.SPLIT, lead=start)
    if r.sees(Kind.AND) and r.sees(Kind.PERIOD, ahead=1):
        r.at += 1
        return _period(r, r.at)
    return True


def _period_first(r: Reader, start: int) -> bool:
    """Periods, and columns behind "and"."""
    _period(r, start)
    if r.sees(Kind.AND) and r.is_name(1):
        r.at += 1
        r.show(r.names(), Place.SPLIT)
    return True


def _to_the_right(r: Reader) -> bool:
    before = r.at
    r.glue()
    if not r.passes(Kind.RIGHT):
        r.at = before
    return r.at > before


def place(r: Reader) -> bool:
    """A column at a place of its own."""
    start, where = r.at, r.take(Kind.PLACE)
    if where is None:
        return False
    r.equals()
    r.glue(Kind.BY)
    if not r.is_name() and r.sees(Kind.PERIOD):
        return _period(r, start, Place.COLOR if where in {"series", Place.COLOR} else Place.PANEL)
    named = r.names()
    if not named:
        return _missing(r, start)
    if where in {"grouped", "stacked"}:
        r.add(w.ArrangementWish, start, arrangement=Arrangement(where))
        where = Place.COLOR if where == "stacked" else Place.SPLIT
    if where == "series":
        bars = "bar" in r.said(start).lower() or "box" in r.said(start).lower()
        if not bars and not any(isinstance(one, w.ChartWish) for one in r.wishes):
            r.add(w.ChartWish, start, start + 1, chart=Chart.LINE)
        where = Place.SPLIT if bars else Place.DETAIL if r.column(named[0][0]).distinct > _MOST_COLORS else Place.COLOR
    where = Place.ROW if where is Place.PANEL and any(_is_at(one, Place.PANEL) for one in r.wishes) else where
    r.show(named[:1], where, lead=start)
    r.show(named[1:], Place.ROW if where is Place.PANEL else where)
    return True


_MOST_COLORS = 20


def _is_at(one: w.Wish, where: Place) -> bool:
    return isinstance(one, FieldWish) and one.place is where


def _missing(r: Reader, start: int) -> bool:
    """What stands in the place of a name and is none."""
    token = r.peek()
    if token is None or token.stop:
        raise r.fail(start, "the name of a column is missing behind it")
    if token.means(Kind.UNMET):
        r.unmet.append(f"“{r.said(r.at, r.at + 1)}”: {token.of(Kind.UNMET)}")
        r.at += 1
        return True
    if token.terms and not token.columns:
        raise r.fail(start, f"“{r.said(r.at, r.at + 1)}” behind it is no column of the data")
    r.miss()
    return True


def _period(r: Reader, start: int, where: Place | None = None) -> bool:
    """Times taken together by a period of them."""
    unit, said = r.take(Kind.PERIOD), r.said(start)
    times = r.times()
    if r.sees(Kind.OF) and r.is_name(1) and r.column(r.tokens[r.at + 1].columns[0]) in times:
        times = [r.column(r.tokens[r.at + 1].columns[0])]
        r.at += 2
    if len(times) != 1:
        named = " or ".join(f"'{column.name}'" for column in times) or "none"
        raise r.fail(
            start,
            f"periods are taken of one column of times, and there are {len(times)} ({named}); of "
            "several, write “by month of” one",
        )
    (column,) = times
    unit = _meant(r, start, unit, column)
    written = column.time_unit or TimeUnit.SECOND
    lost = {
        TimeUnit.YEAR: unit is not PeriodUnit.YEAR,
        TimeUnit.MONTH: unit not in _OF_MONTHS,
        TimeUnit.DAY: unit in _OF_HOURS,
    }
    if lost.get(written):
        raise r.fail(start, f"'{column.name}' is written by the {written.value} and tells no {unit.value}")
    if unit is _WRITTEN.get(written) or _is_one_each(column, unit):
        r.add(FieldWish, start, field=column.name, place=where or Place.X)
        return True
    if said and unit:
        r.add(w.PeriodWish, start, field=column.name, unit=unit)
    return True


def _is_one_each(column: ColumnProfile, unit: PeriodUnit) -> bool:
    """Whether each period holds one time, as months do of which the first days are written."""
    days = (column.high or 0.0) - (column.low or 0.0)
    return unit in _LASTING and column.distinct == round(days / 86_400 / _LASTING[unit]) + 1 > _FEW


def _meant(r: Reader, start: int, unit: object, column: ColumnProfile) -> PeriodUnit:
    """The period that is meant: a month or hour alone only where there is no more than one of each."""
    if unit == "a month":
        if column.time_unit is TimeUnit.MONTH or (column.high or 0) - (column.low or 0) <= _YEAR:
            return PeriodUnit.YEAR_MONTH
        raise r.fail(start, "write “calendar month” (January to December) or “year and month” (each month in its year)")
    if unit == "an hour":
        raise r.fail(start, "write “hour of the day” (0 to 23) or “hourly” (each hour of each day)")
    return PeriodUnit(str(unit))


def statistic(r: Reader) -> bool:
    """A statistic of the columns behind it, of rows, or of the one measure."""
    start, op = r.at, None
    token = r.peek()
    if token is None or r.is_name() or not token.means(Kind.STATISTIC):
        return False
    if token.means(Kind.LIMIT) and _is_counted(r):
        return False
    op = r.take(Kind.STATISTIC)
    if op == "number of":
        return _number_of(r, start)
    r.glue()
    if r.is_name() and r.sees(Kind.MINUS, ahead=1):
        r.add(w.StatisticWish, start, start + 1, op=op)
        return minus(r)
    named = r.names() if r.is_name() or r.is_name(1) else []
    if op in COUNTING:
        return _counted(r, start, op, named)
    for name, at, end in named:
        if r.column(name).mean is None and r.column(name).distinct > 2:  # noqa: PLR2004 - yes and no
            raise r.fail(at, f"'{name}' holds no numbers, so it has no {r.said(start, start + 1)}")
        r.add(w.StatisticWish, start, end, op=op, field=name)
        r.add(FieldWish, at, end, field=name)
    if not named and r.sees(Kind.OVER):
        raise r.fail(start, "write of which column, and by what: “mean of score by model”")
    if not named:
        r.add(w.StatisticWish, start, start + 1, op=op)
    return True


def _is_counted(r: Reader) -> bool:
    before, behind = r.peek(-1), r.peek(1)
    return any(one is not None and one.number is not None for one in (before, behind))


def _number_of(r: Reader, start: int) -> bool:
    r.glue()
    named = r.names()
    if not named:
        return _missing(r, start)
    if not all(r.is_number(name) for name, _, _ in named):
        raise r.fail(
            start, f"write “count by {named[0][0]}” for the rows of each; different values are not counted here"
        )
    r.show(named, lead=start)
    return True


def _counted(r: Reader, start: int, op: Op, named: list[tuple[str, int, int]]) -> bool:
    """Rows are counted; "count of species" counts those of each."""
    if named and any(r.is_number(name) for name, _, _ in named):
        raise r.fail(start, f"rows are counted, not '{named[0][0]}': write “count by …”, or “sum of {named[0][0]}”")
    r.add(w.StatisticWish, start, start + 1, op=op)
    r.show(named, Place.SPLIT, lead=start)
    if named and r.sees(Kind.BY):
        raise r.fail(start, f"write “count by” and all columns, “count by {named[0][0]} and …”")
    return True


def compute(r: Reader) -> bool:
    """What is computed from columns."""
    start, what = r.at, r.take(Kind.COMPUTE)
    if what is None:
        return False
    if what == "index":
        r.add(w.ComputeWish, start, compute="index")
        return True
    if what in {"difference", "ratio", "change"}:
        return _between(r, start, what)
    if what == "cumulative" and r.sees(Kind.STATISTIC) and not r.is_name():
        op = r.take(Kind.STATISTIC)
        if op not in {Op.SUM, Op.COUNT}:
            raise r.fail(start, "running sums are of values or of rows")
        r.add(w.StatisticWish, r.at - 1, op=op)
    r.glue()
    named = r.names()
    if any(not r.is_number(name) for name, _, _ in named):
        raise r.fail(start, "name a column of numbers; for shares of rows write “share of rows by …”")
    r.add(w.ComputeWish, start, compute=what, field=named[0][0] if named else None)
    r.show(named)
    return True


def within(r: Reader) -> bool:
    """The whole of the shares that are asked for before."""
    start, shares = r.at, [one for one in r.wishes if isinstance(one, w.ComputeWish) and one.compute == "share"]
    if not r.passes(Kind.WITHIN):
        return False
    named = r.names()
    if not named:
        return _missing(r, start)
    if not shares:
        raise r.fail(start, "shares of a column have a whole: “share of users by browser within year”")
    place = r.wishes.index(shares[-1])
    r.wishes[place] = replace(shares[-1], within=named[0][0])
    r.show(named[:1], Place.SPLIT, lead=start)
    return True


def _between(r: Reader, start: int, what: str) -> bool:
    """The difference, ratio or change of two columns that are named behind the word."""
    r.glue()
    first = r.names()
    if len(first) == 1 and r.passes(Kind.TO, Kind.AND):
        first += r.names()
    if len(first) != 2 or not all(r.is_number(name) for name, _, _ in first):  # noqa: PLR2004 - two columns
        raise r.fail(start, "name two columns of numbers, as “ratio of A to B” or “A minus B”")
    one, other = (first[1], first[0]) if what == "change" else (first[0], first[1])
    r.add(w.ComputeWish, start, compute=what, field=one[0], other=other[0])
    return True


def minus(r: Reader) -> bool:
    """A column of numbers less another one, or divided by it."""
    if not (r.is_name() and r.sees(Kind.MINUS, ahead=1) and not r.is_name(1)):
        return False
    start, first = r.at, r.name()
    what = r.take(Kind.MINUS)
    r.glue()
    if not r.is_name():
        return _missing(r, start)
    r.add(w.ComputeWish, start, compute=what, field=first, other=r.name())
    return True


def measures(r: Reader) -> bool:
    """Columns that are named for themselves; a category right before a measure is what it stands by."""
    if not r.is_name():
        return False
    start, named = r.at, r.names()
    if len(named) == 1 and not r.is_number(named[0][0]) and r.is_name() and r.is_number(r.tokens[r.at].columns[0]):
        r.show(named, Place.SPLIT)
        start, named = r.at, r.names()
    before = r.peek(-len(named) - 1) if len(named) == 1 else None
    if before is not None and before.means(Kind.WITH) and r.column(named[0][0]).error_of is not None:
        r.add(w.IntervalWish, start, interval=Interval.GIVEN, fields=(named[0][0],))
        return True
    if _to_the_right(r):
        for name, at, end in named:
            r.add(FieldWish, at, end if len(named) > 1 else None, field=name, place=Place.RIGHT)
        return True
    if _is_own_scale(r):
        scale = r.take(Kind.SCALE)
        r.show(named)
        for name, at, _ in named:
            r.add(w.SettingWish, at, setting="scale", scale=scale, field=name)
        return True
    r.show(named)
    ahead = 2 if r.sees(Kind.FRAME, ahead=1) and not r.is_name(1) else 1
    token = r.peek(ahead)
    if r.sees(Kind.OF) and token is not None and r.is_name(ahead) and not r.is_number(token.columns[0]):
        lead = r.at
        r.at += ahead
        r.show(r.names(), Place.SPLIT, lead=lead)
    return True


def _is_own_scale(r: Reader) -> bool:
    """Whether the scale behind a name, in brackets, is its own: loss (log)."""
    token = r.peek()
    return token is not None and token.means(Kind.SCALE) and r.intent[token.start - 1 : token.start] == "("


def interval(r: Reader) -> bool:
    """An uncertainty, computed or given by columns."""
    start, level = r.at, _level(r)
    r.passes(Kind.BOOTSTRAP)
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
    signed = r.take_percent()
    if number is None or not 50 <= number < 100 or not (signed or r.sees(Kind.INTERVAL, Kind.BOOTSTRAP)):  # noqa: PLR2004 - per cent
        r.at = before
        return None
    return number


def _spread_of(r: Reader, start: int) -> bool:
    """The standard deviation of columns as what is shown."""
    named = r.names()
    if not named:
        return _missing(r, start)
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
    r.glue(Kind.FROM)
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


CLAUSES = (within, minus, interval, over, by, place, compute, statistic, measures, fit, purpose, arranged, chart)
