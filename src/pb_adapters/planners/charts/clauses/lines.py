"""Lines: clauses on lines and shaded stretches across the plot."""

from typing import Any

from pb_adapters.planners.charts.clauses.axes import moments
from pb_adapters.planners.charts.reader import Reader
from pb_adapters.planners.charts.vocabulary import Kind
from pb_core.domain.plots import wishes as w
from pb_core.domain.plots.transforms import Op
from pb_core.domain.plots.wishes import FieldWish, Place, SettingWish


def reference(r: Reader) -> bool:
    """A line across the plot, or the line y = x."""
    start, across = r.at, None
    if r.passes(Kind.IDENTITY):
        r.add(w.ReferenceWish, start, identity=True, label=_label(r))
        return True
    while r.sees(Kind.LINE_WAY):
        across = r.take(Kind.LINE_WAY) or across
    if not r.sees(Kind.REFERENCE):
        return _dashed(r, start)
    r.at += 1
    r.glue(Kind.AXIS, Kind.BOUND)
    said: dict[str, Any] = {}
    token = r.peek()
    if (
        r.sees(Kind.STATISTIC)
        and not r.is_name()
        and r.tokens[r.at].of(Kind.STATISTIC) in {Op.MEAN, Op.MEDIAN, Op.MIN, Op.MAX}
    ):
        said["op"] = r.take(Kind.STATISTIC)
        if r.passes(Kind.OF):
            said["field"] = next(iter(r.names()), (None,))[0]
    elif token is not None and token.number is not None:
        value = r.number()
        r.percent()
        timed = across == "x" and r.runs_in_time
        said["value"] = f"{value:g}" if timed else value
    elif token is not None and not (token.terms or token.stop):
        r.miss()
        return True
    else:
        raise r.fail(start, "a number, “mean” or “median” is missing behind it")
    said["label"] = _label(r)
    r.add(w.ReferenceWish, start, axis=across, **said)
    if "value" in said:
        _more_lines(r, across, said)
    return True


def _dashed(r: Reader, start: int) -> bool:
    """Dashed lines of the data."""
    if r.said(start, start + 1).lower() != "dashed" or not r.passes(Kind.CHART, Kind.CURVES):
        return False
    if not any(isinstance(one, w.ChartWish) for one in r.wishes):
        r.add(w.ChartWish, start, chart=w.Chart.LINE)
    r.add(SettingWish, start, setting="dashed")
    return True


def _more_lines(r: Reader, across: Any, said: dict[str, Any]) -> None:  # noqa: ANN401 - what the vocabulary says
    """Lines at further numbers of a list."""
    while r.sees(Kind.AND) and (more := r.peek(1)) is not None and more.number is not None:
        behind = r.peek(2)
        if behind is not None and not (behind.stop or behind.quote or behind.means(Kind.AND)):
            return  # “and 5 bins”
        r.at += 1
        start, number = r.at, r.number()
        value = f"{number:g}" if isinstance(said["value"], str) else number
        r.add(w.ReferenceWish, start, axis=across, value=value, label=_label(r))


def _label(r: Reader) -> str:
    """The quoted text that a line or band carries."""
    before = r.at
    r.glue(Kind.TITLE, Kind.LABEL, Kind.PLACE)
    text = r.quote()
    if not text:
        r.at = before
    return text


def shade(r: Reader) -> bool:
    """A shaded stretch of an axis."""
    start, of = r.at, None
    if not r.passes(Kind.SHADE):
        return False
    r.glue()
    of = r.take(Kind.AXIS)
    named = r.names()[:1] if of is None and r.is_name() else []
    r.passes(Kind.FROM, Kind.BOUND)
    span = r.span()
    if span is None or of in {"both", "right"}:
        raise r.fail(start, "write “shade y from 10 to 20”")
    if named:
        of = (
            "x"
            if any(isinstance(one, FieldWish) and one.field == named[0][0] and one.place is Place.X for one in r.wishes)
            else "y"
        )
    if of == "x" and r.runs_in_time:
        span = moments(span)
    r.add(w.ReferenceWish, start, axis=of, low=span[0], high=span[1], label=_label(r))
    return True
