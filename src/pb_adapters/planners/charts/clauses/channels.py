"""Channels: clauses on columns and their places."""

from pb_adapters.planners.charts.clauses.periods import is_of_time, period, period_first
from pb_adapters.planners.charts.clauses.second_axis import to_the_right
from pb_adapters.planners.charts.reader import Reader
from pb_adapters.planners.charts.vocabulary import Kind
from pb_adapters.planners.charts.words import pieces
from pb_core.domain.plots import wishes as w
from pb_core.domain.plots.wishes import Arrangement, Chart, FieldWish, Interval, Place


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
        return period(r, start)
    r.skip_article()
    if not r.is_name():
        return r.missing(start)
    named = [(r.name(), r.at - 1, r.at)]
    if r.has(Place.X):
        if r.against != start:
            raise r.fail(start, "x is taken: one column stands along it")
        r.turn(Place.X, Place.ANY)  # a vs b over c: two measures
    r.against = r.at if r.said(start, start + 1).lower() in {"vs", "vs.", "versus", "against"} else -1
    r.show(named, Place.X, lead=start)
    if r.sees(Kind.AND) and r.is_name(1):
        _beside(r)
    return True


def _beside(r: Reader) -> None:
    """What "and" adds behind the column along x: columns on a second axis."""
    start = r.at
    r.at += 1
    named = r.names()
    if not to_the_right(r, named):
        raise r.fail(start, "one column stands along x")


def by(r: Reader) -> bool:
    """What things are told apart by."""
    start = r.at
    if not r.passes(Kind.BY):
        return False
    r.glue()
    if r.sees(Kind.PERIOD) and (not r.is_name() or is_of_time(r)):
        return period_first(r, start)
    if r.peek() is None or r.tokens[r.at].stop:
        before = r.peek(-2)
        if before is not None and before.means(Kind.FIT) and r.said(start).lower() == "for each":
            return True  # a line for each of what is told apart
    named = r.names()
    if not named:
        return r.missing(start)
    beside = len(named) > 1 and to_the_right(r, named[-1:])
    r.show(named[:-1] if beside else named, Place.SPLIT, lead=start)
    if r.sees(Kind.AND) and r.sees(Kind.PERIOD, ahead=1):
        r.at += 1
        return period(r, r.at)
    return True


def place(r: Reader) -> bool:
    """A column at a place of its own."""
    start, where = r.at, r.take(Kind.PLACE)
    if where is None:
        return False
    r.equals()
    r.glue(Kind.BY)
    if not r.is_name() and r.sees(Kind.PERIOD):
        return period(r, start, Place.COLOR if where in {"series", Place.COLOR} else Place.PANEL)
    named = r.names()
    if not named:
        return r.missing(start)
    if where in {"grouped", "stacked"}:
        r.add(w.ArrangementWish, start, arrangement=Arrangement(where))
        where = Place.COLOR if where == "stacked" else Place.SPLIT
    if where == "series":
        bars = "bar" in r.said(start).lower() or "box" in r.said(start).lower()
        if not bars and not any(isinstance(one, w.ChartWish) for one in r.wishes):
            r.add(w.ChartWish, start, start + 1, chart=Chart.LINE)
        where = Place.SPLIT if bars else Place.DETAIL if r.column(named[0][0]).distinct > _MOST_COLORS else Place.COLOR
    where = Place.ROW if where is Place.PANEL and r.has(Place.PANEL) else where
    r.show(named[:1], where, lead=start)
    r.show(named[1:], Place.ROW if where is Place.PANEL else where)
    return True


_MOST_COLORS = 20


def lasting(r: Reader) -> bool:
    """The starts and ends of a Gantt chart: from one column to another one."""
    start = r.at
    if not (r.sees(Kind.FROM) and r.is_name(1) and r.sees(Kind.TO, Kind.AND, ahead=2) and r.is_name(3)):
        return False
    r.at += 1
    first = (r.name(), start, r.at)
    r.at += 1
    r.show([first, (r.name(), r.at - 1, r.at)])
    return True


def measures(r: Reader) -> bool:
    """Columns that are named for themselves; a category right before a measure is what it stands by."""
    if not r.is_name():
        return False
    start, named = r.at, r.names()
    if len(named) == 1 and not r.is_number(named[0][0]) and r.is_name() and r.is_number(r.tokens[r.at].columns[0]):
        r.show(named, Place.SPLIT)
        start, named = r.at, r.names()
    before = r.peek(start - r.at - 1)
    led = before is not None and before.means(Kind.WITH) and not before.means(Kind.AND)
    if led and _are_ends(r, [name for name, _, _ in named]):
        r.add(w.IntervalWish, start, interval=Interval.GIVEN, fields=tuple(name for name, _, _ in named))
        return True
    if to_the_right(r, named):
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


def _are_ends(r: Reader, named: list[str]) -> bool:
    """Whether columns behind "with" are the uncertainty: known as one, or the two ends of a forest plot's estimates."""
    forest = any(isinstance(one, w.ChartWish) and one.chart is Chart.FOREST for one in r.wishes)
    known = len(named) == 1 and r.column(named[0]).error_of is not None
    return known or (forest and len(named) == 2 and all(map(r.is_number, named)))  # noqa: PLR2004 - two ends


def _is_own_scale(r: Reader) -> bool:
    """Whether the scale behind a name, in brackets, is its own: loss (log)."""
    token = r.peek()
    return token is not None and token.means(Kind.SCALE) and r.intent[token.start - 1 : token.start] == "("
