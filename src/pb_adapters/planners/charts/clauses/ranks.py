"""Ranks: clauses on how many are kept, in which order, in which bins, and on which value ends a time."""

from pb_adapters.planners.charts.building.sheet import is_binary
from pb_adapters.planners.charts.clauses.statistics import minus, statistic
from pb_adapters.planners.charts.reader import Reader
from pb_adapters.planners.charts.vocabulary import Kind
from pb_core.domain.plots import wishes as w
from pb_core.domain.plots.transforms import COUNTING
from pb_core.domain.plots.wishes import FieldWish, Order, Place


def limit(r: Reader) -> bool:
    """So many of the largest or smallest, by the measure that is named, of a column if one is named."""
    start, count = r.at, None
    token, behind = r.peek(), r.peek(1)
    if token is not None and token.number is not None and r.sees(Kind.LIMIT, ahead=1):
        count = r.number()
        pick = r.take(Kind.LIMIT)
    elif r.sees(Kind.LIMIT) and behind is not None and behind.number is not None:
        pick, count = r.take(Kind.LIMIT), r.number()
    else:
        return False
    if count is None or count != int(count):
        raise r.fail(start, "a whole number is missing")
    end = r.at
    named = r.names()
    items, ranked = [one for one in named if not r.is_number(one[0])], [one for one in named if r.is_number(one[0])]
    r.show(items, Place.SPLIT)
    r.show(ranked)
    fields = [name for name, _, _ in ranked[:1]]
    if not ranked and r.passes(Kind.BY):
        fields, end = _ranking(r, start), r.at
    r.add(w.LimitWish, start, end, count=int(count), pick=pick, field=next(iter(fields), None))
    return True


def _ranking(r: Reader, start: int) -> list[str]:
    """The column that ranks items; none where rows are counted, or what is computed of two columns ranks them."""
    known = len(r.wishes)
    r.glue()
    if (r.sees(Kind.STATISTIC) and not r.is_name() and statistic(r)) or minus(r):
        made = r.wishes[known:]
        if any(isinstance(one, w.ComputeWish) or getattr(one, "op", None) in COUNTING for one in made):
            return []
        fields = [one.field for one in made if isinstance(one, FieldWish)]
    else:
        ranked = r.names()
        fields = [name for name, _, _ in ranked]
        shown = (one.field for one in r.wishes if isinstance(one, FieldWish) and one.place is Place.ANY)
        r.show(() if any(map(r.is_number, shown)) else ranked)
    if len(fields) != 1 or not r.is_number(fields[0]):
        raise r.fail(start, "one column of numbers ranks them: “top 10 countries by population”")
    return fields


def order(r: Reader) -> bool:
    """The order of categories."""
    start = r.at
    if r.sees(Kind.WAY) and not r.is_name():
        r.add(w.OrderWish, start, start + 1, by=Order.VALUE, descending=r.take(Kind.WAY))
        return True
    if r.sees(Kind.ORDER) and not r.is_name():
        return _ordered(r, start)
    if not r.passes(Kind.SORT):
        return False
    r.glue()
    if r.sees(Kind.ORDER) and not r.is_name():
        return _ordered(r, start)
    op = r.take(Kind.STATISTIC) if not r.is_name() else None
    r.glue()
    named = r.names()
    if op is not None:
        r.ranked.append((r.said(start), op))
    down = r.take(Kind.WAY)
    field = named[0][0] if named else None
    kind = Order.VALUE if field is None or r.is_number(field) else Order.NATURAL
    r.add(w.OrderWish, start, by=kind, descending=down, field=field)
    return True


def _ordered(r: Reader, start: int) -> bool:
    kind = r.take(Kind.ORDER)
    if kind is not Order.LISTED:
        r.add(w.OrderWish, start, by=kind, descending=None if kind is Order.DATA else r.take(Kind.WAY))
        return True
    r.glue()
    found = r.values()
    if len(found) != 1 or len(next(iter(found.values()))) < 2:  # noqa: PLR2004 - an order
        raise r.fail(start, "list the values of one column behind it: “in the order S, M, L”")
    ((name, values),) = found.items()
    r.add(w.OrderWish, start, by=Order.LISTED, field=name, values=tuple(values))
    return True


def bins(r: Reader) -> bool:
    """How many bins there are, or how wide they are."""
    start, token = r.at, r.peek()
    if token is not None and token.number is not None and r.sees(Kind.BIN, ahead=1):
        count = r.number()
        if count != int(count or 0):
            raise r.fail(start, "a whole number of bins")
        r.at += 1
        r.add(w.BinWish, start, count=int(count or 0))
        return True
    if not r.sees(Kind.BIN):
        return False
    what = r.take(Kind.BIN)
    r.equals()
    number = r.number()
    if number is None:
        raise r.fail(start, "write “20 bins” or “bin width 5”")
    if what == "count":
        r.add(w.BinWish, start, count=int(number))
    else:
        r.add(w.BinWish, start, width=number)
    return True


def event(r: Reader) -> bool:
    """Which value of a column is the event that ends a time."""
    start, field, value = r.at, None, None
    if r.sees(Kind.EVENT) and not r.is_name():
        r.at += 1
        r.glue(Kind.BOUND)
        field = r.name() if r.is_name() else None
        r.glue(Kind.BOUND)
        value = _code(r, field) or _yes(r, field)
    elif r.is_name():
        field = r.tokens[r.at].columns[0]
        r.at += 1
        r.glue(Kind.BOUND)
        value = _code(r, field)
        if value is None or not r.passes(Kind.EVENT):
            r.at = start
            return False
    else:
        return False
    if value is None:
        raise r.fail(start, "write for example “event is status 2”")
    if field is None and value[0]:
        field = value[0]
    r.add(w.SettingWish, start, setting="event", field=field, value=value[1])
    return True


def _yes(r: Reader, field: str | None) -> tuple[str | None, str] | None:
    """The value of yes in a column of yes and no."""
    column = r.column(field) if field else None
    if column is None or not is_binary(column):
        return None
    return field, "1" if column.mean is not None else "true"


def _code(r: Reader, field: str | None) -> tuple[str | None, str] | None:
    token = r.peek()
    if token is None:
        return None
    fitting = [one for one in token.values if field in {None, one[0]}]
    if fitting:
        r.at += 1
        return fitting[0]
    number = r.number()
    return None if number is None else (field, f"{number:g}")
