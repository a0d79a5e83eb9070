"""Second axis: clauses on columns that stand on a value axis of their own."""

from collections.abc import Sequence

from pb_adapters.planners.charts.reader import Reader
from pb_adapters.planners.charts.vocabulary import Kind
from pb_core.domain.plots.wishes import ChartWish, FieldWish, Place

_MEASURED = frozenset({Place.ANY, Place.Y})


def to_the_right(r: Reader, named: Sequence[tuple[str, int, int]]) -> bool:
    """Whether a second axis stands behind these columns; they are asked for there.

    Of a list it is the last one alone where nothing else is measured: "rain and temperature on a second axis".
    """
    before = r.at
    r.glue()
    start, chart = r.at, r.take(Kind.CHART)
    r.glue()
    if not named or not r.passes(Kind.RIGHT):
        r.at = before
        return False
    if chart is not None:
        r.add(ChartWish, start, start + 1, chart=chart)
    others = [one.field for one in r.wishes if isinstance(one, FieldWish) and one.place in _MEASURED]
    first = 0 if any(map(r.is_number, others)) else len(named) - 1
    r.show(named[:first])
    for name, at, end in named[first:]:
        r.add(FieldWish, at, None if (name, at, end) == named[-1] else end, field=name, place=Place.RIGHT)
    return True


def right(r: Reader) -> bool:
    """A second axis that no column stands before."""
    start = r.at
    if not r.passes(Kind.RIGHT):
        return False
    raise r.fail(start, "write it right behind its column: “bars of rain by month, temperature on a second axis”")
