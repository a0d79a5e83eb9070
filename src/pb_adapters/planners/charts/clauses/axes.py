"""Axes: clauses on scales, ends and titles of axes."""

from collections.abc import Sequence
from typing import Any

from pb_adapters.planners.charts.reader import Reader
from pb_adapters.planners.charts.vocabulary import Kind
from pb_core.domain.plots.spec import ScaleType, Style
from pb_core.domain.plots.wishes import FieldWish, Place, SettingWish
from pb_core.domain.tables.times import MAX_YEAR, MIN_YEAR, year_of
from pb_core.errors import NotPlottable

_PLACES = {"x": Place.X, "y": Place.Y, "right": Place.RIGHT}


def axis(r: Reader) -> bool:
    """An axis and what is said of it: a scale, ends, zero, a direction, a title, per cent, the column along it."""
    start = r.at
    if not r.sees(Kind.AXIS) or r.is_name():
        return False
    ofs, said = [r.take(Kind.AXIS)], 0
    while r.sees(Kind.AND) and r.sees(Kind.AXIS, ahead=1):
        r.at += 1
        ofs.append(r.take(Kind.AXIS))
    ofs = ["x", "y"] if "both" in ofs else ofs
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


def _of_axis(r: Reader, start: int, ofs: Sequence[Any]) -> bool:
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


def _ends(r: Reader, start: int, ofs: Sequence[Any]) -> dict[str, Any]:
    """Both ends of an axis, one of them, or zero."""
    kind = r.take(Kind.FROM, Kind.BOUND)
    if kind == "zero":
        return {"setting": "zero"}
    r.glue()
    before = r.at
    span = r.span() if kind in {"from", "within"} else None
    if span is not None and "x" in ofs and r.runs_in_time:
        span = moments(span)
    if span is not None:
        factor = 0.01 if "%" in r.said(before) and _are_shares(r) else 1.0
        return {"setting": "range", "low": span[0] * factor, "high": span[1] * factor}
    number = r.number()
    r.percent()
    if number is None:
        raise r.fail(start, "the ends are missing: “from 0 to 1”")
    if number == 0 and kind in {"from", "low"}:
        return {"setting": "zero"}
    return {"setting": "range", "high" if kind in {"high", "below"} else "low": number}


def moments(span: tuple[float, float]) -> tuple[float, float]:
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
        _of_axis(r, start, ofs)
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
