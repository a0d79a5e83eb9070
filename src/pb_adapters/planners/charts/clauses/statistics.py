"""Statistics: clauses on statistics of columns and rows, and on what is computed of columns."""

from msgspec.structs import replace

from pb_adapters.planners.charts.building.sheet import texts_of
from pb_adapters.planners.charts.clauses.second_axis import to_the_right
from pb_adapters.planners.charts.reader import Reader
from pb_adapters.planners.charts.vocabulary import Kind
from pb_core.domain.plots import wishes as w
from pb_core.domain.plots.transforms import COUNTING, Op
from pb_core.domain.plots.wishes import FieldWish, Place


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
    return _counted(r, start, op, named) if op in COUNTING else _summarised(r, start, op, named)


def _summarised(r: Reader, start: int, op: Op, named: list[tuple[str, int, int]]) -> bool:
    for name, at, end in named:
        if r.column(name).mean is None and r.column(name).distinct > 2:  # noqa: PLR2004 - yes and no
            raise r.fail(at, f"'{name}' holds {texts_of(r.column(name))}, so it has no {r.said(start, start + 1)}")
        r.add(w.StatisticWish, start if at == named[0][1] else at, end, op=op, field=name)
    if not to_the_right(r, named):
        r.show(named)
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
        return r.missing(start)
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
        return r.missing(start)
    if any(isinstance(one, w.StatisticWish) and one.op is Op.PROPORTION and one.field is None for one in r.wishes):
        parts = [one for one in r.wishes if isinstance(one, FieldWish) and one.place is Place.SPLIT]
        r.wishes = [one for one in r.wishes if one not in parts]
        r.show(named[:1], Place.SPLIT, lead=start)  # the whole is what its parts stand on
        r.wishes += parts
        return True
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
        return r.missing(start)
    r.add(w.ComputeWish, start, compute=what, field=first, other=r.name())
    return True
