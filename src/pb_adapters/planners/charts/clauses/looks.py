"""Looks: clauses on legend, numbers, labels, colours and the page."""

from pb_adapters.planners.charts.clauses.axes import moments
from pb_adapters.planners.charts.reader import Reader
from pb_adapters.planners.charts.vocabulary import Kind
from pb_core.domain.plots import wishes as w
from pb_core.domain.plots.spec import Color, PaletteName, Ramp, Style
from pb_core.domain.plots.transforms import Op
from pb_core.domain.plots.wishes import FieldWish, Place, SettingWish

_GROUPS = {Place.SPLIT, Place.COLOR, Place.DETAIL}


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
    """What shall not be drawn: legend, grid, labels, markers, error bars, a title, decimals."""
    start = r.at
    if not r.passes(Kind.WITHOUT):
        return False
    r.glue()
    while _leaves_out(r, start):
        if not _goes_on(r):
            return True
        r.at += 1
    r.at = start
    raise r.fail(start, "what is to be left out is not said: a value of the data, “legend”, “grid” or “labels”")


def _goes_on(r: Reader) -> bool:
    """Whether a list of such things goes on: behind "and", or behind commas before it."""
    ahead = 0
    while r.said(r.at + ahead, r.at + ahead + 1) == "," and r.sees(*DROPPED, ahead=ahead + 1):
        ahead += 2
    return r.sees(Kind.AND, ahead=ahead) and r.sees(*DROPPED, ahead=ahead + 1)


DROPPED = (Kind.LEGEND, Kind.SETTING, Kind.LABEL, Kind.INTERVAL, Kind.TITLE, Kind.NUMBERS)


def _leaves_out(r: Reader, start: int) -> bool:
    """One thing that shall not be drawn."""
    kind = next((kind for kind in DROPPED if r.sees(kind)), None)
    what = r.take(kind) if kind is not None else None
    if kind is Kind.LABEL:
        r.add(w.LabelWish, start, negated=True)
    elif kind is Kind.INTERVAL:
        r.add(w.IntervalWish, start, interval=what, negated=True)
    elif kind is Kind.LEGEND:
        r.add(SettingWish, start, setting="legend", negated=True)
    elif kind is Kind.TITLE and what == "legend":
        r.add(SettingWish, start, setting="title", of="legend", negated=True)
    elif kind is Kind.NUMBERS and what == "decimals":
        r.add(SettingWish, start, setting="numbers", decimals=0)
    elif kind is Kind.SETTING and what in {"grid", "markers"}:
        r.add(SettingWish, start, setting=what, negated=True)
    else:
        return False
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
    _names_of_labels(r)
    end = "max" if pick in {"largest", Op.MAX} else "min"
    r.add(w.LabelWish, start, pick=end, count=int(count) if count else None, by=by)
    return True


def _names_of_labels(r: Reader) -> None:
    """The column whose texts the labels are: label the top 3 by score with name."""
    start = r.at
    r.passes(Kind.WITH, Kind.BY, Kind.FROM)
    r.skip_article()
    if r.at == start or not r.is_name() or r.is_number(r.tokens[r.at].columns[0]):
        r.at = start
        return
    r.add(FieldWish, start, field=r.name(), place=Place.TEXT)


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
        span = moments(span) if of != "y" and r.runs_in_time else span
        r.add(SettingWish, start, setting=what, of=of, low=span[0], high=span[1])
    elif isinstance(what, PaletteName):
        r.add(SettingWish, start, setting="palette", palette=what)
    elif isinstance(what, Ramp):
        r.add(SettingWish, start, setting="palette", ramp=what)
    else:
        r.add(SettingWish, start, setting=what)
    return True
