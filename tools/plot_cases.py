"""Random plots over hostile numbers: tables as callers send them, and a specification or an intent for each."""

import random
import re

import msgspec
from msgspec import Struct

from estimator_cases import compared, honeycombed, planned, risen, survived
from hostile_tables import chance, hostile_table
from pb_core.domain.plots import spec as g
from pb_core.domain.plots import transforms as t
from pb_core.domain.plots.marks import Interpolate, Mark, MarkType
from pb_core.domain.tables.table import Table
from plot_decorations import decorated
from plot_fields import Fields, Made, layer_of

INTENTS = (
    "compare y by g", "mean y over x", "y over x as lines, one line per g",
    "scatter of y against x with a regression line", "scatter of y against x coloured by g, log y",
    "histogram of y", "histogram of x by g, 12 bins", "density of y by g", "box plots of y by g",
    "violins of y by g", "mean of y by g with 95 % confidence intervals", "mean of y by g with standard errors",
    "stacked bars of sum of y by g and h", "pie chart of sum of y by g", "heat map of mean y by g and h",
    "share of sum of y by g", "cumulative distribution of y", "correlation matrix of x, y and z",
    "y over x, rolling mean of 5", "y over t as a line", "ROC curve of s", "precision-recall curve of s",
    "calibration of s", "count by g and h, stacked", "strip plot of y by g", "y vs x on log-log axes",
    "mean y over x, small multiples by g", "mean y by g with error bars", "top 3 of g by y", "y vs x, size by z",
    "median y by g, sorted ascending, horizontal", "cumulative y over x", "lollipops of max y by g sorted",
    "area of mean y over t by g", "radar of mean y by h and g", "mean y by weekday",
    "ratio of y to z by g, box plot", "y vs x where z > 0, x from 0 to 10",
)  # fmt: skip


_WELL_FORMED = 0.85
"""The share of specifications that ask only for what their marks and fields take; the others ask for anything."""


class Case(Struct, frozen=True, kw_only=True):
    """One plot to try: ``intent`` alone is for the planner, with a ``spec`` it states the numbers that the spec has."""

    table: Table
    intent: str
    spec: g.PlotSpec | None = None
    aspect_ratio: str | None = None


def case(seed: int, number: int) -> Case:
    """The case of this number: the same for the same seed."""
    rng = random.Random(f"{seed}/{number}")  # noqa: S311 - test data
    table = hostile_table(rng)
    ratio = rng.choice((None, None, None, "16:9", "1:1", "3:4", "21:9"))
    if number % 5 == 4:  # noqa: PLR2004 - one plot in five is the planner's
        return Case(table=table, intent=rng.choice(INTENTS), aspect_ratio=ratio)
    spec = _spec(rng, table)
    stated = " ".join(re.findall(r"-?\d[\d.]*(?:[eE][-+]?\d+)?", msgspec.json.encode(spec).decode()))
    return Case(table=table, intent=f"as asked, with {stated}", spec=spec, aspect_ratio=ratio)


# --- specifications -------------------------------------------------------------------------------


def _spec(rng: random.Random, table: Table) -> g.PlotSpec:
    fields = Fields(rng, table, well_formed=chance(rng, _WELL_FORMED))
    make = rng.choice((*_DERIVED, *([_plain] * 12)))
    made, layers = make(rng, fields)
    bare = g.PlotSpec(layer=tuple(layers), transform=tuple(made))
    return decorated(rng, table, bare, well_formed=fields.well_formed)


def _plain(rng: random.Random, fields: Fields) -> Made:
    """Any mark over the caller's fields as they are; what would hide each other is grouped first."""
    kind = rng.choice(tuple(MarkType))
    made: list[t.Transform] = []
    number: str | None = None
    if kind.traits.exclusive and (fields.well_formed or chance(rng, 0.8)):
        op, signed = rng.choice((t.Op.MEAN, t.Op.SUM, t.Op.MEDIAN, t.Op.MAX)), chance(rng, 0.5)
        field = fields.number() if signed and kind is not MarkType.ARC else fields.unsigned()
        groupby = ("g",) if kind is MarkType.ARC and fields.well_formed else ("g", "h")
        made = [t.Aggregate(groupby=groupby, measures=(t.Measure(op=op, field=field, as_="m"),))]
        number = "m"
    layers = [g.Layer(mark=_mark(rng, kind), encoding=_encoding(rng, fields, kind, number))]
    if kind in {MarkType.LINE, MarkType.POINT, MarkType.AREA} and chance(rng, 0.2):
        other = Mark(type=rng.choice((MarkType.LINE, MarkType.POINT)))
        across = g.Encoding(x=layers[0].encoding.x, y=fields.quantity())
        layers.append(g.Layer(mark=other, encoding=across, axis=rng.choice(tuple(g.Side))))
    return made, layers


def _mark(rng: random.Random, kind: MarkType) -> Mark:
    return Mark(
        type=kind, labels=kind.traits.labels and chance(rng, 0.3), point=chance(rng, 0.2),
        stem=kind.traits.stems and chance(rng, 0.2), interpolate=rng.choice(tuple(Interpolate)),
    )  # fmt: skip


def _encoding(  # noqa: PLR0911 - one case for each family of marks
    rng: random.Random, fields: Fields, kind: MarkType, number: str | None
) -> g.Encoding:
    match kind:
        case MarkType.ARC:
            return g.Encoding(theta=fields.quantity(number), color=fields.category("g"))
        case MarkType.RECT:
            return g.Encoding(x=fields.category("g"), y=fields.category("h"), color=fields.quantity(number))
        case MarkType.BAR if number is not None:
            stack = rng.choice((None, *g.Stack))
            return _turned(rng, _side_by_side(fields, number, stack))
        case MarkType.HEX:
            x2, y2 = fields.number(), fields.number()
            return g.Encoding(x=fields.quantity(), x2=x2, y=fields.quantity(), y2=y2, color=fields.quantity())
        case MarkType.RIDGE:
            return g.Encoding(x=fields.quantity(), y=fields.category("g"))
        case MarkType.BOXPLOT | MarkType.VIOLIN | MarkType.STRIP | MarkType.SWARM:
            lone = g.Encoding(x=fields.category("g"), y=fields.quantity())
            return _turned(rng, rng.choice((lone, _side_by_side(fields, fields.number(), None))))
        case MarkType.RULE | MarkType.TICK if chance(rng, 0.6):
            return _ruled(rng, fields, kind)
    return _placed(rng, fields, kind)


def _side_by_side(fields: Fields, number: str, stack: g.Stack | None) -> g.Encoding:
    """Items of two series at every category, unless they are stacked."""
    x, y, color = fields.category("g"), fields.quantity(number), fields.category("h")
    return g.Encoding(x=x, y=y, color=color, stack=stack, offset=None if stack else "h")


def _ruled(rng: random.Random, fields: Fields, kind: MarkType) -> g.Encoding:
    """Strokes at positions of one axis alone, or from one end to another."""
    if kind is MarkType.RULE and chance(rng, 0.4):
        return _turned(rng, g.Encoding(x=fields.position(), y=fields.quantity(), y2=fields.number()))
    return _turned(rng, g.Encoding(x=rng.choice((fields.quantity, fields.quantity, fields.time))()))


def _placed(rng: random.Random, fields: Fields, kind: MarkType) -> g.Encoding:
    """Items at positions of two axes, with what else the mark takes."""
    if kind is MarkType.ERRORBAND:
        return g.Encoding(x=fields.position(), y=fields.quantity(), y2=fields.number())
    ends = g.Spread(low=fields.number(), high=fields.number())
    spread = rng.choice((None, None, None, g.Spread(delta=fields.unsigned()), ends))
    color = rng.choice((None, fields.category("g"), *([fields.quantity()] if kind.traits.color_value else [])))
    stack = rng.choice((None, *g.Stack)) if kind is MarkType.AREA else None
    return g.Encoding(
        x=fields.position(), y=fields.quantity(fields.unsigned() if stack else None), color=color,
        size=rng.choice((None, fields.quantity(fields.unsigned()))) if kind is MarkType.POINT else None,
        text=fields.quantity() if kind is MarkType.TEXT else None,
        y_error=spread if kind.traits.errors else None, stack=stack,
    )  # fmt: skip


def _turned(rng: random.Random, encoding: g.Encoding) -> g.Encoding:
    return msgspec.structs.replace(encoding, x=encoding.y, y=encoding.x) if chance(rng, 0.3) else encoding


# --- transforms -----------------------------------------------------------------------------------


def _summarised(rng: random.Random, fields: Fields) -> Made:
    field, level = fields.number(), rng.choice((0.95, 0.95, 0.5, 0.99, 0.999999, 1e-6))
    low, high = rng.choice(((t.Op.CI0, t.Op.CI1), (t.Op.BOOT0, t.Op.BOOT1), (t.Op.Q1, t.Op.Q3), (t.Op.MIN, t.Op.MAX)))
    ops = (rng.choice((t.Op.MEAN, t.Op.MEDIAN, t.Op.SUM)), low, high, rng.choice((t.Op.STDEV, t.Op.STDERR)))
    names = ("m", "low", "high", "se")
    measures = tuple(t.Measure(op=op, field=field, as_=name) for op, name in zip(ops, names, strict=True))
    spread = rng.choice((g.Spread(low="low", high="high"), g.Spread(delta="se"), None))
    mark = rng.choice((MarkType.BAR, MarkType.POINT, MarkType.LINE))
    value = fields.quantity(rng.choice(("m", "m", "se", "low")))
    return [t.Aggregate(groupby=("g",), measures=measures, level=level, complete=chance(rng, 0.5))], [
        layer_of(mark, x=fields.category("g"), y=value, y_error=spread, labels=chance(rng, 0.5))
    ]


def _counted(rng: random.Random, fields: Fields) -> Made:
    measures = (t.Measure(op=rng.choice((t.Op.COUNT, t.Op.PROPORTION)), as_="n"),)
    made = t.Aggregate(groupby=("g", "h"), within=("g",), complete=chance(rng, 0.5), measures=measures)
    return [made], [
        layer_of(MarkType.BAR, x=fields.category("g"), y=fields.quantity("n"), color=fields.category("h"), offset="h")
    ]


def _binned(rng: random.Random, fields: Fields) -> Made:
    rule = rng.choice(tuple(t.BinRule))
    value = {t.BinRule.COUNT: float(rng.choice((1, 7, 30))), t.BinRule.STEP: 10.0 ** rng.randint(-3, 6)}.get(rule)
    counted = t.Aggregate(groupby=("bin start", "bin end"), measures=(t.Measure(op=t.Op.COUNT, as_="n"),))
    layer = layer_of(MarkType.BAR, x=fields.quantity("bin start"), x2="bin end", y=fields.quantity("n"))
    return [t.Bin(field=fields.number(), rule=rule, value=value), counted], [layer]


def _dense(rng: random.Random, fields: Fields) -> Made:
    bandwidth = rng.choice((None, None, None, 10.0 ** rng.randint(-12, 12)))
    made = t.Density(
        field=fields.number(),
        groupby=("g",),
        bandwidth=bandwidth,
        cut=rng.choice((0.0, 3.0)),
        steps=rng.choice((20, 200)),
    )
    layer = layer_of(
        MarkType.AREA, x=fields.quantity("value"), y=fields.quantity("density"), color=fields.category("g")
    )
    return [made], [layer]


def _distributed(rng: random.Random, fields: Fields) -> Made:
    made = t.Ecdf(field=fields.number(), groupby=rng.choice(((), ("g",))))
    return [made], [
        layer_of(
            MarkType.LINE, x=fields.quantity("value"), y=fields.quantity("share"), detail=next(iter(made.groupby), None)
        )
    ]


def _fitted(rng: random.Random, fields: Fields) -> Made:
    x, y = fields.number(), fields.number()
    while y == x:
        y = fields.number()
    made = t.Regression(
        x=x, y=y, groupby=rng.choice(((), ("g",))), log_x=chance(rng, 0.2), log_y=chance(rng, 0.2),
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


def _smoothed(rng: random.Random, fields: Fields) -> Made:
    order = rng.choice(("t", "x"))
    made = t.Smooth(field=fields.number(), order=order, window=rng.choice((3, 5, 21)), groupby=fields.groupby())
    x = fields.time() if order == "t" else fields.quantity("x")
    return [made], [layer_of(MarkType.LINE, x=x, y=fields.quantity("smoothed"), detail=next(iter(made.groupby), None))]


def _accumulated(rng: random.Random, fields: Fields) -> Made:
    made = t.Cumulate(field=fields.number(), label="g", total=rng.choice(("", "all")))
    least = t.Limit(field=made.field, count=rng.choice((1, 3)))
    return [least, made], [
        layer_of(MarkType.BAR, x=fields.category("g"), y=fields.quantity("end"), y2="start", labels=chance(rng, 0.5))
    ]


def _related(rng: random.Random, fields: Fields) -> Made:
    groups = fields.groupby()
    pair = {"first": "x", "second": "y"} if chance(rng, 0.5) else {"first": "y", "second": "x"}
    made, name = rng.choice(
        (
            (t.Cumulate(field=fields.number(), order="x", groupby=groups), "end"),
            (t.Calculate(op=rng.choice((t.Combination.RATIO, t.Combination.CHANGE)), **pair), "calculated"),
            (t.Relative(field="x", whole=rng.choice(tuple(t.Whole)), groupby=groups, order="t"), "relative"),
        )
    )
    return [made], [layer_of(MarkType.POINT, x=fields.quantity("x"), y=fields.quantity(name))]


def _best(rng: random.Random, fields: Fields) -> Made:
    made = t.Pareto(x="x", y="y", x_best=rng.choice(("low", "high")), y_best=rng.choice(("low", "high")))
    return [made], [
        layer_of(rng.choice((MarkType.LINE, MarkType.POINT)), x=fields.quantity("x"), y=fields.quantity("y"))
    ]


def _chosen(rng: random.Random, fields: Fields) -> Made:
    field = fields.number()
    made = t.Limit(field=field, count=rng.choice((1, 3, 10)), pick=rng.choice(("largest", "smallest", "ends")))
    kept: list[t.Transform] = [t.Filter(field="g", one_of=("a", fields.cell("g")))] if chance(rng, 0.5) else []
    return [*kept, made], [
        layer_of(rng.choice((MarkType.POINT, MarkType.TICK)), x=fields.position(), y=fields.quantity(field))
    ]


def _folded(rng: random.Random, fields: Fields) -> Made:
    mark = rng.choice((MarkType.BOXPLOT, MarkType.VIOLIN, MarkType.STRIP))
    return [t.Fold(fields=("x", "y", "z"))], [layer_of(mark, x=fields.category("key"), y=fields.quantity("value"))]


def _judged(rng: random.Random, fields: Fields) -> Made:
    score = rng.choice(("s", "y"))
    x, y, made = rng.choice(
        (
            ("false positive rate", "true positive rate", t.Roc(score=score, label="b")),
            ("recall", "precision", t.PrecisionRecall(score=score, label="b")),
            ("predicted", "observed", t.Calibration(probability="s", label="b", bins=rng.choice((5, 10)))),
        )
    )
    return [made], [layer_of(MarkType.LINE, x=fields.quantity(x), y=fields.quantity(y))]


def _correlated(rng: random.Random, fields: Fields) -> Made:
    layer = layer_of(
        MarkType.RECT,
        x=fields.category("column"),
        y=fields.category("row"),
        color=fields.quantity("r"),
        labels=chance(rng, 0.5),
    )
    return [t.Correlation(fields=("x", "y", "z", "s"))], [layer]


_DERIVED = (
    _summarised, _summarised, _counted, _binned, _binned, _dense, _dense, _distributed, _fitted, _fitted, _fitted,
    _smoothed, _accumulated, _related, _best, _chosen, _folded, _judged, _correlated, survived, survived, compared,
    compared, planned, honeycombed, risen,
)  # fmt: skip
