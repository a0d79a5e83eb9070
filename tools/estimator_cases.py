"""Random plots of the charts with an estimator of their own: survival, agreement, quantiles, schedules, hexagons."""

import random

from hostile_tables import chance
from pb_core.domain.plots import estimators as e
from pb_core.domain.plots import spec as g
from pb_core.domain.plots import transforms as t
from pb_core.domain.plots.marks import Interpolate, Mark, MarkType, PointShape, TickOrient
from plot_fields import Fields, Made, layer_of


def survived(rng: random.Random, fields: Fields) -> Made:
    """Survival curves, with censored times and bands or without."""
    groupby = fields.groupby()
    made = e.Survival(
        time=fields.unsigned(), event="b", groupby=groupby, level=rng.choice((None, 0.95, 0.5)),
        log_rank=bool(groupby) and chance(rng, 0.5),
    )  # fmt: skip
    color = fields.category(groupby[0]) if groupby else None
    curve = {"x": fields.quantity("time"), "color": color}
    stepped = {"interpolate": Interpolate.STEP_AFTER}
    layers = [
        g.Layer(mark=Mark(type=MarkType.LINE, **stepped), encoding=g.Encoding(y=fields.quantity("survival"), **curve)),
        g.Layer(
            mark=Mark(type=MarkType.TICK, orient=TickOrient.VERTICAL),
            encoding=g.Encoding(y=fields.quantity("survival"), **curve),
            transform=(t.Filter(field="censored times"),),
        ),
        g.Layer(
            mark=Mark(type=MarkType.ERRORBAND, **stepped),
            encoding=g.Encoding(y=fields.quantity("interval high"), y2="interval low", **curve),
        ),
    ]
    return [made], layers[: 3 if made.level else rng.choice((1, 2))]


def compared(rng: random.Random, fields: Fields) -> Made:
    """Two measurements, or quantiles."""
    if chance(rng, 0.5):
        made = e.Agreement(first=fields.number(), second=fields.number(), groupby=fields.groupby())
        return [made], [layer_of(MarkType.POINT, x=fields.quantity("mean"), y=fields.quantity("difference"))]
    quantiles = e.Quantiles(
        field=fields.number(), distribution=rng.choice(tuple(e.Distribution)),
        against=rng.choice((None, None, fields.number())), by=rng.choice((None, None, None, "h")),
        groupby=fields.groupby(),
    )  # fmt: skip
    across = fields.quantity("theoretical quantile")
    layers = [layer_of(MarkType.POINT, x=across, y=fields.quantity("sample quantile"))]
    detail = next(iter(quantiles.groupby), None)
    return [quantiles], [*layers, layer_of(MarkType.LINE, x=across, y=fields.quantity("reference line"), detail=detail)]


def planned(rng: random.Random, fields: Fields) -> Made:
    """Tasks and milestones."""
    start, end = ("t", "t") if chance(rng, 0.3) else (fields.number(), fields.number())
    kind = g.FieldType.TEMPORAL if start == "t" else g.FieldType.QUANTITATIVE
    task, places = fields.category("g"), [g.Channel(field=name, type=kind) for name in ("task start", "milestone")]
    return [t.Limit(field=start, count=3), e.Schedule(start=start, end=end)], [
        layer_of(MarkType.BAR, x=places[0], x2="task end", y=task),
        g.Layer(mark=Mark(type=MarkType.POINT, shape=PointShape.DIAMOND), encoding=g.Encoding(x=places[1], y=task)),
    ]


def honeycombed(rng: random.Random, fields: Fields) -> Made:
    """Counts in hexagons."""
    made = e.Hexbin(x=fields.number(), y=fields.number(), columns=rng.choice((2, 12)), rows=rng.choice((None, 5)))
    ends = {"x": fields.quantity("x start"), "x2": "x end", "y": fields.quantity("y start"), "y2": "y end"}
    return [made], [layer_of(MarkType.HEX, color=fields.quantity("count"), **ends)]


def risen(rng: random.Random, fields: Fields) -> Made:
    """Ridges."""
    color = rng.choice((None, fields.category("h")))
    return [], [layer_of(MarkType.RIDGE, x=fields.quantity(), y=fields.category("g"), color=color)]
