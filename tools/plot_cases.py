"""Random plots over hostile numbers: tables as callers send them, and a specification or an intent for each."""

import json
import math
import random
import re
from collections.abc import Callable, Sequence

import msgspec
from msgspec import Struct

from pb_core.domain.plots import spec as g
from pb_core.domain.plots import transforms as t
from pb_core.domain.plots.marks import Interpolate, Mark, MarkType
from pb_core.domain.plots.spec import ScaleType
from pb_core.domain.tables.table import Column, ColumnType, Table, TableLimits
from pb_core.domain.tables.table_reading import read_json

INTENTS = (
    "compare y by g", "y over x", "y over x as lines, one per g", "scatter of y against x with a fit",
    "scatter of y against x coloured by g, log scale on y", "histogram of y", "histogram of x by g",
    "density of y by g", "box plots of y by g", "violins of y by g", "mean of y by g with 95 % confidence intervals",
    "mean of y by g with standard errors", "stacked bars of y by g and h", "shares of g as a pie",
    "heat map of y by g and h",
    "cumulative distribution of y", "correlation matrix of x, y and z", "smoothed y over x", "y over t as a line",
    "ROC curve of s against b", "precision-recall curve of s against b", "calibration of s against b",
    "waterfall of y by g", "strip plot of y by g", "y over x on log-log axes", "small multiples of y over x by g",
    "y over x with error bars", "Pareto front of x and y", "top 3 of g by y", "bubbles of y over x sized by z",
    "running sum of y over x", "lollipops of y by g sorted by value", "area of y over t by g", "radar of y by h and g",
)  # fmt: skip


class Case(Struct, frozen=True, kw_only=True):
    """One plot to try: ``intent`` alone is for the planner, with a ``spec`` it states the numbers that the spec has."""

    table: Table
    intent: str
    spec: g.PlotSpec | None = None
    aspect_ratio: str | None = None


def case(seed: int, number: int) -> Case:
    """The case of this number: the same for the same seed."""
    rng = random.Random(f"{seed}/{number}")  # noqa: S311 - test data
    table = _table(rng)
    ratio = rng.choice((None, None, None, "16:9", "1:1", "3:4", "21:9"))
    if number % 5 == 4:  # noqa: PLR2004 - one plot in five is the planner's
        return Case(table=table, intent=rng.choice(INTENTS), aspect_ratio=ratio)
    spec = _spec(rng, table)
    stated = " ".join(re.findall(r"-?\d[\d.]*(?:[eE][-+]?\d+)?", msgspec.json.encode(spec).decode()))
    return Case(table=table, intent=f"as asked, with {stated}", spec=spec, aspect_ratio=ratio)


def _chance(rng: random.Random, share: float) -> bool:
    return rng.random() < share


# --- numbers --------------------------------------------------------------------------------------


def _numbers(rng: random.Random, count: int) -> list[float]:
    return [float(value) if isinstance(value, float) else value for value in rng.choice(_KINDS)(rng, count)]


def _constant(rng: random.Random, count: int) -> list[float]:
    return [rng.choice((3.3, 0.1, 0, -2.7, 7, 1e-300, 1e300, 1e17, 1.7e12 + 1, 5e-324, -1e-12))] * count


def _any_size(rng: random.Random, count: int) -> list[float]:
    low, high = rng.choice(((-300, 300), (-150, 150), (-20, 20), (-300, -290), (290, 300), (-5, 5)))
    signs = rng.choice(((1,), (1, -1)))
    return [rng.choice(signs) * 10 ** rng.uniform(low, high) for _ in range(count)]


def _milliseconds(rng: random.Random, count: int) -> list[float]:
    start, step = 1_700_000_000_000 + rng.randrange(10**10), rng.choice((1, 20, 1_000, 60_000, 3_600_000))
    return [start + step * place for place in range(count)]


def _nanoseconds(rng: random.Random, count: int) -> list[float]:
    start, step = 1_700_000_000_000_000_000 + rng.randrange(10**15), rng.choice((1, 1_000, 10**9))
    return [start + step * place for place in range(count)]


def _nearly_equal(rng: random.Random, count: int) -> list[float]:
    base = rng.choice((0.3, 3.3, 1.0, 1e9, 1.7e12, -1e-5))
    return [base + math.ulp(base) * rng.randrange(4) for _ in range(count)]


def _mostly_equal(rng: random.Random, count: int) -> list[float]:
    values = [rng.choice((0.3, 5, 1e6))] * count
    for _ in range(rng.randint(1, 3)):
        values[rng.randrange(count)] *= rng.choice((1 + 1e-15, 2.0, -1.0, 1e9, 1e-9))
    return values


def _duplicates(rng: random.Random, count: int) -> list[float]:
    return [rng.randint(-2, 3) for _ in range(count)]


def _counts(rng: random.Random, count: int) -> list[float]:
    return [rng.randrange(10 ** rng.randint(1, 18)) for _ in range(count)]


def _cancelling(rng: random.Random, count: int) -> list[float]:
    large = 10.0 ** rng.randint(8, 17)
    return [rng.choice((large, -large, rng.random(), 1.0)) for _ in range(count)]


def _ordinary(rng: random.Random, count: int) -> list[float]:
    middle, spread = rng.uniform(-100, 100), 10 ** rng.uniform(-2, 2)
    return [round(rng.gauss(middle, spread), rng.choice((0, 2, 6))) for _ in range(count)]


def _shares(rng: random.Random, count: int) -> list[float]:
    return [rng.choice((rng.random(), rng.random() * 1e-6, 1 - rng.random() * 1e-9, 0.5)) for _ in range(count)]


def _subnormal(rng: random.Random, count: int) -> list[float]:
    return [rng.randint(1, 50) * 5e-324 for _ in range(count)]


def _line(rng: random.Random, count: int) -> list[float]:
    slope, start = rng.choice((2.0, 0.1, -1e-9, 1e9)), rng.choice((0.0, 3.3, 1e12))
    return [start + slope * place for place in range(count)]


def _zeros_and_one(rng: random.Random, count: int) -> list[float]:
    values: list[float] = [0] * count
    values[rng.randrange(count)] = rng.choice((1, -1, 1e-300, 1e12))
    return values


_KINDS: Sequence[Callable[[random.Random, int], list[float]]] = (
    _constant, _any_size, _milliseconds, _nanoseconds, _nearly_equal, _mostly_equal, _duplicates, _counts,
    _cancelling, _ordinary, _ordinary, _shares, _subnormal, _line, _line, _zeros_and_one,
)  # fmt: skip


# --- tables ---------------------------------------------------------------------------------------


def _table(rng: random.Random) -> Table:
    """Rows of two texts, three numbers, a score, a label and a day, as a caller's JSON."""
    count = rng.choice((1, 1, 2, 3, 4, 7, 12, 12, 24, 24, 60, 60, 450))
    groups = rng.choice((("a",), ("a", "b"), ("a", "b", "c 1"), ("8K", "1K", "32K"), ("ü%$_", "(missing)", "b")))
    columns: dict[str, list[object]] = {
        "g": [groups[place % len(groups)] if _chance(rng, 0.8) else rng.choice(groups) for place in range(count)],
        "h": [("p", "q")[place // max(len(groups), 1) % 2] for place in range(count)],
        "x": list(_numbers(rng, count)), "y": list(_numbers(rng, count)), "z": list(_numbers(rng, count)),
        "s": list(_shares(rng, count)), "b": [_chance(rng, 0.5) for _ in range(count)],
        "t": [f"2024-{1 + place // 28 % 12:02d}-{1 + place % 28:02d}" for place in range(count)],
    }  # fmt: skip
    for name in rng.sample(sorted(columns), rng.choice((0, 0, 1, 3))):
        columns[name] = [None if _chance(rng, 0.3) else cell for cell in columns[name]]
    if _chance(rng, 0.05):
        columns["y"][rng.randrange(count)] = "NaN"
    rows = [dict(zip(columns, cells, strict=True)) for cells in zip(*columns.values(), strict=True)]
    return read_json(json.dumps(rows), TableLimits())


# --- specifications -------------------------------------------------------------------------------


class _Fields:
    """Chooses fields of a table by what they hold, and channels that show them."""

    def __init__(self, rng: random.Random, table: Table) -> None:
        self._rng = rng
        self._columns = table.columns

    def number(self) -> str:
        more = {ColumnType.BOOLEAN} if _chance(self._rng, 0.1) else set()
        return self._field({ColumnType.NUMBER} | more)

    def text(self) -> str:
        return self._field({ColumnType.TEXT})

    def quantity(self, field: str | None = None) -> g.Channel:
        return g.Channel(field=field or self.number(), type=g.FieldType.QUANTITATIVE)

    def category(self, field: str | None = None) -> g.Channel:
        kind = self._rng.choice((g.FieldType.NOMINAL, g.FieldType.ORDINAL))
        kinds = self._rng.choice(
            ({ColumnType.TEXT},) * 6 + ({ColumnType.BOOLEAN}, {ColumnType.NUMBER}, {ColumnType.TIME})
        )
        return g.Channel(field=field or self._field(kinds), type=kind)

    def time(self) -> g.Channel:
        return g.Channel(field="t", type=g.FieldType.TEMPORAL)

    def position(self) -> g.Channel:
        return self._rng.choice((self.quantity, self.quantity, self.category, self.time))()

    def groupby(self) -> tuple[str, ...]:
        return self._rng.choice(((), (self.text(),)))

    def _field(self, kinds: set[ColumnType]) -> str:
        fitting: list[Column] = [column for column in self._columns if column.type in kinds]
        return self._rng.choice(fitting or list(self._columns)).name


def _spec(rng: random.Random, table: Table) -> g.PlotSpec:
    fields = _Fields(rng, table)
    make = rng.choice((*_DERIVED, *([_plain] * 12)))
    made, layers = make(rng, fields)
    facet = g.Facet(field=fields.text(), independent_y=_chance(rng, 0.5)) if _chance(rng, 0.1) else None
    return g.PlotSpec(
        layer=tuple(layers), transform=tuple(made), axes=_axes(rng, layers[0]), facet=facet,
        legend=g.Legend(orient=rng.choice(tuple(g.Orient)), sort=rng.choice((None, *g.Sort))),
        annotations=_annotations(rng, fields), projection=_projection(rng, layers[0]),
        highlight=(g.Highlight(field="g", value=table.columns[0].values[0] or "a"),) if _chance(rng, 0.1) else (),
        inset=g.Inset(x_min=0.0, x_max=10.0 ** rng.randint(-3, 12)) if _chance(rng, 0.03) else None,
        config=g.Config(medium=rng.choice(tuple(g.Medium)), ramp=rng.choice(tuple(g.Ramp))),
    )  # fmt: skip


_LABELLED = {MarkType.BAR, MarkType.LINE, MarkType.POINT, MarkType.RECT, MarkType.ARC}
Made = tuple[Sequence[t.Transform], Sequence[g.Layer]]


def _layer(mark: MarkType, *, labels: bool = False, **channels: object) -> g.Layer:
    return g.Layer(mark=Mark(type=mark, labels=labels), encoding=msgspec.convert(channels, g.Encoding))


def _plain(rng: random.Random, fields: _Fields) -> Made:
    """Any mark over the caller's fields as they are; one in three grouped first, so that bars do not overlap."""
    kind = rng.choice(tuple(MarkType))
    made: list[t.Transform] = []
    number: str | None = None
    if kind in {MarkType.BAR, MarkType.RECT, MarkType.ARC} and _chance(rng, 0.8):
        op = rng.choice((t.Op.MEAN, t.Op.SUM, t.Op.MEDIAN, t.Op.MAX))
        made = [t.Aggregate(groupby=("g", "h"), measures=(t.Measure(op=op, field=fields.number(), as_="m"),))]
        number = "m"
    mark = Mark(
        type=kind, labels=kind in _LABELLED and _chance(rng, 0.3), point=_chance(rng, 0.2),
        stem=kind is MarkType.POINT and _chance(rng, 0.2), interpolate=rng.choice(tuple(Interpolate)),
    )  # fmt: skip
    layers = [g.Layer(mark=mark, encoding=_encoding(rng, fields, kind, number))]
    if kind in {MarkType.LINE, MarkType.POINT, MarkType.AREA} and _chance(rng, 0.2):
        other = Mark(type=rng.choice((MarkType.LINE, MarkType.POINT)))
        across = g.Encoding(x=layers[0].encoding.x, y=fields.quantity())
        layers.append(g.Layer(mark=other, encoding=across, axis=rng.choice(tuple(g.Side))))
    return made, layers


def _encoding(rng: random.Random, fields: _Fields, kind: MarkType, number: str | None) -> g.Encoding:
    match kind:
        case MarkType.ARC:
            return g.Encoding(theta=fields.quantity(number), color=fields.category("g"))
        case MarkType.RECT:
            return g.Encoding(x=fields.category("g"), y=fields.category("h"), color=fields.quantity(number))
        case MarkType.BAR if number is not None:
            stack = rng.choice((None, *g.Stack))
            x, y, color = fields.category("g"), fields.quantity(number), fields.category("h")
            return _turned(rng, g.Encoding(x=x, y=y, color=color, stack=stack, offset=None if stack else "h"))
        case MarkType.BOXPLOT | MarkType.VIOLIN | MarkType.STRIP | MarkType.SWARM:
            color = rng.choice((None, fields.category("h")))
            encoding = g.Encoding(
                x=fields.category("g"), y=fields.quantity(), color=color, offset="h" if color else None
            )
            return _turned(rng, encoding)
        case MarkType.ERRORBAND:
            return g.Encoding(x=fields.position(), y=fields.quantity(), y2=fields.number())
    spread = rng.choice(
        (None, None, None, g.Spread(delta=fields.number()), g.Spread(low=fields.number(), high=fields.number()))
    )
    colors = (None, fields.category(), *([fields.quantity()] if kind is MarkType.POINT else []))
    return g.Encoding(
        x=fields.position(), y=fields.quantity(), color=rng.choice(colors),
        size=rng.choice((None, fields.quantity())) if kind is MarkType.POINT else None,
        text=fields.quantity() if kind is MarkType.TEXT else None,
        y_error=spread if kind in {MarkType.BAR, MarkType.LINE, MarkType.POINT} else None,
        stack=rng.choice((None, *g.Stack)) if kind is MarkType.AREA else None,
    )  # fmt: skip


def _turned(rng: random.Random, encoding: g.Encoding) -> g.Encoding:
    return msgspec.structs.replace(encoding, x=encoding.y, y=encoding.x) if _chance(rng, 0.3) else encoding


# --- transforms -----------------------------------------------------------------------------------


def _summarised(rng: random.Random, fields: _Fields) -> Made:
    field, level = fields.number(), rng.choice((0.95, 0.95, 0.5, 0.99, 0.999999, 1e-6))
    low, high = rng.choice(((t.Op.CI0, t.Op.CI1), (t.Op.BOOT0, t.Op.BOOT1), (t.Op.Q1, t.Op.Q3), (t.Op.MIN, t.Op.MAX)))
    ops = (rng.choice((t.Op.MEAN, t.Op.MEDIAN, t.Op.SUM)), low, high, rng.choice((t.Op.STDEV, t.Op.STDERR)))
    names = ("m", "low", "high", "se")
    measures = tuple(t.Measure(op=op, field=field, as_=name) for op, name in zip(ops, names, strict=True))
    spread = rng.choice((g.Spread(low="low", high="high"), g.Spread(delta="se"), None))
    mark = rng.choice((MarkType.BAR, MarkType.POINT, MarkType.LINE))
    value = fields.quantity(rng.choice(("m", "m", "se", "low")))
    return [t.Aggregate(groupby=("g",), measures=measures, level=level, complete=_chance(rng, 0.5))], [
        _layer(mark, x=fields.category("g"), y=value, y_error=spread, labels=_chance(rng, 0.5))
    ]


def _counted(rng: random.Random, fields: _Fields) -> Made:
    measures = (t.Measure(op=rng.choice((t.Op.COUNT, t.Op.PROPORTION)), as_="n"),)
    made = t.Aggregate(groupby=("g", "h"), within=("g",), complete=_chance(rng, 0.5), measures=measures)
    return [made], [
        _layer(MarkType.BAR, x=fields.category("g"), y=fields.quantity("n"), color=fields.category("h"), offset="h")
    ]


def _binned(rng: random.Random, fields: _Fields) -> Made:
    rule = rng.choice(tuple(t.BinRule))
    value = {t.BinRule.COUNT: float(rng.choice((1, 7, 30))), t.BinRule.STEP: 10.0 ** rng.randint(-3, 6)}.get(rule)
    counted = t.Aggregate(groupby=("bin start", "bin end"), measures=(t.Measure(op=t.Op.COUNT, as_="n"),))
    layer = _layer(MarkType.BAR, x=fields.quantity("bin start"), x2="bin end", y=fields.quantity("n"))
    return [t.Bin(field=fields.number(), rule=rule, value=value), counted], [layer]


def _dense(rng: random.Random, fields: _Fields) -> Made:
    bandwidth = rng.choice((None, None, None, 10.0 ** rng.randint(-12, 12)))
    made = t.Density(
        field=fields.number(),
        groupby=("g",),
        bandwidth=bandwidth,
        cut=rng.choice((0.0, 3.0)),
        steps=rng.choice((20, 200)),
    )
    layer = _layer(MarkType.AREA, x=fields.quantity("value"), y=fields.quantity("density"), color=fields.category("g"))
    return [made], [layer]


def _distributed(rng: random.Random, fields: _Fields) -> Made:
    made = t.Ecdf(field=fields.number(), groupby=rng.choice(((), ("g",))))
    return [made], [
        _layer(
            MarkType.LINE, x=fields.quantity("value"), y=fields.quantity("share"), detail=next(iter(made.groupby), None)
        )
    ]


def _fitted(rng: random.Random, fields: _Fields) -> Made:
    x, y = fields.number(), fields.number()
    while y == x:
        y = fields.number()
    made = t.Regression(
        x=x, y=y, groupby=rng.choice(((), ("g",))), log_x=_chance(rng, 0.2), log_y=_chance(rng, 0.2),
        level=rng.choice((0.95, 0.5, 0.9999)), as_=("at", "fit", "fit low", "fit high"), steps=rng.choice((2, 50)),
    )  # fmt: skip
    detail = next(iter(made.groupby), None)
    fit, own, at = Mark(type=MarkType.LINE, fit=True), (made,), fields.quantity("at")
    lines = [
        g.Layer(mark=Mark(type=MarkType.POINT), encoding=g.Encoding(x=fields.quantity(x), y=fields.quantity(y))),
        g.Layer(mark=fit, transform=own, encoding=g.Encoding(x=at, y=fields.quantity("fit"), detail=detail)),
        g.Layer(
            mark=Mark(type=MarkType.ERRORBAND, fit=True), transform=own,
            encoding=g.Encoding(x=at, y=fields.quantity("fit low"), y2="fit high", detail=detail),
        ),
    ]  # fmt: skip
    return [], lines[rng.choice((0, 1)) :]


def _smoothed(rng: random.Random, fields: _Fields) -> Made:
    order = rng.choice(("t", "x"))
    made = t.Smooth(field=fields.number(), order=order, window=rng.choice((3, 5, 21)), groupby=fields.groupby())
    x = fields.time() if order == "t" else fields.quantity("x")
    return [made], [_layer(MarkType.LINE, x=x, y=fields.quantity("smoothed"), detail=next(iter(made.groupby), None))]


def _accumulated(rng: random.Random, fields: _Fields) -> Made:
    made = t.Cumulate(field=fields.number(), label="g", total=rng.choice(("", "all")))
    least = t.Limit(field=made.field, count=rng.choice((1, 3)))
    return [least, made], [
        _layer(MarkType.BAR, x=fields.category("g"), y=fields.quantity("end"), y2="start", labels=_chance(rng, 0.5))
    ]


def _best(rng: random.Random, fields: _Fields) -> Made:
    made = t.Pareto(x="x", y="y", x_best=rng.choice(("low", "high")), y_best=rng.choice(("low", "high")))
    return [made], [_layer(rng.choice((MarkType.LINE, MarkType.POINT)), x=fields.quantity("x"), y=fields.quantity("y"))]


def _chosen(rng: random.Random, fields: _Fields) -> Made:
    field = fields.number()
    made = t.Limit(field=field, count=rng.choice((1, 3, 10)), pick=rng.choice(("largest", "smallest")))
    kept: list[t.Transform] = [t.Filter(field="g", one_of=("a", "8K"))] if _chance(rng, 0.5) else []
    return [*kept, made], [
        _layer(rng.choice((MarkType.POINT, MarkType.TICK)), x=fields.position(), y=fields.quantity(field))
    ]


def _folded(rng: random.Random, fields: _Fields) -> Made:
    mark = rng.choice((MarkType.BOXPLOT, MarkType.VIOLIN, MarkType.STRIP))
    return [t.Fold(fields=("x", "y", "z"))], [_layer(mark, x=fields.category("key"), y=fields.quantity("value"))]


def _judged(rng: random.Random, fields: _Fields) -> Made:
    score = rng.choice(("s", "y"))
    x, y, made = rng.choice(
        (
            ("false positive rate", "true positive rate", t.Roc(score=score, label="b")),
            ("recall", "precision", t.PrecisionRecall(score=score, label="b")),
            ("predicted", "observed", t.Calibration(probability="s", label="b", bins=rng.choice((5, 10)))),
        )
    )
    return [made], [_layer(MarkType.LINE, x=fields.quantity(x), y=fields.quantity(y))]


def _correlated(rng: random.Random, fields: _Fields) -> Made:
    layer = _layer(
        MarkType.RECT,
        x=fields.category("column"),
        y=fields.category("row"),
        color=fields.quantity("r"),
        labels=_chance(rng, 0.5),
    )
    return [t.Correlation(fields=("x", "y", "z", "s"))], [layer]


_DERIVED = (
    _summarised, _summarised, _counted, _binned, _binned, _dense, _dense, _distributed, _fitted, _fitted, _fitted,
    _smoothed, _accumulated, _best, _chosen, _folded, _judged, _correlated,
)  # fmt: skip


# --- axes and annotations -------------------------------------------------------------------------


def _axes(rng: random.Random, layer: g.Layer) -> g.Axes:
    x, y = layer.encoding.x, layer.encoding.y
    return g.Axes(x=_axis(rng, x), y=_axis(rng, y))


def _axis(rng: random.Random, channel: g.Channel | None) -> g.Axis:
    if channel is None or channel.type is not g.FieldType.QUANTITATIVE:
        return g.Axis(sort=rng.choice((None, *g.Sort)) if channel is not None and channel.type.discrete else None)
    kind = rng.choice((ScaleType.LINEAR,) * 7 + tuple(ScaleType))
    low, high = (-(10.0 ** rng.randint(-3, 12)), 10.0 ** rng.randint(-3, 12)) if _chance(rng, 0.05) else (None, None)
    zero = rng.choice((None, None, True, False)) if kind in {ScaleType.LINEAR, ScaleType.SYMLOG} else None
    constant = rng.choice((1.0, 1.0, 1e-12, 1e12))
    reverse = _chance(rng, 0.1)
    scale = g.Scale(type=kind, zero=zero, reverse=reverse, constant=constant, domain_min=low, domain_max=high)
    decimals = rng.choice((None, None, None, 0, 3))
    return g.Axis(
        scale=scale, format=g.Format(style=rng.choice((g.Style.PLAIN,) * 5 + tuple(g.Style)), decimals=decimals)
    )


def _annotations(rng: random.Random, fields: _Fields) -> tuple[g.Annotation, ...]:
    op = rng.choice((t.Op.MEAN, t.Op.MEDIAN, t.Op.MAX, t.Op.STDEV, t.Op.CI1))
    found = (
        g.ReferenceLine(op=op, field=fields.number()),
        g.PointNote(pick="max"),
        g.IdentityLine(),
        g.ReferenceLine(value=0),
    )
    return (rng.choice(found),) if _chance(rng, 0.15) else ()


def _projection(rng: random.Random, layer: g.Layer) -> g.Projection:
    discrete = layer.encoding.x is not None and layer.encoding.x.type.discrete
    if layer.mark.type is not MarkType.LINE or not discrete or _chance(rng, 0.5):
        return g.Projection.CARTESIAN
    return rng.choice(tuple(g.Projection))
