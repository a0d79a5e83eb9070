"""A table of runs, specifications over it, and what the core says of a wish."""

from collections.abc import Sequence

from pb_core.domain.plots.lineage import DrawnView, drawn_view
from pb_core.domain.plots.marks import Mark, MarkType
from pb_core.domain.plots.spec import Axes, Axis, Encoding, Layer, PlotSpec, Scale, Spread
from pb_core.domain.plots.transforms import Aggregate, Bin, Measure, Op, Transform
from pb_core.domain.plots.wish_checks import outcomes
from pb_core.domain.plots.wishes import Wish, WishOutcome
from pb_core.domain.tables.profile import TableProfile, profile
from pb_core.domain.tables.table import Table, TableLimits
from pb_core.domain.tables.table_reading import read_table
from support.channels import nominal as n
from support.channels import quantity as q

ROWS = [
    {
        "model": model, "task": task, "seed": seed, "score": 50.0 + 3 * seed + bonus, "latency": 9.5 - seed / 4,
        "era": year, "depth": bonus + 0.5, "depth_std": 0.1,
    }
    for model, bonus in (("Ours", 9), ("BERT", 4), ("LSTM", 1))
    for task in ("NER", "QA")
    for seed in (1, 2, 3)
    for year in (2019, 2020)
]  # fmt: skip


def held(rows: object = ROWS) -> Table:
    """The table of a document."""
    return read_table(rows, TableLimits())


def seen(rows: object = ROWS) -> TableProfile:
    """The profile of a document."""
    return profile(held(rows))


TABLE = held()
RUNS = seen()
__all__ = [
    "RUNS", "SD", "TABLE", "bars", "became", "drawn", "held", "histogram", "looked", "mean_of", "n", "plot", "points",
    "q", "scaled", "seen", "told",
]  # fmt: skip


def drawn(kind: MarkType | Mark, *transforms: Transform, **encoding: object) -> Layer:
    """A layer."""
    mark = kind if isinstance(kind, Mark) else Mark(type=kind)
    return Layer(mark=mark, encoding=Encoding(**encoding), transform=transforms)  # type: ignore[arg-type]  # by the test


def plot(*layers: Layer, **parts: object) -> PlotSpec:
    """A specification."""
    return PlotSpec(layer=layers, **parts)  # type: ignore[arg-type]  # by the test


def mean_of(field: str, *groupby: str, op: Op = Op.MEAN, name: str = "value", level: float = 0.95) -> Aggregate:
    """A statistic per group with all that error bars may need."""
    spread = (Op.STDEV, Op.STDERR, Op.CI0, Op.CI1)
    others = tuple(Measure(op=one, field=field, as_=one.value) for one in spread)
    return Aggregate(groupby=groupby, measures=(Measure(op=op, field=field, as_=name), *others), level=level)


def bars(
    *transforms: Transform, kind: MarkType | Mark = MarkType.BAR, x: str = "model", y: str = "value", **more: object
) -> Layer:
    """Bars of the mean score per model, unless told otherwise."""
    return drawn(kind, *(transforms or (mean_of("score", x),)), x=n(x), y=q(y), **more)


def points(**more: object) -> Layer:
    """The score of each row over its latency."""
    return drawn(MarkType.POINT, **{"x": q("latency"), "y": q("score"), **more})


def histogram(*, x: str = "score") -> PlotSpec:
    """Rows counted by bins."""
    start, end = "bin start", "bin end"
    count = Aggregate(groupby=(start, end), measures=(Measure(op=Op.COUNT, as_="count"),))
    return plot(drawn(MarkType.BAR, Bin(field=x), count, x=q(start), x2=end, y=q("count")))


def scaled(**axes: Scale) -> Axes:
    """Axes with these scales."""
    return Axes(**{name: Axis(scale=scale) for name, scale in axes.items()})


SD = Spread(delta="stdev")


def looked(spec: PlotSpec, table: Table = TABLE) -> DrawnView:
    """What a specification draws of a table."""
    return drawn_view(spec, profile(table), table)


def became(wishes: Sequence[Wish], spec: PlotSpec, table: Table = TABLE) -> tuple[WishOutcome, ...]:
    """What became of wishes."""
    return outcomes(wishes, spec, profile(table), table).wishes


def told(wishes: Wish | Sequence[Wish], spec: PlotSpec, table: Table = TABLE) -> bool:
    """Whether the core says that all the wishes are followed."""
    listed = [wishes] if isinstance(wishes, Wish) else list(wishes)
    found = became(listed, spec, table)
    assert all(one.followed != bool(one.note) for one in found)
    return all(one.followed for one in found)
