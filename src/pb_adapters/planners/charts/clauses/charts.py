"""Charts: clauses on the chart, how its items stand and what is to be seen."""

from pb_adapters.planners.charts.reader import Reader
from pb_adapters.planners.charts.vocabulary import Kind
from pb_core.domain.plots import wishes as w
from pb_core.domain.plots.wishes import Chart, Place


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
    if r.sees(Kind.LINE_WAY) or (r.sees(Kind.FRAME) and not r.stands_alone):
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
