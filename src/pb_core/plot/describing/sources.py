"""Where each column of a table comes from: the caller's data, or a statistic of it."""

from collections.abc import Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from pb_core.plot import transforms as grammar
from pb_core.plot.deriving import apply
from pb_core.plot.deriving.rows import grouped
from pb_core.plot.describing.figures import counts, listed, percent
from pb_core.plot.transforms import BOOTSTRAP_RESAMPLES, Aggregate, Measure, Op, Transform
from pb_core.tables.table import Table

Sources = Mapping[str, "Source"]

_NAMES = {
    Op.COUNT: "number",
    Op.PROPORTION: "share",
    Op.SUM: "sum",
    Op.MEAN: "mean",
    Op.MEDIAN: "median",
    Op.MIN: "smallest value",
    Op.MAX: "largest value",
    Op.STDEV: "sample standard deviation",
    Op.STDERR: "standard error of the mean",
    Op.Q1: "first quartile",
    Op.Q3: "third quartile",
    Op.CI0: "lower end of the t interval of the mean",
    Op.CI1: "upper end of the t interval of the mean",
    Op.BOOT0: "lower end of the bootstrap interval of the mean",
    Op.BOOT1: "upper end of the bootstrap interval of the mean",
}


class Source(Struct, frozen=True, kw_only=True):
    """A computed column: its statistic of a field, per which groups of how many rows, and the level of intervals."""

    op: Op
    field: str
    groupby: tuple[str, ...]
    sizes: str
    level: float
    folded: str = ""

    @property
    def words(self) -> str:
        """The statistic in words: ``the mean of accuracy per model (n = 5)``; of folded columns that of each."""
        if self.folded:
            return self.folded
        of = f"the {name_of(self.op)} of {self.field or 'rows'}"
        per = f" per {listed(self.groupby)}" if self.groupby else ""
        return f"{of}{per}{f' ({self.sizes})' if self.op not in {Op.COUNT, Op.SUM} else ''}"


def name_of(op: Op) -> str:
    """The statistic's name, without its article."""
    return _NAMES[op]


def sources(table: Table, transforms: Sequence[Transform]) -> tuple[Table, Sources]:
    """The table after the transforms, and the source of each computed column that is still there."""
    found: dict[str, Source] = {}
    for transform in transforms:
        if isinstance(transform, Aggregate):
            made = {measure.as_: _source(table, transform, measure, found) for measure in transform.measures}
            found = {name: source for name, source in found.items() if name in transform.groupby} | made
        elif isinstance(transform, grammar.Fold):
            folded = [found[name] for name in transform.fields if name in found]
            found = {name: source for name, source in found.items() if name not in transform.fields}
            if folded:
                words = listed(dict.fromkeys(source.words for source in folded))
                found[transform.as_[1]] = replace(folded[0], folded=words)
        table = apply(table, (transform,))
    return table, {name: source for name, source in found.items() if table.column(name) is not None}


def _source(table: Table, transform: Aggregate, measure: Measure, known: Sources) -> Source:
    groups = grouped(table, transform.groupby, range(table.rows))
    column = table.column(measure.field) if measure.field else None
    sizes = [
        sum(column.values[row] is not None for row in rows) if column else len(rows) for rows in groups.values()
    ] or [0]
    field = measure.field or ""
    return Source(
        op=measure.op, field=known[field].words if field in known else field, groupby=transform.groupby,
        sizes=counts(sizes), level=transform.level,
    )  # fmt: skip


def interval(low: Source, high: Source) -> str:
    """What two ends span, in words; empty when they are no pair of one statistic."""
    match (low.op, high.op):
        case (Op.CI0, Op.CI1):
            return f"{percent(low.level)} t intervals of the mean"
        case (Op.BOOT0, Op.BOOT1):
            return (
                f"{percent(low.level)} percentile bootstrap intervals of the mean ({BOOTSTRAP_RESAMPLES:,} resamples)"
            )
        case (Op.Q1, Op.Q3):
            return "the range between the quartiles"
        case (Op.MIN, Op.MAX):
            return "the range from the smallest to the largest value"
        case _:
            return ""
