"""Styled: clauses on how a figure looks: axes, titles, legend, labels, colours, lines across it, and the page."""

from typing import Any

from pb_adapters.planners.charts.reader import Reader
from pb_adapters.planners.charts.vocabulary import Kind
from pb_core.domain.plots import wishes as w
from pb_core.domain.plots.spec import Color, PaletteName, Ramp, ScaleType, Style
from pb_core.domain.plots.transforms import Op
from pb_core.domain.plots.wishes import FieldWish, Place, SettingWish
from pb_core.domain.tables.table import ColumnType
from pb_core.domain.tables.times import MAX_YEAR, MIN_YEAR, year_of
from pb_core.errors import NotPlottable

_PLAIN = {"grid", "markers", "dashed", "slides", "two columns", "one column", "numbers at risk", "censor marks",
          "log-rank test", "independent axes"}  # fmt: skip
_GROUPS = {Place.SPLIT, Place.COLOR, Place.DETAIL}
_PLACES = {"x": Place.X, "y": Place.Y, "right": Place.RIGHT}


def axis(r: Reader) -> bool:
    """An axis and what is said of it: a scale, ends, zero, a direction, a title, per cent, the column along it."""
    start = r.at
    if not r.sees(Kind.AXIS) or r.is_name():
        return False
    of = r.take(Kind.AXIS)
    ofs = ("x", "y") if of == "both" else (of,)
    said = 0
    while True:
        before = r.at
        r.glue(Kind.LINE_WAY)
        found = _of_axis(r, start, ofs)
        if not found:
            r.at = before
            break
        said += 1
        if r.sees(Kind.AND) and not (r.is_name(1) or r.sees(Kind.AXIS, ahead=1)):
            r.at += 1
    if not said:
        raise r.fail(start, "say what of it: “from 0 to 1”, “log”, “starting at 0”, “reversed”, or a quoted title")
    return True


def _of_axis(r: Reader, start: int, ofs: tuple[Any, ...]) -> bool:
    """One thing that is said of an axis."""
    if r.sees(Kind.BOUND) and (r.is_name(1) or (r.sees(Kind.FRAME, ahead=1) and r.is_name(2))):
        r.at += 1
        named = r.names()
        r.show(named, _PLACES[ofs[0]], lead=start)
        return True
    said: dict[str, Any] | None = None
    if r.sees(Kind.SCALE):
        said = {"setting": "scale", "scale": r.take(Kind.SCALE)}
    elif r.sees(Kind.REVERSED):
        r.at += 1
        said = {"setting": "scale", "reverse": True}
    elif r.sees(Kind.FROM, Kind.BOUND):
        said = _ends(r, start, ofs)
    elif r.sees(Kind.NUMBERS):
        style = r.take(Kind.NUMBERS)
        said = {"setting": "numbers", "style": style} if isinstance(style, Style) else None
    elif r.sees(Kind.TITLE) or (r.peek() is not None and r.tokens[r.at].quote is not None):
        r.passes(Kind.TITLE)
        r.glue(Kind.BOUND)
        text = r.quote()
        if not text:
            raise r.fail(start, "the title of an axis stands in quotes")
        said = {"setting": "title", "text": text}
    if said is None:
        return False
    for of in ofs:
        r.add(SettingWish, start, of=None if said["setting"] == "numbers" else of, **said)
    return True


def _ends(r: Reader, start: int, ofs: tuple[Any, ...]) -> dict[str, Any]:
    """Both ends of an axis, one of them, or zero."""
    kind = r.take(Kind.FROM, Kind.BOUND)
    if kind == "zero":
        return {"setting": "zero"}
    r.glue()
    before = r.at
    span = r.span() if kind in {"from", "within"} else None
    if span is not None and "x" in ofs and any(_is_timed(r, one) for one in r.wishes):
        span = _moments(span)
    if span is not None:
        factor = 0.01 if "%" in r.said(before) and _are_shares(r) else 1.0
        return {"setting": "range", "low": span[0] * factor, "high": span[1] * factor}
    number = r.number()
    r.take_percent()
    if number is None:
        raise r.fail(start, "the ends are missing: “from 0 to 1”")
    if number == 0 and kind in {"from", "low"}:
        return {"setting": "zero"}
    return {"setting": "range", "high" if kind in {"high", "below"} else "low": number}


def _moments(span: tuple[float, float]) -> tuple[float, float]:
    """Both ends along a column of times: the first moment of one year and the last one of the other."""
    if any(not float(end).is_integer() or not MIN_YEAR <= end <= MAX_YEAR for end in span):
        raise NotPlottable("Along times, ends are years: “x from 2000 to 2010”")
    return float(year_of(int(span[0]))), float(year_of(int(span[1]) + 1) - 1)


def _are_shares(r: Reader) -> bool:
    """Whether all measures that are named so far are shares of 1."""
    fields = [one.field for one in r.wishes if isinstance(one, FieldWish) and one.place in {Place.ANY, Place.Y}]
    return bool(fields) and all((r.column(name).high or 2) <= 1 for name in fields)


def scale(r: Reader) -> bool:
    """A scale before the axis or the column that it is of, or alone: that of the value axis."""
    start = r.at
    if r.passes(Kind.BOTH_LOG):
        r.glue(Kind.AXIS)
        for of in ("x", "y"):
            r.add(SettingWish, start, setting="scale", of=of, scale=ScaleType.LOG)
        return True
    if not r.sees(Kind.SCALE) or r.is_name():
        return False
    kind = r.take(Kind.SCALE)
    r.glue(Kind.SCALE)
    if r.sees(Kind.AXIS):
        return _scaled_axes(r, start, kind)
    named = r.names()
    for name, at, end in named:
        r.add(SettingWish, start, end, setting="scale", scale=kind, field=name)
        r.show([(name, at, end)])
    if not named:
        r.add(SettingWish, start, setting="scale", scale=kind)
    return True


def _scaled_axes(r: Reader, start: int, kind: ScaleType) -> bool:
    """The axes behind a scale, and what else is said of the last one."""
    ofs = [r.take(Kind.AXIS)]
    while r.sees(Kind.AND) and r.sees(Kind.AXIS, ahead=1) and not r.sees(Kind.FROM, ahead=2):
        r.at += 1
        ofs.append(r.take(Kind.AXIS))
    for of in ("x", "y") if "both" in ofs else ofs:
        r.add(SettingWish, start, setting="scale", of=of, scale=kind)
    if r.sees(Kind.FROM, Kind.TITLE) or (r.peek() is not None and r.tokens[r.at].quote is not None):
        _of_axis(r, start, tuple(ofs))
    return True


def titled(r: Reader) -> bool:
    """A title in quotes."""
    start = r.at
    if not r.sees(Kind.TITLE) or r.is_name():
        return False
    of = r.take(Kind.TITLE)
    r.glue(Kind.BOUND)
    text = r.quote()
    if not text or of == "label":
        r.at = start
        if of == "label" and r.sees(Kind.LABEL):
            return False
        raise r.fail(start, "write the text in quotes behind “title”, “x label”, “y label” or “legend title”")
    r.add(SettingWish, start, setting="title", of=of, text=text)
    return True


def legend(r: Reader) -> bool:
    """Where the legend stands."""
    start = r.at
    if not r.sees(Kind.LEGEND) or r.is_name():
        return False
    orient = r.take(Kind.LEGEND)
    r.glue()
    if r.sees(Kind.ORIENT):
        orient = r.take(Kind.ORIENT)
    elif r.sees(Kind.AT):
        r.passes(Kind.AT)
        orient = r.take(Kind.ORIENT) or orient
    r.add(SettingWish, start, setting="legend", orient=orient)
    return True


def without(r: Reader) -> bool:
    """What shall not be drawn: legend, grid, labels, markers, error bars, a title."""
    start = r.at
    if not r.sees(Kind.WITHOUT) or r.is_name():
        return False
    r.at += 1
    r.glue()
    if r.sees(Kind.TITLE) and r.take(Kind.TITLE) == "legend":
        r.add(SettingWish, start, setting="title", of="legend", negated=True)
    elif r.sees(Kind.LEGEND):
        r.at += 1
        r.add(SettingWish, start, setting="legend", negated=True)
    elif r.sees(Kind.SETTING) and r.tokens[r.at].of(Kind.SETTING) in {"grid", "markers"}:
        r.add(SettingWish, start, start + 2, setting=r.take(Kind.SETTING), negated=True)
    elif r.sees(Kind.LABEL):
        r.at += 1
        r.add(w.LabelWish, start, negated=True)
    elif r.sees(Kind.INTERVAL):
        r.add(w.IntervalWish, start, start + 2, interval=r.take(Kind.INTERVAL), negated=True)
    else:
        r.at = start
        raise r.fail(
            start, "what is to be left out is not said: a value of the data, “legend”, “grid”, “labels” or “markers”"
        )
    if (
        r.sees(Kind.AND)
        and r.peek(1) is not None
        and any(r.sees(kind, ahead=1) for kind in (Kind.LEGEND, Kind.SETTING))
    ):
        r.at += 1
    return True


def numbers(r: Reader) -> bool:
    """How numbers are written."""
    start, token, decimals = r.at, r.peek(), None
    if token is not None and token.number is not None and r.sees(Kind.NUMBERS, ahead=1):
        decimals = int(r.number() or 0)
        r.at += 1
        r.add(SettingWish, start, setting="numbers", decimals=decimals)
        return True
    if not r.sees(Kind.NUMBERS) or r.is_name():
        return False
    style = r.take(Kind.NUMBERS)
    if not isinstance(style, Style):
        raise r.fail(start, "a number is missing before it: “two decimals”")
    r.add(SettingWish, start, setting="numbers", style=style)
    return True


def labels(r: Reader) -> bool:
    """Numbers at items, or names at all, some or the largest of them."""
    start = r.at
    if not r.sees(Kind.LABEL) or r.is_name():
        return False
    what = r.take(Kind.LABEL)
    if what == "values":
        r.passes(Kind.TO)
        r.add(w.LabelWish, start)
        return True
    r.glue()
    if r.is_value() and not r.is_name():
        for field, values in r.values().items():
            for value in values:
                r.add(w.LabelWish, start, field=field, value=value)
        return True
    if r.is_name():
        r.show(r.names()[:1], Place.TEXT, lead=start)
        return True
    return _ranked_labels(r, start)


def _ranked_labels(r: Reader, start: int) -> bool:
    """The largest or smallest item, or so many of them by a column."""
    token, pick, count = r.peek(), None, None
    if token is not None and token.number is not None and r.sees(Kind.LIMIT, ahead=1):
        count, pick = r.number(), r.take(Kind.LIMIT)
    elif r.sees(Kind.LIMIT, Kind.STATISTIC) and not r.is_name():
        pick = r.take(Kind.LIMIT, Kind.STATISTIC)
        count = r.number()
    else:
        r.add(w.LabelWish, start)
        return True
    if pick not in {"largest", "smallest", Op.MAX, Op.MIN}:
        raise r.fail(start, "label the maximum, the minimum, or “the top 5 by” a column")
    by = None
    if count is not None and r.passes(Kind.BY):
        by = next(iter(r.names()), (None,))[0]
    end = "max" if pick in {"largest", Op.MAX} else "min"
    r.add(w.LabelWish, start, pick=end, count=int(count) if count else None, by=by)
    return True


def highlight(r: Reader) -> bool:
    """Items that stand out, in a colour if one is said."""
    start = r.at
    if r.sees(Kind.HIGHLIGHT) and not r.is_name():
        r.at += 1
        r.glue()
        found = r.values() or _coded(r)
        if not found:
            raise r.fail(start, "name a category of the data behind it, or a column and its number: “highlight seed 4”")
    elif not (r.is_value() and not r.is_name() and r.sees(Kind.IN, ahead=1) and r.sees(Kind.COLOR, ahead=2)):
        return False
    else:
        found = r.values()
    color, before = None, r.at
    r.glue()
    if r.sees(Kind.COLOR):
        color = Color(r.take(Kind.COLOR))
    else:
        r.at = before
    for field, values in found.items():
        for value in values:
            r.add(SettingWish, start, setting="color", field=field, value=value, color=color)
    return True


def _coded(r: Reader) -> dict[str, list[str]]:
    """A number as the value of the column before it, else of the one column of groups that holds it."""
    groups = {one.field for one in r.wishes if isinstance(one, FieldWish) and one.place in _GROUPS}
    named, before = [r.name()] if r.is_name() else sorted(groups), r.at
    number = r.number()
    held = [name for name in named if r.is_number(name) and number in r.column(name).examples]
    if number is None or len(held) != 1:
        r.at = before
        return {}
    return {held[0]: [f"{number:g}"]}


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
        r.take_percent()
        timed = across == "x" and any(_is_timed(r, one) for one in r.wishes)
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


def _is_timed(r: Reader, one: w.Wish) -> bool:
    return isinstance(one, FieldWish) and one.place is Place.X and r.column(one.field).type is ColumnType.TIME


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
    if of == "x" and any(_is_timed(r, one) for one in r.wishes):
        span = _moments(span)
    r.add(w.ReferenceWish, start, axis=of, low=span[0], high=span[1], label=_label(r))
    return True


def setting(r: Reader) -> bool:
    """Grid, markers, palette, page, and parts of a survival plot."""
    start = r.at
    if not r.sees(Kind.SETTING) or r.is_name():
        return False
    what = r.take(Kind.SETTING)
    if what in {"inset", "axis break"}:
        of = "x" if what == "axis break" and " x " in r.said(start) else "y" if what == "axis break" else None
        r.passes(Kind.FROM, Kind.BOUND)
        span = r.span()
        if span is None:
            raise r.fail(start, "both ends are missing: “zoom into 0 to 10”, “break the y axis between 20 and 900”")
        r.add(SettingWish, start, setting=what, of=of, low=span[0], high=span[1])
    elif isinstance(what, PaletteName):
        r.add(SettingWish, start, setting="palette", palette=what)
    elif isinstance(what, Ramp):
        r.add(SettingWish, start, setting="palette", ramp=what)
    elif what == "palette":
        r.add(SettingWish, start, setting="palette")
    elif what in _PLAIN:
        r.add(SettingWish, start, setting=what)
    else:
        raise r.fail(start, "say of which interval: “bootstrap confidence interval”")
    return True


def right(r: Reader) -> bool:
    """A second axis, whose column stands before it."""
    start = r.at
    if not r.passes(Kind.RIGHT):
        return False
    raise r.fail(start, "the column that it is for stands right before it: “temperature on a second axis”")


CLAUSES = (axis, scale, titled, legend, without, numbers, labels, highlight, reference, shade, setting, right)
